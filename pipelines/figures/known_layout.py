"""Tables whose layout was read before: only their numbers are new.

Thousands of reports share a few layouts: the same labels and spans, and numbers in the same places.
Where a layout names every number by its label, and no number has a say in that, the names of its
cells are kept. A table with anything else in it (a blank, a dash, a damaged label, figures that ran
together) is read row by row each time.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from decimal import Decimal
from functools import cache, lru_cache
from typing import Protocol

from pipelines.document import Cell, Table
from pipelines.forms import cell_units, load_forms
from pipelines.values import read_number
from storage.records import Figure, Finding, LocalTable, Read

# A number as it cannot be misread: no two figures in one, no blank, no mark between thousands.
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]{0,7})(?:\.[0-9]{1,8})?")
# The three tables have some 300 cells; a document with more is read row by row.
_MOST_CELLS = 600
# The common figures of all cells; most are zeros and small numbers.
_FIGURES = 16384

# A label is a whole cell, a number its spans; an empty tuple ends a row, a caption alone a table.
Layout = tuple[tuple[object, ...], ...]
# Each named cell, in the order of figures, with the number of its number.
Names = tuple[tuple[str, int], ...]


class _Read(Protocol):
    """What tables come to when they are read row by row (``pipelines.figures.Figures``)."""

    @property
    def figures(self) -> tuple[Figure, ...]: ...
    @property
    def statutory(self) -> frozenset[int]: ...
    @property
    def local_tables(self) -> tuple[LocalTable, ...]: ...
    @property
    def findings(self) -> tuple[Finding, ...]: ...


def take_numbers_out(tables: Sequence[Table]) -> tuple[Layout, list[str]] | None:
    """Return the tables' layout, and their numbers in order; None where no layout can be known."""
    layout: list[tuple[object, ...]] = []
    numbers: list[str] = []
    for table in tables:
        if table.flattened or table.recognised:
            return None
        for row in table.rows:
            for cell in row:
                text = cell[0]
                if _is_number(text):
                    numbers.append(text)
                    layout.append(cell[1:])
                elif text:
                    layout.append(cell)
                else:
                    return None
            layout.append(())
            if len(layout) > _MOST_CELLS:
                return None
        layout.append((table.caption,))
    return (tuple(layout), numbers) if numbers else None


@lru_cache(maxsize=_FIGURES)
def _is_number(text: str) -> bool:
    return _NUMBER.fullmatch(text) is not None


def name_numbers(layout: Layout, read: Callable[[Sequence[Table]], _Read]) -> Names | None:
    """Return which cell each number of a layout is; None where the numbers themselves must tell.

    ``read`` is asked twice, with numbers that tell their place: some of which no sum comes out,
    then zeros, of which all do. What it makes of both is what it makes of any, as the tables are
    whole and in the form's order: a sum is asked only about rows that are missing, doubled, run
    together or out of order.
    """
    count = sum(len(entry) == _NUMBER_ENTRY for entry in layout)
    apart = [str(_APART + place) for place in range(count)]
    zeros = [f"0({place})" for place in range(count)]  # a remark counts nothing
    names = _names(read(_filled(layout, apart)), {t: (n, Decimal(t)) for n, t in enumerate(apart)})
    if names is None or not _is_in_order(names):
        return None
    again = _names(read(_filled(layout, zeros)), {t: (n, Decimal(0)) for n, t in enumerate(zeros)})
    return names if names == again else None


# A label has one entry more, its text, than a number; what ends rows and tables has fewer.
_NUMBER_ENTRY = len(Cell("")) - 1
# Two such numbers are together more than any, as there are fewer than 600 of them.
_APART = 1001


def _filled(layout: Layout, numbers: Sequence[str]) -> list[Table]:
    """Return the layout's tables with these numbers."""
    tables: list[Table] = []
    rows: list[tuple[Cell, ...]] = []
    row: list[Cell] = []
    left = iter(numbers)
    for entry in layout:
        if len(entry) == 0:
            rows.append(tuple(row))
            row = []
        elif len(entry) == 1:
            tables.append(Table(rows=tuple(rows), caption=str(entry[0])))
            rows = []
        elif len(entry) == _NUMBER_ENTRY:
            row.append(Cell._make((next(left), *entry)))
        else:
            row.append(Cell._make(entry))
    return tables


def _names(read: _Read, places: dict[str, tuple[int, Decimal]]) -> Names | None:
    """Return the cells of the numbers, each told by its label; None if anything else was found.

    ``places`` hold which number a text is, and its value: amounts in other units than the form's
    have another.
    """
    if read.findings or read.local_tables or len(read.figures) != len(places):
        return None
    names = []
    for figure in read.figures:
        place, value = places.get(figure.raw, (-1, None))
        if figure.read is not Read.LABEL or figure.value is None or figure.value != value:
            return None
        names.append((figure.cell, place))
    return tuple(names)


def _is_in_order(names: Names) -> bool:
    """Say whether 表三 and 表四, where printed, have all their cells in the form's order."""
    printed = [cell for _, cell in sorted((place, cell) for cell, place in names)]
    return all(
        (mine := tuple(cell for cell in printed if cell.startswith(table))) == () or mine in whole
        for table, whole in _whole_tables().items()
    )


@cache
def _whole_tables() -> dict[str, set[tuple[str, ...]]]:
    """Return, for each table whose rows depend on one another, its cells in every form."""
    return {
        table: {
            tuple(cell for cell in form.units() if cell.startswith(table)) for form in load_forms()
        }
        for table in ("t3.", "t4.")
    }


def named_figures(names: Names, numbers: Sequence[str]) -> tuple[Figure, ...]:
    """Return the figures that numbers with these names are."""
    return tuple([_figure(cell, numbers[place]) for cell, place in names])


@lru_cache(maxsize=_FIGURES)
def _figure(cell: str, raw: str) -> Figure:
    status, value = read_number(raw, cell_units()[cell])
    return Figure(cell=cell, raw=raw, status=status, value=value, read=Read.LABEL)
