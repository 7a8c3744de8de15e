"""A statutory table that lies on its side, set upright.

That is 表三 with a column for each result, and 表四 with a row for each figure.
"""

from __future__ import annotations

from pipelines.document import Cell, Table
from pipelines.figures.vocabulary import vocabulary
from pipelines.grid import lay_out
from pipelines.labels import core

# A label of each of the fifteen figures of 表四, or of each result of 表三 (23 or 25 of them), of
# which a few may be damaged.
_REVIEW, _APPLICATIONS = 12, 15
# Deeper than the head of 表三 with the columns of its figures, 表四 has no more cells in a row.
_MOST_ROWS, _MOST_CELLS = 14, 4
_LONGEST_REVIEW = 30  # rows: the fifteen, heads and captions


def upright(table: Table) -> Table:
    """Return the table, its rows and columns exchanged where its labels lie the other way."""
    return _turned(table) if _lies(table) else table


def _lies(table: Table) -> bool:
    rows = table.rows
    words = vocabulary()
    widest = max(map(len, rows), default=0)
    if len(rows) <= _MOST_ROWS and widest >= _APPLICATIONS:
        return any(
            sum(core(cell.text) in words.application_labels for cell in row) >= _APPLICATIONS
            for row in rows
        )
    if _REVIEW <= len(rows) <= _LONGEST_REVIEW and widest <= _MOST_CELLS:
        named = [row for row in rows if len(row) > 1 and core(row[-2].text) in words.review_columns]
        return len(named) >= _REVIEW
    return False


def _turned(table: Table) -> Table:
    columns: dict[int, list[Cell]] = {}
    for line in lay_out(table).lines:
        for cell in line.own:
            turned = Cell(cell.text, colspan=cell.rowspan, rowspan=cell.colspan)
            columns.setdefault(cell.column, []).append(turned)
    return Table(
        rows=tuple(tuple(columns.get(column, ())) for column in range(max(columns) + 1)),
        caption=table.caption,
        flattened=table.flattened,
        recognised=table.recognised,
    )
