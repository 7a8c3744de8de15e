"""Which requests are worth it, after what a site has cost and brought."""

from __future__ import annotations

from dataclasses import replace

from crawler import frontier
from crawler.frontier import Candidate, Kind, Progress, Rung
from tests.crawler.county import COLUMN, HOST


def test_a_better_reason_is_another_plan_for_the_same_request() -> None:
    guess = replace(COLUMN, rung=Rung.GUESS)
    assert guess.key != COLUMN.key
    assert guess.request == COLUMN.request
    assert frontier.worth(guess, Progress(pages=1, reports=0, columns=0, asked={COLUMN.request}))


def test_reports_are_always_worth_it_and_pages_only_within_the_budget() -> None:
    spent = Progress(pages=10_000, reports=0, columns=0)
    report = replace(COLUMN, kind=Kind.REPORT)
    assert frontier.worth(report, spent) is None
    assert frontier.worth(COLUMN, spent)


def test_the_budget_grows_with_what_a_site_holds() -> None:
    page = replace(COLUMN, kind=Kind.LIST_PAGE)
    assert frontier.worth(page, Progress(pages=100, reports=0, columns=0))
    assert frontier.worth(page, Progress(pages=100, reports=120, columns=8)) is None


def test_the_ladder_is_not_climbed_once_columns_are_found() -> None:
    found = Progress(pages=9, reports=12, columns=1)
    for rung in (Rung.ASIDE, Rung.SITE_MAP, Rung.GUESS):
        aside = Candidate(url=f"{HOST}/x/", kind=Kind.MENU, reason="", rung=rung, priority=99)
        assert frontier.worth(aside, found)
        assert frontier.worth(aside, Progress(pages=9, reports=0, columns=0)) is None


def test_links_of_one_sort_are_left_after_three_that_brought_nothing() -> None:
    unit = replace(COLUMN, group="units of x")
    assert (
        frontier.worth(unit, Progress(pages=1, reports=0, columns=0, fruitless={"units of x": 2}))
        is None
    )
    assert frontier.worth(
        unit, Progress(pages=1, reports=0, columns=0, fruitless={"units of x": 3})
    )
