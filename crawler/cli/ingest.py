"""``nianbao ingest``: archive reports out of files that other tools made."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from crawler.cli.errors import UsageError
from crawler.cli.opening import open_archive
from crawler.cli.options import DEFAULT_ARCHIVE, ArchiveOption
from storage.records import ForeignFile


def command(
    files: Annotated[
        list[Path], typer.Argument(metavar="FILE…", help="WARC, WACZ, or single documents.")
    ],
    *,
    url: Annotated[
        str | None,
        typer.Option(metavar="URL", help="Where a single document comes from; goes with one file."),
    ] = None,
    archive: ArchiveOption = DEFAULT_ARCHIVE,
) -> int:
    """Archive reports out of WARC (.gz, .zst), WACZ or single documents made by other tools.

    They keep the dates and URLs that they have there. Killed, the same command goes on. Exit
    status 1 says that a file could not be read to its end, is no report, or was refused.
    """
    if url is not None and len(files) > 1:
        raise UsageError("--url goes with one file: leave it out, or give the files one by one")
    from crawler.ingest.documents import ingest_document
    from crawler.ingest.ingestion import Entry, Ingestion
    from crawler.warcinfo import warcinfo
    from pipelines.dedup import TodaysReader
    from storage.captures import kind_of

    good = True
    with open_archive(archive, create=True) as opened, _progress() as step:
        opened.reader = TodaysReader()
        ingestion = Ingestion(opened, step)
        entries: list[Entry] = []
        documents: list[Entry] = []
        for path in files:
            try:
                kind = kind_of(path)
                entry = ingestion.begin(path, _weigh(path))
            except OSError as error:
                typer.echo(f"{path}: cannot be opened: {error.strerror or error}", err=True)
                good = False
                continue
            entries.append(entry)
            if kind == "document":
                documents.append(entry)
            elif url is not None:
                raise UsageError(f"--url goes with a single document; {path} is a {kind.upper()}")
        info = warcinfo("Documents handed in to nianbao ingest, without an HTTP exchange.")
        with opened.capture_writer("documents", info) as writer:
            for entry in documents:
                if not entry.ingest.is_finished:
                    ingest_document(opened, writer, entry, url)
                    step()
        ingestion.run([entry for entry in entries if entry not in documents])
        opened.seal(datetime.now(UTC))
    for entry in entries:
        before = "taken in before" if entry.ingest.is_finished else entry.tally.line()
        typer.echo(f"{entry.path}: {before}")
        for complaint in entry.tally.complaints():
            typer.echo(f"{entry.path}: {complaint}", err=True)
        good = good and entry.tally.is_clean
    return 0 if good else 1


def _weigh(path: Path) -> ForeignFile:
    with path.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
        return ForeignFile(name=path.name, digest=f"sha256:{digest}", size=stream.tell())


@contextmanager
def _progress() -> Iterator[Callable[[], None]]:
    if not sys.stderr.isatty():
        yield lambda: None
        return
    from rich.console import Console
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    with Progress(
        SpinnerColumn(),
        TextColumn("{task.completed:.0f} records"),
        TimeElapsedColumn(),
        console=Console(stderr=True),
        transient=True,
    ) as progress:
        task = progress.add_task("ingest", total=None)
        yield lambda: progress.advance(task)
