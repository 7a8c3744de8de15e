"""Site lists: what is wrong is named by line and column, and nothing is left out in silence."""

from __future__ import annotations

from pathlib import Path

import pytest

from crawler.cli.errors import UsageError
from crawler.sites import bundled_sites, read_site_list
from storage.records import Site
from storage.reference.divisions import all_divisions

HEADER = "site,name,url,division_code,column_url,enabled\n"
GOOD = "sample,示例县人民政府,https://www.sample.gov.cn/,622926,,\n"


def listed(tmp_path: Path, text: str) -> list[Site]:
    path = tmp_path / "sites.csv"
    path.write_text(text, encoding="utf-8")
    return read_site_list(path)


def test_a_list_is_read(tmp_path: Path) -> None:
    other = 'other,"县, 例",http://1.2.3.4:81/a,110000,http://x.gov.cn/nb/,false\n'
    assert listed(tmp_path, HEADER + GOOD + "\n" + other) == [
        Site(
            site="sample",
            name="示例县人民政府",
            url="https://www.sample.gov.cn/",
            division_code="622926",
        ),
        Site(
            site="other",
            name="县, 例",
            url="http://1.2.3.4:81/a",
            division_code="110000",
            column_url="http://x.gov.cn/nb/",
            enabled=False,
        ),
    ]


def test_optional_columns_and_order_are_free_and_excel_may_have_saved_it(tmp_path: Path) -> None:
    text = "\ufeffname,site,division_code,url\r\n示例县,s,622926,http://s.gov.cn\r\n"
    assert [site.site for site in listed(tmp_path, text)] == ["s"]


@pytest.mark.parametrize(
    ("row", "complaint"),
    [
        ("--all,n,http://s.gov.cn/,622926,,", "line 3, column site"),
        ("a/b,n,http://s.gov.cn/,622926,,", "line 3, column site"),
        ("s,,http://s.gov.cn/,622926,,", "line 3, column name"),
        ("s,n,www.s.gov.cn,622926,,", "line 3, column url"),
        ("s,n,ftp://s.gov.cn/,622926,,", "line 3, column url"),
        ("s,n,http://user:pw@s.gov.cn/,622926,,", "line 3, column url"),
        ("s,n,http://s.gov.cn:port/,622926,,", "line 3, column url"),
        ("s,n,http:///x,622926,,", "line 3, column url"),
        ("s,n,http://s.gov.cn/,6229,,", "line 3, column division_code"),
        ("s,n,http://s.gov.cn/,６２２９２６,,", "line 3, column division_code"),
        ("s,n,http://s.gov.cn/,622926,nb/,", "line 3, column column_url"),
        ("s,n,http://s.gov.cn/,622926,,maybe", "line 3, column enabled"),
        ("s,n,http://s.gov.cn/,622926,", "line 3: 5 fields"),
        ("sample,n,http://s.gov.cn/,622926,,", "line 3, column site: sample stands in line 2"),
        ('s,"n,http://s.gov.cn/,622926,,', "line 3: "),
    ],
)
def test_a_bad_row_is_named(tmp_path: Path, row: str, complaint: str) -> None:
    with pytest.raises(UsageError) as caught:
        listed(tmp_path, HEADER + GOOD + row + "\n")
    assert complaint in str(caught.value)
    assert "sites.csv" in str(caught.value)


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("", "line 1: column site, name, url, division_code is missing"),
        (HEADER, "lists no site"),
        ("site,name,url\n", "column division_code is missing"),
        ("site,name,url,division_code,colum_url\n", "column colum_url is not known"),
        ("site,name,url,division_code,url\n", "column url is there twice"),
    ],
)
def test_a_bad_header_is_named(tmp_path: Path, text: str, complaint: str) -> None:
    with pytest.raises(UsageError) as caught:
        listed(tmp_path, text)
    assert complaint in str(caught.value)


def test_a_file_that_is_no_text_or_not_there(tmp_path: Path) -> None:
    path = tmp_path / "sites.csv"
    with pytest.raises(UsageError, match="No such file"):
        read_site_list(path)
    path.write_bytes((HEADER + GOOD).encode("gb18030"))
    with pytest.raises(UsageError, match="not UTF-8"):
        read_site_list(path)
    with pytest.raises(UsageError, match="directory"):
        read_site_list(tmp_path)


def test_the_bundled_portals_carry_the_names_of_their_divisions() -> None:
    names = {row.code: row.name for row in all_divisions() if row.valid_to is None}
    sites = bundled_sites()
    assert len(sites) > 80
    for site in sites:
        assert site.name == f"{names[site.division_code]}人民政府"


def test_a_password_in_a_url_is_refused_and_not_shown(tmp_path: Path) -> None:
    path = tmp_path / "sites.csv"
    path.write_text(
        "site,name,url,division_code\nx,示例县人民政府,http://me:s3cr3t@www.x.gov.cn/,622926\n",
        encoding="utf-8",
    )
    with pytest.raises(UsageError, match=r"line 2, column url: 'http://…@www\.x\.gov\.cn/'"):
        read_site_list(path)
