"""What a crawl notes of a page, each by itself or all of it together."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection

from storage.archive import crawls, nights, visits
from storage.records import Capture, Pace, Planned, Refused, Visit, VisitOutcome

Work = Callable[[Connection], None]


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
        moved = Visit.of(to, VisitOutcome.REDIRECTED, run_id=run_id, leads_to=to.url)
        self._note(lambda connection: self._follow(connection, replace(moved, url=url)))

    @abstractmethod
    def _note(self, work: Work) -> None:
        """Do this to the tables, now or later."""

    @abstractmethod
    def _follow(self, connection: Connection, visit: Visit) -> None:
        """Draw the conclusions from a visit."""


class Together(Noting):
    """Notes that are kept back until :meth:`write` makes one transaction of them, in their order.

    What belongs together is there as a whole or not at all, and the other processes wait once.
    """

    def __init__(
        self, write: Callable[[Work], None], follow: Callable[[Connection, Visit], None]
    ) -> None:
        self._write = write
        self._works: list[Work] = []
        self._follow_visit = follow

    def write(self) -> None:
        """Write what was noted since the last time. Raises StorageError; then it is still noted."""
        if self._works:
            self._write(self._do)
            self._works.clear()

    def _do(self, connection: Connection) -> None:
        for work in self._works:
            work(connection)

    def _note(self, work: Work) -> None:
        self._works.append(work)

    def _follow(self, connection: Connection, visit: Visit) -> None:
        self._follow_visit(connection, visit)
