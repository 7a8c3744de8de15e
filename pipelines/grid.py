"""A table as marked up, on a rectangular grid: where each cell stands, and what covers it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from pipelines.document import Table

# The widest statutory table has 15 columns and the widest seen local one under 40; a span beyond
# this is a mistake or an attack, and is cut.
MAX_COLUMNS = 200
# Rows times columns of a table as it is expanded, for the same reason.
MAX_CELLS = 200_000


class Placed(NamedTuple):
    """A cell on the grid: its text, and the rows and columns that it covers."""

    text: str
    row: int
    column: int
    colspan: int
    rowspan: int

    @property
    def end(self) -> int:
        """The column after its last."""
        return self.column + self.colspan


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One row: the cells that begin in it, and those from rows above that cover it, by column."""

    row: int
    own: tuple[Placed, ...]
    above: tuple[Placed, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """A laid out table. ``spans`` tells whether any cell covers more than one place."""

    lines: tuple[Line, ...]
    width: int
    spans: bool

    def is_full(self, line: Line) -> bool:
        """Say whether cells cover every place of the row."""
        return sum(cell.colspan for cell in (*line.above, *line.own)) == self.width

    def expanded(self) -> tuple[tuple[str, ...], ...]:
        """Return the rows as printed, each text repeated wherever its cell reaches."""
        width = max(1, min(self.width, MAX_CELLS // max(1, len(self.lines))))
        rows = []
        for line in self.lines:
            row = [""] * width
            for cell in (*line.above, *line.own):
                for column in range(cell.column, min(cell.end, width)):
                    row[column] = cell.text
            rows.append(tuple(row))
        return tuple(rows)


def _down(rowspan: int, rows_left: int) -> int:
    """Return how many rows a cell covers: 0 says all that are left, as in HTML."""
    return min(rowspan or rows_left, rows_left) if rowspan >= 0 else 1


def lay_out(table: Table) -> Grid:
    """Place every cell by HTML's rules: in the first free column, over its rows and columns."""
    lines: list[Line] = []
    width = 0
    spans = False
    reaching: list[Placed] = []  # cells of earlier rows that still reach down, by column
    height = len(table.rows)
    for number, cells in enumerate(table.rows):
        taken: set[int] = set()
        if reaching:
            reaching = [cell for cell in reaching if cell.row + cell.rowspan > number]
            taken = {column for cell in reaching for column in range(cell.column, cell.end)}
        column = 0
        own: list[Placed] = []
        for cell in cells:
            while column in taken:
                column += 1
            if column >= MAX_COLUMNS:
                break
            colspan = 1 if cell.colspan <= 1 else min(cell.colspan, MAX_COLUMNS - column)
            rowspan = 1 if cell.rowspan == 1 else _down(cell.rowspan, height - number)
            spans = spans or colspan > 1 or rowspan > 1
            own.append(Placed(cell.text, number, column, colspan, rowspan))
            column += colspan
        above = tuple(reaching)
        if own:
            width = max(width, own[-1].end)
        if above:
            width = max(width, above[-1].end)
        lines.append(Line(row=number, own=tuple(own), above=above))
        down = [cell for cell in own if cell.rowspan > 1]
        if down:
            reaching = sorted([*reaching, *down], key=lambda cell: cell.column)
    return Grid(lines=tuple(lines), width=width, spans=spans)
