"""An XLSX or XLS workbook as a document. Runs in the sandbox."""

from __future__ import annotations

import datetime
import io
import re
from collections.abc import Iterator
from functools import cache
from typing import Literal

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from pipelines.document import Block, Cell, Document, Paragraph, Table
from pipelines.errors import Unreadable
from pipelines.formats.first_lines import headline_of
from pipelines.formats.whitespace import fold
from pipelines.forms import load_forms
from pipelines.headings import names_section
from pipelines.labels import core, nearest

# The annex of a report has fifty rows; a sheet of more cells than this is a data base.
MAX_CELLS = 200_000
_SECTION = re.compile(r"[一二三四五六七八九十]{1,3}、")
_PROSE = 40
_WIDE_HEAD = 10  # labels: 表四 names the figures of two groups in the last row of its head

Value = (
    int
    | float
    | str
    | bool
    | datetime.time
    | datetime.date
    | datetime.datetime
    | datetime.timedelta
)


def read_spreadsheet(body: bytes, kind: Literal["xlsx", "xls"]) -> Document:
    """Return the visible sheets of ``body`` in order.

    Raises ``Unreadable``: ``encrypted``, ``damaged``, ``too_large``, ``empty``.
    """
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(body)) as book:
            blocks = [block for sheet in _sheets(book) for block in _blocks(sheet)]
    except PasswordError as error:
        raise Unreadable("encrypted", "a workbook that asks for a password") from error
    except CalamineError as error:
        raise Unreadable("damaged", f"a damaged workbook: {type(error).__name__}") from error
    if not blocks:
        raise Unreadable("empty", "a workbook without a filled cell")
    lines = [line for block in blocks[:4] for line in _lines(block)]
    return Document(format=kind, blocks=tuple(blocks), headlines=tuple(headline_of(lines)))


def _sheets(book: CalamineWorkbook) -> Iterator[CalamineSheet]:
    for meta in book.sheets_metadata:
        if meta.visible is SheetVisibleEnum.Visible and meta.typ is SheetTypeEnum.WorkSheet:
            yield book.get_sheet_by_name(meta.name)


def _blocks(sheet: CalamineSheet) -> Iterator[Block]:
    if sheet.total_height * sheet.total_width > MAX_CELLS:
        raise Unreadable("too_large", f"a sheet of more than {MAX_CELLS:,} cells")
    grid = [[_text(value) for value in row] for row in sheet.to_python(skip_empty_area=False)]
    spans, covered = _merged(sheet)
    reaches: dict[int, int] = {}  # the last row under the cells that begin in a row
    for (top, _), (tall, _) in spans.items():
        reaches[top] = max(reaches.get(top, 0), top + tall - 1)
    reach = -1
    run: list[int] = []
    for number, row in enumerate(grid):
        filled = [text for text in row if text]
        if run and number <= reach:
            run.append(number)  # a merged cell never reaches into another table
            reach = max(reach, reaches.get(number, 0))
            continue
        if not filled and run and run[-1] == number - 1 and _is_head(grid[run[-1]]):
            run.append(number)
            continue
        if filled and not (len(filled) == 1 and _is_line(filled[0], run, grid[number + 1 :])):
            run.append(number)
            reach = max(reach, reaches.get(number, 0))
            continue
        yield from _table(grid, run, spans, covered)
        run = []
        lines = "\n".join(filled).split("\n")
        yield from (Paragraph(text=fold(line)) for line in lines if fold(line))
    yield from _table(grid, run, spans, covered)


def _table(
    grid: list[list[str]],
    run: list[int],
    spans: dict[tuple[int, int], tuple[int, int]],
    covered: set[tuple[int, int]],
) -> Iterator[Table]:
    """The table of neighbouring rows, as wide as its widest filled or merged cell."""
    used = [column for number in run for column, text in enumerate(grid[number]) if text]
    if not used:
        return
    first = min(used)
    end = max(
        [
            max(used) + 1,
            *(left + wide for (top, left), (_, wide) in spans.items() if run[0] <= top <= run[-1]),
        ]
    )
    rows: list[tuple[Cell, ...]] = []
    for number in run:
        cells = []
        for column in range(first, end):
            if (number, column) not in covered:
                rowspan, colspan = spans.get((number, column), (1, 1))
                text = grid[number][column] if column < len(grid[number]) else ""
                rowspan = min(rowspan, run[-1] - number + 1)
                cells.append(Cell(text=text, rowspan=rowspan, colspan=colspan))
        rows.append(tuple(cells))
    yield Table(rows=tuple(rows))


def _is_head(row: list[str]) -> bool:
    """Whether a row is so wide a head that the empty row under it holds its blank figures."""
    filled = [text for text in row if text]
    return len(filled) >= _WIDE_HEAD and not any(c.isdigit() for text in filled for c in text)


def _is_line(text: str, above: list[int], below: list[list[str]]) -> bool:
    """Whether a row with one filled cell is a line of its own rather than a table's heading."""
    if text.startswith("第二十条") or (above and core(text) in _row_labels()):
        return False  # all figures of the row are blank
    if above and not any(character.isalpha() for character in text):
        return False  # a figure without a label
    if above and not names_section(text) and nearest(text, dict.fromkeys(_row_labels(), True)):
        return False  # the same, with a label that is damaged
    if _SECTION.match(text) or len(text) > _PROSE or names_section(text):
        return True
    follows = below[:1] and sum(1 for value in below[0] if value) > 1
    return not above or not follows


@cache
def _row_labels() -> frozenset[str]:
    """Return what the forms print before figures, without the numbers before it."""
    rows = [row for form in load_forms() for block in form.disclosure for row in block.rows]
    for form in load_forms():
        rows += form.applications.rows if form.applications else ()
        rows += form.statistics.rows if form.statistics else ()
    return frozenset(core(label) for row in rows for label in row.labels)


def _merged(
    sheet: CalamineSheet,
) -> tuple[dict[tuple[int, int], tuple[int, int]], set[tuple[int, int]]]:
    """Spans by upper left cell, and the cells that others cover."""
    spans: dict[tuple[int, int], tuple[int, int]] = {}
    covered: set[tuple[int, int]] = set()
    for (top, left), (bottom, right) in sheet.merged_cell_ranges or ():
        if (bottom - top + 1) * (right - left + 1) > MAX_CELLS:
            continue
        spans[top, left] = (bottom - top + 1, right - left + 1)
        covered.update(
            (row, column)
            for row in range(top, bottom + 1)
            for column in range(left, right + 1)
            if (row, column) != (top, left)
        )
        if len(covered) > MAX_CELLS:
            raise Unreadable("too_large", f"merged cells cover more than {MAX_CELLS:,}")
    return spans, covered


def _text(value: Value) -> str:
    """A value as a reader sees it: whole numbers without a point, dates in digits."""
    if isinstance(value, str):
        return "\n".join(line for line in map(fold, value.splitlines()) if line)
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float):
        # Excel shows fifteen digits; the rest is binary noise
        return str(int(value)) if value.is_integer() else format(value, ".15g")
    if isinstance(value, datetime.datetime | datetime.date | datetime.time):
        return value.isoformat().removesuffix("T00:00:00")
    return str(value)


def _lines(block: Block) -> list[str]:
    if isinstance(block, Table):
        return (
            [cell.text for cell in block.rows[0] if cell.text][:1]
            if len(block.rows) == 1
            else ["。"]
        )
    return [block.text] if isinstance(block, Paragraph) else []
