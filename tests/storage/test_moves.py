"""Reports that move, come back, or only seem to: who speaks, and is it news?"""

from __future__ import annotations

from datetime import date

import pytest

from storage.records import Cause, Reading, SourceStatus, VisitOutcome
from tests.storage.county import COPY, PAGE, County, reading

MOVED = "http://www.shilixian.gov.cn/new/2021.html"
FILE = "http://www.shilixian.gov.cn/zwgk/nb/2021.pdf"


def test_a_move_is_a_source_and_no_revision(county: County) -> None:
    county.night()
    county.sees(PAGE, reading())
    county.night()
    county.visits(PAGE, VisitOutcome.GONE, status=404)
    assert county.sees(MOVED, reading(published_on=date(2023, 5, 5))) is None
    sources = {source.url: source for source in county.history().sources}
    assert (sources[PAGE].status, sources[PAGE].primary) == (SourceStatus.GONE, False)
    assert (sources[MOVED].status, sources[MOVED].primary) == (SourceStatus.LIVE, True)
    county.night()
    assert county.sees(MOVED, reading(published_on=date(2023, 5, 5))) is None
    assert county.history().revisions[0].last_seen_at == county.now


@pytest.mark.parametrize("order", ["old place first", "new place first"])
def test_a_move_by_redirect(county: County, order: str) -> None:
    county.night()
    county.sees(PAGE, reading())
    county.night()
    if order == "old place first":
        county.visits(PAGE, VisitOutcome.REDIRECTED, status=301)
        county.sees(MOVED, reading())
    else:
        county.sees(MOVED, reading())
        county.visits(PAGE, VisitOutcome.REDIRECTED, status=301)
    assert {source.url: source.status for source in county.history().sources} == {
        PAGE: SourceStatus.GONE,
        MOVED: SourceStatus.LIVE,
    }
    assert county.causes() == [Cause.FIRST]


def test_a_page_that_is_back_on_the_night_of_a_new_one_has_not_moved(county: County) -> None:
    county.night()
    county.sees(PAGE, reading())
    county.night()
    county.visits(PAGE, VisitOutcome.GONE, status=404)
    county.night()
    county.sees(MOVED, reading(figures={"t3.received.total": "18"}))
    county.sees(PAGE, reading())
    county.end()
    assert county.causes() == [Cause.FIRST]
    assert {source.url: source.primary for source in county.history().sources} == {
        PAGE: True,
        MOVED: False,
    }


def test_a_second_page_of_the_same_night_is_no_move(county: County) -> None:
    county.night()
    county.sees(PAGE, reading(published_on=date(2022, 2, 2)))
    county.sees(MOVED, reading(figures={"t3.received.total": "18"}))
    county.night()
    county.visits(PAGE, VisitOutcome.GONE, status=404)
    county.sees(MOVED, reading(figures={"t3.received.total": "18"}))
    county.end()
    assert county.causes() == [Cause.FIRST]
    assert {source.url: source.status for source in county.history().sources} == {
        PAGE: SourceStatus.UNKNOWN,
        MOVED: SourceStatus.LIVE,
    }


@pytest.mark.parametrize("target", [MOVED, "http://www.shilixian.gov.cn/maintenance.html"])
def test_a_redirect_is_a_move_where_it_leads_to_the_report(county: County, target: str) -> None:
    county.night()
    county.sees(PAGE, reading(published_on=date(2022, 2, 2)))
    county.sees(MOVED, reading())
    county.night()
    county.sees(MOVED, reading())
    county.visits(PAGE, VisitOutcome.REDIRECTED, status=302, leads_to=target)
    source = next(one for one in county.history().sources if one.url == PAGE)
    moved = target == MOVED
    assert source.status is (SourceStatus.GONE if moved else SourceStatus.UNKNOWN)
    assert source.primary is not moved


def test_a_copy_found_while_the_page_is_away_is_no_move(county: County) -> None:
    county.night()
    county.sees(PAGE, reading())
    county.night()
    county.visits(PAGE, VisitOutcome.GONE, status=404)
    county.night(site="prefecture")
    county.sees(COPY, reading(figures={"t3.received.total": "18"}))
    county.night()
    county.sees(PAGE, reading())
    assert county.causes() == [Cause.FIRST]
    assert [source.primary for source in county.history().sources] == [True, False]


def test_a_move_with_another_figure_is_a_switch(county: County) -> None:
    county.night()
    county.sees(PAGE, reading())
    county.night()
    county.visits(PAGE, VisitOutcome.GONE, status=404)
    assert county.sees(MOVED, reading(figures={"t3.received.total": "18"})) is Cause.SWITCH
    assert county.changes() == [(2, "figure", "t3.received.total", "17", "18")]
    assert county.history().revisions[1].url == MOVED


def goes_away_and_comes_back(county: County, at_moved: Reading) -> None:
    """The report moves, is changed there, vanishes, and is back at its old place as it was."""
    county.night()
    county.sees(PAGE, reading())
    for first in (True, False):
        county.night()
        county.visits(PAGE, VisitOutcome.GONE, status=404)
        county.sees(MOVED, reading() if first else at_moved)
    for _ in range(2):
        county.night(30)
        county.visits(PAGE, VisitOutcome.GONE, status=404)
        county.visits(MOVED, VisitOutcome.GONE, status=404)
    for _ in range(3):
        county.night()
        county.visits(MOVED, VisitOutcome.GONE, status=404)
        county.sees(PAGE, reading())


def test_a_source_that_is_back_speaks_from_then_on(county: County) -> None:
    goes_away_and_comes_back(county, reading(figures={"t3.received.total": "18"}))
    assert county.causes() == [Cause.FIRST, Cause.SOURCE, Cause.SWITCH]
    assert [(rev, old, new) for rev, _, _, old, new in county.changes() if old] == [
        (2, "17", "18"),
        (3, "18", "17"),
    ]
    first, second, third = county.history().revisions
    assert first.last_seen_at < second.first_seen_at <= second.last_seen_at < third.first_seen_at
    assert third.last_seen_at == county.now
    # And what it says next is news.
    county.night()
    assert county.sees(PAGE, reading(text="另一段话。")) is Cause.SOURCE
    assert county.changes()[-1][:3] == (4, "section", "overview")


@pytest.mark.parametrize("order", ["copy first", "page first"])
def test_a_page_that_is_back_on_the_night_of_a_copy_still_speaks(
    county: County, order: str
) -> None:
    """It was proved to be gone; in which order a night visits the two is chance."""
    county.night()
    county.sees(PAGE, reading())
    for _ in range(4):
        county.night(10)
        county.visits(PAGE, VisitOutcome.GONE, status=404)
    county.night()
    other = reading(figures={"t3.received.total": "18"})
    if order == "copy first":
        county.sees(FILE, other)
    county.sees(PAGE, reading())
    if order == "page first":
        county.sees(FILE, other)
    county.end()
    assert county.causes() == [Cause.FIRST]
    # Where the page stays away, the copy speaks in the end.
    for _ in range(4):
        county.night(10)
        county.sees(FILE, other)
        county.visits(PAGE, VisitOutcome.GONE, status=404)
    county.end()
    assert county.causes() == [Cause.FIRST, Cause.SWITCH]


def test_a_source_that_is_back_with_what_was_changed_back_elsewhere(county: County) -> None:
    """No revision, but the last one is its from then on, and begins when it began."""
    county.night()
    county.sees(PAGE, reading())
    for printed in ("17", "18", "17"):
        county.night()
        county.visits(PAGE, VisitOutcome.GONE, status=404)
        county.sees(MOVED, reading(figures={"t3.received.total": printed}))
    began = county.now
    for _ in range(5):
        county.night(30)
        county.visits(MOVED, VisitOutcome.GONE, status=404)
        county.sees(PAGE, reading())
    assert county.causes() == [Cause.FIRST, Cause.SOURCE, Cause.SOURCE]
    *_, last = county.history().revisions
    assert (last.first_seen_at, last.last_seen_at) == (began, county.now)
    assert [source.url for source in county.history().sources if source.primary] == [PAGE]


def test_after_a_move_the_date_is_compared_at_the_new_url(county: County) -> None:
    county.night()
    county.sees(PAGE, reading())
    county.night()
    county.visits(PAGE, VisitOutcome.GONE, status=404)
    county.sees(MOVED, reading(published_on=date(2023, 5, 5)))
    county.night()
    assert county.sees(MOVED, reading(published_on=date(2023, 6, 6))) is Cause.SOURCE
    assert county.changes() == [(2, "date", "published_on", "2023-05-05", "2023-06-06")]
