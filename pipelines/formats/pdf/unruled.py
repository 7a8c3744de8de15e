"""Tables without rules: columns and spans from where the text stands.

A row is a line with figures in it. The figures of neighbouring rows give the columns, the text left
of them the labels, the lines above them the header; what is centred over several columns or beside
several rows spans them. Where text doesn't fit this picture no table is made of it: its lines stay
paragraphs, and nothing is guessed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from pipelines.document import Cell, Table
from pipelines.formats.pdf.lines import Line
from pipelines.formats.whitespace import join_lines

_VALUE = re.compile(r"[+\-－−]?[\d０-９][\d０-９.,，]*[件个条项次元万%％]*|[-－—–/／]{1,2}|无|——")
_SECTION = re.compile(r"[一二三四五六七八九十]{1,3}、")
_ITEM = re.compile(r"(\d{1,2})[.、．]")
_PART = re.compile(r"[（(]|\d{1,2}[.、．]")
# Lines of a table stand closer than this (in sizes), whatever stands between its rows.
_GAP = 4.0
# Text of a table set in a size of its own differs by this part from the prose around.
_OTHER_SIZE = 0.08
# Text this near (in sizes) to a middle is centred there.
_CENTRED = 1.0
# Text in a table is not justified: a gap of this size divides it.
_CELL_GAP = 0.4


@dataclass(slots=True)
class _Piece:
    """Text that stands together on one line."""

    text: str
    x0: float
    x1: float
    y: float

    @property
    def middle(self) -> float:
        return (self.x0 + self.x1) / 2


@dataclass(slots=True)
class _Block:
    """Header lines and the rows of figures under them."""

    header: list[Line] = field(default_factory=list)
    rows: list[Line] = field(default_factory=list)
    loose: list[Line] = field(default_factory=list)  # label text between the rows


def find_unruled(lines: Sequence[Line], prose_size: float) -> list[tuple[int, int, Table]]:
    """Tables in ``lines`` as (first line, line behind the last, table), in order.

    ``prose_size`` is the size of the document's text; the lines of several pages follow each other
    with growing heights.
    """
    found: list[tuple[int, int, Table]] = []
    first = 0
    for start, end in _regions(lines, prose_size):
        if start < first:
            continue
        table = _read(lines[start:end])
        if table is not None:
            found.append((start, end, table))
            first = end
    return found


# -- where tables are -----------------------------------------------------------------------------


def _regions(lines: Sequence[Line], prose_size: float) -> Iterator[tuple[int, int]]:
    """Runs of lines around those with several columns."""
    columns = [len(line.segments()) > 1 for line in lines]
    number = 0
    while number < len(lines):
        if not columns[number]:
            number += 1
            continue
        size = lines[number].size
        own = abs(size - prose_size) > prose_size * _OTHER_SIZE
        start, last = number, number
        while own and start > 0 and _belongs(lines[start - 1], lines[start], size):
            start -= 1
        end = number + 1
        while end < len(lines) and _belongs(lines[end], lines[end - 1], size):
            if columns[end]:
                last = end
            elif not own and not any(columns[end : end + 4]):
                break
            end += 1
        end = end if own else last + 1
        while end > number + 1 and _SECTION.match(lines[end - 1].text) and not columns[end - 1]:
            end -= 1
        yield start, end
        number = end


def _belongs(line: Line, neighbour: Line, size: float) -> bool:
    apart = abs(line.top - neighbour.top)
    if len(line.segments()) == 1 and _SECTION.match(line.text) and line.size > size * 1.05:
        return False
    return apart < _GAP * size and abs(line.size - size) <= size * _OTHER_SIZE


# -- reading one ----------------------------------------------------------------------------------


def _read(lines: Sequence[Line]) -> Table | None:
    blocks = _blocks(lines)
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


def _is_row(line: Line) -> bool:
    values = [s for s in line.segments() if _VALUE.fullmatch(s.text)]
    return bool(values) and _VALUE.fullmatch(line.segments()[-1].text) is not None


def _blocks(lines: Sequence[Line]) -> list[_Block] | None:
    """Headers and their rows; ``None`` where the lines are no table."""
    rows = [line for line in lines if _is_row(line)]
    if not rows or sum(len(line.segments()) for line in rows) < 3:
        return None
    blocks = [_Block()]
    left = 0.0
    for line in lines:
        block = blocks[-1]
        if _is_row(line):
            block.rows.append(line)
            values = [s.x0 for s in line.segments(_CELL_GAP) if _VALUE.fullmatch(s.text)]
            left = min(values) if len(block.rows) == 1 else min(left, *values)
        elif block.rows and line.x1 <= left:
            block.loose.append(line)
        elif block.rows:
            blocks.append(_Block(header=[*_titles(block), line]))
        else:
            block.header.append(line)
    if not blocks[-1].rows:  # a header without rows is text behind the table
        return None
    return _without_repeats(blocks)


def _titles(block: _Block) -> list[Line]:
    """Take the lines behind a block's rows that are titles of the next one out of its labels."""
    last = block.rows[-1]
    label = last.segments(_CELL_GAP)[0]
    titles: list[Line] = []
    while block.loose and block.loose[-1].top > last.top:
        line = block.loose[-1]
        aside = abs((line.x0 + line.x1) / 2 - (label.x0 + label.x1) / 2)
        if len(line.segments(_CELL_GAP)) > 1 or aside < _CENTRED * last.size:
            break
        titles.insert(0, block.loose.pop())
    return titles


def _without_repeats(blocks: Sequence[_Block]) -> list[_Block]:
    """The blocks, those under a header that a new page only repeats joined to the one before."""
    joined: list[_Block] = []
    for block in blocks:
        texts = [line.text for line in block.header]
        first = [line.text for line in joined[-1].header] if joined else []
        if len(first) > 1 and texts[: len(first)] == first:
            joined[-1].rows += block.rows
            # what stands between the header and the first row is the beginning of its label
            joined[-1].loose += block.header[len(first) :] + block.loose
        else:
            joined.append(block)
    return joined


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


def _grid(block: _Block) -> _Grid | None:
    values: list[list[_Piece]] = []
    labels: list[_Piece] = []
    for line in block.rows:
        pieces = [_piece(segment) for segment in line.segments(_CELL_GAP)]
        count = 0
        while count < len(pieces) and _VALUE.fullmatch(pieces[-1 - count].text):
            count += 1
        values.append(pieces[len(pieces) - count :])
        labels.extend(pieces[: len(pieces) - count])
    for line in block.loose:
        labels.extend(_piece(segment) for segment in line.segments(_CELL_GAP))
    columns = _columns([piece for row in values for piece in row])
    size = block.rows[0].size
    left = min(column[0] for column in columns)
    if any(piece.x1 > left + size / 2 for piece in labels):
        return None
    labelled = _label_rows(labels, [line_middle(line) for line in block.rows], size)
    if labelled is None:
        return None
    depth = max(len(_covering(labelled, row)) for row in range(len(values)))
    rows = _header(block, columns, depth, left, size)
    if rows is None:
        return None
    for number, row in enumerate(values):
        cells = _label_cells(labelled, number, depth)
        for column in columns:
            inside = [p for p in row if column[0] - 1 <= p.middle <= column[1] + 1]
            if len(inside) > 1:
                return None
            cells.append(Cell(text=inside[0].text if inside else ""))
        rows.append(cells)
    return _Grid(width=depth + len(columns), rows=rows)


def line_middle(line: Line) -> float:
    """The height at which a line stands."""
    return (line.top + line.bottom) / 2


def _piece(line: Line) -> _Piece:
    return _Piece(line.text, line.x0, line.x1, line_middle(line))


def _columns(values: Sequence[_Piece]) -> list[tuple[float, float]]:
    """The stretches of the page's width that figures fill."""
    columns: list[tuple[float, float]] = []
    for piece in sorted(values, key=lambda piece: piece.x0):
        if columns and piece.x0 <= columns[-1][1]:
            columns[-1] = (columns[-1][0], max(columns[-1][1], piece.x1))
        else:
            columns.append((piece.x0, piece.x1))
    return columns


# -- labels ---------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Label:
    """Text beside rows: the first of them, how many, and where it stands."""

    text: str
    row: int
    rows: int
    x: float


def _label_rows(
    pieces: Sequence[_Piece], rows: Sequence[float], size: float
) -> list[_Label] | None:
    """Which text labels which rows; ``None`` where a row has none or text is left over."""
    own: dict[int, list[_Piece]] = {number: [] for number in range(len(rows))}
    wide: list[_Piece] = []
    for stack in _stacks(pieces, size):
        middle = (stack[0].y + stack[-1].y) / 2
        number = min(range(len(rows)), key=lambda i: abs(rows[i] - middle))
        rival = own[number]
        if abs(rows[number] - middle) > size * 0.6:
            wide.extend(stack)
        elif not rival:
            own[number] = stack
        elif stack[0].middle > rival[0].middle:
            wide.extend(rival)
            own[number] = stack
        else:
            wide.extend(stack)
    if not pieces:
        return []
    if not all(own.values()):
        return None
    labels = [
        _Label(join_lines([p.text for p in own[number]]), number, 1, own[number][0].middle)
        for number in own
    ]
    texts = [label.text for label in labels]
    spanning: list[_Label] = []
    for stack in _one_column(_stacks(wide, size), size):
        middle = (stack[0].y + stack[-1].y) / 2
        number = min(range(len(rows)), key=lambda i: abs(rows[i] - middle))
        text = join_lines([piece.text for piece in stack])
        vertical = len(stack) > 2 and all(len(piece.text) <= 2 for piece in stack)
        first, last = _parts_around(texts, number) if vertical else _items_around(texts, number)
        spanning.append(_Label(text, first, last - first + 1, stack[0].middle))
    return sorted([*labels, *spanning], key=lambda label: (label.row, label.x))


def _stacks(pieces: Sequence[_Piece], size: float) -> list[list[_Piece]]:
    """Pieces under each other that are one text broken into lines.

    They stand over each other's middle, no further apart than lines of one text are.
    """
    stacks: list[list[_Piece]] = []
    for piece in sorted(pieces, key=lambda piece: (piece.y, piece.x0)):
        for stack in reversed(stacks):
            last = stack[-1]
            near = 0 < piece.y - last.y < 1.35 * size
            over = abs(piece.middle - last.middle) < _CENTRED * size or abs(piece.x0 - last.x0) < 2
            if near and over and not _ITEM.match(piece.text) and not _SECTION.match(piece.text):
                stack.append(piece)
                break
        else:
            stacks.append([piece])
    return stacks


def _one_column(stacks: Sequence[list[_Piece]], size: float) -> list[list[_Piece]]:
    """The stacks, those of one or two characters a line over each other joined: a vertical label.

    A page break divides such a label between its characters.
    """
    joined: list[list[_Piece]] = []
    for stack in stacks:
        for other in joined:
            narrow = all(len(piece.text) <= 2 for piece in (*other, *stack))
            if narrow and abs(other[-1].middle - stack[0].middle) < _CENTRED * size:
                other.extend(stack)
                break
        else:
            joined.append(list(stack))
    return joined


def _items_around(texts: Sequence[str], number: int) -> tuple[int, int]:
    """The run 1., 2., 3. … of items that a row belongs to; else the row alone."""
    numbers = [int(match[1]) if (match := _ITEM.match(text)) else 0 for text in texts]
    if not numbers[number]:
        return number, number
    first = number
    while first > 0 and numbers[first] > 1 and numbers[first - 1] == numbers[first] - 1:
        first -= 1
    last = number
    while last + 1 < len(texts) and numbers[last + 1] == numbers[last] + 1:
        last += 1
    return first, last


def _parts_around(texts: Sequence[str], number: int) -> tuple[int, int]:
    """The rows around one that are parts of a numbered whole: （一）, 1. and the like."""
    first = last = number
    while first > 0 and _PART.match(texts[first - 1]):
        first -= 1
    while last + 1 < len(texts) and _PART.match(texts[last + 1]):
        last += 1
    return first, last


def _covering(labels: Sequence[_Label], row: int) -> list[_Label]:
    return sorted(
        (label for label in labels if label.row <= row < label.row + label.rows),
        key=lambda label: label.x,
    )


def _label_cells(labels: Sequence[_Label], row: int, depth: int) -> list[Cell]:
    covering = _covering(labels, row)
    cells: list[Cell] = []
    for label in covering:
        if label.row != row:
            continue
        colspan = depth - len(covering) + 1 if label is covering[-1] else 1
        cells.append(Cell(text=label.text, colspan=colspan, rowspan=label.rows))
    return cells


# -- headers --------------------------------------------------------------------------------------


def _header(
    block: _Block, columns: Sequence[tuple[float, float]], depth: int, left: float, size: float
) -> list[list[Cell]] | None:
    """The rows above the figures: titles over everything, and names of the columns."""
    rows: list[list[Cell]] = []
    lines = list(block.header)
    whole = depth + len(columns)
    while lines and len(lines[0].segments()) == 1 and len(lines) > 1 and _is_title(lines):
        rows.append([Cell(text=lines.pop(0).text, colspan=whole)])
    if not lines:
        return rows
    edges = _edges(columns, lines)
    beside: list[_Piece] = []
    names: list[list[_Piece]] = [[] for _ in columns]
    over: list[_Piece] = []
    for line in lines:
        for segment in line.segments():
            _sort_out(segment, edges, beside, names, over)
    levels = _levels(over, names, columns, size)
    if levels is None or (beside and not depth):
        return None
    height = len(levels) + 1
    for level in range(height):
        cells: list[Cell] = []
        if level == 0 and depth:
            text = join_lines([piece.text for piece in sorted(beside, key=lambda piece: piece.y)])
            cells.append(Cell(text=text, colspan=depth, rowspan=height))
        column = 0
        while column < len(columns):
            if level < len(levels) and column in levels[level]:
                text, last = levels[level][column]
                cells.append(Cell(text=text, colspan=last - column + 1))
                column = last + 1
                continue
            above = [n for n in range(height - 1) if _is_over(levels[n], column)]
            top = above[-1] + 1 if above else 0
            if level == top:
                text = join_lines([p.text for p in sorted(names[column], key=lambda p: p.y)])
                cells.append(Cell(text=text, rowspan=height - level))
            elif level < top:
                cells.append(Cell(text=""))
            column += 1
        rows.append(cells)
    return rows


def _is_title(lines: Sequence[Line]) -> bool:
    """Whether the first line is over the whole table: in the middle of those that follow."""
    x0 = min(line.x0 for line in lines[1:])
    x1 = max(line.x1 for line in lines[1:])
    inside = len(lines) == 2
    return inside and x0 - 1 <= (lines[0].x0 + lines[0].x1) / 2 <= x1 + 1


def _edges(columns: Sequence[tuple[float, float]], lines: Sequence[Line]) -> list[float]:
    """Where columns end: halfway between the middles of their figures."""
    middles = [(x0 + x1) / 2 for x0, x1 in columns]
    between = [(a + b) / 2 for a, b in pairwise(middles)]
    right = max([columns[-1][1], *(line.x1 for line in lines)])
    if not between:
        return [columns[0][0], right]
    half = (middles[1] - middles[0]) / 2
    return [middles[0] - half, *between, max(right, middles[-1] + half)]


def _sort_out(
    segment: Line,
    edges: Sequence[float],
    beside: list[_Piece],
    names: list[list[_Piece]],
    over: list[_Piece],
) -> None:
    """Put a piece of a header beside the columns, into one, into several, or over several."""
    piece = _piece(segment)
    if len(names) == 1:
        (beside if piece.x1 < edges[0] else names[0]).append(piece)
        return
    if piece.middle < edges[0]:
        beside.append(piece)
        return
    touched = [
        i for i in range(len(names)) if piece.x0 < edges[i + 1] - 1 and piece.x1 > edges[i] + 1
    ]
    if len(touched) == 1:
        names[touched[0]].append(piece)
        return
    parts = _divided(segment, edges)
    if parts is None:
        over.append(piece)
        return
    for part in parts:
        middle = (part.x0 + part.x1) / 2
        column = sum(1 for edge in edges[1:-1] if edge <= middle)
        names[column].append(_piece(part))


def _divided(segment: Line, edges: Sequence[float]) -> list[Line] | None:
    """A line cut where columns end, if it leaves a gap at each of those places."""
    parts = [Line([segment.characters[0]], segment.shift)]
    cuts = 0
    for before, after in zip(segment.characters, segment.characters[1:], strict=False):
        if after.x0 - before.x1 > 0.12 * after.size:
            parts.append(Line(shift=segment.shift))
            cuts += 1
        parts[-1].characters.append(after)
    if not cuts:
        return None
    for part in parts:
        if sum(1 for edge in edges[1:-1] if part.x0 + 1 < edge < part.x1 - 1):
            return None
    return parts


def _levels(
    over: Sequence[_Piece],
    names: Sequence[Sequence[_Piece]],
    columns: Sequence[tuple[float, float]],
    size: float,
) -> list[dict[int, tuple[str, int]]] | None:
    """Lines of text over several columns: by first column, text and last column."""
    heights = sorted({round(piece.y) for piece in over})
    levels: list[dict[int, tuple[str, int]]] = []
    middles = [(x0 + x1) / 2 for x0, x1 in columns]
    depths = [max((p.y + column[0].y) / 2 for p in column) if column else 0.0 for column in names]
    deepest = max(depths, default=0.0)
    for number, height in enumerate(heights):
        level: dict[int, tuple[str, int]] = {}
        lowest = number == len(heights) - 1
        for piece in sorted((p for p in over if round(p.y) == height), key=lambda p: p.x0):
            free = [
                column
                for column in range(len(columns))
                if not lowest or depths[column] > deepest - size / 2
            ]
            best = _widest(piece, middles, free, level, size)
            if best is None:
                return None
            level[best[0]] = (piece.text, best[1])
        levels.append(level)
    return levels


def _widest(
    piece: _Piece,
    middles: Sequence[float],
    free: Sequence[int],
    level: dict[int, tuple[str, int]],
    size: float,
) -> tuple[int, int] | None:
    """The most columns in a row that text is centred over."""
    begin = max((last + 1 for _, last in level.values()), default=0)
    allowed = set(free)
    best: tuple[int, int] | None = None
    for first in range(begin, len(middles)):
        for last in range(first + 1, len(middles)):
            if not all(column in allowed for column in range(first, last + 1)):
                break
            centred = abs((middles[first] + middles[last]) / 2 - piece.middle) < _CENTRED * size
            if centred and (best is None or last - first > best[1] - best[0]):
                best = (first, last)
    return best


def _is_over(level: dict[int, tuple[str, int]], column: int) -> bool:
    return any(first <= column <= last for first, (_, last) in level.items())
