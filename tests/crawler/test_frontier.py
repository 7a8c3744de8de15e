"""What is asked for next of what a page offers, and what is taken for a report column."""

from __future__ import annotations

import json
from dataclasses import replace

from crawler import frontier
from crawler.frontier import Candidate, Kind
from pipelines.listing import Link, NextPage, Page, Row
from tests.crawler.county import COLUMN, HOST, PLACE, REPORT, rows


def test_a_crawl_begins_at_known_columns_else_at_home() -> None:
    assert [one.kind for one in frontier.start(PLACE.home, [])] == [Kind.HOME]
    assert [one.url for one in frontier.start(PLACE.home, ["http://a/", "http://a/"])] == [
        "http://a/"
    ]


def test_a_remembered_column_is_one_though_nothing_on_its_shell_says_so() -> None:
    service = NextPage(
        url=f"{HOST}/nb/index_1.html",
        strategy="x",
        reason="",
        number=1,
        method="POST",
        body="type=3",
    )
    shell = Page(url=COLUMN.url, title="信息公开", next_pages=(service,))
    (known,) = frontier.start(PLACE.home, [COLUMN.url], yielded=[COLUMN.url])
    (given,) = frontier.start(PLACE.home, [COLUMN.url])
    choice = frontier.choose(shell, known, PLACE)
    assert [one.proved for one in choice.candidates if one.kind is Kind.LIST_PAGE] == [True]
    assert frontier.choose(shell, given, PLACE).column is None
    other = replace(shell, column_name="领导信箱")
    assert frontier.choose(other, known, PLACE).column is None


def test_a_candidate_survives_being_stored() -> None:
    other = replace(COLUMN, kind=Kind.LIST_PAGE, body="a=1", method="POST", headers={"X": "y"})
    candidate = replace(COLUMN, instead=other)
    assert Candidate.from_meta(json.loads(json.dumps(candidate.to_meta()))) == candidate


def test_a_page_called_something_else_is_no_column() -> None:
    page = Page(
        url=COLUMN.url, breadcrumb=("首页", "机构职能"), column_name="机构职能",
        rows=(Row(title="示例县教育局", url=f"{HOST}/jyj/t20240101_1.html"),),
    )  # fmt: skip
    assert frontier.choose(page, COLUMN, PLACE, ()).column is None


def test_a_column_is_known_by_its_rows_whatever_it_is_called() -> None:
    page = Page(url=f"{HOST}/x/", rows=rows(4))
    came_by = Candidate(url=page.url, kind=Kind.MENU, reason="")
    choice = frontier.choose(page, came_by, PLACE, ())
    assert choice.is_column
    assert choice.reports == 4


def test_an_empty_column_is_a_column_that_lists_no_report() -> None:
    page = Page(url=COLUMN.url, breadcrumb=("首页", "政府信息公开年报"))
    choice = frontier.choose(page, COLUMN, PLACE, ())
    assert (choice.is_column, choice.reports) == (True, 0)


def test_every_refusal_has_its_reason_and_no_refused_link_is_asked_for() -> None:
    spam = Link(url="http://www.spam.com/nb/", text="政府信息公开年报")
    news = Row(title="示例县召开会议", url=f"{HOST}/nb/t20240101_9.html")
    page = Page(url=COLUMN.url, rows=(*rows(2), news), links=(spam,))
    choice = frontier.choose(page, COLUMN, PLACE, ())
    refused = {one.url: one.reason for one in choice.refused}
    assert set(refused) == {spam.url, news.url}
    assert all(refused.values())
    assert not set(refused) & {one.url for one in choice.candidates}


def test_a_file_of_a_row_keeps_the_rows_title_as_its_headline() -> None:
    file = Link(url=f"{HOST}/nb/P1.pdf", text="附件")
    page = Page(url=COLUMN.url, rows=(replace(rows(1)[0], title=REPORT, files=(file,)),))
    choice = frontier.choose(page, COLUMN, PLACE, ())
    attached = [one for one in choice.candidates if one.kind is Kind.ATTACHMENT]
    assert [(one.url, one.label) for one in attached] == [(file.url, REPORT)]


def test_shells_that_lead_to_shells_are_followed_to_an_end() -> None:
    came_by, steps = COLUMN, 0
    while True:
        page = Page(url=came_by.url, redirect=f"{HOST}/shell{steps}/")
        choice = frontier.choose(page, came_by, PLACE, ())
        if not choice.candidates:
            break
        came_by, steps = choice.candidates[0], steps + 1
        assert came_by.kind is Kind.COLUMN
    assert 1 < steps < 20
