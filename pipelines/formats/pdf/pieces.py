"""Text of a table without rules: pieces that stand together, and cells of several lines."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

from pipelines.formats.pdf.lines import Line
from pipelines.formats.whitespace import join_lines

# A figure, in words or with a remark too (约1, 32多件, 22（其中修订16件）), or a mark for none.
# A remark may go on on the next line.
VALUE = re.compile(
    r"[约近共]?[+\-－−]?[\d０-９][\d０-９.,，]*\s?[余多]?[件个条项次元万%％]*(?:[（(][^（()）]{1,20}[)）]?)?"
    r"|[-－—–/／]{1,2}|无|——|不适用"
)
# What stands in a figure's place where it is no bare number: 约200, 22（其中修订16件）.
_ABOUT = re.compile(r"[约近共]?[\d０-９].{0,30}(?<!年)(?<!年度)")
# A remark behind a figure that goes on on the next line, and its end there.
_OPEN = re.compile(r".*[（(][^（()）]{1,20}")
REST = re.compile(r"[^（()）]{0,8}[)）]")
SECTION = re.compile(r"[一二三四五六七八九十]{1,3}、")
ITEM = re.compile(r"(\d{1,2})[.、．]")
PART = re.compile(r"[（(]|\d{1,2}[.、．]")
# Text this near (in sizes) to a middle is centred there.
CENTRED = 1.0
# Edges of text that begins or ends at one edge of a column differ by less (in sizes).
FLUSH = 0.2
# A gap of this size divides cells. The blank of most fonts is narrower; where a line is justified,
# all its gaps are wider by the same.
_CELL_GAP = 0.3
# Two figures, or a figure and a mark for none, stand apart by less where their columns meet.
_FIGURE_GAP = 0.15
_MARKS = frozenset("0123456789/／-－—–")
# Blanks that are printed may leave this gap inside a text; more of them set columns apart.
_BLANKS = 1.4
# A number and its unit are one text, though a broad blank may stand between them.
_UNIT_GAP = 0.8
_NUMBER = re.compile(r"[\d０-９.,，]+")
_UNIT = re.compile(r"[件个条项次元万人篇]{1,2}(?:[（(].*)?")
# Lines of one text follow each other within this distance (in sizes), and those of two rows of
# figures at this part of theirs at most: a row is its lines and the space around them.
_LEADING, _TIGHTER = 1.35, 0.95


@dataclass(frozen=True, slots=True)
class Piece:
    """Text that stands together on one line, which has a number."""

    text: str
    x0: float
    x1: float
    y: float
    line: int = 0

    @property
    def middle(self) -> float:
        return (self.x0 + self.x1) / 2

    @property
    def is_value(self) -> bool:
        return VALUE.fullmatch(self.text) is not None


@dataclass(slots=True)
class Block:
    """Pieces under each other that are the text of one cell."""

    pieces: list[Piece]

    @property
    def text(self) -> str:
        return join_lines([piece.text for piece in self.pieces])

    @property
    def x0(self) -> float:
        return min(piece.x0 for piece in self.pieces)

    @property
    def x1(self) -> float:
        return max(piece.x1 for piece in self.pieces)

    @property
    def middle(self) -> float:
        return (self.x0 + self.x1) / 2

    @property
    def top(self) -> float:
        """The height of its first line's middle."""
        return self.pieces[0].y

    @property
    def bottom(self) -> float:
        """The height of its last line's middle."""
        return self.pieces[-1].y

    @property
    def y(self) -> float:
        return (self.top + self.bottom) / 2

    @property
    def line(self) -> int:
        return self.pieces[0].line

    @property
    def is_figure(self) -> bool:
        """Whether it is, or holds, what may stand in a figure's place."""
        return self.pieces[0].is_value or _ABOUT.fullmatch(self.text) is not None

    def overlaps(self, other: Block | Piece) -> bool:
        """Whether one stands above or below a part of the other."""
        return self.x0 < other.x1 and other.x0 < self.x1


def pieces_of(line: Line, number: int) -> list[Piece]:
    """Return what stands on a line of a table, from left to right."""
    size = line.size
    gaps = [after.x0 - before.x1 for before, after in pairwise(line.characters)]
    usual = median([0.0, 0.0, *(max(0.0, gap) for gap in gaps if gap < _CELL_GAP * size)])
    parts = [Line([line.characters[0]], line.shift)]
    for gap, (before, after) in zip(gaps, pairwise(line.characters), strict=True):
        if after.blank_before:
            apart = _BLANKS + usual / size
        elif before.text in _MARKS and after.text in _MARKS:
            apart = _FIGURE_GAP
        else:
            apart = _CELL_GAP + usual / size
        if gap > apart * size:
            parts.append(Line(shift=line.shift))
        parts[-1].characters.append(after)
    pieces: list[Piece] = []
    for part in parts:
        piece = Piece(part.text, part.x0, part.x1, (part.top + part.bottom) / 2, number)
        last = pieces[-1] if pieces else None
        if (
            last is not None
            and piece.x0 - last.x1 < _UNIT_GAP * size
            and _NUMBER.fullmatch(last.text)
            and _UNIT.fullmatch(piece.text)
        ):
            pieces[-1] = replace(last, text=last.text + piece.text, x1=piece.x1)
        else:
            pieces.append(piece)
    return pieces


def figures_at_end(pieces: Sequence[Piece]) -> list[Piece]:
    """Return the figures that a line ends with."""
    count = 0
    while count < len(pieces) and pieces[-1 - count].is_value:
        count += 1
    return list(pieces[len(pieces) - count :])


def leading_of(lines: Sequence[Sequence[Piece]], size: float) -> float:
    """Return how far the lines of one cell may be apart."""
    heights = [
        pieces[-1].y
        for pieces in lines
        if any(not _OPEN.fullmatch(piece.text) for piece in figures_at_end(pieces))
    ]
    rows = min((b - a for a, b in pairwise(heights)), default=2 * size)
    return min(_LEADING * size, _TIGHTER * rows)


def stacked(pieces: Iterable[Piece], leading: float, size: float) -> list[Block]:
    """Put pieces together that are lines of one cell: near, and flush or centred.

    What begins with a number of its own is another cell, and so is a figure under a figure.
    """
    blocks: list[Block] = []
    for piece in sorted(pieces, key=lambda piece: (piece.y, piece.x0)):
        for block in reversed(blocks):
            last = block.pieces[-1]
            if (
                0.5 * size < piece.y - last.y < leading
                and _is_aligned(last, piece, size)
                and not (last.is_value and piece.is_value)
                and not ITEM.match(piece.text)
                and not SECTION.match(piece.text)
            ):
                block.pieces.append(piece)
                break
        else:
            blocks.append(Block([piece]))
    return blocks


def _is_aligned(above: Piece, below: Piece, size: float) -> bool:
    near = FLUSH * size
    return (
        abs(above.x0 - below.x0) < near
        or abs(above.x1 - below.x1) < near
        or abs(above.middle - below.middle) < CENTRED * size
    )
