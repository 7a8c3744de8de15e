"""How each site stands: its last run, when it is due again, what needs attention."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from crawler.alarms import alarms_of
from crawler.schedule import due_at
from storage.archive import Archive
from storage.clock import day_in_china
from storage.records import Alarm, RunSummary, Site


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteStatus:
    """A site, its last run if there was one, and what needs attention."""

    site: Site
    last: RunSummary | None
    due_at: datetime
    running: bool
    alarms: tuple[Alarm, ...]
    acknowledged: bool

    @property
    def ended(self) -> RunSummary | None:
        """The last run where it ended: only then are its reports counted."""
        return self.last if self.last and self.last.finished_at else None

    @property
    def needs_attention(self) -> bool:
        """Whether something is wrong that nobody has acknowledged."""
        return bool(self.alarms) and not self.acknowledged

    @property
    def outcome(self) -> str:
        """How the last run ended, in a word."""
        if self.last is None:
            return "never crawled"
        if self.last.outcome is not None:
            return self.last.outcome.value
        if self.running:
            return "running"
        return "killed" if self.last.stopped_at is None else "stopped"


def standing(archive: Archive, now: datetime) -> list[SiteStatus]:
    """Return how the sites of the registry stand, by name. Raises StorageError."""
    last_runs = {run.site: run for run in archive.last_runs()}
    deaths = archive.deaths()
    found = []
    for site in archive.sites():
        last = last_runs.get(site.site)
        until = site.acknowledged_until
        running = archive.is_crawling(site.site)
        found.append(
            SiteStatus(
                site=site,
                last=last,
                due_at=due_at(last, now),
                running=running,
                alarms=alarms_of(site, last, now, running=running, deaths=deaths.get(site.site)),
                acknowledged=until is not None and day_in_china(now) <= until,
            )
        )
    return found
