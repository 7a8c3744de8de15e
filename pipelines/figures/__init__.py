"""Tables → statutory figures, and what is left of the tables.

How a cell finds its name: ``recognise`` tells which rows belong to which statutory table;
``disclosure``, ``applications``, ``review`` and ``statistics`` name rows and columns by their
labels, else by their place (``alignment``), and take run-together figures apart (``splitting``).
Whatever stays in doubt is printed as ``unread``: a wrong figure is far worse than a missing one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from pipelines.document import Table
from pipelines.figures.applications import read_applications
from pipelines.figures.choose_form import choose_form
from pipelines.figures.disclosure import read_disclosure
from pipelines.figures.known_layout import (
    Layout,
    Names,
    name_numbers,
    named_figures,
    take_numbers_out,
)
from pipelines.figures.outcome import Outcome
from pipelines.figures.printed import Row
from pipelines.figures.recognise import Kind, Segment, segments
from pipelines.figures.recognised import bear_out, recognised
from pipelines.figures.review import read_review
from pipelines.figures.settle import settle
from pipelines.figures.statistics import read_statistics
from pipelines.figures.upright import upright
from pipelines.grid import Grid, lay_out
from storage.records import Figure, Finding, Form, LocalTable, Verdict

__all__ = ["Figures", "read_figures"]

# All statutory tables in one, printed several times over, have fewer rows; so has a report's table
# of anything else that is not worth asking whether it is one.
MOST_ROWS = 1000
# Layouts that are remembered, some 40 kB each: a county's issuers have a dozen among them.
_LAYOUTS = 256
_COMES_BACK = 2

_READERS = {
    Kind.DISCLOSURE: read_disclosure,
    Kind.APPLICATIONS: read_applications,
    Kind.REVIEW: read_review,
    Kind.STATISTICS: read_statistics,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """What a document's tables say.

    ``form`` is told by the printed cells, ``free`` where no statutory cell is printed.
    ``statutory`` are the indices of tables of which every row was understood; ``local_tables``
    hold the other tables as printed, and rows that no form knows.
    """

    form: Form | None
    figures: tuple[Figure, ...]
    statutory: frozenset[int]
    local_tables: tuple[LocalTable, ...]
    findings: tuple[Finding, ...]


def read_figures(tables: Sequence[Table], *, year: int | None) -> Figures:
    """Read the statutory figures out of a document's tables, in the document's order.

    ``year`` tells the form only where all printed cells belong to both forms.
    """
    taken = take_numbers_out(tables)
    names = _known_names(taken[0]) if taken else None
    if taken is None or names is None:
        return _read_anew(tables, year)
    figures = named_figures(names, taken[1])
    return Figures(
        form=choose_form({figure.cell for figure in figures}, year),
        figures=figures,
        statutory=frozenset(range(len(tables))),
        local_tables=(),
        findings=(),
    )


@dataclass(slots=True)
class _Seen:
    """How often a layout came, and what its numbers are, once that was asked."""

    times: int = 0
    names: Names | None = None


@lru_cache(maxsize=_LAYOUTS)
def _seen(_: Layout) -> _Seen:
    return _Seen()


def _known_names(layout: Layout) -> Names | None:
    """Return what a layout's numbers are. It is asked when it comes back: damage hardly does."""
    seen = _seen(layout)
    seen.times += 1
    if seen.times == _COMES_BACK:
        seen.names = name_numbers(layout, lambda tables: _read_anew(tables, None))
    return seen.names


def _read_anew(tables: Sequence[Table], year: int | None) -> Figures:
    tables = [upright(table) for table in tables]
    grids = [lay_out(table) for table in tables]
    rows = [
        Row(
            table=index,
            line=line,
            texts=tuple([cell.text.strip() for cell in line.own]),
            spans=grid.spans,
            caption=tables[index].caption,
            flattened=tables[index].flattened,
        )
        for index, grid in enumerate(grids)
        if len(grid.lines) <= MOST_ROWS
        for line in grid.lines
    ]
    outcomes = [(segment.kind, _read(segment, tables)) for segment in segments(rows)]
    figures, findings = settle([outcome for _, outcome in outcomes])
    figures, doubts = bear_out(figures)
    used = {(row.table, row.line.row) for _, outcome in outcomes for row in outcome.used}
    kept = {
        row.table for kind, outcome in outcomes if kind is Kind.STATISTICS for row in outcome.used
    }
    statutory, local, unknown = _remains(tables, grids, used, kept)
    return Figures(
        form=choose_form({figure.cell for figure in figures}, year),
        figures=figures,
        statutory=statutory,
        local_tables=local,
        findings=(*findings, *doubts, *unknown),
    )


def _read(segment: Segment, tables: Sequence[Table]) -> Outcome:
    outcome = _READERS[segment.kind](segment.rows)
    is_recognised = any(tables[row.table].recognised for _, row in segment.rows)
    return recognised(outcome) if is_recognised else outcome


def _remains(
    tables: Sequence[Table], grids: Sequence[Grid], used: set[tuple[int, int]], kept: set[int]
) -> tuple[frozenset[int], tuple[LocalTable, ...], tuple[Finding, ...]]:
    """Return the tables that were read whole, and what is left of the others.

    ``kept`` are tables of form 2014, which are kept as printed as well.
    """
    statutory: set[int] = set()
    local: list[LocalTable] = []
    findings: list[Finding] = []
    for index, (table, grid) in enumerate(zip(tables, grids, strict=True)):
        filled = {line.row for line in grid.lines if any(cell.text.strip() for cell in line.own)}
        left = {row for row in filled if (index, row) not in used}
        mine = any(table_index == index for table_index, _ in used)
        if mine and not left:
            statutory.add(index)
        if not left and index not in kept:
            continue
        rows = grid.expanded()
        if mine and index not in kept:
            rows = tuple(row for number, row in enumerate(rows) if number in left)
        local.append(LocalTable(caption=table.caption, rows=rows))
        if mine and left:
            labels = "; ".join(
                next(cell.text.strip() for cell in grid.lines[row].own if cell.text.strip())
                for row in sorted(left)
            )
            findings.append(
                Finding(
                    rule="figures.unknown_row",
                    verdict=Verdict.EXTRACTION,
                    message=f"A statutory table has rows that no form knows: {labels[:200]}",
                )
            )
    return frozenset(statutory), tuple(local), tuple(findings)
