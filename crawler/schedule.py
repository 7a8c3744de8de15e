"""When a known page, and when a site, is due again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, time, timedelta

from storage.clock import CHINA
from storage.records import KnownSource, Outcome, RunSummary, Site, SourceStatus, VisitOutcome

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
# Between the beginnings of two sites of a night: enough that the machine, and a platform that many
# portals share, see them one after the other; a short list does not take the whole night for it.
LONGEST_STEP = timedelta(minutes=1)


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
    ended = last.finished_at
    if last.outcome in CLOSED:
        return ended + max(CLOSED_FOR, _interval(ended))
    return ended + _interval(ended)


def _interval(ended: datetime) -> timedelta:
    day = ended.astimezone(CHINA)
    if day.month in SEASON:
        return IN_SEASON
    season = day.replace(year=day.year + 1, month=min(SEASON), day=1)
    return min(OFF_SEASON, max(IN_SEASON, season - day))


def is_site_due(last: RunSummary | None, now: datetime) -> bool:
    """Whether ``nianbao crawl --due`` crawls the site tonight."""
    return due_at(last, now) <= now + EARLY


def tonight(
    sites: Iterable[Site], last_runs: Mapping[str, RunSummary], now: datetime
) -> list[Site]:
    """Return the sites that are due, those that have waited longest first.

    What a night was too short for is thus the first of the next; what was never crawled, or not to
    the end, comes before all.
    """
    due = [site for site in sites if is_site_due(last_runs.get(site.site), now)]
    return sorted(due, key=lambda site: _waiting_since(last_runs.get(site.site), now))


def _waiting_since(last: RunSummary | None, now: datetime) -> tuple[bool, datetime]:
    ended = last is not None and last.finished_at is not None
    return ended, due_at(last, now)


def next_time(clock: time, now: datetime) -> datetime:
    """Return when it is ``clock`` again by the machine's own time, in UTC."""
    today = now.astimezone()
    moment = datetime.combine(today.date(), clock).astimezone()
    if moment <= now:
        moment = datetime.combine(today.date() + timedelta(days=1), clock).astimezone()
    return moment.astimezone(UTC)


def spread(sites: Iterable[Site], now: datetime, until: datetime) -> dict[str, datetime]:
    """Say when each site of a night begins, so that they do not all begin at once.

    The last begins when half of the night is left, which is for those that take longer.
    """
    sites = list(sites)
    step = min(LONGEST_STEP, (until - now) / 2 / max(1, len(sites)))
    return {site.site: now + number * step for number, site in enumerate(sites)}
