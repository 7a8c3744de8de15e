"""Stored captures read by today's reader, on all processors: reading costs more than writing.

Each process reads records out of the archive's captures for itself; only readings come back.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice
from multiprocessing import get_context, parent_process
from threading import Thread

from pipelines.errors import Unreadable
from pipelines.reading import read_capture
from pipelines.recognition import Recogniser
from storage.archive import Archive, Stored
from storage.errors import CaptureDamaged
from storage.records import Capture, Reading, Recognition

# Below, starting other processes takes longer than they save.
WORTH_PROCESSES = 50
BATCH = 8  # captures that travel together: one by one, the way costs a tenth of the reading
_AHEAD = 3  # batches that a process is given in advance; more would only fill memory


@dataclass(frozen=True, slots=True, kw_only=True)
class Reread:
    """A stored capture, without its body, and what it says today; else why nobody knows."""

    stored: Stored
    capture: Capture | None  # None where its WARC record is damaged
    read: Reading | Unreadable | CaptureDamaged
    recognised: tuple[Recognition, ...] = ()  # by OCR, which was not asked before


def reread(
    archive: Archive, stored: Sequence[Stored], open_archive: Callable[[], Archive]
) -> Iterator[Reread]:
    """Yield captures read again, in order. ``open_archive`` is what another process opens it by."""
    if len(stored) < WORTH_PROCESSES:
        for one in stored:
            yield _read(archive, one)
        return
    processes = len(os.sched_getaffinity(0))
    batches = _batched(stored)
    # Spawned: a fork would inherit the database's connections.
    with ProcessPoolExecutor(
        processes,
        mp_context=get_context("spawn"),
        initializer=_open,
        initargs=(open_archive,),
    ) as pool:
        under_way: deque[Future[list[Reread]]] = deque(
            pool.submit(_read_batch, batch) for batch in islice(batches, processes * _AHEAD)
        )
        while under_way:
            yield from under_way.popleft().result()
            under_way.extend(pool.submit(_read_batch, batch) for batch in islice(batches, 1))


_archive: Archive | None = None  # of a reading process


def _open(open_archive: Callable[[], Archive]) -> None:
    global _archive  # noqa: PLW0603 - a pool's initializer has no other place to leave it
    Thread(target=_end_with_the_parent, daemon=True).start()
    _archive = open_archive()


def _end_with_the_parent() -> None:
    """Wait for the parent's end, which a pool's processes do not notice: they would wait for ever.

    A killed parent cannot tell them, and each of them keeps the pipe open from which all of them
    read. They write nothing, so that they may end anywhere.
    """
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _read_batch(batch: Sequence[Stored]) -> list[Reread]:
    assert _archive is not None  # noqa: S101 - opened by the initializer
    return [_read(_archive, one) for one in batch]


def _read(archive: Archive, one: Stored) -> Reread:
    try:
        capture = archive.capture(one.record_id)
    except CaptureDamaged as error:
        return Reread(stored=one, capture=None, read=error)
    bare = replace(capture, body=b"")
    read: Reading | Unreadable
    recogniser = Recogniser(archive.recall_recognition)
    try:
        picture_of = partial(archive.kept_picture, page=capture)
        read = read_capture(capture, one.locality, picture_of, recogniser)
    except Unreadable as error:
        read = error
    return Reread(stored=one, capture=bare, read=read, recognised=tuple(recogniser.fresh))


def _batched(stored: Iterable[Stored]) -> Iterator[list[Stored]]:
    rest = iter(stored)
    return iter(lambda: list(islice(rest, BATCH)), [])
