"""``nianbao coverage``: who ought to have published a report, and what is known of each."""

from __future__ import annotations

import csv
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from enum import StrEnum
from itertools import groupby
from operator import attrgetter
from typing import Annotated, Any

import typer

from crawler.cli.filters import (
    DivisionOption,
    IssuerKindOption,
    ProvinceOption,
    SiteOption,
    YearOption,
    selection_of,
)
from crawler.cli.opening import open_archive
from crawler.cli.options import DEFAULT_ARCHIVE, ArchiveOption
from storage.archive.visits import last_change
from storage.clock import written
from storage.coverage.cells import Cell, coverage_cells
from storage.records import CoverageState

_CHECKED = Cell._fields.index("last_checked_at")


class Shape(StrEnum):
    """How the table is shown."""

    TABLE = "table"
    CSV = "csv"
    MATRIX = "matrix"


# One sign a state, and its colour on a terminal: what needs a look stands out.
_SIGNS = {
    CoverageState.PUBLISHED: ("●", "green"),
    CoverageState.LATE: ("◐", "yellow"),
    CoverageState.UNDATED: ("○", "green"),
    CoverageState.MISSING: ("✗", "bold red"),
    CoverageState.NOT_OBSERVED: ("·", "dim"),
    CoverageState.NOT_DUE: ("…", "dim"),
    CoverageState.WITHDRAWN: ("w", "bold red"),
    CoverageState.UNREAD: ("u", "yellow"),
    CoverageState.BLOCKED: ("b", "red"),
    CoverageState.DEAD: ("d", "red"),
    CoverageState.ROBOTS: ("r", "red"),
    CoverageState.NO_COLUMN: ("n", "red"),
}


def command(
    *,
    shape: Annotated[
        Shape | None,
        typer.Option(
            "--format",
            metavar="FORMAT",
            help="table, csv, or matrix; by default a matrix on a terminal, else a table.",
        ),
    ] = None,
    state: Annotated[
        list[CoverageState] | None,
        typer.Option(
            "--state",
            metavar="STATE",
            help=f"Only reports in this state ({', '.join(CoverageState)}); repeatable.",
        ),
    ] = None,
    year: YearOption = None,
    division: DivisionOption = None,
    province: ProvinceOption = None,
    issuer_kind: IssuerKindOption = None,
    site: SiteOption = None,
    archive: ArchiveOption = DEFAULT_ARCHIVE,
) -> int:
    """Show who ought to have published for which year, and what is known of it.

    Each report has a state, the reason, and the day of the evidence. missing is a finding: the
    lists of the site were read to the end after the deadline and do not name the report.
    """
    shape = shape or (Shape.MATRIX if sys.stdout.isatty() else Shape.TABLE)
    with open_archive(archive) as opened:
        selection = selection_of(
            opened.sites(),
            year=year,
            division=division,
            province=province,
            issuer_kind=issuer_kind,
            site=site,
        )
        counted: Counter[str] = Counter()
        with opened.reading() as connection:
            cells = coverage_cells(connection, selection, last_change(connection))
            if state:
                wanted = frozenset(state)
                cells = (cell for cell in cells if cell.state in wanted)
            _SHOW[shape](_counting(cells, counted))
    if not counted:
        typer.echo("Nobody is expected to have published, by these filters.", err=True)
        return 1
    told = ", ".join(f"{counted[name]:,} {name}" for name in CoverageState if counted[name])
    typer.echo(f"{counted.total():,} reports expected: {told}", err=True)
    return 0


def _counting(cells: Iterable[Cell], counted: Counter[str]) -> Iterator[Cell]:
    for cell in cells:
        counted[cell.state] += 1
        yield cell


def _show_csv(cells: Iterable[Cell]) -> None:
    """Write the columns of the export's table, in its manner."""
    rows: Any = csv.writer(sys.stdout, lineterminator="\r\n")
    rows.writerow(Cell._fields)
    for cell in cells:
        fields: list[Any] = list(cell)
        fields[_CHECKED] = cell.last_checked_at and written(cell.last_checked_at)
        rows.writerow(fields)


def _show_table(cells: Iterable[Cell]) -> None:
    """Write a line a report: division, issuer, year, state, day of the evidence, reason."""
    for cell in cells:
        checked = written(cell.last_checked_at)[:10] if cell.last_checked_at else "-"
        typer.echo(
            f"{cell.division_code or '-':6}  {cell.issuer}  {cell.year}  {cell.state}  "
            f"{checked}  {cell.reason}"
        )


def _show_matrix(cells: Iterable[Cell]) -> None:
    """Draw a row an issuer and a column a year."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    issuers = [(key, list(group)) for key, group in groupby(cells, attrgetter("issuer_id"))]
    years = sorted({cell.year for _, row in issuers for cell in row})
    table = Table(box=None, padding=(0, 1, 0, 0), pad_edge=False)
    table.add_column("issuer", no_wrap=True)
    for one in years:
        table.add_column(f"{one % 100:02}", justify="center", no_wrap=True)
    seen: set[str] = set()
    for _, row in issuers:
        states = {cell.year: cell.state for cell in row}
        seen.update(states.values())
        signs = (_SIGNS[CoverageState(states[one])] if one in states else ("", "") for one in years)
        table.add_row(row[0].issuer, *(Text(sign, style=style) for sign, style in signs))
    console = Console()
    console.print(table)
    legend = Text()
    for name, (sign, style) in _SIGNS.items():
        if name in seen:
            legend.append(sign, style=style).append(f" {name}  ")
    console.print(legend)


_SHOW = {Shape.TABLE: _show_table, Shape.CSV: _show_csv, Shape.MATRIX: _show_matrix}
