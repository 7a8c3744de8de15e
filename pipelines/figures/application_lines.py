"""The rows of 表三: which of a row's cells are labels and which are its seven figures."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto

from pipelines.figures.applicants import WIDTH, Column
from pipelines.figures.printed import Row
from pipelines.figures.vocabulary import Vocabulary
from pipelines.labels import bare, core, is_wordy, nearest, normal
from pipelines.values import is_figure

# 三、本年度办理结果 / （三）不予公开 / 1.属于国家秘密
LABELS = 3
# So many rows must speak for one layout for each that speaks for the other: a lost label looks
# like the place of a span.
CLEAR = 3
_ZEROS = re.compile(r"0(?:\s+0)+")


class Side(Enum):
    """Where the empty cells stand that spans left behind: before the figures or after them."""

    BEFORE = auto()
    AFTER = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """How a table lays out its rows: the side of spare cells, None where it cannot be told.

    ``lead`` is the number of cells before the figures in flattened text that prints a cell in
    every place of the grid.
    """

    side: Side | None
    lead: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A row of figures: its label, the group's, and how many of its cells are labels (or None)."""

    row: Row
    label: str
    group: str
    labels: int | None
    columns: tuple[Column, ...]


def read_line(row: Row, columns: tuple[Column, ...], words: Vocabulary) -> Line:
    """Find the label of a row among its first cells, and the group's before it or above it."""
    texts = row.texts
    known = [i for i, t in enumerate(texts[:LABELS]) if _is_row(t, words)]
    if known and core(texts[known[-1]]) in words.application_heads:
        known = []  # （六）其他处理 is a row of one form, and the group before a row of the other
    wordy = [
        i
        for i, t in enumerate(texts[: max(1, min(LABELS, len(texts) - WIDTH))])
        if is_wordy(t) and not is_figure(t)
    ]
    last = known[-1] if known else wordy[-1] if wordy else None
    above = [cell.text for cell in row.line.above]
    before = [*above, *texts[: last or 0]]
    groups = [head for head in (_head_of(t, words) for t in before if t) if head]
    groups = [head for head in groups if head != words.application_result]
    label = texts[last] if last is not None else ""
    group = groups[-1] if groups else ""
    labels = None if last is None else last + 1
    head = _head_of(label, words) if not known else None
    if head is not None:
        group = "" if head == words.application_result else head
        if not _is_row(label, words) or _covers(row, last):
            label, labels = "", None  # the label of the row itself is lost
    return Line(row=row, label=label, group=group, labels=labels, columns=columns)


def _head_of(text: str, words: Vocabulary) -> str | None:
    """Return the core of 三、本年度办理结果 or of the group that the label is, damaged or not."""
    label = core(text)
    if label in words.application_heads:
        return label
    if not is_wordy(text) or _is_row(text, words):
        return None
    whole = normal(text)
    begun = {head for head, full in words.application_heads.items() if full.startswith(whole)}
    if begun and len(whole) >= LABELS:
        return begun.pop() if len(begun) == 1 else None
    return nearest(text, {head: head for head in words.application_heads})


def _is_row(text: str, words: Vocabulary) -> bool:
    if not text:
        return False
    return core(text) in words.application_labels or bare(text) in words.application_labels


def _covers(row: Row, index: int | None) -> bool:
    return index is not None and row.own[index].rowspan > 1


def layout_of(lines: Sequence[Line]) -> Layout:
    """Return where the table's spare cells stand, by the rows of which it is clear."""
    before = after = 0
    for line in lines:
        texts = line.row.texts
        if not line.row.spans and not texts[0] and any(texts):
            before += 1  # what a span from above covers is printed in its place
            continue
        if line.labels is None:
            continue
        rest = texts[line.labels :]
        if len(rest) <= WIDTH:
            continue
        fits_before, fits_after = not any(rest[:-WIDTH]), not any(rest[WIDTH:])
        before += fits_before and not fits_after
        after += fits_after and not fits_before
    spans = any(line.row.spans for line in lines)
    if min(before, after) * CLEAR > max(before, after):
        return Layout(side=None, lead=None)
    side = Side.BEFORE if before > after else None if spans and not after else Side.AFTER
    if side is not Side.BEFORE or spans:
        return Layout(side=side, lead=None)
    widths = Counter(len(line.row.texts) for line in lines)
    return Layout(side=side, lead=max(0, widths.most_common(1)[0][0] - WIDTH))


def values_of(line: Line, labels: int, layout: Layout) -> list[str] | None:
    """Return the figures of a row, seven if it has so many; None where it is not clear which.

    ``labels`` is how many labels begin in such a row of the form, for a row whose own are lost.
    """
    texts = line.row.texts
    own = line.labels
    side = layout.side
    if layout.lead is not None and not any(texts[own or layout.lead : layout.lead]):
        own = max(layout.lead, own or 0)
    elif own is None:
        if line.row.spans or side is Side.BEFORE:
            return list(texts[-WIDTH:]) if len(texts) > WIDTH else None
        # After a page break more labels begin in a row than the form has there.
        fits = (n for n in range(labels, LABELS + 1) if not any(texts[n + WIDTH :]))
        own = next(fits, labels)
    rest = texts[own:]
    if len(rest) <= WIDTH:
        return list(rest)
    filled = [text for text in rest if text]
    if layout.lead is not None:  # one place too many, and nobody knows which
        return filled if len(filled) == WIDTH else None
    left, right = list(rest[:WIDTH]), list(rest[-WIDTH:])
    fits_left, fits_right = not any(rest[WIDTH:]), not any(rest[:-WIDTH])
    if left == right:
        return left
    if fits_left and (side is Side.AFTER or not fits_right):
        return left
    if fits_right and (side is Side.BEFORE or not fits_left):
        return right
    return filled if len(filled) == WIDTH else None


def reach(line: Line) -> int:
    """Return how many rows the label of the row's group covers, 1 where nothing says.

    A label that was overwritten may print a zero for each of its rows: 0 0 0.
    """
    labels = line.row.own[: max(0, len(line.row.own) - WIDTH)]
    # In the first column stands 三、, which covers all groups.
    spans = [cell.rowspan for cell in labels if cell.column > 0]
    zeros = [len(cell.text.split()) for cell in labels if _ZEROS.fullmatch(cell.text)]
    return max([*spans, *zeros], default=1)
