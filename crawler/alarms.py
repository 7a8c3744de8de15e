"""What about a site needs a person's attention."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from crawler.schedule import due_at
from storage.records import Outcome, RunSummary, Site

# A nightly crawl that was merely late is back within the day; a second missed night is no accident.
PATIENCE = timedelta(days=1)

_MEANING = {
    Outcome.BLOCKED: "a wall or a challenge answered instead of the site",
    Outcome.DEAD: "nothing answered, or somebody else did",
    Outcome.ROBOTS: "its robots.txt forbids what is needed",
    Outcome.NO_COLUMN: "no column of reports was found",
    Outcome.EMPTY: "its columns list no report",
    Outcome.ERROR: "a list page failed, so reports may be missing",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Alarm:
    """One thing that is wrong with a site. ``id`` names the kind; ``since`` when it was seen."""

    id: str
    severity: Literal["error", "warning"]
    message: str
    since: datetime


def alarms_of(
    site: Site, last: RunSummary | None, now: datetime, *, running: bool = False
) -> tuple[Alarm, ...]:
    """Return what is wrong with a site after its last run; of a disabled site nothing is expected.

    A site that was never crawled raises none: it says so by having no outcome. Nor does one that is
    being crawled: what came of it is told when it is done.
    """
    if last is None or running or not site.enabled:
        return ()
    return tuple(_alarms(last, now))


def _alarms(last: RunSummary, now: datetime) -> Iterator[Alarm]:
    if last.finished_at is None:
        yield Alarm(
            id="site/unfinished",
            severity="error",
            message="its last crawl was killed; crawl it again",
            since=last.started_at,
        )
    elif last.outcome is not None and last.outcome is not Outcome.OK:
        yield Alarm(
            id=f"site/{last.outcome}",
            severity="error",
            message=last.message or _MEANING[last.outcome],
            since=last.finished_at,
        )
    elif last.message:
        yield Alarm(
            id="site/incomplete",
            severity="warning",
            message=last.message,
            since=last.finished_at,
        )
    due = due_at(last, now)
    if due + PATIENCE < now:
        yield Alarm(
            id="site/overdue",
            severity="warning",
            message=f"was due on {due:%Y-%m-%d} and has not been crawled since",
            since=due,
        )
