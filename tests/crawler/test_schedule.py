"""When known pages and sites are due again."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest

from crawler.schedule import due_at, is_due, is_site_due, next_time, spread, tonight
from storage.records import KnownSource, Outcome, RunSummary, Site, SourceStatus, VisitOutcome

FIRST = datetime(2024, 1, 10, 2, 0, tzinfo=UTC)
SOURCE = KnownSource(
    site="a",
    url="http://a-demo.gov.cn/1.html",
    report_id="r",
    parent_url=None,
    primary=True,
    status=SourceStatus.LIVE,
    first_seen_at=FIRST,
    last_seen_at=FIRST,
    last_visited_at=FIRST,
    etag=None,
    last_modified=None,
    last_outcome=VisitOutcome.OK,
)


def visits(until_day: int, revisit_days: float = 30) -> list[int]:
    """The days on which nightly crawls visit a page that stays as it is."""
    source, days = SOURCE, []
    for day in range(1, until_day + 1):
        # No night begins at the same second as the one before.
        now = FIRST + timedelta(days=day, minutes=(day * 7) % 11 - 5)
        if is_due(source, now, revisit_days):
            days.append(day)
            source = replace(source, last_seen_at=now, last_visited_at=now)
    return days


def test_a_new_report_is_visited_after_7_and_14_days_then_each_30() -> None:
    assert visits(110) == [7, 14, 44, 74, 104]


def test_revisit_days_shortens_and_lengthens() -> None:
    assert visits(10, revisit_days=1) == list(range(1, 11))
    assert visits(40, revisit_days=365) == [7, 14]


@pytest.mark.parametrize(
    "outcome",
    [VisitOutcome.GONE, VisitOutcome.SOFT_404, VisitOutcome.ERROR, VisitOutcome.BLOCKED],
)
def test_what_did_not_show_its_report_is_due_at_the_next_crawl(outcome: VisitOutcome) -> None:
    failed = replace(SOURCE, last_outcome=outcome, last_visited_at=FIRST + timedelta(days=1))
    assert is_due(failed, FIRST + timedelta(days=1, hours=1), 30)


def test_what_moved_away_is_not_visited_any_more() -> None:
    moved = replace(SOURCE, status=SourceStatus.GONE, last_outcome=VisitOutcome.REDIRECTED)
    assert not is_due(moved, FIRST + timedelta(days=400), 30)


def run(finished_at: datetime | None, outcome: Outcome | None = Outcome.OK) -> RunSummary:
    return RunSummary(
        run_id=1,
        site="a",
        started_at=FIRST,
        finished_at=finished_at,
        outcome=outcome,
        message="",
        reports=1,
        new=0,
        changed=0,
        requests=3,
    )


def test_sites_are_due_daily_in_season_and_weekly_after() -> None:
    winter, summer = (datetime(2024, month, 10, tzinfo=UTC) for month in (2, 7))
    assert due_at(run(winter), winter) == winter + timedelta(days=1)
    assert due_at(run(summer), summer) == summer + timedelta(days=7)


def test_a_wall_is_left_alone_for_longer() -> None:
    winter = datetime(2024, 2, 10, tzinfo=UTC)
    assert due_at(run(winter, Outcome.BLOCKED), winter) > due_at(run(winter), winter)


def test_never_crawled_or_killed_is_due_now() -> None:
    assert is_site_due(None, FIRST)
    assert is_site_due(run(None, None), FIRST)
    assert not is_site_due(run(FIRST), FIRST + timedelta(hours=1))


def test_the_season_begins_on_time_though_the_week_before_was_quiet() -> None:
    before = datetime(2026, 12, 29, 20, tzinfo=UTC)  # the 30th in China
    assert due_at(run(before), before) == datetime(2026, 12, 31, 20, tzinfo=UTC)  # 1 January there
    eve = datetime(2026, 12, 31, 15, tzinfo=UTC)
    assert due_at(run(eve), eve) == eve + timedelta(days=1)


def site(name: str) -> Site:
    return Site(site=name, name="n", url=f"http://{name}.gov.cn/", division_code="622926")


def test_those_that_waited_longest_come_first_and_those_not_due_not_at_all() -> None:
    now = datetime(2024, 7, 20, 17, tzinfo=UTC)
    last = {
        "week": run(now - timedelta(days=7)),
        "fortnight": run(now - timedelta(days=14)),
        "yesterday": run(now - timedelta(days=1)),
        "killed": run(None, None),
    }
    sites = [site(name) for name in ("week", "yesterday", "fortnight", "killed", "never")]
    assert [one.site for one in tonight(sites, last, now)] == [
        "killed",
        "never",
        "fortnight",
        "week",
    ]


def test_a_night_begins_its_sites_one_after_the_other_in_its_first_half() -> None:
    end = FIRST + timedelta(hours=4)
    few = spread([site("a"), site("b")], FIRST, end)
    assert few == {"a": FIRST, "b": FIRST + timedelta(minutes=1)}
    begun = list(spread([site(f"s{n}") for n in range(1000)], FIRST, end).values())
    assert begun == sorted(begun)
    assert begun[0] == FIRST
    assert FIRST + timedelta(hours=1, minutes=59) < begun[-1] < FIRST + timedelta(hours=2)
    assert spread([], FIRST, end) == {}


def test_a_time_of_the_clock_is_the_next_time_that_the_machine_shows_it() -> None:
    now = datetime(2024, 3, 1, 1, 30).astimezone()
    assert next_time(time(6), now) == now + timedelta(hours=4, minutes=30)
    assert next_time(time(1, 30), now) == now + timedelta(days=1)
    assert next_time(time(1), now) == now + timedelta(hours=23, minutes=30)
