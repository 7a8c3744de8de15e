"""A table of a page, once it is read: a table of the document, or layout around something else."""

from __future__ import annotations

import re
from collections.abc import Iterable

from lxml import etree

from pipelines.document import Cell, Table
from pipelines.formats.leaf import Kind, Leaf, Nodes, OpenCell, OpenTable, printed

# A table wider than this has lying spans: the widest statutory one has 15 columns.
MAX_COLSPAN = 100
# Spans that claim more grid cells than this lie as well; then every cell counts once.
MAX_GRID_CELLS = 200_000
# A cell with this many characters in several paragraphs is a column of the page ...
_PROSE = 200
# ... unless it stands among many others, as in a local table with long remarks.
_FEW_CELLS = 4
# A table whose text is links for more than this part is a menu or a list of pages.
_LINKED = 0.6
_USUAL = frozenset("123456789")
_DIGITS = re.compile(r"\s*\+?(\d{1,9})")
# How the heading of a section begins.
SECTION = re.compile(r"[一二三四五六七八九十]{1,3}、")


def close_table(table: OpenTable, nodes: Nodes, node: int) -> list[Leaf]:
    """The leaves that a finished table comes to: itself, or those of its cells.

    ``node`` is the block that the table stands in. A table inside a cell is a table of its own
    and follows the outer one, but for a single row that only divides its cell.
    """
    rows = [row for row in table.rows if row]
    if _is_layout(rows) or nodes.containers > table.containers:
        leaves = (leaf for row in rows for cell in row for leaf in cell.leaves())
        return [*table.caption, *table.stray, *leaves]
    read = [_row(row) for row in rows]
    block = Table(
        rows=tuple(clamp_spans(read)), caption="\n".join(leaf.text for leaf in table.caption)
    )
    inside = [leaf for row in rows for cell in row for leaf in cell.inside]
    own = [leaf for leaf in inside if leaf.kind is Kind.PARAGRAPH]
    size = printed("".join([cell.text for row in rows for cell in row]))
    leaf = Leaf(
        kind=Kind.TABLE,
        block=block,
        node=node,
        element=rows[0][0].element,
        size=size + sum(leaf.size for leaf in own),
        linked=sum(leaf.linked for leaf in own),
        links=tuple(link for leaf in own for link in leaf.links),
    )
    divided = [
        inner
        for row in rows
        for cell in row
        if cell.inside and (inner := _divided(cell)) is not None
    ]
    others = (
        leaf
        for leaf in inside
        if leaf.kind is not Kind.PARAGRAPH and not any(leaf.block is inner for inner in divided)
    )
    return [*table.stray, leaf, *others]


def clamp_spans(rows: list[list[Cell]]) -> Iterable[tuple[Cell, ...]]:
    """Rows whose spans stay inside the table: ``rowspan="0"`` is the rest of it, lies are cut."""
    area = 0
    for number, row in enumerate(rows):
        left = len(rows) - number
        for position, (text, wide, high, header) in enumerate(row):
            if wide == high == 1:
                area += 1
                continue
            colspan = min(max(wide, 1), MAX_COLSPAN)
            rowspan = left if high == 0 else min(high, left)
            area += colspan * rowspan
            if colspan != wide or rowspan != high:
                row[position] = Cell(text=text, colspan=colspan, rowspan=rowspan, header=header)
    if area > MAX_GRID_CELLS:
        return [tuple(Cell(text=cell.text, header=cell.header) for cell in row) for row in rows]
    return [tuple(row) for row in rows]


def _is_layout(rows: list[list[OpenCell]]) -> bool:
    if all(len(row) == 1 for row in rows):
        return True
    texts = [cell.text for row in rows for cell in row if cell.text]
    filled, size = len(texts), printed("".join(texts))
    nested = linked = links = 0
    for leaf in (leaf for row in rows for cell in row for leaf in cell.inside):
        if leaf.kind is Kind.TABLE and isinstance(leaf.block, Table):
            if len(leaf.block.rows) > 1:
                nested += sum(len(row) for row in leaf.block.rows)
        elif leaf.kind is Kind.PARAGRAPH:
            filled += 1
            size += leaf.size
            linked += leaf.linked
            links += len(leaf.links)
        elif leaf.kind in (Kind.START, Kind.END):
            return True
    if nested > filled:
        return True
    if links > 2 and linked > size * _LINKED:
        return True
    if size < _PROSE:
        return False
    filled_cells = len(texts) + sum(bool(cell.inside) for row in rows for cell in row)
    cells = [cell.inside for row in rows for cell in row if cell.inside]
    for cell in cells:
        if len(cell) < 2:
            continue
        if filled_cells <= _FEW_CELLS and sum(leaf.size for leaf in cell) >= _PROSE:
            return True
        if sum(1 for leaf in cell if leaf.size < 40 and SECTION.match(leaf.text)) > 1:
            return True
    return False


def _row(row: list[OpenCell]) -> list[Cell]:
    cells: list[Cell] = []
    for cell in row:
        divided = _divided(cell) if cell.inside else None
        if divided is not None:
            cells.extend(divided.rows[0])
            continue
        text = cell.text or "\n".join(leaf.text for leaf in cell.inside if leaf.text)
        element = cell.element
        colspan, rowspan = element.get("colspan"), element.get("rowspan")
        cells.append(
            Cell(
                text,
                1 if colspan is None else max(span(colspan), 1),
                1 if rowspan is None else span(rowspan),
                element.tag == "th",
            )
        )
    return cells


def _divided(cell: OpenCell) -> Table | None:
    """The one-row table that only divides a cell into as many as it spans."""
    if len(cell.inside) != 1:
        return None
    block = cell.inside[0].block
    if not isinstance(block, Table) or len(block.rows) != 1:
        return None
    wide = sum(inner.colspan for inner in block.rows[0])
    return block if _colspan(cell.element) == wide else None


def _colspan(element: etree._Element) -> int:
    return max(span(element.get("colspan") or "1"), 1)


def span(value: str) -> int:
    """Return the number that a ``colspan`` or ``rowspan`` begins with, 1 where it has none."""
    if value in _USUAL:
        return int(value)
    match = _DIGITS.match(value)
    return int(match[1]) if match else 1
