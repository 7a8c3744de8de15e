"""Tables without rules: columns and spans from where the text stands.

A row is a line with figures in it. The figures of neighbouring rows give the columns, the text left
of them the labels, the lines above them the header; what is centred over several columns or beside
several rows spans them. Where text doesn't fit this picture no table is made of it: its lines stay
paragraphs, and nothing is guessed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipelines.document import Cell, Table
from pipelines.formats.pdf.blocks import Block, blocks_of
from pipelines.formats.pdf.column_names import header_rows
from pipelines.formats.pdf.lines import Line
from pipelines.formats.pdf.pieces import CELL_GAP, VALUE, Piece, columns_of, line_middle, piece_of
from pipelines.formats.pdf.regions import find_regions
from pipelines.formats.pdf.row_labels import covering_labels, label_cells, label_rows


def find_unruled(lines: Sequence[Line], prose_size: float) -> list[tuple[int, int, Table]]:
    """Tables in ``lines`` as (first line, line behind the last, table), in order.

    ``prose_size`` is the size of the document's text; the lines of several pages follow each other
    with growing heights.
    """
    found: list[tuple[int, int, Table]] = []
    first = 0
    for start, end in find_regions(lines, prose_size):
        if start < first:
            continue
        table = _read(lines[start:end])
        if table is not None:
            found.append((start, end, table))
            first = end
    return found


def _read(lines: Sequence[Line]) -> Table | None:
    blocks = blocks_of(lines)
    if blocks is None:
        return None
    grids = [_grid(block) for block in blocks]
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
    """Rows of one block; the last cell of each ends at ``width`` columns."""

    width: int
    rows: list[list[Cell]]

    def widened(self, width: int) -> Iterator[tuple[Cell, ...]]:
        """The rows, their last cells stretched to ``width`` columns."""
        more = width - self.width
        for row in self.rows:
            if more and row:
                last = row[-1]
                row[-1] = Cell(text=last.text, colspan=last.colspan + more, rowspan=last.rowspan)
            yield tuple(row)


def _grid(block: Block) -> _Grid | None:
    values: list[list[Piece]] = []
    labels: list[Piece] = []
    for line in block.rows:
        pieces = [piece_of(segment) for segment in line.segments(CELL_GAP)]
        count = 0
        while count < len(pieces) and VALUE.fullmatch(pieces[-1 - count].text):
            count += 1
        values.append(pieces[len(pieces) - count :])
        labels.extend(pieces[: len(pieces) - count])
    for line in block.loose:
        labels.extend(piece_of(segment) for segment in line.segments(CELL_GAP))
    columns = columns_of([piece for row in values for piece in row])
    size = block.rows[0].size
    left = min(column[0] for column in columns)
    if any(piece.x1 > left + size / 2 for piece in labels):
        return None
    labelled = label_rows(labels, [line_middle(line) for line in block.rows], size)
    if labelled is None:
        return None
    depth = max(len(covering_labels(labelled, row)) for row in range(len(values)))
    rows = header_rows(block, columns, depth, left, size)
    if rows is None:
        return None
    for number, row in enumerate(values):
        cells = label_cells(labelled, number, depth)
        for column in columns:
            inside = [p for p in row if column[0] - 1 <= p.middle <= column[1] + 1]
            if len(inside) > 1:
                return None
            cells.append(Cell(text=inside[0].text if inside else ""))
        rows.append(cells)
    return _Grid(width=depth + len(columns), rows=rows)
