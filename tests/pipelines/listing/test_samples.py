"""Real pages that are not part of the project; skipped where they are not at hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipelines.listing import Page, read_page

SAMPLES = Path(__file__).parents[4] / "shared" / "samples" / "pages"
pytestmark = pytest.mark.skipif(not SAMPLES.is_dir(), reason="the samples are not here")


def read(name: str, url: str) -> Page:
    return read_page((SAMPLES / name).read_bytes(), url=url)


@pytest.fixture
def column() -> Page:
    return read("trs_report_column.html", "http://egb.ordos.gov.cn/xxgk/xxgknb/")


def test_the_report_column_is_a_trs_list_of_ten(column: Page) -> None:
    assert column.family == "trs"
    assert len(column.rows) == 10
    assert column.rows[0].title == "鄂尔多斯市2019年政府信息公开工作年度报告"
    assert column.rows[0].date == "2020-09-03"
    assert column.rows[0].url.endswith("/xxgk/xxgknb/202009/t20200903_2748784.html")


def test_its_pager_has_a_second_page_named_by_one(column: Page) -> None:
    assert column.total_pages == 2
    assert [one.url.rsplit("/", 1)[1] for one in column.next_pages] == ["index_1.html"]


def test_its_trail_and_code_are_read(column: Page) -> None:
    assert column.breadcrumb == ("首页", "信息公开", "信息公开年报")
    assert set(column.site_codes) == {"1506000140"}


def test_commented_links_are_no_links(column: Page) -> None:
    assert not [link for link in column.links if "dbdh/gywm" in link.url]


@pytest.mark.parametrize(
    ("name", "url", "family", "second", "total", "rows"),
    [
        ("csrc_list_1.html", "http://www.csrc.gov.cn/csrc/c106256/fg.shtml", "kaipu",
         "/csrc/c106256/fg_2.shtml", 5, 20),
        ("ndrc_list_page.html", "https://www.ndrc.gov.cn/xxgk/zcfb/fzggwl/", "trs",
         "/xxgk/zcfb/fzggwl/index_1.html", 9, 25),
        ("sasac_list_1.html", "http://www.sasac.gov.cn/n2588035/n2588320/n2588335/index.html",
         "component", "/n2588335/index_2603340_15.html", 16, 20),
    ],
)  # fmt: skip
def test_lists_of_other_agencies(
    name: str, url: str, family: str, second: str, total: int, rows: int
) -> None:
    page = read(name, url)
    assert page.family == family
    assert page.next_pages[0].url.endswith(second)
    assert page.total_pages == total
    assert sum(row.date is not None for row in page.rows) >= rows
    assert not page.is_article


@pytest.mark.parametrize(
    ("name", "url"),
    [
        ("csrc_detail_1.html", "http://www.csrc.gov.cn/csrc/c106256/c3217074/content.shtml"),
        ("ndrc_detail_1.html", "https://www.ndrc.gov.cn/x/202604/t20260409_1404577.html"),
    ],
)
def test_articles_are_articles(name: str, url: str) -> None:
    assert read(name, url).is_article
