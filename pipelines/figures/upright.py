"""A statutory table that lies on its side, set upright.

That is 表三 with a column for each result, and 表四 with a row for each figure.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from pipelines.document import Cell, Table
from pipelines.figures.applicants import WIDTH
from pipelines.figures.lying_text import set_upright
from pipelines.figures.splitting import value_of
from pipelines.figures.vocabulary import vocabulary
from pipelines.grid import Grid, lay_out
from pipelines.labels import core, is_wordy
from pipelines.values import is_figure

# Labels of results in one row, of 23 or 25; upright, 表三 has three at most. Of the fifteen figures
# of 表四, so many rows have a label that is not damaged.
_APPLICATIONS, _REVIEW = 10, 12
# Upright these stand below each other: no row has two.
_OUTER = (
    "本年新收政府信息公开申请数量",
    "上年结转政府信息公开申请数量",
    "本年度办理结果",
    "结转下年度继续办理",
)
# Deeper than the head of 表三 with the columns of its figures; 表四 has no more cells in a row, a
# spare one included.
_MOST_ROWS, _MOST_CELLS = 14, 5
_FIGURES = 15  # a row with so many figures is an applicant's
_LONGEST_REVIEW = 30  # rows: the fifteen, heads and captions


def upright(table: Table) -> Table:
    """Return the table, its rows and columns exchanged where its labels lie the other way.

    One whose cells may not stand in place stays as it is.
    """
    rows = table.rows
    widest = max(map(len, rows), default=0)
    if len(rows) <= _MOST_ROWS and widest >= _FIGURES and _names_results(table):
        turned = _applications_upright(table)
        return turned if turned is not None and _adds_up(turned) else table
    if _REVIEW <= len(rows) <= _LONGEST_REVIEW and widest <= _MOST_CELLS:
        right = _without_spare(table) if lay_out(table).spans else _set_right(table)
        return _review_upright(right) if _names_outcomes(right) else table
    return table


def _applications_upright(table: Table) -> Table | None:
    grid = lay_out(table)
    if not grid.spans:
        return _turned(table) if _is_in_place(grid) else set_upright(table)
    if _has_no_hole(grid):
        return _turned(table)
    return _with_what_was_pushed_out(table, grid) or set_upright(table)


def _review_upright(table: Table) -> Table:
    """Return 表四 upright; an empty row below its figures stays a place to spare behind them."""
    rows = [row for row in table.rows if any(cell.text.strip() for cell in row)]
    if rows == list(table.rows) or rows != list(table.rows[: len(rows)]):
        return _turned(table)
    turned = _turned(replace(table, rows=tuple(rows)))
    *heads, figures = turned.rows
    return replace(turned, rows=(*heads, (*figures, Cell(text=""))))


def _adds_up(table: Table) -> bool:
    """Say whether the totals stand beside their parts, as far as it can be asked.

    Two figures that ran together leave the row of totals, as it lies, a figure short: those behind
    it move up, and what is blank is its last, 四、结转下年度继续办理.
    """
    rows = [[cell.text.strip() for cell in row] for row in table.rows]
    while rows and not any(row[-1] for row in rows if row):  # a spare row, as it lay
        rows = [row[:-1] for row in rows]
    rows = [row[-WIDTH:] for row in rows if len(row) >= WIDTH]
    asked = [row for row in rows if row[-1] and any(row[:-1]) and None not in map(value_of, row)]
    right = sum(_is_sum(row) for row in asked)
    if rows and any(rows[-1][:-1]) and not rows[-1][-1]:
        return right == len(asked)
    return 2 * right >= len(asked)


def _is_sum(row: Sequence[str]) -> bool:
    """Say whether the last is what the others make, those that are blank whatever they would."""
    *parts, total = (value_of(text) or Decimal(0) for text in row)
    return sum(parts) == total or (sum(parts) < total and not all(row))


def _names_results(table: Table) -> bool:
    labels = vocabulary().application_labels
    outer = {core(word) for word in _OUTER}
    return any(
        sum(core(cell.text) in labels for cell in row) >= _APPLICATIONS
        or len(outer & {core(cell.text) for cell in row}) > 1
        for row in table.rows
    )


def _has_no_hole(grid: Grid) -> bool:
    """Say whether every row with figures reaches over all columns: none of them has moved."""
    return all(
        grid.is_full(line) for line in grid.lines if any(is_figure(cell.text) for cell in line.own)
    )


def _with_what_was_pushed_out(table: Table, grid: Grid) -> Table | None:
    """Return the table upright where one figure reaches over its neighbour.

    It pushes the last figure of its result out, into a row of its own. That is certain where both
    are the only ones, and the figures of the result make their total with it.
    """
    *lines, last = [line for line in grid.lines if any(cell.text.strip() for cell in line.own)]
    broad = [
        cell for line in lines for cell in line.own if is_figure(cell.text) and cell.rowspan > 1
    ]
    if len(broad) != 1 or len(last.own) != 1 or not is_figure(last.own[0].text):
        return None
    if not all(grid.is_full(line) for line in lines):
        return None
    (column,), pushed = {cell.column for cell in broad}, last.own[0].text
    result = [
        value_of(cell.text)
        for line in lines
        for cell in line.own
        if cell.column == column and is_figure(cell.text)
    ]
    parts = [value for value in result if value is not None]
    if len(parts) != WIDTH - 1 or sum(parts) != value_of(pushed):
        return None
    rows = _turned(replace(table, rows=table.rows[: last.row])).rows
    mended = (*rows[column], Cell(text=pushed))
    return replace(table, rows=(*rows[:column], mended, *rows[column + 1 :]))


def _is_in_place(grid: Grid) -> bool:
    """Say whether the figures of all applicants stand in the same columns, each under a label.

    Zeros may stand for the labels of results; an applicant has a label before its figures, and a
    row below without one holds what a broad cell pushed out.
    """
    rows = [row for row in grid.expanded() if any(row)]
    full = [sum(map(is_figure, row)) >= _FIGURES for row in rows]
    start = next((i for i, row in enumerate(rows) if full[i] and any(map(_is_label, row))), None)
    if start is None or not all(any(map(_is_label, row)) for row in rows[start:]):
        return False
    figures = [row for i, row in enumerate(rows) if i >= start and full[i]]
    heads = [row for row in rows if row not in figures]
    if not heads:
        return False
    bounds = {_bounds(row) for row in figures}
    first, last = min(first for first, _ in bounds), max(last for _, last in bounds)
    if len(bounds) > 1:
        return False
    return all(any(row[column] for row in heads) for column in range(first, last + 1))


def _bounds(row: Sequence[str]) -> tuple[int, int]:
    columns = [column for column, text in enumerate(row) if is_figure(text)]
    return columns[0], columns[-1]


def _names_outcomes(table: Table) -> bool:
    columns = vocabulary().review_columns
    rows = [row for row in table.rows if any(cell.text.strip() for cell in row)]
    named = [row for row in rows if len(row) > 1 and core(row[-2].text) in columns]
    # One figure too many, and those behind it stand beside their neighbours' labels.
    alone = any(not any(_is_label(cell.text) for cell in row) for row in rows)
    return len(named) >= _REVIEW and not alone


def _without_spare(table: Table) -> Table:
    """Return the table without a last column that is blank, where the figures stand before it."""
    rows = [row for row in table.rows if row]
    if _names_outcomes(table) or any(row[-1].text.strip() for row in rows):
        return table
    return replace(table, rows=tuple(row[:-1] for row in rows))


def _set_right(table: Table) -> Table:
    """Return a table without spans with its rows ending in one column: their heads are lost.

    A row ends with its figure, or with its label and a blank.
    """
    rows = []
    for row in table.rows:
        last = max((i for i, cell in enumerate(row) if _is_label(cell.text)), default=-1)
        figures = [cell for cell in row[last + 1 :] if cell.text.strip()] or [Cell(text="")]
        rows.append([*row[: last + 1], *figures])
    width = max(map(len, rows))
    return replace(table, rows=tuple((*[Cell(text="")] * (width - len(row)), *row) for row in rows))


def _is_label(text: str) -> bool:
    return is_wordy(text) and not is_figure(text)


def _turned(table: Table) -> Table:
    columns: dict[int, list[Cell]] = {}
    for line in lay_out(table).lines:
        for cell in line.own:
            turned = Cell(cell.text, colspan=cell.rowspan, rowspan=cell.colspan)
            columns.setdefault(cell.column, []).append(turned)
    rows = tuple(tuple(columns.get(column, ())) for column in range(max(columns) + 1))
    return replace(table, rows=rows)
