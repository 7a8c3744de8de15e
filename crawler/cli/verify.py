"""``nianbao verify``: whether the archive still is what it was."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from crawler.cli.opening import open_archive
from crawler.cli.options import DEFAULT_ARCHIVE, ArchiveOption
from storage.manifest.chain import chain_problems
from storage.manifest.files import file_problems, stored_files
from storage.manifest.lines import heads

if TYPE_CHECKING:
    from collections.abc import Callable

_SHOWN = 100  # problems printed; one cause, such as a lost file, can make tens of thousands


def command(
    head: Annotated[
        str | None,
        typer.Option(
            metavar="DIGEST",
            help="A manifest's digest that was noted earlier: it must still be in the chain.",
        ),
    ] = None,
    archive: ArchiveOption = DEFAULT_ARCHIVE,
) -> int:
    """Compare every row with the manifest that seals it, and hash every capture again.

    Prints a line for each thing that was altered, removed or put in since. Exits with 1 where there
    is one.
    """
    found = 0
    with open_archive(archive) as opened, opened.reading() as connection:
        for problem in chain_problems(connection, head):
            found += 1
            _tell(found, f"{problem.where}: {problem.what}")
        files = stored_files(connection)
        with _progress(len(files)) as advance:
            for name in files:
                for problem in file_problems(connection, opened.captures, name):
                    found += 1
                    _tell(found, f"{problem.where}: {problem.what}")
                advance()
        chain = heads(connection)
    if found:
        more = f", {_SHOWN} of them shown" if found > _SHOWN else ""
        typer.echo(f"{found} problems{more}: restore what was altered from a backup.", err=True)
        return 1
    last = f"; the last is {chain[-1]}" if chain else ""
    typer.echo(f"{len(chain)} manifests and {len(files)} files are as they were{last}")
    return 0


def _tell(number: int, line: str) -> None:
    if number <= _SHOWN:
        typer.echo(line)


@contextmanager
def _progress(total: int) -> Iterator[Callable[[], None]]:
    """Show a bar on a terminal, nothing elsewhere."""
    if not sys.stderr.isatty():
        yield lambda: None
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("files", total=total)
        yield lambda: bar.advance(task)
