"""A run beside the past of its site: each way of falling short, and none on a night like others."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from crawler.alarm_kinds import KINDS
from crawler.expectations import judge
from crawler.measures import Measures
from crawler.monitors import Verdict
from storage.records import Judged, Outcome, Site, SiteCounts

SITE = Site(site="s", name="示例县人民政府", url="http://s.gov.cn/", division_code="622926")
FIRST = datetime(2026, 3, 1, 18, tzinfo=UTC)
OK = Verdict(outcome=Outcome.OK, message="", attention=False, lists_read=True)
DEAD = Verdict(outcome=Outcome.DEAD, message="nobody", attention=True, lists_read=False)
COUNTS = SiteCounts(reports=20, unread=1, with_findings=4)


def measures(
    *, rows: dict[str, int] | None = None, family: str = "trs", latency: float = 0.2
) -> Measures:
    rows = {"s.gov.cn/a": 15, "s.gov.cn/b": 5} if rows is None else rows
    return Measures(
        rows=Counter(rows),
        families=Counter({family: sum(rows.values())}),
        answers=10,
        waited=10 * latency,
    )


def night(
    before: Judged | None,
    seen: Measures | None = None,
    counts: SiteCounts = COUNTS,
    *,
    verdict: Verdict = OK,
    site: Site = SITE,
    known: bool = False,
    day: int = 0,
) -> Judged:
    now = FIRST + timedelta(days=day)
    return judge(site, verdict, seen or measures(), counts, before, now=now, known=known)


def ids(judged: Judged) -> list[str]:
    return [alarm.id for alarm in judged.alarms]


HEALTHY = night(None)


def test_a_first_night_and_one_like_it_raise_nothing() -> None:
    assert ids(HEALTHY) == []
    assert ids(night(HEALTHY, day=1)) == []


BROKEN = {
    "site/column_gone": (measures(rows={"s.gov.cn/a": 15}), COUNTS),
    "site/fewer_links": (measures(rows={"s.gov.cn/a": 10, "s.gov.cn/b": 5}), COUNTS),
    "site/family_changed": (measures(family="kaipu"), COUNTS),
    "site/slow": (measures(latency=2.5), COUNTS),
    "site/unread": (None, replace(COUNTS, unread=3)),
    "site/findings": (None, replace(COUNTS, with_findings=9)),
    "site/nothing_found": (None, replace(COUNTS, reports=0, unread=0, with_findings=0)),
}


@pytest.mark.parametrize("kind", BROKEN)
def test_what_breaks_raises_its_alarm_which_stands_until_mended(kind: str) -> None:
    broken = night(HEALTHY, *BROKEN[kind], day=1)
    assert ids(broken) == [kind]
    (alarm,) = broken.alarms
    assert (alarm.severity, alarm.since) == (KINDS[kind].severity, FIRST + timedelta(days=1))
    assert alarm.message
    still = night(broken, *BROKEN[kind], day=2)
    assert [(one.id, one.since) for one in still.alarms] == [(kind, alarm.since)]
    assert ids(night(still, day=3)) == []


@pytest.mark.parametrize("kind", [kind for kind in BROKEN if kind != "site/nothing_found"])
def test_what_is_known_is_what_the_site_is_held_to_from_then_on(kind: str) -> None:
    broken = night(HEALTHY, *BROKEN[kind], day=1)
    known = night(broken, *BROKEN[kind], known=True, day=2)
    assert ids(night(known, *BROKEN[kind], day=3)) == []


LIKE_OTHERS = {
    "a row less": (measures(rows={"s.gov.cn/a": 14, "s.gov.cn/b": 5}), COUNTS),
    "a column that moved": (measures(rows={"s.gov.cn/a": 15, "s.gov.cn/new": 5}), COUNTS),
    "a new year": (measures(rows={"s.gov.cn/a": 18, "s.gov.cn/b": 6}), COUNTS),
    "a slow evening": (measures(latency=1.9), COUNTS),
    "one picture more": (None, replace(COUNTS, unread=2)),
    "the same share of findings": (None, SiteCounts(reports=40, unread=1, with_findings=9)),
}


@pytest.mark.parametrize("name", LIKE_OTHERS)
def test_what_happens_to_healthy_sites_raises_nothing(name: str) -> None:
    assert ids(night(HEALTHY, *LIKE_OTHERS[name], day=1)) == []


def test_a_list_that_shrinks_a_little_each_night_is_noticed() -> None:
    judged, rows = HEALTHY, 15
    while not judged.alarms:
        rows -= 1
        judged = night(judged, measures(rows={"s.gov.cn/a": rows, "s.gov.cn/b": 5}))
    assert (ids(judged), rows) == (["site/fewer_links"], 10)


def test_a_night_without_lists_proves_nothing_about_them() -> None:
    broken = night(HEALTHY, *BROKEN["site/column_gone"], day=1)
    dead = night(broken, Measures(), verdict=DEAD, day=2)
    assert ids(dead) == ["site/dead", "site/column_gone"]
    assert dead.alarms[1].since == broken.alarms[0].since
    assert ids(night(dead, *BROKEN["site/column_gone"], day=3)) == ["site/column_gone"]
    assert ids(night(night(HEALTHY, Measures(), verdict=DEAD, day=1), day=2)) == []
    assert ids(night(None, Measures(), verdict=DEAD)) == ["site/dead"]


def test_the_column_that_the_site_list_names_must_list_reports_from_the_first_night_on() -> None:
    listed = replace(SITE, column_url="http://www.s.gov.cn/b/")
    assert ids(night(None, measures(rows={"s.gov.cn/a": 3}), site=listed)) == ["site/column_gone"]
    assert ids(night(None, measures(rows={"s.gov.cn/b/": 3}), site=listed)) == []


def test_a_message_of_a_good_run_is_incomplete() -> None:
    verdict = Verdict(
        outcome=Outcome.OK, message="2 report pages failed", attention=True, lists_read=False
    )
    (alarm,) = night(HEALTHY, verdict=verdict).alarms
    assert (alarm.id, alarm.severity, alarm.message) == (
        "site/incomplete",
        "warning",
        "2 report pages failed",
    )
    assert date(2026, 3, 1) <= alarm.since.date()
