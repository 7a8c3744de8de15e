"""What about a site needs a person's attention now: what its last run raised, and its silence."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from crawler.alarm_kinds import KINDS
from crawler.schedule import due_at
from crawler.set_aside import is_set_aside
from storage.records import Alarm, Deaths, Outcome, RunSummary, Site

# A nightly crawl that was merely late is back within the day; a second missed night is no accident.
PATIENCE = timedelta(days=1)


def alarms_of(
    site: Site,
    last: RunSummary | None,
    now: datetime,
    *,
    running: bool = False,
    deaths: Deaths | None = None,
) -> tuple[Alarm, ...]:
    """Return what is wrong with a site after its last run; of a disabled site nothing is expected.

    A site that was never crawled raises none: it says so by having no outcome. Nor does one that is
    being crawled: what came of it is told when it is done.
    """
    if last is None or running or not site.enabled:
        return ()
    return (*_of_its_workers(deaths), *_alarms(last, now))


def _of_its_workers(deaths: Deaths | None) -> Iterator[Alarm]:
    if deaths is not None and is_set_aside(deaths):
        message = f"killed {deaths.deaths} workers in a row, and is set aside"
        yield _alarm("site/kills_workers", message, deaths.first_at)


def _alarms(last: RunSummary, now: datetime) -> Iterator[Alarm]:
    if last.finished_at is not None:
        yield from last.alarms or _of_the_outcome(last, last.finished_at)
    elif last.stopped_at is not None:
        message = "its last crawl was stopped before its end; the next goes on with it"
        yield _alarm("site/stopped", message, last.stopped_at)
    else:
        yield _alarm(
            "site/unfinished", "its last crawl was killed; crawl it again", last.started_at
        )
    due = due_at(last, now)
    if due + PATIENCE < now:
        message = f"was due on {due:%Y-%m-%d} and has not been crawled since"
        yield _alarm("site/overdue", message, due + PATIENCE)


def _of_the_outcome(last: RunSummary, ended: datetime) -> Iterator[Alarm]:
    """The alarm of a run that ended without being judged, as one that was given up."""
    if last.outcome is not None and last.outcome is not Outcome.OK:
        id_ = f"site/{last.outcome}"
        yield _alarm(id_, last.message or KINDS[id_].meaning, ended)
    elif last.message:
        yield _alarm("site/incomplete", last.message, ended)


def _alarm(id_: str, message: str, since: datetime) -> Alarm:
    return Alarm(id=id_, severity=KINDS[id_].severity, message=message, since=since)
