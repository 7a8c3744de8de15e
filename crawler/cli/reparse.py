"""``nianbao reparse``: read the stored captures again, with no network."""

from __future__ import annotations

import asyncio
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Annotated

import typer

from crawler.cli.errors import UsageError
from crawler.cli.opening import open_archive
from crawler.cli.options import DEFAULT_ARCHIVE, ArchiveOption
from crawler.cli.suggestions import near
from pipelines.errors import Unreadable
from storage.records import Reading

if TYPE_CHECKING:
    from crawler.rereading import Reread
    from storage.archive import Archive


def command(
    sites: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[SITE]...", help="Only captures of these sites.", show_default=False
        ),
    ] = None,
    archive: ArchiveOption = DEFAULT_ARCHIVE,
    *,
    by_workers: Annotated[
        bool, typer.Option("--by-workers", help="Put a job for each site into the queue instead.")
    ] = False,
) -> int:
    """Read again what an earlier nianbao read, and what it could not read.

    Where the reading of a current revision differs, a revision of cause extractor is appended; the
    earlier reading stays. Killed, it goes on where it stood. Exits with 1 where a capture that was
    a report is none any more, cannot be read, or is damaged: its earlier reading stays.
    """
    from crawler.rereading import reread
    from pipelines.dedup import TodaysReader

    wanted = sites or []
    with open_archive(archive) as opened:
        names = sorted({*(site.site for site in opened.sites()), *opened.captured_sites()})
        for site in wanted:
            if site not in names:
                raise UsageError(f"the archive has no site {site!r}{near(site, names)}")
        if by_workers:
            typer.echo(_put(opened, wanted))
            return 0
        reader = TodaysReader()
        opened.reader = reader
        stored = opened.to_reread(reader.version, wanted)
        counts: Counter[str] = Counter()
        trouble: list[str] = []
        with _progress(len(stored)) as advance:
            for again in reread(opened, stored, partial(open_archive, archive)):
                opened.keep_recognitions(again.recognised)
                counts[_record(opened, again, reader.version, trouble)] += 1
                advance()
        opened.seal(datetime.now(UTC))
    typer.echo(_summary(len(stored), counts))
    for line in trouble:
        typer.echo(line, err=True)
    return 1 if trouble else 0


def _put(archive: Archive, wanted: list[str]) -> str:
    """Put a job for each site that has something to read again; return what was done."""
    from crawler.cli.distributed import importable
    from pipelines.reader_version import reader_version

    with importable():
        from crawler.jobs.queue import put_rereading
    sites = sorted({one.site for one in archive.to_reread(reader_version(), wanted)})
    new = asyncio.run(put_rereading(archive, sites))
    return f"{new} jobs for {len(sites)} sites with captures to read again; the others wait already"


def _record(archive: Archive, again: Reread, version: str, trouble: list[str]) -> str:
    """Store what was read; return what it is counted as."""
    one, capture, read = again.stored, again.capture, again.read
    if capture is None:
        trouble.append(f"{one.site}: {one.url}: {read}")
        return "damaged"
    if isinstance(read, Reading) and read.is_report and archive.identify(read) is not None:
        cause = archive.record(
            capture, read, run_id=None, parent_url=one.parent_url, locality=one.locality
        ).result()
        return cause.value if cause else "alike"
    kind, reason = _why_none(read)
    if not one.rejected:
        trouble.append(f"{one.site}: {one.url} was a report and is none to this reader: {reason}")
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


def _why_none(read: Reading | Exception) -> tuple[str, str]:
    if isinstance(read, Unreadable):
        return str(read.kind), read.message
    if isinstance(read, Reading) and read.is_report:
        return "unidentified", "it names no issuer or no year"
    return "not_report", read.reason or "" if isinstance(read, Reading) else str(read)


def _summary(total: int, counts: Counter[str]) -> str:
    told = {
        "first": "new reports",
        "extractor": "read otherwise (cause extractor)",
        "source": "earlier changes found (cause source)",
        "switch": "switches of source",
        "alike": "alike",
        "still none": "still no report or unreadable",
        "lost": "no report any more",
        "damaged": "damaged in the archive",
    }
    parts = [f"{counts[name]} {words}" for name, words in told.items() if counts[name]]
    return f"{total} captures read again{': ' if parts else ''}{', '.join(parts)}"


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
