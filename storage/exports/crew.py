"""The parts of an export made by several processes, all of one state of the tables."""

from __future__ import annotations

import os
import sqlite3
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import ExitStack, closing, contextmanager
from functools import partial
from itertools import islice
from multiprocessing import get_context, parent_process
from pathlib import Path
from threading import BrokenBarrierError
from typing import Any

from sqlalchemy import URL, Connection, select

from storage.archive import Archive
from storage.archive.database import LOCK_SECONDS, Database, export_snapshot
from storage.errors import StorageError
from storage.exports.collections import few_collections
from storage.exports.formats import encoder
from storage.exports.parts import Crew, Part, make_part, snapshot_of
from storage.exports.selection import Selection
from storage.schema import reports

# Below, starting processes takes longer than they save.
WORTH_PROCESSES = 5_000
_AHEAD = 2  # batches that a process is given in advance; more would only fill memory


class Processes:
    """A crew on this machine."""

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
        self._pool.shutdown()  # the tables of the whole archive, which come next, want the memory


@contextmanager
def one_state(
    archive: Archive, selection: Selection, format_name: str
) -> Iterator[tuple[Connection, Crew | None]]:
    """Give a connection and, where they are worth it, processes that see the same state."""
    processes = len(os.sched_getaffinity(0))
    is_worth_it = (
        encoder(format_name) is not None and processes > 1 and _counts(archive) >= WORTH_PROCESSES
    )
    with ExitStack() as stack:
        if not is_worth_it:
            yield stack.enter_context(archive.reading()), None
            return
        url = archive.engine.url
        crew = partial(_crew, processes, url, selection, format_name)
        if archive.server is not None:
            connection = stack.enter_context(archive.reading())
            yield connection, stack.enter_context(crew(export_snapshot(connection)))
            return
        # SQLite has no way to hand on a state. But nobody can write while this holds the right to,
        # so all that begin to read meanwhile see one, and keep it when others write afterwards.
        with closing(
            sqlite3.connect(str(url.database), timeout=LOCK_SECONDS, isolation_level=None)
        ) as lock:
            lock.execute("BEGIN IMMEDIATE")
            made = stack.enter_context(crew(None))
            connection = stack.enter_context(archive.reading())
            connection.execute(_ANY).all()
        yield connection, made


_ANY = select(reports.c.report_id).limit(1)  # the first read decides which state is seen


def _counts(archive: Archive) -> int:
    with archive.reading() as connection:
        return len(connection.scalars(select(reports.c.report_id).limit(WORTH_PROCESSES)).all())


@contextmanager
def _crew(
    processes: int, url: URL, selection: Selection, format_name: str, snapshot: str | None
) -> Iterator[Processes | None]:
    context = get_context("spawn")  # a fork would inherit the database's connections
    ready = context.Barrier(processes + 1)
    with ProcessPoolExecutor(
        processes,
        mp_context=context,
        initializer=_begin,
        initargs=(url, snapshot, selection, format_name, ready),
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
            yield Processes(pool, processes)
        finally:
            pool.shutdown(cancel_futures=True)


# -- in the processes -----------------------------------------------------------------------------

_work: Callable[[Sequence[str]], Part] | None = None
_open = ExitStack()  # until the process ends


def _begin(
    url: URL, snapshot: str | None, selection: Selection, format_name: str, ready: Any
) -> None:
    global _work  # noqa: PLW0603 - a pool's initializer has no other place to leave it
    threading.Thread(target=_end_with_parent, daemon=True).start()
    _open.enter_context(few_collections())
    connection = _open.enter_context(_database(url).reading(snapshot))
    encode = encoder(format_name)
    assert encode is not None  # noqa: S101 - else there would be no crew
    _work = partial(make_part, snapshot_of(connection, selection), encode)
    ready.wait(LOCK_SECONDS)


def _database(url: URL) -> Database:
    if url.get_backend_name() == "sqlite":
        return Database.sqlite(Path(str(url.database)))
    return Database.by_url(url.render_as_string(hide_password=False))


def _end_with_parent() -> None:
    """A process whose parent was killed would wait for ever, and keep a state of the tables."""
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _make(ids: Sequence[str]) -> Part:
    assert _work is not None  # noqa: S101 - set by the initializer
    return _work(ids)
