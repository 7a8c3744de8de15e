"""Silence is an alarm, and an alarm says since when."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from crawler.alarms import PATIENCE, alarms_of
from crawler.schedule import due_at
from storage.records import Outcome, RunSummary, Site

SITE = Site(site="s", name="示例县人民政府", url="http://s.gov.cn/", division_code="622926")
BEGAN = datetime(2026, 3, 1, 17, tzinfo=UTC)
ENDED = BEGAN + timedelta(hours=1)


def run(
    outcome: Outcome | None = Outcome.OK, *, message: str = "", finished_at: datetime | None = ENDED
) -> RunSummary:
    return RunSummary(
        run_id=1,
        site="s",
        started_at=BEGAN,
        finished_at=finished_at,
        outcome=outcome,
        message=message,
        reports=3,
        new=0,
        changed=0,
        requests=9,
    )


def ids(last: RunSummary | None, now: datetime = ENDED, site: Site = SITE) -> list[str]:
    return [alarm.id for alarm in alarms_of(site, last, now)]


def test_a_good_run_and_a_site_never_crawled_are_no_alarm() -> None:
    assert ids(run()) == []
    assert ids(None) == []


@pytest.mark.parametrize("outcome", [one for one in Outcome if one is not Outcome.OK])
def test_every_other_outcome_is_an_error_since_the_run_ended(outcome: Outcome) -> None:
    (alarm,) = alarms_of(SITE, run(outcome), ENDED)
    assert (alarm.id, alarm.severity, alarm.since) == (f"site/{outcome}", "error", ENDED)
    assert alarm.message


def test_the_message_of_the_run_is_the_alarms() -> None:
    (alarm,) = alarms_of(SITE, run(Outcome.BLOCKED, message="412 on robots.txt"), ENDED)
    assert alarm.message == "412 on robots.txt"


def test_an_ok_run_that_missed_pages_is_a_warning() -> None:
    (alarm,) = alarms_of(SITE, run(message="2 report pages failed"), ENDED)
    assert (alarm.id, alarm.severity) == ("site/incomplete", "warning")
    assert alarm.message == "2 report pages failed"


def test_a_run_that_never_ended_is_an_error_since_it_began() -> None:
    (alarm,) = alarms_of(SITE, run(None, finished_at=None), BEGAN + timedelta(hours=2))
    assert (alarm.id, alarm.severity, alarm.since) == ("site/unfinished", "error", BEGAN)


def test_a_site_that_is_being_crawled_raises_none() -> None:
    still = run(None, finished_at=None)
    assert alarms_of(SITE, still, BEGAN + timedelta(days=30), running=True) == ()


def test_a_site_is_overdue_a_day_after_it_was_due() -> None:
    due = due_at(run(), ENDED)
    assert ids(run(), due + PATIENCE) == []
    assert ids(run(), due + PATIENCE + timedelta(seconds=1)) == ["site/overdue"]


def test_of_a_disabled_site_nothing_is_expected() -> None:
    disabled = Site(
        site="s", name="n", url="http://s.gov.cn/", division_code="622926", enabled=False
    )
    assert ids(run(Outcome.DEAD), ENDED + timedelta(days=99), disabled) == []
