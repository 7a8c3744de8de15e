"""The seven cells of each row of 表三 that has a name: what is printed in them, or unread."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pipelines.figures.alignment import Match
from pipelines.figures.applicants import WIDTH, columns_in_order
from pipelines.figures.application_lines import Line
from pipelines.figures.fused_rows import Apart, take_apart
from pipelines.figures.printed import Printed, least_sure, print_cell, unread
from pipelines.figures.splitting import Sum, is_run, may_be_fused, may_have_moved_up
from pipelines.grid import Placed
from pipelines.labels import normal
from storage.records import Read


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A row with its name: its number in the table, its ``key`` in the form, and its figures.

    ``values`` are None where it is not clear which of its cells they are.
    """

    number: int
    line: Line
    key: str
    match: Match
    values: list[str] | None

    @property
    def cells(self) -> list[str]:
        """The names of its cells, in the order of its columns."""
        return [f"t3.{self.key}.{column.key}" for column in self.line.columns]

    @property
    def reads(self) -> list[Read]:
        """How each of the cells got its name."""
        return [least_sure(self.match.read, column.read) for column in self.line.columns]


class CellPrinter:
    """Prints the rows of one table, knowing them all: ``places`` is how many the form has."""

    def __init__(self, rows: Sequence[Named], places: int) -> None:
        self.rows = {row.number: row for row in rows}
        self.places = places
        values = [row.values for row in rows]
        self.apart = _apart(rows)
        self.blank = _blank_columns(values)
        self.strays = sum(
            any(not normal(text) for i, text in enumerate(row) if i not in self.blank)
            for row in values
            if row and len(row) == WIDTH
        )
        self.leaves_out = any(row is not None and 0 < len(row) < WIDTH for row in values)

    def cells(self, row: Named) -> list[Printed]:
        """Return the row's cells; unread where it is in doubt which figure is which."""
        if self.leaves_out and row.line.row.flattened and self._may_run_on(row):
            return in_doubt(row)
        values, names = row.values, list(zip(row.cells, row.reads, strict=True))
        if values and (apart := self.apart.get(row.number)):
            return [
                # If a sum is against one of them, all are in doubt.
                print_cell(name, raw, read if alone else Read.SPLIT, sure=apart.borne_out)
                for (name, read), (raw, alone) in zip(names, apart.way, strict=True)
            ]
        on_grid = _by_grid(row.line, len(values)) if values and len(values) < WIDTH else None
        if on_grid is not None:
            return [
                (unread if shared and normal(raw) else print_cell)(name, raw, read)
                for (name, read), (raw, shared) in zip(names, on_grid, strict=True)
                if raw is not None
            ]
        if (
            not values
            or len(values) < WIDTH
            or self._may_be_fused(row, values)
            or (not all(values) and any(is_run(value) for value in values))
        ):
            return in_doubt(row, values)
        return [
            print_cell(name, value, read) for (name, read), value in zip(names, values, strict=True)
        ]

    def _may_run_on(self, row: Named) -> bool:
        """Return whether figures may be those of the next row too, whose label is lost.

        Asked of flattened tables that leave out blanks: two short rows look like one whole, and of
        small numbers the last may well be what the others make together.
        """
        after = row.match.place + 1
        follower = self.rows.get(row.number + 1)
        is_followed = follower is not None and follower.match.place == after
        return after != self.places and not is_followed

    def _may_be_fused(self, row: Named, values: Sequence[str]) -> bool:
        """Return whether blank cells may be what is left of figures that ran together.

        Not where the same columns are blank in the other rows too.
        """
        blank = {i for i, text in enumerate(values) if not normal(text)}
        if blank <= self.blank:
            return False
        # The only row that is short of a figure, or, on a grid, of its last: the others moved up.
        may_have_moved = not row.line.row.spans or blank == {WIDTH - 1}
        if self.strays == 1 and may_have_moved and any(len(normal(v)) > 1 for v in values):
            return True
        total = _sum(row.cells)
        if not normal(values[-1]) and normal(values[-2]):  # a total that moved up
            if _ends_with_its_sum([text for text in values if normal(text)]):
                return True
            if may_have_moved_up(values, total):
                return True
        return may_be_fused(values, [total])


def in_doubt(row: Named, values: Sequence[str] | None = None) -> list[Printed]:
    """Return the row's cells as unread, each with all that is printed in it."""
    joined = " | ".join(values or row.line.row.texts)
    return [unread(name, joined, read) for name, read in zip(row.cells, row.reads, strict=True)]


def _apart(rows: Sequence[Named]) -> dict[int, Apart]:
    """Return the rows that ran together and could be taken apart, by their numbers."""
    order = [column.key for column in columns_in_order()]
    texts = {
        row.key: row.values
        for row in rows
        if row.values and [column.key for column in row.line.columns] == order
    }
    apart = take_apart(texts, flattened=any(row.line.row.flattened for row in rows))
    numbers = {row.key: row.number for row in rows}
    return {numbers[key]: row for key, row in apart.items()}


def _ends_with_its_sum(values: Sequence[str]) -> bool:
    """Return whether the last figure is what the others make together: a total that moved up."""
    numbers = [int(text) if text.isdigit() else None for text in map(normal, values)]
    if None in numbers or not numbers[-1]:
        return False
    return numbers[-1] == sum(number for number in numbers[:-1] if number is not None)


def _blank_columns(rows: Iterable[Sequence[str] | None]) -> frozenset[int]:
    """Return the places that are blank in more than half of the rows."""
    whole = [row for row in rows if row and len(row) == WIDTH]
    return frozenset(
        i for i in range(WIDTH) if 2 * sum(not normal(row[i]) for row in whole) > len(whole)
    )


def _sum(names: Sequence[str]) -> Sum:
    """Return the places of 总计 and of its parts among the names of a row's cells."""
    total = next(i for i, name in enumerate(names) if name.rpartition(".")[2] == "total")
    return total, tuple(i for i in range(WIDTH) if i != total)


def _by_grid(line: Line, count: int) -> list[tuple[str | None, bool]] | None:
    """Return, for each column, the text of the cell under it and whether others share it.

    None where the grid says nothing: no spans, figures that begin elsewhere than their head, labels
    that reach under it, or fewer cells than columns of which one may hold two figures.
    """
    cells: Sequence[Placed] = line.row.own[-count:] if count else ()
    columns = line.columns
    if all(c.colspan == 1 for c in cells) and any(len(normal(c.text)) > 1 for c in cells):
        return None
    if not line.row.spans or any(column.start is None for column in columns):
        return None
    edges = {column.start for column in columns} | {column.end for column in columns}
    if any(cell.column not in edges or cell.end not in edges for cell in cells):
        return None
    labels = (*line.row.own[: len(line.row.own) - count], *line.row.line.above)
    first = min(column.start or 0 for column in columns)
    if any(cell.column <= first < cell.end for cell in labels):
        return None
    found: list[tuple[str | None, bool]] = []
    for column in columns:
        over = [c for c in cells if c.column <= (column.start or 0) < c.end]
        if not over:
            found.append((None, False))
            continue
        wide = sum(1 for other in columns if over[0].column <= (other.start or 0) < over[0].end)
        found.append((over[0].text, wide > 1))
    return found
