"""Text beside the rows of a table without rules: which rows it labels."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pipelines.document import Cell
from pipelines.formats.pdf.pieces import CENTRED, SECTION, Piece
from pipelines.formats.whitespace import join_lines

_ITEM = re.compile(r"(\d{1,2})[.、．]")
_PART = re.compile(r"[（(]|\d{1,2}[.、．]")


@dataclass(slots=True)
class Label:
    """Text beside rows: the first of them, how many, and where it stands."""

    text: str
    row: int
    rows: int
    x: float


def label_rows(pieces: Sequence[Piece], rows: Sequence[float], size: float) -> list[Label] | None:
    """Which text labels which rows; ``None`` where a row has none or text is left over."""
    own: dict[int, list[Piece]] = {number: [] for number in range(len(rows))}
    wide: list[Piece] = []
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
        Label(join_lines([p.text for p in own[number]]), number, 1, own[number][0].middle)
        for number in own
    ]
    texts = [label.text for label in labels]
    spanning: list[Label] = []
    for stack in _one_column(_stacks(wide, size), size):
        middle = (stack[0].y + stack[-1].y) / 2
        number = min(range(len(rows)), key=lambda i: abs(rows[i] - middle))
        text = join_lines([piece.text for piece in stack])
        vertical = len(stack) > 2 and all(len(piece.text) <= 2 for piece in stack)
        first, last = _parts_around(texts, number) if vertical else _items_around(texts, number)
        spanning.append(Label(text, first, last - first + 1, stack[0].middle))
    return sorted([*labels, *spanning], key=lambda label: (label.row, label.x))


def _stacks(pieces: Sequence[Piece], size: float) -> list[list[Piece]]:
    """Pieces under each other that are one text broken into lines.

    They stand over each other's middle, no further apart than lines of one text are.
    """
    stacks: list[list[Piece]] = []
    for piece in sorted(pieces, key=lambda piece: (piece.y, piece.x0)):
        for stack in reversed(stacks):
            last = stack[-1]
            near = 0 < piece.y - last.y < 1.35 * size
            over = abs(piece.middle - last.middle) < CENTRED * size or abs(piece.x0 - last.x0) < 2
            if near and over and not _ITEM.match(piece.text) and not SECTION.match(piece.text):
                stack.append(piece)
                break
        else:
            stacks.append([piece])
    return stacks


def _one_column(stacks: Sequence[list[Piece]], size: float) -> list[list[Piece]]:
    """The stacks, those of one or two characters a line over each other joined: a vertical label.

    A page break divides such a label between its characters.
    """
    joined: list[list[Piece]] = []
    for stack in stacks:
        for other in joined:
            narrow = all(len(piece.text) <= 2 for piece in (*other, *stack))
            if narrow and abs(other[-1].middle - stack[0].middle) < CENTRED * size:
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
