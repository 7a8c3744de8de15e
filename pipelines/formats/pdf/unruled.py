"""Tables without rules: columns and spans from where the text stands.

Text is put together to cells (``pieces``), the lines that end in figures divide labels from figures
and heads from rows (``parts``), figures and the names over them make the columns (``columns``), the
rest of the head is over several of those (``heads``), and the rest of the labels beside several
rows (``row_labels``). Where text doesn't fit this picture no table is made of it: its lines stay
paragraphs, and nothing is guessed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from pipelines.document import Cell, Table
from pipelines.formats.pdf.columns import Column, columns_of
from pipelines.formats.pdf.heads import head_rows
from pipelines.formats.pdf.lines import Line
from pipelines.formats.pdf.parts import Part, parts_of
from pipelines.formats.pdf.pieces import ITEM, PART, SECTION, Block, figures_at_end, pieces_of
from pipelines.formats.pdf.regions import find_regions
from pipelines.formats.pdf.row_labels import covering_labels, label_cells, rows_of

# How the label of a row begins.
_BEGINS = re.compile("|".join(pattern.pattern for pattern in (SECTION, ITEM, PART)))


def find_unruled(lines: Sequence[Line], prose_size: float) -> list[tuple[int, int, Table | None]]:
    """Tables in ``lines`` as (first line, line behind the last, table), in order.

    In place of a table stands None where lines look like one that could not be taken apart.
    ``prose_size`` is the size of the document's text; the lines of several pages follow each other
    with growing heights.
    """
    found: list[tuple[int, int, Table | None]] = []
    first = 0
    for start, end in find_regions(lines, prose_size):
        if start < first:
            continue
        table = _read(lines[start:end])
        found.append((start, end, table))
        if table is not None:
            first = end
    return found


def is_interleaved(lines: Sequence[Line]) -> bool:
    """Whether labels of three lines or more stand beside figures: between two rows of figures.

    Of such a label lines stand above its figures that begin no row, and below them.
    """
    pieces = [pieces_of(line, number) for number, line in enumerate(lines)]
    rows = [number for number, line in enumerate(pieces) if figures_at_end(line)]
    return any(
        sum(_BEGINS.match(line[0].text) is None for line in pieces[one + 1 : other]) > 1
        and one > rows[0]
        for one, other in pairwise(rows)
    )


def _read(lines: Sequence[Line]) -> Table | None:
    pieces = [pieces_of(line, number) for number, line in enumerate(lines)]
    size = lines[len(lines) // 2].size
    grids: list[_Grid | None] = []
    before = 1
    for part in parts_of(pieces, size):
        grid = _grid(part, size, before)
        before = grid.columns if grid is not None else 0
        grids.append(grid)
    if any(grid is None for grid in grids):
        return None
    width = max(grid.width for grid in grids if grid is not None)
    rows: list[tuple[Cell, ...]] = []
    for grid in grids:
        if grid is not None:
            rows.extend(grid.widened(width))
    return Table(rows=tuple(rows))


@dataclass(slots=True)
class _Grid:
    """Rows of one part; the last cell of each ends at ``width`` columns."""

    width: int
    columns: int
    rows: list[list[Cell]]

    def widened(self, width: int) -> Iterator[tuple[Cell, ...]]:
        """The rows, their last cells stretched to ``width`` columns."""
        more = width - self.width
        for row in self.rows:
            if more and row:
                last = row[-1]
                row[-1] = Cell(text=last.text, colspan=last.colspan + more, rowspan=last.rowspan)
            yield tuple(row)


def _grid(part: Part, size: float, before: int) -> _Grid | None:
    """Return the rows of a part.

    Without a head a column that is blank throughout does not show. Such a part is read only if it
    has as many columns as the one ``before`` it.
    """
    columns = columns_of(part.names, part.figures, size)
    if not columns or not (part.names or len(columns) == before):
        return None
    heights = _heights(part.figures, size)
    if heights is None:
        return None
    found = rows_of(part.labels, heights, size)
    if found is None:
        return None
    heights, labels = found
    depth = max((len(covering_labels(labels, row)) for row in range(len(heights))), default=0)
    if part.beside and not depth:
        return None
    rows = head_rows(part, columns, depth, size)
    placed = 0
    for number, height in enumerate(heights):
        cells = label_cells(labels, number, depth)
        for column in columns:
            inside = _at(column, height, size)
            if len(inside) > 1:
                return None
            placed += len(inside)
            cells.append(Cell(text=inside[0].text if inside else ""))
        figures = [cell.text for cell in cells[len(cells) - len(columns) :] if cell.text]
        if len(figures) == 1 and _may_be_several(figures[0], len(columns)):
            cells[len(cells) - len(columns) :] = [Cell(text=figures[0], colspan=len(columns))]
        rows.append(cells)
    if placed != len(part.figures):
        return None
    return _Grid(width=depth + len(columns), columns=len(columns), rows=rows)


def _may_be_several(text: str, columns: int) -> bool:
    """Whether the only figure of a row may be one of each column, run together in a broad cell.

    No line shows how broad its cell is; as many digits as columns are enough for that.
    """
    return columns > 1 and sum(character.isdigit() for character in text) >= columns


def _heights(figures: Sequence[Block], size: float) -> list[float] | None:
    """Return the heights of the rows that figures stand in; None where one stands in two."""
    heights: list[float] = []
    for block in sorted(figures, key=lambda block: (len(block.pieces), block.y)):
        beside = [height for height in heights if _is_at(block, height, size)]
        if len(beside) > 1:
            return None
        if not beside:
            heights.append(block.y)
    return sorted(heights)


def _is_at(block: Block, height: float, size: float) -> bool:
    return block.top - size / 2 < height < block.bottom + size / 2


def _at(column: Column, height: float, size: float) -> list[Block]:
    return [block for block in column.figures if _is_at(block, height, size)]
