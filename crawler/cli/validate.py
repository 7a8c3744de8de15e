"""``nianbao validate``: how often the archive is wrong, by cells that two persons coded by hand."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from crawler.cli.errors import UsageError
from crawler.cli.opening import open_archive
from crawler.cli.options import DEFAULT_ARCHIVE, ArchiveOption
from storage.clock import written
from storage.validation.result import Share, Validation

if TYPE_CHECKING:
    from crawler.validation.sheets import About, Sheet
    from storage.archive import Archive
    from storage.validation.sample import Drawn


def command(
    directory: Annotated[
        Path, typer.Argument(metavar="DIR", help="The sheets: where to write, or to read them.")
    ] = Path("validation"),
    *,
    sample: Annotated[
        int | None,
        typer.Option(
            "--sample", metavar="N", min=1, help="Draw about so many cells, and write the sheets."
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="The rates as one JSON object.")] = False,
    archive: ArchiveOption = DEFAULT_ARCHIVE,
) -> int:
    """Draw cells to be coded by hand, or take the sheets back and reckon how often they are wrong.

    DIR/README.md says how to code. The latest result stands in the README of the next export.
    """
    if sample is not None:
        return _draw(archive, directory, sample)
    return _take(archive, directory, as_json=as_json)


def _draw(archive_directory: Path, directory: Path, wanted: int) -> int:
    from crawler.validation.sheets import Sheet, write_sheets
    from pipelines.reader_version import reader_version
    from storage.archive.visits import last_change
    from storage.validation.sample import draw

    if directory.exists() and (not directory.is_dir() or any(directory.iterdir())):
        raise UsageError(
            f"{directory} is not empty: name a new directory; without --sample its sheets are "
            "taken back"
        )
    with open_archive(archive_directory) as archive:
        with archive.reading() as connection:
            seed = f"{last_change(connection)} {wanted}"
            drawn = draw(connection, wanted, seed)
        if not drawn.drawn:
            typer.echo("No report of the archive has statutory cells to draw from.", err=True)
            return 1
        (directory / "pages").mkdir(parents=True)
        about = _write_pages(archive, directory, drawn.drawn)
    now = datetime.now(UTC)
    sheet = Sheet(sample=drawn, drawn_at=now, reader_version=reader_version())
    write_sheets(directory, sheet, about)
    reports = len({one.report_id for one in drawn.drawn})
    typer.echo(f"{directory}: {len(drawn.drawn)} cells of {reports} reports to code, each twice")
    typer.echo(
        f"{directory}/README.md says how; then: nianbao validate {directory}",
        err=True,
    )
    return 0


def _write_pages(archive: Archive, directory: Path, drawn: Sequence[Drawn]) -> list[About]:
    from crawler.validation.pages import write_pages
    from crawler.validation.sheets import PAGES, About

    about = []
    numbered = enumerate(drawn, start=1)
    with _progress(len(drawn)) as advance:
        # A sample is sorted by reports: the page of each is read once for all of its cells.
        for report_id, of in groupby(numbered, key=lambda pair: pair[1].report_id):
            found = archive.provenance(report_id)
            if found is None:
                raise UsageError(f"{report_id} left the archive while its cell was drawn")
            names = {one.cell: f"{number:04}" for number, one in of}
            files = write_pages(archive, found, names, directory / PAGES)
            for cell in names:
                about.append(About(page=f"{PAGES}/{files[cell]}", title=found.title, url=found.url))
                advance()
    return about


def _take(archive_directory: Path, directory: Path, *, as_json: bool) -> int:
    from crawler.validation.sheets import SheetDamaged, read_sample

    sheet = read_sample(directory)
    if sheet is None:
        raise UsageError(
            f"there are no sheets in {directory}: nianbao validate {directory} --sample 300 "
            "draws them"
        )
    try:
        found = _take_back(sheet, directory)
    except SheetDamaged as error:
        raise UsageError(str(error)) from error
    if found is None:
        return 1
    with open_archive(archive_directory) as archive:
        archive.keep_validation(found)
    if as_json:
        told = asdict(found) | {
            "drawn_at": written(found.drawn_at),
            "taken_at": written(found.taken_at),
        }
        typer.echo(json.dumps(told, ensure_ascii=False))
    else:
        _show(found)
    return 0


def _take_back(sheet: Sheet, directory: Path) -> Validation | None:
    """Return what the sheets say; None, with a word about it, where they are not finished."""
    from crawler.validation.sheets import (
        CODERS,
        DISAGREEMENTS,
        read_settled,
        read_sheet,
        write_disagreements,
    )
    from crawler.validation.taking import take

    first, second = (read_sheet(directory / name, sheet.sample.drawn) for name in CODERS)
    taken = take(sheet, first, second, read_settled(directory), datetime.now(UTC))
    for name, left in zip(CODERS, taken.uncoded, strict=True):
        if left:
            shown = ", ".join(map(str, left[:10]))
            typer.echo(
                f"{directory / name}: {len(left)} lines have no value yet: {shown}", err=True
            )
    if not any(taken.uncoded) and taken.unsettled:
        write_disagreements(
            directory, directory / CODERS[0], taken.disagreed, list(zip(first, second, strict=True))
        )
        typer.echo(
            f"The coders differ on {len(taken.disagreed)} cells, {len(taken.unsettled)} of them "
            f"unsettled: look again, fill in value in {directory / DISAGREEMENTS}, and run this "
            "again.",
            err=True,
        )
    return taken.validation


def _show(found: Validation) -> None:
    typer.echo(
        f"{found.sampled} cells of {found.reports} reports coded twice; the coders agreed on "
        f"{_percent(found.agreement)}"
        + (f", kappa {found.kappa:.3f}" if found.kappa is not None else "")
        + f"; {found.settled} settled by a third look, {found.unclear} unclear"
    )
    typer.echo(f"{'':24} {'cells':>12} {'coded':>6}  {'wrong':24} {'missed':24} unread")
    for one in found.strata:
        name = f"{one.dimension} {one.part}".strip()
        shares = (one.wrong, one.missed, one.unread)
        rates = " ".join(f"{_percent(share):24}" for share in shares) if one.coded else "not drawn"
        typer.echo(f"{name:24} {one.cells:>12,} {one.coded:>6}  {rates}".rstrip())


def _percent(one: Share) -> str:
    return f"{one.share:.2%} ({one.low:.2%} to {one.high:.2%})"


@contextmanager
def _progress(total: int) -> Iterator[Callable[[], None]]:
    """Show a bar on a terminal, nothing elsewhere."""
    if not sys.stderr.isatty():
        yield lambda: None
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("pages", total=total)
        yield lambda: bar.advance(task)
