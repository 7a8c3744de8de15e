"""Which links of a column lead to its parts: years, groups, units."""

from __future__ import annotations

import pytest

from crawler.frontier.branches import Branch, branch_of, is_below
from tests.crawler.county import HOST


@pytest.mark.parametrize(
    ("label", "url", "branch"),
    [
        ("2022年", "/y/", Branch.YEAR),
        ("2022年度", "/nb/2022n/", Branch.YEAR),
        ("二〇一五年", "/y/", Branch.YEAR),
        ("2008-2015年", "/y/", Branch.YEAR),
        ("县政府", "/y/", Branch.GROUP),
        ("县级部门", "/y/", Branch.GROUP),
        ("乡镇（街道）", "/y/", Branch.GROUP),
        ("县教育局", "/y/", Branch.UNIT),
        ("其他", "/nb/qt/", Branch.BELOW),
        ("政府信息公开年报", "/old/", Branch.NAMED),
        ("政府信息公开", "/zfxxgk/", None),
        ("政府信息公开指南", "/nb/zn/", None),
        ("下一页", "/nb/index_1.html", None),
        ("2", "/nb/2.htm", None),
        ("首页", "/", None),
    ],
)
def test_parts_of_a_column(label: str, url: str, branch: Branch | None) -> None:
    assert branch_of(label, HOST + url, f"{HOST}/nb/") is branch


def test_a_column_called_after_its_page_has_its_folder_below() -> None:
    assert is_below(f"{HOST}/zfxxgknb/2022.htm", f"{HOST}/zfxxgknb.htm")
    assert is_below(f"{HOST}/zfxxgknb/jyj/", f"{HOST}/zfxxgknb/index.html")
    assert not is_below(f"{HOST}/zfxxgknb/index_1.html", f"{HOST}/zfxxgknb/")
    assert not is_below(f"{HOST}/zwgk/", f"{HOST}/")
