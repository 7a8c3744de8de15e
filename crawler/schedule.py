"""When a known page, and when a site, is due again."""

from __future__ import annotations

from datetime import datetime, timedelta

from storage.records import KnownSource, Outcome, RunSummary, SourceStatus, VisitOutcome

# A report that is new is corrected most often in its first days (INTERFACE, 'A crawl').
FIRST_VISITS = (timedelta(days=7), timedelta(days=14))
# Nightly crawls begin at about, never at exactly, the same time: what falls due within the next
# half day is visited now, so that "after 7 days" does not become 8, nor "each 30 days" 31.
EARLY = timedelta(hours=12)

# Visits that did not show the report: the next crawl looks again.
UNSEEN = frozenset(
    {VisitOutcome.GONE, VisitOutcome.SOFT_404, VisitOutcome.BLOCKED, VisitOutcome.ERROR}
)

# The law has reports out by 31 January (departments) and 31 March (counties): look daily while they
# come out, weekly afterwards, when only corrections are to be seen.
SEASON = frozenset({1, 2, 3, 4})
IN_SEASON = timedelta(days=1)
OFF_SEASON = timedelta(days=7)
# A wall or a dead host is left alone a little longer than the rest.
CLOSED = frozenset({Outcome.BLOCKED, Outcome.DEAD, Outcome.ROBOTS})
CLOSED_FOR = timedelta(days=3)


def is_due(source: KnownSource, now: datetime, revisit_days: float) -> bool:
    """Whether a crawl at ``now`` visits a known source.

    One that failed or answered 404 last time at every crawl; a live one after the FIRST_VISITS,
    then at least each ``revisit_days``. One that moved away, or made room for another report, no
    more: its new place is a source of its own.
    """
    if source.last_outcome in UNSEEN:
        return True
    if source.status is SourceStatus.GONE:
        return False
    if source.last_visited_at + timedelta(days=revisit_days) <= now + EARLY:
        return True
    milestones = (source.first_seen_at + age for age in FIRST_VISITS)
    return any(
        source.last_visited_at + EARLY < milestone <= now + EARLY for milestone in milestones
    )


def due_at(last: RunSummary | None, now: datetime) -> datetime:
    """Return when a site is to be crawled again: at once if never or not to the end."""
    if last is None or last.finished_at is None:
        return now
    usual = IN_SEASON if last.finished_at.month in SEASON else OFF_SEASON
    return last.finished_at + (max(usual, CLOSED_FOR) if last.outcome in CLOSED else usual)


def is_site_due(last: RunSummary | None, now: datetime) -> bool:
    """Whether ``nianbao crawl --due`` crawls the site tonight."""
    return due_at(last, now) <= now + EARLY
