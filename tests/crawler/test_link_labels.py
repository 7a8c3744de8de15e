"""What a link promises by what it is called."""

from __future__ import annotations

import pytest

from crawler.frontier.labels import Promise, judge_label, names_another_place
from tests.crawler.county import HOST


@pytest.mark.parametrize(
    ("label", "url", "promise"),
    [
        ("政府信息公开年报", "/x/", Promise.REPORT_COLUMN),
        ("政府信息公开工作年度报告", "/x/", Promise.REPORT_COLUMN),
        ("公开年报", "/x/", Promise.REPORT_COLUMN),
        ("年报", "/x/", Promise.COLUMN),
        ("年度报告", "/x/", Promise.COLUMN),
        ("政府信息公开", "/x/", Promise.HUB),
        ("政务公开", "/x/", Promise.HUB),
        ("信息公开", "/x/", Promise.HUB),
        ("法定主动公开内容", "/x/", Promise.ASIDE),
        ("政府信息公开指南", "/x/", Promise.ASIDE),
        ("历史栏目", "/x/", Promise.HUB),
        ("网站地图", "/x/", Promise.SITE_MAP),
        ("", "/zwgk/zfxxgk/zfxxgknb/", Promise.REPORT_COLUMN),
        ("县教育局", "/public/column/123?type=3&action=list", Promise.REPORT_COLUMN),
        ("政府网站工作年度报表", "/x/", Promise.NOTHING),
        ("法治政府建设年度报告", "/x/", Promise.NOTHING),
        ("企业年报", "/x/", Promise.NOTHING),
        ("统计年报", "/x/", Promise.NOTHING),
        ("县长信箱", "/x/", Promise.NOTHING),
        ("新闻中心", "/x/", Promise.NOTHING),
        ("财政预决算", "/x/", Promise.NOTHING),
    ],
)
def test_what_a_label_promises(label: str, url: str, promise: Promise) -> None:
    assert judge_label(label, HOST + url).promise is promise


def test_other_places_are_told_by_their_names() -> None:
    assert names_another_place("市政府信息公开", "示例县")
    assert names_another_place("邻县政府信息公开专栏", "示例县")
    assert not names_another_place("示例县政府信息公开", "示例县")
    assert not names_another_place("县政府信息公开", "示例县")
    assert not names_another_place("市政府信息公开", "示例市")
    assert not names_another_place("政府信息公开", "示例县")
