"""A glance never gives up what the reader would call a report."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipelines.errors import Unreadable
from pipelines.extract import extract
from pipelines.glance import may_be_report

FIXTURES = Path(__file__).parents[2] / "fixtures"
PAGES = sorted([*FIXTURES.glob("reports/*/page.html"), *FIXTURES.glob("pages/*/page.htm*")])
MENU = '<ul><li><a href="/nb/" title="政府信息公开年报">政府信息公开年报</a></li></ul>'


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.parent.name)
@pytest.mark.parametrize("encoding", ["as it is", "gb18030", "entities"])
def test_what_the_reader_takes_passes(page: Path, encoding: str) -> None:
    body = page.read_bytes()
    if encoding != "as it is":
        text = body.decode("utf-8", "replace")
        body = (
            text.encode("gb18030")
            if encoding == "gb18030"
            else text.encode("ascii", "xmlcharrefreplace")
        )
    try:
        is_report = extract(body, url="http://www.shilixian.gov.cn/a.html").is_report
    except Unreadable:
        return
    assert may_be_report(body) or not is_report


@pytest.mark.parametrize(
    ("html", "passes"),
    [
        (f"<html><title>县政府召开会议</title>{MENU}<p>近日，县政府召开会议。</p></html>", False),
        (
            f"<html><title>年报</title>{MENU}<h1><a href='#'>示例县2022年政府信息公开工作年度报告</a></h1>",
            True,
        ),
        (
            "<html><meta name='ArticleTitle' content='示例县政府信息公开2022年度报告'><p>见附件</p>",
            True,
        ),
        ("<p>政 府 信 息 公 开</p><p>工作年度<b>报</b>告</p>", True),
        ("", False),
    ],
)
def test_menus_do_not_count(html: str, *, passes: bool) -> None:
    assert may_be_report(html.encode()) is passes
