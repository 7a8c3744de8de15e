"""The parts of a table without rules: heads, and the rows of figures and labels under each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from pipelines.formats.pdf.pieces import (
    REST,
    Block,
    Piece,
    figures_at_end,
    leading_of,
    stacked,
)

# Text is centred over the figures if its middle is this near (in sizes) to theirs: cells are seldom
# filled to their edges.
_NEAR = 1.5
# Labels end this far (in sizes) before the first figure, or further.
_BEFORE = 0.15


@dataclass(slots=True)
class Part:
    """A head, and what stands under it: figures, and labels left of them."""

    titles: list[Block] = field(default_factory=list)
    beside: list[Block] = field(default_factory=list)  # in the head, over the labels
    names: list[Block] = field(default_factory=list)  # in the head, over the figures
    figures: list[Block] = field(default_factory=list)
    labels: list[Block] = field(default_factory=list)

    @property
    def head(self) -> list[str]:
        """Its texts in the head, in reading order."""
        blocks = sorted((*self.titles, *self.beside, *self.names), key=lambda b: (b.line, b.x0))
        return [block.text for block in blocks]


@dataclass(slots=True)
class _Group:
    """The lines of a part, where its figures begin, and where labels beside figures end.

    Infinite while there are none.
    """

    lines: list[Sequence[Piece]] = field(default_factory=list)
    left: float = float("inf")
    labels: float = float("-inf")


def parts_of(lines: Sequence[Sequence[Piece]], size: float) -> list[Part]:
    """Divide the lines of a table where a head stands under rows, and sort what is in each part.

    Parts may have columns of their own: a page break changes them, and so do tables in one frame.
    """
    leading = leading_of(lines, size)
    groups = _grouped(lines, size, leading)
    middle = (min(line[0].x0 for line in lines) + max(line[-1].x1 for line in lines)) / 2
    parts = []
    for group in groups:
        blocks = stacked((piece for line in group.lines for piece in line), leading, size)
        parts.append(_part(blocks, group, middle, size))
    return _without_repeats(parts)


def _grouped(lines: Sequence[Sequence[Piece]], size: float, leading: float) -> list[_Group]:
    groups = [_Group()]
    titles = 0  # of the first group, above its head and left of its figures
    for number, line in enumerate(lines):
        group = groups[-1]
        figures = figures_at_end(line)
        if figures:
            group.left = min(group.left, figures[0].x0 - _BEFORE * size)
            beside = [piece.x1 for piece in line if piece.x1 <= group.left]
            group.labels = max(group.labels, *beside, float("-inf"))
            group.lines.append(line)
            continue
        left = group.left if group.left < float("inf") else _next_left(lines[number:], size)
        has_rows = group.left < float("inf") or _is_blank_row(group.lines, line, left)
        is_right = line[-1].x1 > left or line[-1].x0 > group.labels > float("-inf")
        goes_on = REST.fullmatch(line[-1].text) or (
            group.lines and line[-1].y - group.lines[-1][-1].y < leading
        )
        if has_rows and is_right and not goes_on and not Block([line[-1]]).is_figure:
            if len(groups) == 1:
                titles = _titles(group.lines, left)
            group.left = left
            above = _taken(group.lines, titles, left)
            groups.append(_Group(above))
        groups[-1].lines.append(line)
    return groups


def _next_left(lines: Sequence[Sequence[Piece]], size: float) -> float:
    """Return where figures begin in the next line that has any."""
    figures = next((figures for line in lines if (figures := figures_at_end(line))), None)
    return figures[0].x0 - _BEFORE * size if figures else float("inf")


def _is_blank_row(lines: Sequence[Sequence[Piece]], line: Sequence[Piece], left: float) -> bool:
    """Whether a line is a title below a head whose rows are all blank."""
    if len(line) > 1 or not line[0].x0 < left < line[0].x1 or not lines:
        return False
    return lines[-1][-1].x1 <= left and any(len(other) > 1 for other in lines)


def _titles(lines: Sequence[Sequence[Piece]], left: float) -> int:
    """Return how many lines above the first head are left of the figures."""
    count = 0
    while count < len(lines) and len(lines[count]) == 1 and lines[count][0].x1 <= left:
        count += 1
    return count


def _taken(lines: list[Sequence[Piece]], count: int, left: float) -> list[Sequence[Piece]]:
    """Take the last lines under rows that are titles of the next head away from them."""
    taken: list[Sequence[Piece]] = []
    while len(taken) < count and len(lines[-1]) == 1 and lines[-1][0].x1 <= left:
        taken.insert(0, lines.pop())
    return taken


def _part(blocks: Sequence[Block], group: _Group, middle: float, size: float) -> Part:
    """Sort the blocks of a part. ``middle``: of the whole table's width."""
    part, left = Part(), group.left
    rows = {
        line[0].line
        for line in group.lines
        if figures_at_end(line) or (line[-1].middle > left and Block([line[-1]]).is_figure)
    }
    first = min(rows, default=1 + max(block.line for block in blocks))
    top = min((block.top for block in blocks if block.line == first), default=float("inf"))
    heads: list[Block] = []
    for block in blocks:
        if block.line in rows and block.middle > left:
            part.figures.append(block)
        elif block.line >= first or (block.x1 <= left and block.bottom > top - size / 2):
            part.labels.append(block)
        else:
            heads.append(block)
    end = max((block.x1 for block in part.labels), default=float("-inf"))
    if not rows:
        end = left
    alone = [
        block
        for block in heads
        if not any(b is not block and b.line == block.line for b in heads)
        and _is_over_all(block, blocks, end, middle, size)
    ]
    part.names = [b for b in heads if b.x0 >= end and not any(b is other for other in alone)]
    upper = min((block.line for block in part.names), default=first)
    bottom = max((block.bottom for block in part.names), default=float("inf"))
    for block in heads:
        if any(block is other for other in alone) or (block.x0 < end and _ends(block, upper)):
            part.titles.append(block)
        elif block.x0 < end:
            (part.labels if block.top > bottom else part.beside).append(block)
    return part


def _ends(block: Block, line: int) -> bool:
    """Whether a block ends above a line."""
    return block.pieces[-1].line < line


def _is_over_all(
    block: Block, blocks: Sequence[Block], end: float, middle: float, size: float
) -> bool:
    """Whether text alone on its line is over labels and figures, not only over the figures.

    ``end``: of the labels.
    """
    rest = [other for other in blocks if other.line > block.line and other is not block]
    inner = [other for other in rest if other.x0 >= end]
    if not inner or len(inner) == len(rest):
        return False
    if any(other.line < block.line for other in blocks if other.x0 < end):
        return False
    x0, x1 = min(other.x0 for other in inner), max(other.x1 for other in inner)
    if block.x0 < end:
        return block.x1 > x0
    if sum(not other.is_figure for other in inner) < 2:
        return True
    whole = (min(other.x0 for other in rest) + x1) / 2
    aside = abs((x0 + x1) / 2 - block.middle)
    if abs(block.x0 - x0) < size / 4 or abs(block.x1 - x1) < size / 4:
        return False
    return aside > _NEAR * size or min(abs(m - block.middle) for m in (whole, middle)) < aside


def _without_repeats(parts: Sequence[Part]) -> list[Part]:
    """The parts, those under a head that a new page only repeats joined to the one before."""
    joined: list[Part] = []
    for part in parts:
        if joined and len(joined[-1].head) > 1 and part.head == joined[-1].head:
            joined[-1].figures += part.figures
            joined[-1].labels += part.labels
        else:
            joined.append(part)
    return joined
