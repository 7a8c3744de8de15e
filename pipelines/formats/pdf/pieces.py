"""Text of a table without rules: pieces that stand together, and the columns that they fill."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pipelines.formats.pdf.lines import Line

VALUE = re.compile(r"[+\-－−]?[\d０-９][\d０-９.,，]*[件个条项次元万%％]*|[-－—–/／]{1,2}|无|——")
SECTION = re.compile(r"[一二三四五六七八九十]{1,3}、")
# Text this near (in sizes) to a middle is centred there.
CENTRED = 1.0
# Text in a table is not justified: a gap of this size divides it.
CELL_GAP = 0.4


@dataclass(slots=True)
class Piece:
    """Text that stands together on one line."""

    text: str
    x0: float
    x1: float
    y: float

    @property
    def middle(self) -> float:
        return (self.x0 + self.x1) / 2


def line_middle(line: Line) -> float:
    """The height at which a line stands."""
    return (line.top + line.bottom) / 2


def piece_of(line: Line) -> Piece:
    """A line, or a segment of one, as a piece."""
    return Piece(line.text, line.x0, line.x1, line_middle(line))


def columns_of(values: Sequence[Piece]) -> list[tuple[float, float]]:
    """The stretches of the page's width that figures fill."""
    columns: list[tuple[float, float]] = []
    for piece in sorted(values, key=lambda piece: piece.x0):
        if columns and piece.x0 <= columns[-1][1]:
            columns[-1] = (columns[-1][0], max(columns[-1][1], piece.x1))
        else:
            columns.append((piece.x0, piece.x1))
    return columns
