"""Crawls: runs, where each stands, what it visited, and which columns it remembers."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection

from storage.archive import (
    crawls,
    deaths,
    nights,
    sources,
    visits,
    withdrawals,
)
from storage.archive.front.noting import Noting, Result, Together, Told, Work, to_nobody
from storage.archive.front.recording import Recording
from storage.errors import StorageError
from storage.records import (
    Deaths,
    Judged,
    KnownSource,
    LastVisit,
    ListsRead,
    Outcome,
    Pace,
    Planned,
    Run,
    RunSummary,
    SiteCounts,
    Step,
)


class Crawling(Recording, Noting):
    """Crawls: runs, where each stands, what it visited, and which columns it remembers."""

    def start_run(self, site: str, *, again: bool, now: datetime) -> Run:
        """Start a crawl of ``site``, or take up the one that was killed earlier today.

        Raises ArchiveLocked where another process crawls the site into this archive.
        """
        self._locks.take(site)
        try:
            run = self._database.write(
                lambda connection: crawls.start_run(
                    connection,
                    site,
                    night=self._tonight(connection, now),
                    again=again,
                    now=now,
                )
            )
        except StorageError:
            self._locks.give_back(site)
            raise
        self._crawling[run.run_id] = site
        return run

    def finish_run(
        self,
        run_id: int,
        *,
        outcome: Outcome,
        message: str,
        requests: int,
        now: datetime,
        lists: ListsRead | None = None,
        judged: Judged | None = None,
    ) -> RunSummary:
        """End a run: draw what follows from it, keep how it was judged, forget its frontier.

        What it found gone is evidence of a withdrawal only if it ended well.
        """

        def work(connection: Connection) -> RunSummary:
            if judged is not None:
                nights.keep_judgement(connection, run_id, judged)
            withdrawals.close_run(
                connection,
                run_id,
                outcome,
                self.withdrawal,
                at=now,
                read_again=self._reading_again(connection),
            )
            return crawls.finish_run(
                connection,
                run_id,
                outcome=outcome,
                message=message,
                requests=requests,
                now=now,
                lists=lists,
            )

        summary = self._database.write(work)
        self._let_go(run_id)
        return summary

    def stop_run(self, run_id: int, *, pace: Pace, now: datetime) -> None:
        """Leave a run as it is, on purpose: the next crawl of the site goes on with it."""
        self._database.write(lambda connection: nights.stop(connection, run_id, pace, now))
        self._let_go(run_id)

    def last_judgement(self, site: str) -> Judged | None:
        """Return how the last run of a site was judged, None where none was."""
        return self._database.read(lambda connection: nights.last_judgement(connection, site))

    def site_counts(self, site: str) -> SiteCounts:
        """Count the reports that a site shows now, and those of them that are hard to read."""
        return self._database.read(lambda connection: nights.site_counts(connection, site))

    def is_crawling(self, site: str) -> bool:
        """Say whether a living process crawls the site into this archive."""
        return self._locks.is_taken(site)

    def note_death(self, site: str, *, at: datetime) -> int:
        """Count a worker that died with the crawl of a site; return how many did so in a row."""
        return self._database.write(lambda connection: deaths.note(connection, site, at))

    def deaths(self) -> dict[str, Deaths]:
        """Return the sites whose crawls killed workers, until one ends."""
        return self._database.read(deaths.all_deaths)

    def last_runs(self) -> list[RunSummary]:
        """Return the last run of each site, by site."""
        return self._database.read(crawls.last_runs)

    def pending(self, run_id: int) -> list[Planned]:
        """Return what a run has still to fetch, most important first."""
        return [planned for planned, state, _ in self.trail(run_id) if state == "pending"]

    def trail(self, run_id: int) -> list[tuple[Planned, str, str]]:
        """Return all that a run has planned, each with its state and why, most important first."""
        return self._database.read(lambda connection: crawls.trail(connection, run_id))

    def last_trail(self, site: str) -> list[Step]:
        """Return what the last run of a site asked for and why, then the links it refused."""
        return self._database.read(lambda connection: crawls.last_trail(connection, site))

    def columns(self, site: str) -> list[str]:
        """Return the list pages of a site that held reports, those with most of them first."""
        return self._database.read(lambda connection: crawls.columns(connection, site))

    def ways(self, site: str) -> list[str]:
        """Return the pages of a site that led to columns, or are columns without a report."""
        return self._database.read(lambda connection: crawls.ways(connection, site))

    def sibling_columns(self, site: str) -> list[str]:
        """Return where other sites of the same prefecture have their reports, the fullest first."""
        return self._database.read(lambda connection: crawls.sibling_columns(connection, site))

    def yielding_columns(self, site: str, *, since: datetime) -> list[str]:
        """Return the columns of a site that have listed reports since then."""
        return self._database.read(
            lambda connection: crawls.yielding_columns(connection, site, since)
        )

    def together(self) -> Together:
        """Return what keeps notes back, to be written in one transaction."""
        return Together(self)

    def last_visits(self, site: str) -> list[LastVisit]:
        """Return the last visit of each URL of a site whose end is known."""
        return self._database.read(lambda connection: visits.last_visits(connection, site))

    def known_sources(self, site: str) -> list[KnownSource]:
        """Return the sources of a site, for the schedule of visits."""
        return self._database.read(lambda connection: sources.known(connection, site))

    @property
    def _archive(self) -> Recording:
        return self

    def _note(self, work: Work[Result], told: Told[Result] = to_nobody) -> None:
        told(self._database.write(work))

    def _let_go(self, run_id: int) -> None:
        self._nights.pop(run_id, None)
        site = self._crawling.pop(run_id, None)
        if site is not None:
            self._locks.give_back(site)
