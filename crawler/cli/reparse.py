"""``nianbao reparse``: read the stored captures again, with no network."""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import islice
from multiprocessing import get_context
from typing import TYPE_CHECKING, Annotated

import typer

from crawler.cli.errors import UsageError
from crawler.cli.opening import open_archive
from crawler.cli.options import DEFAULT_ARCHIVE, ArchiveOption
from crawler.cli.suggestions import near
from pipelines.errors import Unreadable
from storage.records import Capture, Locality, Reading

if TYPE_CHECKING:
    from storage.archive import Archive, Stored

# Below, starting other processes takes longer than they save.
_WORTH_PROCESSES = 50
_AHEAD = 4  # captures a process is given in advance; more would only fill memory


def command(
    sites: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[SITE]...", help="Only captures of these sites.", show_default=False
        ),
    ] = None,
    archive: ArchiveOption = DEFAULT_ARCHIVE,
) -> int:
    """Read again what an earlier nianbao read, and what it could not read.

    Where the reading of a current revision differs, a revision of cause extractor is appended; the
    earlier reading stays. Killed, it goes on where it stood. Exits with 1 where a capture that was
    a report is none any more, or cannot be read: its earlier reading stays.
    """
    from pipelines.dedup import TodaysReader

    wanted = sites or []
    with open_archive(archive) as opened:
        names = [site.site for site in opened.sites()]
        for site in wanted:
            if site not in names:
                raise UsageError(f"the registry has no site {site!r}{near(site, names)}")
        reader = TodaysReader()
        opened.reader = reader
        stored = opened.to_reread(reader.version, wanted)
        counts: Counter[str] = Counter()
        lost: list[str] = []
        with _progress(len(stored)) as advance:
            for one, capture, read in _read_all(opened, stored):
                counts[_record(opened, one, capture, read, version=reader.version, lost=lost)] += 1
                advance()
        opened.seal(datetime.now(UTC))
    typer.echo(_summary(len(stored), counts))
    for line in lost:
        typer.echo(line, err=True)
    return 1 if lost else 0


def _record(
    archive: Archive,
    one: Stored,
    capture: Capture,
    read: Reading | Unreadable,
    *,
    version: str,
    lost: list[str],
) -> str:
    """Store what was read; return what it is counted as."""
    if isinstance(read, Unreadable):
        kind, reason = str(read.kind), read.message
    elif not read.is_report:
        kind, reason = "not_report", read.reason or ""
    elif archive.identify(read) is None:
        kind, reason = "unidentified", "it names no issuer or no year"
    else:
        cause = archive.record(
            capture, read, run_id=None, parent_url=one.parent_url, locality=one.locality
        )
        return cause.value if cause else "alike"
    if not one.rejected:
        lost.append(f"{one.site}: {one.url} was a report and is none to this reader: {reason}")
        return "lost"
    archive.record_rejection(
        capture,
        kind=kind,
        reason=reason,
        reader_version=version,
        parent_url=one.parent_url,
        locality=one.locality,
    )
    return "still none"


def _summary(total: int, counts: Counter[str]) -> str:
    told = {
        "first": "new reports",
        "extractor": "read otherwise (cause extractor)",
        "source": "earlier changes found (cause source)",
        "switch": "switches of source",
        "alike": "alike",
        "still none": "still no report or unreadable",
        "lost": "no report any more",
    }
    parts = [f"{counts[name]} {words}" for name, words in told.items() if counts[name]]
    return f"{total} captures read again{': ' if parts else ''}{', '.join(parts)}"


def _read_all(
    archive: Archive, stored: list[Stored]
) -> Iterator[tuple[Stored, Capture, Reading | Unreadable]]:
    pages = ((one, archive.capture(one.record_id)) for one in stored)
    if len(stored) < _WORTH_PROCESSES:
        for one, capture in pages:
            yield one, capture, _read(capture, one.locality)
        return
    processes = len(os.sched_getaffinity(0))
    # Spawned: a fork would inherit the database's connections.
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
        queue: list[tuple[Stored, Capture, Future[Reading | Unreadable]]] = []
        for one, capture in islice(pages, processes * _AHEAD):
            queue.append((one, capture, pool.submit(_read, capture, one.locality)))
        while queue:
            one, capture, future = queue.pop(0)
            yield one, capture, future.result()
            for following, page in islice(pages, 1):
                queue.append((following, page, pool.submit(_read, page, following.locality)))


def _read(capture: Capture, locality: Locality | None) -> Reading | Unreadable:
    from pipelines.reading import read_capture

    try:
        return read_capture(capture, locality)
    except Unreadable as error:
        return error


@contextmanager
def _progress(total: int) -> Iterator[Callable[[], None]]:
    if not sys.stderr.isatty() or not total:
        yield lambda: None
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("reading captures", total=total)
        yield lambda: progress.advance(task)
