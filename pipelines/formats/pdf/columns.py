"""The columns of a table without rules: stretches of its width, each under one name at most.

Text of one column never stands beside text of another one, whether it is flush left, flush right or
centred: what overlaps is one column. Only the other way round is there a choice: a figure at the
right edge may not reach under a name at the left one. Then all figures belong to the names on one
side of them, and the side must be certain.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from pipelines.formats.pdf.pieces import Block


@dataclass(slots=True)
class Column:
    """A stretch of the width: its lowest name, if any, and what stands under it."""

    names: list[Block] = field(default_factory=list)
    figures: list[Block] = field(default_factory=list)

    @property
    def x0(self) -> float:
        return min(block.x0 for block in (*self.names, *self.figures))

    @property
    def x1(self) -> float:
        return max(block.x1 for block in (*self.names, *self.figures))

    @property
    def middle(self) -> float:
        return (self.x0 + self.x1) / 2


def columns_of(
    names: Sequence[Block], figures: Sequence[Block], size: float
) -> list[Column] | None:
    """Return the columns from left to right; None where it is in doubt which there are.

    ``names``: all that stands in the head over the figures, in any number of rows.
    """
    lowest = [
        name
        for name in names
        if not any(other.top > name.bottom and other.overlaps(name) for other in names)
    ]
    own = [name for name in lowest if not _may_be_over(name, lowest)]
    columns = _columns(own, figures, size)
    if columns is None and len(own) < len(lowest):
        return _columns(lowest, figures, size)
    return columns


def _may_be_over(name: Block, names: Sequence[Block]) -> bool:
    """Whether a name may stand over the gap between two columns: it has lower ones on each side."""
    lower = [other for other in names if other.top > name.bottom]
    before = [other for other in names if other.x1 <= name.x0]
    after = [other for other in names if other.x0 >= name.x1]
    if not before or not after:
        return False
    beside = max(before, key=lambda n: n.x1), min(after, key=lambda n: n.x0)
    return all(any(other is low for low in lower) for other in beside)


def _columns(names: Sequence[Block], figures: Sequence[Block], size: float) -> list[Column] | None:
    columns: list[Column] = []
    for block in sorted((*names, *figures), key=lambda block: block.x0):
        if not columns or block.x0 >= columns[-1].x1:
            columns.append(Column())
        is_name = any(block is name for name in names)
        (columns[-1].names if is_name else columns[-1].figures).append(block)
    if any(len(column.names) > 1 for column in columns):
        return None
    if not names or all(column.names for column in columns):
        return columns
    return _with_names(columns, size)


def _with_names(columns: Sequence[Column], size: float) -> list[Column] | None:
    """Give columns without a name to the one beside them, all on the same side."""
    sides = []
    for side in (-1, 1):
        joined = _joined(columns, side, size)
        if joined is not None:
            sides.append(joined)
    return sides[0] if len(sides) == 1 else None


def _joined(columns: Sequence[Column], side: int, size: float) -> list[Column] | None:
    """Return the columns, those without a name joined to the one on a side; None if they cannot."""
    joined: dict[int, Column] = {}
    for number, column in enumerate(columns):
        place = number if column.names else number + side
        if not 0 <= place < len(columns) or not columns[place].names:
            return None
        target = joined.setdefault(place, Column())
        if any(abs(a.y - b.y) < size / 2 for a in target.figures for b in column.figures):
            return None
        target.names += column.names
        target.figures += column.figures
    return [joined[place] for place in sorted(joined)]
