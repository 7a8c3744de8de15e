"""The state of one report that is expected, and the reason in words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple

from storage.clock import day_in_china
from storage.coverage.deadlines import end_of, source_of
from storage.coverage.evidence import CLOSED, Crawled
from storage.records import CoverageState, ReportStatus

# The words themselves: looking up the value of a member a million times takes its time.
_PUBLISHED = CoverageState.PUBLISHED.value
_LATE = CoverageState.LATE.value
_UNDATED = CoverageState.UNDATED.value
_MISSING = CoverageState.MISSING.value
_NOT_OBSERVED = CoverageState.NOT_OBSERVED.value
_NOT_DUE = CoverageState.NOT_DUE.value
_WITHDRAWN = CoverageState.WITHDRAWN.value
_UNREAD = CoverageState.UNREAD.value
_GONE = ReportStatus.WITHDRAWN.value


# What is archived for an issuer and year: report_id, status, when first and last seen, form,
# published_on, signed_on. A plain tuple: there are a million, and the collector of garbage leaves
# those alone.
Archived = tuple[str, str, datetime, datetime, str | None, date | None, date | None]


class Proof(NamedTuple):
    """The crawls of a site that read its lists to the end, after the deadline, without a report."""

    site: str
    first_read_at: datetime
    last_read_at: datetime


class Judged(NamedTuple):
    """A state, why it is that, and when the evidence was last looked at."""

    state: str  # a CoverageState
    reason: str
    checked_at: datetime | None


def judge_report(
    year: int, found: Archived, due: date | None, proof: Proof | None
) -> tuple[str, str]:
    """Return the state of an archived report, and the reason.

    It is ``late`` only by two signs, since portals date all their pages anew when they move: the
    date on the page, and a signature after the deadline or a crawl after it that did not find it.
    """
    _, status, first_seen_at, _, form, published, signed = found
    if status == _GONE:
        return _WITHDRAWN, "gone from every source, by repeated visits"
    if form is None:
        return _UNREAD, "archived, but its tables could not be read"
    if due is None:
        return _PUBLISHED, "archived; no national deadline"
    if first_seen_at < end_of(due):
        return _PUBLISHED, f"seen on {day_in_china(first_seen_at)}"
    absent = proof and f"not in the lists of {proof.site} on {day_in_china(proof.first_read_at)}"
    if published is None:
        if absent:
            return _LATE, f"{absent}, and published since"
        return _UNDATED, "it states no day of publication"
    if published <= due:
        if published < date(year, 12, 1):
            return _UNDATED, f"dated {published}, before its year was over"
        return _PUBLISHED, f"dated {published!s}"
    if absent:
        return _LATE, f"dated {published}, and {absent}"
    if signed is not None and signed > due:
        return _LATE, f"dated {published}, and signed on {signed}"
    return (
        _UNDATED,
        f"dated {published}, after the deadline, without a second sign: moved pages are dated anew",
    )


def judge_absence(
    crawled: Sequence[Crawled],
    year: int,
    due: date | None,
    today: date,
    *,
    proof: Proof | None,
    dissolved: str = "",
) -> Judged:
    """Return the state of a report that is not archived; ``dissolved`` doubts that it is due."""
    if proof is not None:
        first, last = day_in_china(proof.first_read_at), day_in_china(proof.last_read_at)
        on = f"on {first}" if first == last else f"from {first} to {last}"
        return Judged(
            _MISSING,
            f"the lists of {proof.site} were read to the end {on}, after the deadline of "
            f"{source_of(year)}, and do not name it",
            proof.last_read_at,
        )
    checked = max((site.finished_at for site in crawled if site.finished_at), default=None)
    if due is not None and today <= due:
        return Judged(_NOT_DUE, f"not archived on {today}, due on {due}", checked)
    if not crawled:
        return Judged(_NOT_OBSERVED, "no site of its division is listed", checked)
    for site in crawled:
        if site.outcome in CLOSED:
            why = f"not archived; {site.doubt(year, due)}"
            return Judged(CLOSED[site.outcome].value, why, site.finished_at)
    doubts = [doubt for site in crawled if (doubt := site.doubt(year, due))]
    reason = doubts[0] if doubts else dissolved or "whose report it would be is in doubt"
    return Judged(_NOT_OBSERVED, f"not archived; {reason}", checked)
