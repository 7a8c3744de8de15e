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


def lowest_names(names: Sequence[Block]) -> list[Block]:
    """Return the names that no other stands under."""
    return [
        name
        for name in names
        if not any(other.top > name.bottom and other.overlaps(name) for other in names)
    ]


def columns_of(names: Sequence[Block], figures: Sequence[Block]) -> list[Column] | None:
    """Return the columns from left to right; None where it is in doubt which there are."""
    columns: list[Column] = []
    for block in sorted((*names, *figures), key=lambda block: block.x0):
        if not columns or block.x0 >= columns[-1].x1:
            columns.append(Column())
        is_name = any(block is name for name in names)
        (columns[-1].names if is_name else columns[-1].figures).append(block)
    columns = [column for number, column in enumerate(columns) if not _is_over(columns, number)]
    if any(len(column.names) > 1 for column in columns):
        return None
    if not names or all(column.names for column in columns):
        return columns
    return _with_names(columns)


def _is_over(columns: Sequence[Column], number: int) -> bool:
    """Whether a name over no figure stands over the gap between columns whose names are lower."""
    if columns[number].figures or not 0 < number < len(columns) - 1:
        return False
    bottom = max(name.bottom for name in columns[number].names)
    lower = [
        bool(beside.names) and all(name.top > bottom for name in beside.names)
        for beside in (columns[number - 1], columns[number + 1])
    ]
    return all(lower)


def _with_names(columns: Sequence[Column]) -> list[Column] | None:
    """Give columns without a name to the one beside them, all on the same side."""
    sides = []
    for side in (-1, 1):
        joined: dict[int, Column] = {}
        possible = True
        for number, column in enumerate(columns):
            place = number if column.names else number + side
            if not 0 <= place < len(columns) or not columns[place].names:
                possible = False
                break
            target = joined.setdefault(place, Column())
            if target.figures and column.figures:
                possible = False
                break
            target.names += column.names
            target.figures += column.figures
        if possible:
            sides.append([joined[place] for place in sorted(joined)])
    return sides[0] if len(sides) == 1 else None
