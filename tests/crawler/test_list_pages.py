"""How far a list is followed: to its end, not round in circles, and never for ever."""

from __future__ import annotations

from dataclasses import replace

from crawler import frontier
from crawler.frontier import Kind, canonical_url
from pipelines.listing import NextPage, Page
from tests.crawler.county import COLUMN, HOST, PLACE, rows, urls


def following(number: int, *, exact: bool = False) -> NextPage:
    return NextPage(
        url=f"{HOST}/nb/index_{number}.html", strategy="x", reason="", number=number, exact=exact
    )


def test_a_list_without_a_known_end_goes_on_while_it_brings_something_new() -> None:
    page = Page(url=f"{HOST}/nb/index_2.html", rows=rows(3), next_pages=(following(3),))
    came_by = replace(COLUMN, kind=Kind.LIST_PAGE, number=2, url=page.url)
    fresh = frontier.choose(page, came_by, PLACE, ())
    assert urls(fresh, Kind.LIST_PAGE) == [f"{HOST}/nb/index_3.html"]
    again = frontier.choose(page, came_by, PLACE, fresh.listed)
    assert urls(again, Kind.LIST_PAGE) == []


def test_a_service_may_repeat_as_its_page_1_what_the_page_had_shown() -> None:
    page = Page(url=f"{HOST}/label?pageIndex=1", rows=rows(3), next_pages=(following(2),))
    came_by = replace(COLUMN, kind=Kind.LIST_PAGE, number=1, url=page.url)
    seen = frontier.choose(page, came_by, PLACE, ()).listed
    assert urls(frontier.choose(page, came_by, PLACE, seen), Kind.LIST_PAGE) == [
        f"{HOST}/nb/index_2.html"
    ]


def test_a_counted_list_goes_on_over_a_page_without_news() -> None:
    page = Page(url=f"{HOST}/nb/index_2.html", rows=rows(3), next_pages=(following(3, exact=True),))
    came_by = replace(COLUMN, kind=Kind.LIST_PAGE, number=2, url=page.url)
    seen = [canonical_url(row.url) for row in page.rows]
    assert urls(frontier.choose(page, came_by, PLACE, seen), Kind.LIST_PAGE)


def test_the_page_that_only_counting_from_one_has_is_asked_after_a_repetition_only() -> None:
    extra = replace(following(4), only_if_repeated=True)
    page = Page(url=f"{HOST}/nb/index_1.html", rows=rows(3), next_pages=(extra,))
    came_by = replace(COLUMN, kind=Kind.LIST_PAGE, number=2, url=page.url, exact=True)
    assert not urls(frontier.choose(page, came_by, PLACE, ()), Kind.LIST_PAGE)
    carried = replace(came_by, repeated=True)
    assert urls(frontier.choose(page, carried, PLACE, ()), Kind.LIST_PAGE)


def test_an_empty_answer_is_asked_for_in_the_other_way() -> None:
    other = replace(COLUMN, url=f"{HOST}/get?page=2", kind=Kind.LIST_PAGE)
    came_by = replace(COLUMN, kind=Kind.LIST_PAGE, number=2, instead=other)
    choice = frontier.choose(Page(url=f"{HOST}/post"), came_by, PLACE, ())
    assert urls(choice, Kind.LIST_PAGE) == [f"{HOST}/get?page=2"]
    assert frontier.instead(came_by) == other


def test_a_promise_that_nobody_keeps_is_a_gap() -> None:
    page = Page(url=COLUMN.url, rows=rows(3), total_rows=41, breadcrumb=("政府信息公开年报",))
    assert frontier.choose(page, COLUMN, PLACE, ()).gap is not None
    assert frontier.choose(replace(page, total_rows=3), COLUMN, PLACE, ()).gap is None


def test_a_list_that_never_ends_is_cut() -> None:
    page = Page(url=COLUMN.url, rows=rows(3), next_pages=(following(201, exact=True),))
    choice = frontier.choose(page, COLUMN, PLACE, ())
    assert not urls(choice, Kind.LIST_PAGE)
    assert any("longer than" in one.reason for one in choice.refused)
