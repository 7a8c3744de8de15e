"""The parts of a table without rules: heads, and the rows of figures and labels under each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import groupby

from pipelines.formats.pdf.pieces import Block, Piece, figures_at_end

# A title's middle is this near to that of its table, whose cells are seldom filled to their edges.
_ASIDE = 1 / 8
# Labels end this far (in sizes) before the first figure, or further.
_LEFT = 0.15


@dataclass(slots=True)
class Part:
    """A head, and what stands under it: figures, and labels left of them."""

    titles: list[Block] = field(default_factory=list)
    beside: list[Block] = field(default_factory=list)  # in the head, over the labels
    names: list[Block] = field(default_factory=list)  # in the head, over the figures
    figures: list[Block] = field(default_factory=list)
    above: list[Block] = field(default_factory=list)  # all there is until the first figure
    labels: list[Block] = field(default_factory=list)

    @property
    def head(self) -> list[str]:
        """Its texts in the head, in reading order."""
        blocks = sorted((*self.titles, *self.beside, *self.names), key=lambda b: (b.line, b.x0))
        return [block.text for block in blocks]


@dataclass(frozen=True, slots=True)
class _Width:
    """Where a table begins, where its labels end, where its figures begin, and where it ends."""

    x0: float
    left: float
    inner: float
    x1: float


def left_of_figures(lines: Sequence[Sequence[Piece]], size: float) -> float | None:
    """Return what divides labels from the figures that lines end with; None without figures."""
    ends = [(pieces, figures_at_end(pieces)) for pieces in lines]
    figures = min((end[0].x0 for _, end in ends if end), default=None)
    if figures is None:
        return None
    has_labels = any(len(pieces) > len(end) for pieces, end in ends if end)
    return figures - _LEFT * size if has_labels else float("-inf")


def parts_of(blocks: Sequence[Block], left: float) -> list[Part]:
    """Divide the blocks of a table where a head stands under rows. ``left``: of the figures."""
    right = [block for block in blocks if block.x1 > left and block.x0 > left]
    width = _Width(
        min(b.x0 for b in blocks),
        left,
        min((b.x0 for b in right), default=left),
        max(b.x1 for b in blocks),
    )
    parts = [Part()]
    for _, group in groupby(sorted(blocks, key=lambda b: (b.line, b.x0)), lambda b: b.line):
        line = list(group)
        part = parts[-1]
        is_row = any(block.is_figure and block.middle > left for block in line)
        is_head = not is_row and any(block.x1 > left for block in line)
        if is_head and (part.figures or _is_title(part.above, line, left)):
            _close(part, width)
            part = Part(above=_titles_below(part, len(parts[0].titles)))
            parts.append(part)
        if is_row:
            for block in line:
                (part.figures if block.middle > left else part.labels).append(block)
        elif part.figures:
            part.labels += line
        else:
            part.above += line
    _close(parts[-1], width)
    return _without_repeats(parts)


def _is_title(heads: Sequence[Block], line: Sequence[Block], left: float) -> bool:
    """Whether a line begins another head, below rows that are all blank."""
    over = [block for block in heads if block.x1 > left]
    return bool(over) and len(line) == 1 and line[0].x0 < left and heads[-1].x1 <= left


def _close(part: Part, width: _Width) -> None:
    """Sort what stands above the first figure into titles, head and labels."""
    heads, left = part.above, width.left
    over = [block for block in heads if block.x1 > left]
    alone = [
        block
        for block in over
        if not any(b is not block and b.line == block.line for b in heads)
        and _is_over_all(block, heads, width)
    ]
    part.names = [block for block in over if not any(block is b for b in alone)]
    top = min((block.top for block in part.names), default=float("inf"))
    bottom = max((block.bottom for block in part.names), default=float("inf"))
    part.titles += alone
    for block in heads:
        if block.x1 > left:
            continue
        if block.top > bottom:
            part.labels.append(block)
        elif block.bottom < top and block.line < min(b.line for b in part.names or [block]):
            part.titles.append(block)
        else:
            part.beside.append(block)


def _is_over_all(block: Block, heads: Sequence[Block], width: _Width) -> bool:
    """Whether text alone on its line is over labels and figures, not only over the figures."""
    if any(other.line < block.line for other in heads if other.x1 <= width.left):
        return False
    if block.x0 < width.left:
        return True
    aside = abs((width.x0 + width.x1) / 2 - block.middle)
    inner = abs((width.inner + width.x1) / 2 - block.middle)
    return aside < inner and aside < _ASIDE * (width.x1 - width.x0)


def _titles_below(part: Part, count: int) -> list[Block]:
    """Take the last texts under a part's figures out of its labels: titles of the next one."""
    last = max(block.bottom for block in part.figures) if part.figures else 0.0
    titles: list[Block] = []
    while part.labels and len(titles) < count:
        block = part.labels[-1]
        if block.top <= last or any(b is not block and b.line == block.line for b in part.labels):
            break
        titles.insert(0, part.labels.pop())
    return titles


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
