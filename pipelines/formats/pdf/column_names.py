"""Text over the figures of a table without rules: titles, and names of columns with spans."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from pipelines.document import Cell
from pipelines.formats.pdf.blocks import Block
from pipelines.formats.pdf.lines import Line
from pipelines.formats.pdf.pieces import CENTRED, Piece, piece_of
from pipelines.formats.whitespace import join_lines


def header_rows(
    block: Block, columns: Sequence[tuple[float, float]], depth: int, left: float, size: float
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
    beside: list[Piece] = []
    names: list[list[Piece]] = [[] for _ in columns]
    over: list[Piece] = []
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
    beside: list[Piece],
    names: list[list[Piece]],
    over: list[Piece],
) -> None:
    """Put a piece of a header beside the columns, into one, into several, or over several."""
    piece = piece_of(segment)
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
        names[column].append(piece_of(part))


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
    over: Sequence[Piece],
    names: Sequence[Sequence[Piece]],
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
    piece: Piece,
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
            centred = abs((middles[first] + middles[last]) / 2 - piece.middle) < CENTRED * size
            if centred and (best is None or last - first > best[1] - best[0]):
                best = (first, last)
    return best


def _is_over(level: dict[int, tuple[str, int]], column: int) -> bool:
    return any(first <= column <= last for first, (_, last) in level.items())
