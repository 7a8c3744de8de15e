"""The lines of a table without rules: headers, and the rows of figures under each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from pipelines.formats.pdf.lines import Line
from pipelines.formats.pdf.pieces import CELL_GAP, CENTRED, VALUE


@dataclass(slots=True)
class Block:
    """Header lines and the rows of figures under them."""

    header: list[Line] = field(default_factory=list)
    rows: list[Line] = field(default_factory=list)
    loose: list[Line] = field(default_factory=list)  # label text between the rows


def _is_row(line: Line) -> bool:
    values = [s for s in line.segments() if VALUE.fullmatch(s.text)]
    return bool(values) and VALUE.fullmatch(line.segments()[-1].text) is not None


def blocks_of(lines: Sequence[Line]) -> list[Block] | None:
    """Headers and their rows; ``None`` where the lines are no table."""
    rows = [line for line in lines if _is_row(line)]
    if not rows or sum(len(line.segments()) for line in rows) < 3:
        return None
    blocks = [Block()]
    left = 0.0
    for line in lines:
        block = blocks[-1]
        if _is_row(line):
            block.rows.append(line)
            values = [s.x0 for s in line.segments(CELL_GAP) if VALUE.fullmatch(s.text)]
            left = min(values) if len(block.rows) == 1 else min(left, *values)
        elif block.rows and line.x1 <= left:
            block.loose.append(line)
        elif block.rows:
            blocks.append(Block(header=[*_titles(block), line]))
        else:
            block.header.append(line)
    if not blocks[-1].rows:  # a header without rows is text behind the table
        return None
    return _without_repeats(blocks)


def _titles(block: Block) -> list[Line]:
    """Take the lines behind a block's rows that are titles of the next one out of its labels."""
    last = block.rows[-1]
    label = last.segments(CELL_GAP)[0]
    titles: list[Line] = []
    while block.loose and block.loose[-1].top > last.top:
        line = block.loose[-1]
        aside = abs((line.x0 + line.x1) / 2 - (label.x0 + label.x1) / 2)
        if len(line.segments(CELL_GAP)) > 1 or aside < CENTRED * last.size:
            break
        titles.insert(0, block.loose.pop())
    return titles


def _without_repeats(blocks: Sequence[Block]) -> list[Block]:
    """The blocks, those under a header that a new page only repeats joined to the one before."""
    joined: list[Block] = []
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
