"""A large work divided over workers: each makes parts of it, and this process puts them together.

All see the state of the tables that this process's connection sees, as long as it is open. What the
workers make comes back through the database.
"""

from __future__ import annotations

import asyncio
import logging
import time
import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from crawler.jobs.pieces import Order, program, unpacked
from crawler.jobs.queue import are_under_way, put_orders, withdraw
from storage.archive import Archive
from storage.archive.pieces import Pieces
from storage.errors import StorageError

_log = logging.getLogger(__name__)

LOOK_EACH = 0.1  # seconds between two looks for the next piece
CHECK_EACH = 5.0  # seconds between two looks at the jobs while no piece comes
# A worker that waits takes a job within a second; one that died gives it back after some forty.
SILENT_FOR = 60.0  # seconds with nobody at work until that is told
# Whoever waits keeps PostgreSQL from clearing away what others have replaced meanwhile.
GIVEN_UP_AFTER = 1800.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """A part of a work: what a worker is told, and how many pieces it makes of it."""

    task: Mapping[str, Any]
    pieces: int


@contextmanager
def divided(
    archive: Archive, snapshot: str, kind: str, shares: Sequence[Share]
) -> Iterator[Iterator[bytes]]:
    """Have workers do shares of a work; give the pieces that they make, in order, as they come.

    However this ends, nobody works on it any longer. Raises StorageError where a share failed as
    often as it may, and where no worker was there for half an hour.
    """
    work = uuid.uuid4().hex
    orders = [
        Order(
            work=work, kind=kind, snapshot=snapshot, program=program(), part=number, task=share.task
        )
        for number, share in enumerate(shares)
    ]
    with archive.pieces(work) as pieces:
        pieces.begin()
        jobs: list[int] = []
        try:
            jobs += asyncio.run(put_orders(archive, [order.told() for order in orders]))
            yield _Waiting(archive, pieces, jobs).all_of(shares)
        finally:
            asyncio.run(withdraw(archive, jobs))
            pieces.end()


class _Waiting:
    """Waits for pieces, and for workers to make them."""

    def __init__(self, archive: Archive, pieces: Pieces, jobs: Sequence[int]) -> None:
        self._archive = archive
        self._pieces = pieces
        self._jobs = jobs

    def all_of(self, shares: Iterable[Share]) -> Iterator[bytes]:
        for number, share in enumerate(shares):
            for piece in range(share.pieces):
                yield unpacked(self._wait_for(number, piece))

    def _wait_for(self, part: int, piece: int) -> bytes:
        checked = seen = time.monotonic()
        is_told = False
        while (content := self._pieces.take(part, piece)) is None:
            time.sleep(LOOK_EACH)
            now = time.monotonic()
            if now - checked < CHECK_EACH:
                continue
            checked = now
            if asyncio.run(are_under_way(self._archive, self._jobs)):
                seen, is_told = now, False
            if now - seen >= GIVEN_UP_AFTER:
                raise StorageError(
                    f"no worker has been at work for {GIVEN_UP_AFTER / 60:.0f} minutes"
                )
            if now - seen >= SILENT_FOR and not is_told:
                is_told = True
                _log.warning(
                    "no worker is at work: start nianbao worker, or interrupt this and run it "
                    "without --by-workers",
                    extra={"id": "log/no_worker"},
                )
        return content
