"""``nianbao archive``: what an archive is made of, its backups, and its moves."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from crawler.cli.errors import UsageError
from crawler.cli.opening import environment, open_archive
from crawler.cli.options import DEFAULT_ARCHIVE, ArchiveOption
from storage.clock import written

app = typer.Typer(
    help="What an archive is made of, its backups, and its moves.",
    add_completion=False,
    no_args_is_help=True,
    rich_markup_mode=None,
)

BackupArgument = Annotated[Path, typer.Argument(metavar="DIR", help="The backup's directory.")]


@app.command()
def info(
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
    archive: ArchiveOption = DEFAULT_ARCHIVE,
) -> int:
    """Say where the archive's tables and captures are, and how much is in them."""
    from storage.archive.description import describe

    with open_archive(archive) as opened:
        found = {
            name: written(value) if isinstance(value, datetime) else value
            for name, value in asdict(describe(opened)).items()
        }
    if as_json:
        typer.echo(json.dumps(found, ensure_ascii=False))
        return 0
    width = max(map(len, found))
    for name, value in found.items():
        shown = f"{value:,}" if isinstance(value, int) else value or "never"
        typer.echo(f"{name.replace('_', ' '):<{width}}  {shown}")
    return 0


@app.command()
def backup(directory: BackupArgument, *, archive: ArchiveOption = DEFAULT_ARCHIVE) -> int:
    """Copy the archive, as it is at one moment, to a directory; a crawl may go on meanwhile.

    An earlier backup there is brought up to date. A backup is an archive: every command reads it.
    """
    from storage.archive.backup import NoBackup, back_up

    with open_archive(archive) as opened, _progress("backing up") as progress:
        try:
            copied = back_up(opened, directory, progress)
        except NoBackup as error:
            raise UsageError(f"{error}; name a new directory, or that of its backup") from error
    typer.echo(f"Backed up to {directory}: the tables, and {copied} files of captures.", err=True)
    return 0


@app.command()
def restore(directory: BackupArgument, *, archive: ArchiveOption = DEFAULT_ARCHIVE) -> int:
    """Make an archive of a backup, where there is none; tables and captures go where they belong.

    That is where NIANBAO_DATABASE_URL and NIANBAO_CAPTURES have them.
    """
    from storage.archive.backup import NoBackup
    from storage.archive.backup import restore as restore_backup

    tables, captures = environment()
    with _progress("restoring") as progress:
        try:
            copied = restore_backup(
                directory,
                archive,
                database_url=tables,
                captures_url=captures,
                progress=progress,
            )
        except NoBackup as error:
            raise UsageError(str(error)) from error
    typer.echo(f"Restored to {archive}: the tables, and {copied} files of captures.", err=True)
    return 0


@app.command()
def migrate(*, archive: ArchiveOption = DEFAULT_ARCHIVE) -> int:
    """Bring the tables to the schema of this nianbao, as every command does that opens them."""
    from storage.archive import Archive
    from storage.migrations import HEAD

    before = Archive.schema(archive, database_url=environment()[0])
    with open_archive(archive):
        pass
    typer.echo(f"schema {HEAD}" if before == HEAD else f"schema {before} became {HEAD}")
    return 0


@app.command()
def copy(
    database: Annotated[
        str,
        typer.Argument(
            metavar="URL", help="An empty database: postgresql://user@host/name, sqlite:///path."
        ),
    ],
    *,
    archive: ArchiveOption = DEFAULT_ARCHIVE,
) -> int:
    """Copy all tables to another database, of either engine. Captures stay where they are.

    The next commands find it by NIANBAO_DATABASE_URL. Stop crawls before: they write to the old.
    """
    with open_archive(archive) as opened:
        rows = opened.copy_to(database)
    typer.echo(f"{rows:,} rows copied.")
    return 0


@contextmanager
def _progress(what: str) -> Iterator[Callable[[int, int], None]]:
    if not sys.stderr.isatty():
        yield lambda done, total: None
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(what, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)
