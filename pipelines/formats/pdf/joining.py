"""A table that goes on over a page break, put together again."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from pipelines.formats.pdf.ruled import Box, Drawn

# Word moves a table's edges by a few points from page to page.
_SAME_EDGE = 8.0
_NUMBERED = re.compile(
    r"[（(]?[一二三四五六七八九十\d]{1,2}[）)]?[、.．]|[（(][一二三四五六七八九十]"
)
_NUMBER = re.compile(r"[\d.,+\-－—/／\s]*")


def goes_on(above: Drawn, below: Drawn) -> bool:
    """Whether a table at the head of a page has the edges of the one at the foot before."""
    return abs(above.x0 - below.x0) < _SAME_EDGE and abs(above.x1 - below.x1) < _SAME_EDGE


def join(above: Drawn, below: Drawn) -> Drawn:
    """One table of both: a repeated header dropped, cells that the break divides made one."""
    lower = _without_header(above, below)
    if not lower:
        return above
    offset = above.bottom - min(box.top for box in lower)
    shifted = [replace(box, top=box.top + offset, bottom=box.bottom + offset) for box in lower]
    foot = [box for box in above.boxes if abs(box.bottom - above.bottom) < _SAME_EDGE / 2]
    head = [box for box in shifted if abs(box.top - above.bottom) < _SAME_EDGE / 2]
    pairs = [
        (upper, under)
        for upper in foot
        for under in head
        if abs(upper.x0 - under.x0) < _SAME_EDGE and abs(upper.x1 - under.x1) < _SAME_EDGE
    ]
    if len(pairs) == len(head) == len(foot) and _is_broken_row(pairs):
        joined = pairs
    elif _ends_a_header(foot, head):
        joined = []
    else:
        header = _is_header(head) and len(pairs) < len(head)
        joined = [pair for pair in pairs if _is_one_cell(*pair, above, shifted, header)]
    gone = {id(box) for pair in joined for box in pair}
    boxes = [box for box in (*above.boxes, *shifted) if id(box) not in gone]
    for upper, under in joined:
        boxes.append(replace(upper, bottom=under.bottom, text=upper.text + under.text))
    return Drawn(boxes)


def _rows(boxes: Sequence[Box]) -> list[list[Box]]:
    rows: dict[int, list[Box]] = {}
    for box in boxes:
        key = next((k for k in rows if abs(k - box.top) < 3), round(box.top))
        rows.setdefault(key, []).append(box)
    return [sorted(rows[key], key=lambda box: box.x0) for key in sorted(rows)]


def _without_header(above: Drawn, below: Drawn) -> list[Box]:
    """The boxes of ``below`` without the rows at its head that repeat those of ``above``."""
    boxes = list(below.boxes)
    for first, again in zip(_rows(above.boxes), _rows(below.boxes), strict=False):
        texts = [box.text for box in again]
        wordless = all(_NUMBER.fullmatch(text) for text in texts)
        if wordless or texts != [box.text for box in first]:
            break
        boxes = [box for box in boxes if not any(box is other for other in again)]
    # A header cell that spans rows ends with the last of them; one that doesn't is no header.
    return boxes


def _is_broken_row(pairs: Sequence[tuple[Box, Box]]) -> bool:
    """Whether a row was broken inside: its label goes on, and no number stands under a number."""
    going_on = [(upper, under) for upper, under in pairs if upper.text and under.text]
    if not going_on or len(going_on) > 2 or len(pairs) < 2:
        return False
    for upper, under in going_on:
        if _NUMBER.fullmatch(upper.text) or _NUMBER.fullmatch(under.text):
            return False
        if _NUMBERED.match(under.text):
            return False
    return all(not under.text for upper, under in pairs if (upper, under) not in going_on) or all(
        not upper.text for upper, under in pairs if (upper, under) not in going_on
    )


def _ends_a_header(foot: Sequence[Box], head: Sequence[Box]) -> bool:
    """Whether the break stands between a header and its first row of figures, blanks among them."""
    words = all(box.text and not _NUMBER.fullmatch(box.text) for box in foot)
    return words and any(box.text and _NUMBER.fullmatch(box.text) for box in head)


def _is_header(row: Sequence[Box]) -> bool:
    """Whether a row may name columns: several words and no number.

    It goes on with the header above only if some of its cells divide one there: then the others
    are the rest of cells that span both rows.
    """
    texts = [box.text for box in row if box.text]
    return len(texts) > 1 and not any(_NUMBER.fullmatch(text) for text in texts)


def _is_one_cell(
    upper: Box, under: Box, above: Drawn, shifted: Sequence[Box], header: bool
) -> bool:
    """Whether a cell without text at the head of a page is the rest of the one over the break.

    It must span rows on one of the pages, or stand in a broken header: a blank cell of a single row
    of data is a blank cell.
    """
    if upper.text and _NUMBER.fullmatch(upper.text):
        return False
    if under.text and (_NUMBER.fullmatch(under.text) or _NUMBERED.match(under.text)):
        return False
    if header and upper.text:
        return True
    return _height(upper, above.boxes) > 1 or _height(under, shifted) > 1


def _height(box: Box, boxes: Sequence[Box]) -> int:
    tops = sorted(
        {round(other.top) for other in boxes if box.top - 2 <= other.top < box.bottom - 2}
    )
    return sum(1 for one, two in zip([-9, *tops], tops, strict=False) if two - one > 3)
