"""Batches of an export made by several processes, all of one state of the tables.

Only SQLite and only formats whose files are put together of chunks (``encode``): a process makes
the rows of its batches and encodes them, and this one appends the chunks in order, so the bytes are
those that one process would have written.
"""

from __future__ import annotations

import os
import sqlite3
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence, Sized
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from itertools import islice
from multiprocessing import get_context, parent_process
from pathlib import Path
from threading import BrokenBarrierError
from typing import Any

from sqlalchemy import Connection, select

from storage.archive import Archive
from storage.archive.database import LOCK_SECONDS, Database
from storage.archive.visits import last_change
from storage.errors import StorageError
from storage.exports.batch import Batch, Snapshot
from storage.exports.collections import few_collections
from storage.exports.heads import heads_of
from storage.exports.selection import Selection
from storage.exports.spec import Row, TableSpec
from storage.exports.tables import REPORT_TABLES
from storage.exports.tables.summary import Summary
from storage.schema import reports

Encode = Callable[[TableSpec, Iterable[Row]], Any]

# Below, starting processes takes longer than they save.
WORTH_PROCESSES = 5_000
_AHEAD = 2  # batches that a process is given in advance; more would only fill memory


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What a process made of one batch: of each table the number of rows and their chunk."""

    reports: int
    chunks: Sequence[tuple[str, int, Any]]
    summary: Summary


class Crew:
    """The processes."""

    def __init__(self, pool: ProcessPoolExecutor, processes: int) -> None:
        self._pool = pool
        self._processes = processes

    def parts(self, batches: Iterable[Sequence[str]]) -> Iterator[Part]:
        """Yield what is made of batches of report ids, in their order."""
        rest = iter(batches)
        try:
            under_way: deque[Future[Part]] = deque(
                self._pool.submit(_make, ids) for ids in islice(rest, self._processes * _AHEAD)
            )
            while under_way:
                yield under_way.popleft().result()
                under_way.extend(self._pool.submit(_make, ids) for ids in islice(rest, 1))
        except BrokenProcessPool as error:
            raise StorageError("a process that made a part of the export was killed") from error


@contextmanager
def one_state(
    archive: Archive, selection: Selection, encode: Encode | None
) -> Iterator[tuple[Connection, Crew | None]]:
    """Give a connection and, where they are worth it, processes that see the same state.

    Nobody can write while this holds the right to, so all that begin to read meanwhile see one
    state; they keep it when others write afterwards.
    """
    processes = len(os.sched_getaffinity(0))
    database = archive.engine.url.database
    is_worth_it = (
        encode is not None
        and processes > 1
        and archive.engine.dialect.name == "sqlite"
        and database is not None
        and _counts(archive) >= WORTH_PROCESSES
    )
    with ExitStack() as stack:
        crew = None
        if is_worth_it and database is not None and encode is not None:
            lock = stack.enter_context(
                closing(sqlite3.connect(database, timeout=LOCK_SECONDS, isolation_level=None))
            )
            lock.execute("BEGIN IMMEDIATE")
            crew = stack.enter_context(_crew(processes, Path(database), selection, encode))
            connection = stack.enter_context(archive.reading())
            connection.execute(_ANY).all()
            lock.execute("ROLLBACK")
        else:
            connection = stack.enter_context(archive.reading())
        yield connection, crew


_ANY = select(reports.c.report_id).limit(1)  # the first read decides which state is seen


def _counts(archive: Archive) -> int:
    with archive.reading() as connection:
        return len(connection.scalars(select(reports.c.report_id).limit(WORTH_PROCESSES)).all())


@contextmanager
def _crew(
    processes: int, database: Path, selection: Selection, encode: Encode
) -> Iterator[Crew | None]:
    context = get_context("spawn")  # a fork would inherit the database's connections
    ready = context.Barrier(processes + 1)
    with ProcessPoolExecutor(
        processes,
        mp_context=context,
        initializer=_begin,
        initargs=(database, selection, encode, ready),
    ) as pool:
        for _ in range(processes):
            pool.submit(os.getpid)  # a process begins when there is something to do
        try:
            ready.wait(LOCK_SECONDS)
        except BrokenBarrierError:  # they did not start, as where memory is short: do without
            pool.shutdown(wait=False, cancel_futures=True)
            yield None
            return
        try:
            yield Crew(pool, processes)
        finally:
            pool.shutdown(cancel_futures=True)


# -- in the processes -----------------------------------------------------------------------------

_work: Callable[[Sequence[str]], Part] | None = None
_open = ExitStack()  # until the process ends


def _begin(database: Path, selection: Selection, encode: Encode, ready: Any) -> None:
    global _work  # noqa: PLW0603 - a pool's initializer has no other place to leave it
    threading.Thread(target=_end_with_parent, daemon=True).start()
    _open.enter_context(few_collections())
    connection = _open.enter_context(Database.sqlite(database).reading())
    changed: datetime | None = last_change(connection, selection.clocks.seen_by)
    snapshot = Snapshot(connection=connection, selection=selection, last_change_at=changed)
    _work = partial(_part, snapshot, encode)
    ready.wait(LOCK_SECONDS)


def _end_with_parent() -> None:
    """A process whose parent was killed would wait for ever, and keep a state of the tables."""
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _make(ids: Sequence[str]) -> Part:
    assert _work is not None  # noqa: S101 - set by the initializer
    return _work(ids)


def _part(snapshot: Snapshot, encode: Encode, ids: Sequence[str]) -> Part:
    batch = Batch(snapshot, heads_of(snapshot.connection, ids, snapshot.selection.clocks))
    chunks = []
    for table in REPORT_TABLES:
        rows = table.rows(batch)
        sized = rows if isinstance(rows, Sized) else list(rows)
        chunks.append((table.spec.name, len(sized), encode(table.spec, sized)))
    summary = Summary()
    summary.see(batch)
    return Part(reports=len(ids), chunks=chunks, summary=summary)
