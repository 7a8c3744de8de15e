"""Text beside the rows of a table without rules: which rows it labels, and which have no figure."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

from pipelines.document import Cell
from pipelines.formats.pdf.pieces import CENTRED, ITEM, PART, SECTION, Block, Piece

# Where the label of a row that has none is: right of those that cover several rows.
_LAST = float("inf")


@dataclass(slots=True)
class Label:
    """Text beside rows: the first of them, how many, and where it stands."""

    text: str
    row: int
    rows: int
    x: float


def rows_of(
    labels: Sequence[Block], figures: Sequence[float], size: float
) -> tuple[list[float], list[Label]] | None:
    """Return the heights of all rows, and what labels them.

    ``figures``: the heights of rows with figures. None where it is in doubt which label is whose.
    """
    if not labels:
        return list(figures), []
    own: dict[float, Block] = {}
    for height in figures:
        beside = [b for b in labels if b.top - size / 2 < height < b.bottom + size / 2]
        if not beside:
            continue
        label = max(beside, key=lambda block: block.x0)
        if any(label is other for other in own.values()):
            return None
        own[height] = label
    bare = [height for height in figures if height not in own]
    spanning: list[Block] = []
    for block in labels:
        if any(block is other for other in own.values()):
            continue
        if _spans(block, labels, size):
            spanning.append(block)
        elif bare:
            return None  # it may be the label of a row that has none
        else:
            own[block.y] = block
    own |= {height: Block([Piece("", 0, 0, height)]) for height in bare}
    heights = sorted(own)
    if any(b - a < size / 2 for a, b in itertools.pairwise(heights)):
        return None
    texts = [own[height].text for height in heights]
    found = [
        Label(text, number, 1, own[heights[number]].middle if text else _LAST)
        for number, text in enumerate(texts)
    ]
    above = _spanning(_whole(spanning, size), texts, heights)
    if above is None:
        return None
    return heights, sorted([*found, *above], key=lambda label: (label.row, label.x))


def _spans(block: Block, labels: Sequence[Block], size: float) -> bool:
    """Whether a text without figures beside it labels several rows, and is no row of its own.

    Then others stand right of it: on its lines, or in the nearest rows above and below, and those
    rows have nothing in its place.
    """
    others = [other for other in labels if other is not block]
    if any(
        other.x0 >= block.x1
        and other.top < block.bottom + size / 2
        and other.bottom > block.top - size / 2
        for other in others
    ):
        return True
    above = [other for other in others if other.bottom < block.top]
    below = [other for other in others if other.top > block.bottom]
    rows = []
    if above:
        nearest = max(other.bottom for other in above)
        rows.append([other for other in above if nearest - other.bottom < size / 2])
    if below:
        nearest = min(other.top for other in below)
        rows.append([other for other in below if other.top - nearest < size / 2])
    return bool(rows) and all(other.x0 >= block.x1 for row in rows for other in row)


def _whole(blocks: Sequence[Block], size: float) -> list[Block]:
    """The blocks, those of one or two characters a line over each other joined: a vertical label.

    A page break divides such a label between its characters.
    """
    joined: list[Block] = []
    for block in sorted(blocks, key=lambda block: block.top):
        for other in joined:
            pieces = (*other.pieces, *block.pieces)
            narrow = all(len(piece.text) <= 2 and not piece.is_value for piece in pieces)
            if narrow and abs(other.middle - block.middle) < CENTRED * size:
                other.pieces += block.pieces
                break
        else:
            joined.append(Block(list(block.pieces)))
    return joined


def _spanning(
    blocks: Sequence[Block], texts: Sequence[str], heights: Sequence[float]
) -> list[Label] | None:
    """Return the rows that texts over several rows label, the innermost first.

    Each labels a run of items 1., 2., 3. or, left of those, all parts of a numbered whole. None
    where two would label one run. One that a page break repeats is the one above it: where it
    begins again makes no difference.
    """
    repeats = [block for block in blocks if _repeats(block, blocks)]
    blocks = [block for block in blocks if not any(block is again for again in repeats)]
    found: list[Label] = []
    at = [min(range(len(heights)), key=lambda n: abs(heights[n] - b.y)) for b in blocks]
    for block, number in sorted(zip(blocks, at, strict=True), key=lambda pair: -pair[0].x0):
        vertical = len(block.pieces) > 2 and all(len(piece.text) <= 2 for piece in block.pieces)
        outer = SECTION.match(block.text) or (vertical and not PART.match(block.text))
        first, last = _parts_around(texts, number) if outer else _items_around(texts, number)
        column = [n for other, n in zip(blocks, at, strict=True) if other.overlaps(block)]
        first = max([first, *(n + 1 for n in column if n < number)])
        last = min([last, *(n - 1 for n in column if n > number)])
        for label in found:
            if label.row <= last and first < label.row + label.rows and label.x <= block.x1:
                return None
        found.append(Label(block.text, first, last - first + 1, block.middle))
    for block in repeats:
        number = min(range(len(heights)), key=lambda n: abs(heights[n] - block.y))
        if not any(
            label.text == block.text and label.row <= number < label.row + label.rows
            for label in found
        ):
            return None
    return found


def _repeats(block: Block, blocks: Sequence[Block]) -> bool:
    """Whether the text above in its column is the same."""
    above = [other for other in blocks if other.bottom < block.top and other.overlaps(block)]
    return bool(above) and max(above, key=lambda other: other.top).text == block.text


def _items_around(texts: Sequence[str], number: int) -> tuple[int, int]:
    """The run 1., 2., 3. … of items that a row belongs to; else the row alone."""
    numbers = [int(match[1]) if (match := ITEM.match(text)) else 0 for text in texts]
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
    while first > 0 and PART.match(texts[first - 1]):
        first -= 1
    while last + 1 < len(texts) and PART.match(texts[last + 1]):
        last += 1
    return first, last


def covering_labels(labels: Sequence[Label], row: int) -> list[Label]:
    """The labels of a row, from left to right, those that begin above it too."""
    return sorted(
        (label for label in labels if label.row <= row < label.row + label.rows),
        key=lambda label: label.x,
    )


def label_cells(labels: Sequence[Label], row: int, depth: int) -> list[Cell]:
    """The cells of the labels that begin in a row, over ``depth`` columns."""
    covering = covering_labels(labels, row)
    cells: list[Cell] = []
    for label in covering:
        if label.row != row:
            continue
        colspan = depth - len(covering) + 1 if label is covering[-1] else 1
        cells.append(Cell(text=label.text, colspan=colspan, rowspan=label.rows))
    return cells
