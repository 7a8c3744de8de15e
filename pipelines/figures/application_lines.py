"""The rows of 表三: which of a row's cells are labels and which are its seven figures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto

from pipelines.figures.applicants import WIDTH, Column
from pipelines.figures.printed import Row
from pipelines.figures.vocabulary import Vocabulary
from pipelines.labels import bare, core, is_wordy, normal
from pipelines.values import is_dash

# 三、本年度办理结果 / （三）不予公开 / 1.属于国家秘密
LABELS = 3


class Side(Enum):
    """Where the empty cells stand that spans left behind: before the figures or after them."""

    BEFORE = auto()
    AFTER = auto()


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
    wordy = [
        i
        for i, t in enumerate(texts[: max(1, min(LABELS, len(texts) - WIDTH))])
        if is_wordy(t) and not is_dash(t)
    ]
    last = known[-1] if known else wordy[-1] if wordy else None
    above = [cell.text for cell in row.line.above]
    before = [*above, *texts[: last or 0]]
    groups = [
        words.application_groups[core(t)] for t in before if core(t) in words.application_groups
    ]
    label = texts[last] if last is not None else ""
    group = groups[-1] if groups else ""
    labels = None if last is None else last + 1
    if core(label) == words.application_result:
        label, labels = "", None  # the label of the row itself is lost
    elif core(label) in words.application_groups:
        group = words.application_groups[core(label)]
        if not _is_row(label, words) or _covers(row, last):
            label, labels = "", None
    return Line(row=row, label=label, group=group, labels=labels, columns=columns)


def _is_row(text: str, words: Vocabulary) -> bool:
    if not text:
        return False
    return core(text) in words.application_labels or bare(text) in words.application_labels


def _covers(row: Row, index: int | None) -> bool:
    return index is not None and row.own[index].rowspan > 1


def spare_side(lines: Sequence[Line]) -> Side | None:
    """Return on which side of the figures spare cells stand; None if it cannot be told."""
    before = after = 0
    for line in lines:
        if line.labels is None:
            continue
        rest = line.row.texts[line.labels :]
        if len(rest) <= WIDTH:
            # What a span from above covers is printed in its place.
            before += line.labels > 1 and not normal(line.row.texts[0])
            continue
        fits_before, fits_after = not any(rest[:-WIDTH]), not any(rest[WIDTH:])
        before += fits_before and not fits_after
        after += fits_after and not fits_before
    if before and after:
        return None
    if before or after:
        return Side.BEFORE if before else Side.AFTER
    return None if any(line.row.spans for line in lines) else Side.AFTER


def values_of(line: Line, labels: int, side: Side | None) -> list[str] | None:
    """Return the figures of a row, seven if it has so many; None where it is not clear which.

    ``labels`` is how many labels begin in such a row of the form, for a row whose own are lost.
    """
    texts = line.row.texts
    if line.labels is None and (line.row.spans or side is Side.BEFORE):
        return list(texts[-WIDTH:]) if len(texts) > WIDTH else None
    rest = texts[line.labels if line.labels is not None else labels :]
    if len(rest) <= WIDTH:
        return list(rest)
    left, right = list(rest[:WIDTH]), list(rest[-WIDTH:])
    fits_left, fits_right = not any(rest[WIDTH:]), not any(rest[:-WIDTH])
    if left == right:
        return left
    if fits_left and (side is Side.AFTER or not fits_right):
        return left
    if fits_right and (side is Side.BEFORE or not fits_left):
        return right
    filled = [text for text in rest if text]
    return filled if len(filled) == WIDTH else None


def reach(line: Line) -> int:
    """Return how many rows the group's label covers: by its span, or by zeros printed over it."""
    labels = line.row.own[: max(0, len(line.row.own) - WIDTH)]
    spans = [cell.rowspan for cell in labels if 1 < cell.rowspan <= 8]
    return min(spans, default=1)
