"""What a site is held to: its own past, and what the registry says of it.

A run is compared with what the site has shown before. What it falls short of stays expected, so
that an alarm stands, with its first night, until the site is as it was or a person says that it is
known (``nianbao sites ack``): then what the site shows is what it is held to from that run on.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from crawler.alarm_kinds import KINDS, OUTCOMES
from crawler.frontier import canonical_url
from crawler.measures import Measures
from crawler.monitors import Verdict
from storage.records import Alarm, Judged, Outcome, Site, SiteCounts

# Lists of reports grow. One that is shorter by a fifth has lost a year or its next pages; less than
# that may be a duplicate that was cleared away.
ROWS_LEFT = 0.8
# Reports that could be read before, or new ones, without figures: two, and one of twenty. A single
# township that pastes a picture is in the audit, and no matter for the night.
UNREAD_MORE, UNREAD_SHARE = 2, 0.05
# Reports with findings: three more, and a fifth of all more than before. Governments' sums fail in
# some reports of every site; in many at once it is we who misread.
FINDINGS_MORE, FINDINGS_SHARE = 3, 0.2
# A host is slow when it takes three times as long as it used to, and two seconds more: below that
# the crawl does not notice. From three answers on the mean says something.
SLOWER, SLOWER_BY, ANSWERS = 3.0, 2.0, 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """What the next run of a site is held to."""

    rows: Mapping[str, int] = field(default_factory=dict)
    family: str | None = None
    latency: float | None = None
    unread: int = 0
    with_findings: int = 0
    reports: int = 0

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Expected:
        """Make the expectations that the archive has kept."""
        return cls(**kept)


def judge(
    site: Site,
    verdict: Verdict,
    measures: Measures,
    counts: SiteCounts,
    before: Judged | None,
    *,
    now: datetime,
    known: bool,
) -> Judged:
    """Compare a run with the past of its site; ``known``: the site is acknowledged today.

    A run that did not come to the site's lists proves nothing about them: what stood before it
    stands.
    """
    expected = None if before is None else Expected.from_json(before.expected)
    standing = {} if before is None else {alarm.id: alarm for alarm in before.alarms}
    found = dict(_outcome(verdict))
    shown = Expected(
        rows={column: rows for column, rows in measures.rows.items() if rows},
        family=measures.family,
        latency=measures.latency,
        unread=counts.unread,
        with_findings=counts.with_findings,
        reports=counts.reports,
    )
    if verdict.outcome is not Outcome.OK:
        found |= {id_: alarm.message for id_, alarm in standing.items() if id_ not in OUTCOMES}
        expected = expected or Expected()
    elif known or expected is None:
        found |= _at_sight(site, shown)
        expected = shown
    else:
        found |= _at_sight(site, shown) | dict(_compared(shown, expected, measures.answers))
        expected = _next(shown, expected, found)
    return Judged(
        measures={**measures.to_json(), **asdict(counts)},
        expected=asdict(expected),
        alarms=tuple(
            Alarm(
                id=id_,
                severity=KINDS[id_].severity,
                message=message,
                since=standing[id_].since if id_ in standing else now,
            )
            for id_, message in found.items()
        ),
    )


def _outcome(verdict: Verdict) -> Iterator[tuple[str, str]]:
    if verdict.outcome is not Outcome.OK:
        id_ = f"site/{verdict.outcome}"
        yield id_, verdict.message or KINDS[id_].meaning
    elif verdict.message:
        yield "site/incomplete", verdict.message


def _at_sight(site: Site, shown: Expected) -> dict[str, str]:
    """What needs no past to be seen."""
    found = {}
    if not shown.reports:
        rows = sum(shown.rows.values())
        found["site/nothing_found"] = f"its columns list {rows} rows, and none is a report"
    if site.column_url and not shown.rows.get(canonical_url(site.column_url)):
        found["site/column_gone"] = f"{site.column_url}, of the site list, lists no report"
    return found


def _compared(shown: Expected, expected: Expected, answers: int) -> Iterator[tuple[str, str]]:
    total, before = sum(shown.rows.values()), sum(expected.rows.values())
    gone = [column for column in expected.rows if column not in shown.rows]
    if gone and total < before:  # else it moved, with all it listed
        rest = f" and {len(gone) - 1} more columns" if len(gone) > 1 else ""
        yield (
            "site/column_gone",
            f"{gone[0]}{rest} lists no report any more: {total} rows in all, {before} before",
        )
    elif total < ROWS_LEFT * before:
        yield "site/fewer_links", f"its columns list {total} reports, {before} before"
    if expected.family and shown.family and shown.family != expected.family:
        yield (
            "site/family_changed",
            f"its lists look like {shown.family}, like {expected.family} before",
        )
    more = shown.unread - expected.unread
    if more >= UNREAD_MORE and more > UNREAD_SHARE * shown.reports:
        yield (
            "site/unread",
            f"{shown.unread} of its {shown.reports} reports show no figures, "
            f"{expected.unread} before",
        )
    more = shown.with_findings - expected.with_findings
    if more >= FINDINGS_MORE and _share(shown) - _share(expected) > FINDINGS_SHARE:
        yield (
            "site/findings",
            f"{shown.with_findings} of its {shown.reports} reports have findings, "
            f"{expected.with_findings} of {expected.reports} before",
        )
    latency, usual = shown.latency or 0.0, expected.latency
    if (
        usual is not None
        and answers >= ANSWERS
        and latency > max(SLOWER * usual, usual + SLOWER_BY)
    ):
        yield "site/slow", f"its answers take {latency:.1f} s, {usual:.1f} s before"


def _share(one: Expected) -> float:
    return one.with_findings / one.reports if one.reports else 0.0


def _next(shown: Expected, expected: Expected, found: Mapping[str, str]) -> Expected:
    """What the site falls short of stays expected; of rows the most that it ever listed."""
    fewer = sum(shown.rows.values()) < sum(expected.rows.values())
    return Expected(
        rows=expected.rows if fewer else shown.rows,
        family=expected.family if "site/family_changed" in found else shown.family,
        latency=expected.latency if "site/slow" in found else shown.latency,
        unread=expected.unread if "site/unread" in found else shown.unread,
        with_findings=expected.with_findings if "site/findings" in found else shown.with_findings,
        reports=expected.reports if "site/findings" in found else shown.reports,
    )
