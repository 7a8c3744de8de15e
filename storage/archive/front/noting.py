"""What a crawl notes of a page, each by itself or all of it together."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import Future
from dataclasses import replace
from datetime import datetime
from typing import Any, TypeAlias, TypeVar

from sqlalchemy import Connection

from storage.archive import crawls, nights, recording, visits, withdrawals
from storage.archive.front.recording import Recording
from storage.records import (
    Capture,
    Cause,
    Locality,
    Pace,
    Planned,
    Reading,
    Refused,
    Visit,
    VisitOutcome,
)

Result = TypeVar("Result")
Work: TypeAlias = Callable[[Connection], Result]
Told: TypeAlias = Callable[[Result], object]


def to_nobody(_: object) -> None:
    """Tell nobody what came of a note."""


class Noting(ABC):
    """What a crawl notes of a page. Whether it is written at once is for those who inherit."""

    def enqueue(self, run_id: int, requests: Iterable[Planned]) -> list[Planned]:
        """Plan requests.

        Once they are written, the list that is returned holds those that this run did not know, in
        order.
        """
        planned = list(requests)
        fresh: list[Planned] = []

        def work(connection: Connection) -> None:
            # Once more after the connection broke: it may have broken as the server had committed,
            # and what was fresh then is known now.
            before = {one.key for one in fresh}
            found = crawls.enqueue(connection, run_id, planned)
            fresh.extend(one for one in found if one.key not in before)

        if planned:
            self._note(work)
        return fresh

    def settle(
        self, run_id: int, key: str, state: str, note: str = "", *, pace: Pace | None = None
    ) -> None:
        """Note what became of a planned request, in a word that is not ``pending``, and why.

        With how far the run has come by it: a process that takes the run up goes on from there.
        """

        def work(connection: Connection) -> None:
            crawls.settle(connection, run_id, key, state, note)
            if pace is not None:
                nights.keep_pace(connection, run_id, pace)

        self._note(work)

    def refuse(self, run_id: int, refused: Iterable[Refused]) -> None:
        """Note links that a run leaves alone."""
        links = list(refused)
        if links:
            self._note(lambda connection: crawls.refuse(connection, run_id, links))

    def remember_column(self, site: str, url: str, *, reports: int, now: datetime) -> None:
        """Note a list page that listed ``reports`` reports."""
        self._note(
            lambda connection: crawls.remember_column(
                connection, site, url, listed=reports, now=now
            )
        )

    def record_visit(self, visit: Visit) -> None:
        """Note how a request ended, and what that says about the sources at its URL.

        A 304 is a sighting; 404, 410 and soft 404s add up to a withdrawal once their runs have
        ended well; a redirect to where the same report is is a move.
        """

        def work(connection: Connection) -> None:
            visits.record_visit(connection, visit)
            self._follow(connection, visit)

        self._note(work)

    def record_move(self, url: str, to: Capture, *, run_id: int) -> None:
        """Note that a page answers elsewhere now: by another scheme or host name, as ``to``.

        What that holds was recorded before; a report that is there too has moved.
        """
        there = Visit.of(to, VisitOutcome.REDIRECTED, run_id=run_id, leads_to=to.url)
        moved = replace(there, url=url)
        self._note(lambda connection: self._follow(connection, moved))

    def record(
        self,
        capture: Capture,
        reading: Reading,
        *,
        run_id: int | None,
        parent_url: str | None = None,
        locality: Locality | None = None,
        read_before: Mapping[str, Reading | None] | None = None,
    ) -> Future[Cause | None]:
        """Store a reading of a report: its issuer, report, source, content, and any revision.

        ``read_before`` is what today's reader makes of ``to_read_before``'s captures. Returns what
        will be, once it is written, the cause of the revision that it brought, None where it is
        nothing new. Raises ValueError where the reading names no issuer or no year.
        """
        archive = self._archive
        cause: Future[Cause | None] = Future()

        def work(connection: Connection) -> Cause | None:
            return recording.record(
                connection,
                archive._moment(
                    connection,
                    capture,
                    reading,
                    run_id=run_id,
                    parent_url=parent_url,
                    locality=locality,
                ),
                read_again=archive._reading_again(connection, read_before),
                withdrawal=archive.withdrawal,
            )

        self._note(work, cause.set_result)
        return cause

    def record_rejection(
        self,
        capture: Capture,
        *,
        kind: str,
        reason: str,
        reader_version: str,
        run_id: int | None = None,
        parent_url: str | None = None,
        locality: Locality | None = None,
    ) -> None:
        """Note that a capture is no report, or that nobody can read it; it is kept all the same.

        ``kind`` is ``not_report``, ``unidentified``, or that of an Unreadable.
        """
        archive = self._archive
        reading = Reading(is_report=False, reason=reason, reader_version=reader_version)

        def work(connection: Connection) -> None:
            recording.record_rejection(
                connection,
                archive._moment(
                    connection,
                    capture,
                    reading,
                    run_id=run_id,
                    parent_url=parent_url,
                    locality=locality,
                ),
                kind=kind,
                reason=reason,
            )

        self._note(work)

    @property
    @abstractmethod
    def _archive(self) -> Recording:
        """The archive whose tables these are."""

    @abstractmethod
    def _note(self, work: Work[Result], told: Told[Result] = to_nobody) -> None:
        """Do this to the tables, now or later, and tell what came of it when it is written."""

    def _follow(self, connection: Connection, visit: Visit) -> None:
        archive = self._archive
        withdrawals.follow_visit(
            connection, visit, archive.withdrawal, read_again=archive._reading_again(connection)
        )


class Together(Noting):
    """Notes that are kept back until :meth:`write` makes one transaction of them, in their order.

    What belongs together is there as a whole or not at all, and the other processes wait once.
    """

    def __init__(self, archive: Recording) -> None:
        self._kept_for = archive
        self._works: list[tuple[Work[Any], Told[Any]]] = []

    def write(self) -> None:
        """Write what was noted since the last time. Raises StorageError; then it is still noted."""
        if self._works:
            results = self._kept_for._database.write(self._do)
            told = [told for _, told in self._works]
            self._works.clear()
            for tell, result in zip(told, results, strict=True):
                tell(result)

    def _do(self, connection: Connection) -> list[Any]:
        return [work(connection) for work, _ in self._works]

    def forget(self) -> None:
        """Leave unwritten what was noted since the last time."""
        self._works.clear()

    @property
    def _archive(self) -> Recording:
        return self._kept_for

    def _note(self, work: Work[Result], told: Told[Result] = to_nobody) -> None:
        self._works.append((work, told))
