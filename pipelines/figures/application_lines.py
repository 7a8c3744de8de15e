"""The rows of 表三: which of a row's cells are labels and which are its seven figures."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import Enum, auto

from pipelines.figures.applicants import WIDTH, Column
from pipelines.figures.printed import Row
from pipelines.figures.splitting import adds_up, value_of
from pipelines.figures.vocabulary import Vocabulary, vocabulary
from pipelines.labels import bare, core, is_wordy, nearest, normal, number
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
    every place of the grid, ``width`` that of all its cells; ``tail`` that of spare cells at the
    end of a row with spans. ``aligned`` says that in every row whose labels are known the figures
    begin where the head has their columns.
    """

    side: Side | None
    lead: int | None = None
    width: int = 0
    tail: int = 0
    aligned: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A row of figures: its label, the group's, and how many of its cells are labels (or None).

    ``heads`` of them stand over several rows; ``results`` tells whether 三、 is one of them.
    """

    row: Row
    label: str
    group: str
    labels: int | None
    heads: int
    results: bool
    columns: tuple[Column, ...]


def without_numbers(rows: Sequence[Row]) -> list[Row]:
    """Return the rows without a first column that only counts them: 1, 2, 3."""
    counts = [row.texts[0] for row in rows if row.texts]
    counted = len(counts) > WIDTH and counts == [str(n + 1) for n in range(len(counts))]
    if not counted or not all(is_wordy(row.texts[1]) for row in rows if len(row.texts) > 1):
        return list(rows)
    return [
        replace(row, line=replace(row.line, own=row.own[1:]), texts=row.texts[1:]) for row in rows
    ]


def join_cut_rows(rows: Sequence[Row]) -> list[tuple[Row, Row | None]]:
    """Return the rows, halves of one that a page break cut joined, the second half beside it."""
    words = vocabulary()
    joined: list[tuple[Row, Row | None]] = []
    for row in rows:
        before = joined[-1][0] if joined else None
        if before is not None and joined[-1][1] is None and _goes_on(before, row, words):
            cells = tuple(
                one._replace(text=one.text + other.text)
                for one, other in zip(before.own, row.own, strict=True)
            )
            texts = tuple(cell.text.strip() for cell in cells)
            joined[-1] = (replace(before, line=replace(before.line, own=cells), texts=texts), row)
        else:
            joined.append((row, None))
    return joined


def _goes_on(before: Row, row: Row, words: Vocabulary) -> bool:
    """Return whether two halves of a label make one of the form's that neither of them is."""
    if len(before.own) != len(row.own):
        return False
    return any(
        one
        and is_wordy(other)
        and core(one + other) in words.application_labels
        and core(one) not in words.application_labels
        and core(other) not in words.application_labels
        for one, other in zip(before.texts[:LABELS], row.texts[:LABELS], strict=True)
    )


def read_line(row: Row, columns: tuple[Column, ...], words: Vocabulary) -> Line:
    """Find the label of a row among its first cells, and the group's before it or above it."""
    texts = row.texts
    known = [i for i, t in enumerate(texts[:LABELS]) if is_row(t, words)]
    if known and core(texts[known[-1]]) in words.application_heads:
        known = []  # （六）其他处理 is a row of one form, and the group before a row of the other
    wordy = [i for i, t in enumerate(texts[:LABELS]) if is_wordy(t) and not is_figure(t)]
    leading = sum(
        1 for place, i in enumerate(wordy) if place == i
    )  # labels, unbroken from the first
    wordy = [i for i in wordy if i < max(leading, len(texts) - WIDTH)]
    last = known[-1] if known else wordy[-1] if wordy else None
    above = [_head_of(cell.text, words) for cell in row.line.above]
    own = [_head_of(text, words) if text else None for text in texts[:LABELS]]
    heads = max((i + 1 for i, head in enumerate(own) if head), default=0)
    groups = [h for h in (*above, *own[: last or 0]) if h and h != words.application_result]
    label = texts[last] if last is not None else ""
    group = groups[-1] if groups else ""
    labels = None if last is None else last + 1
    head = _head_of(label, words) if not known else None
    if head is not None:
        group = "" if head == words.application_result else head
        if not is_row(label, words) or _covers(row, last):
            label, labels = "", None  # the label of the row itself is lost
    return Line(
        row=row,
        label=label,
        group=group,
        labels=labels,
        heads=heads,
        results=words.application_result in own,
        columns=columns,
    )


def _head_of(text: str, words: Vocabulary) -> str | None:
    """Return the core of 三、本年度办理结果 or of the group that the label is, damaged or not."""
    label = core(text)
    if label in words.application_heads:
        return label
    if not is_wordy(text) or is_row(text, words):
        return None
    whole = normal(text)
    begun = {head for head, full in words.application_heads.items() if full.startswith(whole)}
    if begun and len(whole) >= LABELS:
        return begun.pop() if len(begun) == 1 else None
    rows = dict.fromkeys(words.application_labels, "")
    return nearest(text, rows | {head: head for head in words.application_heads}) or None


def is_row(text: str, words: Vocabulary) -> bool:
    """Return whether the text is a row's label, with the row's number before it or none."""
    for label in (core(text), bare(text)):
        if text and label in words.application_labels:
            numbers = words.application_labels[label]
            return not number(text) or not numbers or number(text) in numbers
    return False


def _covers(row: Row, index: int | None) -> bool:
    return index is not None and row.own[index].rowspan > 1


def layout_of(lines: Sequence[Line]) -> Layout:
    """Return where the table's spare cells stand, by the rows of which it is clear."""
    before = after = 0
    tails: Counter[int] = Counter()
    # Where every place is printed, all rows but 一、, 二、, the first of 三、 and 四、 begin so.
    filled = [line for line in lines if any(line.row.texts)]
    begin_blank = 2 * sum(not line.row.texts[0] for line in filled) > len(filled)
    for line in lines:
        texts = line.row.texts
        if not line.row.spans and not texts[0] and any(texts):
            # What a span from above covers is printed in its place, or else one label is lost.
            # (A label, six figures and a blank 总计 are not seven figures.)
            is_lost = all(texts[1 : 1 + WIDTH]) and not any(texts[1 + WIDTH :])
            is_lost = is_lost and not is_wordy(texts[1])
            after += is_lost and len(texts) > 1 + WIDTH
            before += begin_blank and not is_lost
            continue
        if line.labels is None or len(texts) <= line.labels + WIDTH:
            continue
        rest = texts[line.labels :]
        fits_before, fits_after = not any(rest[:-WIDTH]), not any(rest[WIDTH:])
        before += fits_before and not fits_after
        after += fits_after and not fits_before
        tails[len(rest) - WIDTH] += 1
    spans = any(line.row.spans for line in lines)
    aligned = spans and _are_aligned(lines)
    if min(before, after) * CLEAR > max(before, after):
        return Layout(side=None, aligned=aligned)
    if spans:
        side = Side.BEFORE if before > after else Side.AFTER if after else None
        tail = tails.most_common(1)[0][0] if side is Side.AFTER else 0
        return Layout(side=side, tail=tail, aligned=aligned)
    if before > after:
        widths = Counter(len(line.row.texts) for line in lines)
        width = widths.most_common(1)[0][0]
        return Layout(side=Side.BEFORE, lead=_lead(lines, width), width=width)
    return Layout(side=Side.AFTER)


def _are_aligned(lines: Sequence[Line]) -> bool:
    """Return whether the figures stand under their columns in every row that can be asked."""
    asked = [
        line
        for line in lines
        if line.labels is not None and line.labels + WIDTH <= len(line.row.own)
    ]
    return len(asked) >= CLEAR and all(
        cell.column == column.start
        for line in asked
        for cell, column in zip(line.row.own[line.labels :], line.columns, strict=False)
    )


def _lead(lines: Sequence[Line], width: int) -> int:
    """Return how many cells stand before the figures where every place of the grid is printed.

    All but the last seven; fewer where rows that are labelled in their first cell begin to print
    figures sooner, and the table has a spare column at its end.
    """
    lead = max(0, width - WIDTH)
    outer = [line.row.texts for line in lines if line.labels == 1]
    starts = [next((i for i, t in enumerate(ts) if i and t), lead) for ts in outer]
    lead = min([lead, *(start for start in starts if start >= LABELS)])
    rows = [line.row.texts for line in lines if len(line.row.texts) == width]
    # No totals, or all stand a place sooner, before a column to spare? Then most rows come out.
    # (Zeros come out either way, and 0 1 0 0 0 1 is found without totals as well.)
    if lead > LABELS and not any(row[-1] for row in rows):
        sooner = [row[lead - 1 : lead - 1 + WIDTH] for row in rows]
        telling = [row for row in sooner if any(value_of(text) for text in row)]
        lead -= 2 * adds_up(telling, WIDTH - 1) > len(telling)
    return lead


def values_of(line: Line, labels: int, layout: Layout) -> list[str] | None:
    """Return the figures of a row, seven if it has so many; None where it is not clear which.

    ``labels`` is how many labels begin in such a row of the form, for a row whose own are lost; 0
    after a page break, which prints the labels over a row again.
    """
    texts = line.row.texts
    if layout.aligned and (under := _under_head(line)) is not None:
        return under
    if layout.lead is not None:
        if len(texts) < layout.width:
            return _behind_a_label_that_moved(line, layout.lead, layout.width - len(texts))
        rest = list(texts[max(layout.lead, line.labels or 0) :])
        while len(rest) > WIDTH and not rest[-1] and len(texts) <= layout.width:
            rest.pop()
        return rest if len(rest) <= WIDTH else _without_one(rest)
    if line.labels is None and line.row.spans:
        end = len(texts) - layout.tail
        return list(texts[end - WIDTH : end]) if end > WIDTH and not any(texts[end:]) else None
    lost = _lost_labels(line, labels) if line.labels is None else line.labels
    if lost is None:
        return None
    rest = list(texts[lost:])
    if len(rest) <= WIDTH:
        return rest
    left, right = rest[:WIDTH], rest[-WIDTH:]
    fits_left, fits_right = not any(rest[WIDTH:]), not any(rest[:-WIDTH])
    if left == right:
        return left
    if fits_left and (layout.side is Side.AFTER or not fits_right):
        return left
    if fits_right and (layout.side is Side.BEFORE or not fits_left):
        return right
    filled = [text for text in rest if text]
    return filled if len(filled) == WIDTH else None


def _behind_a_label_that_moved(line: Line, lead: int, gone: int) -> list[str] | None:
    """Return the figures of a row that lacks cells; None where one of them may be a figure's.

    1. to 8. stand right before the figures: as far as such a label moved, it was labels that went.
    """
    if line.labels is None or not number(line.label).isdigit() or line.labels + gone != lead:
        return None
    rest = line.row.texts[line.labels :]
    return None if any(rest[WIDTH:]) else list(rest[:WIDTH])


def _under_head(line: Line) -> list[str] | None:
    """Return the seven cells that begin and end with the head's columns; None if not all do."""
    begins = {cell.column: cell for cell in line.row.own[line.labels or 0 :]}
    under = [begins.get(-1 if column.start is None else column.start) for column in line.columns]
    figures = [
        cell
        for cell, column in zip(under, line.columns, strict=True)
        if cell is not None and cell.end == column.end
    ]
    behind = [cell for cell in line.row.own if figures and cell.column >= figures[-1].end]
    if len(figures) < WIDTH or any(normal(cell.text) for cell in behind):
        return None
    return [cell.text.strip() for cell in figures]


def _lost_labels(line: Line, labels: int) -> int | None:
    """Return how many cells of flattened text are labels whose words are lost.

    As many as the form has; where that is unknown, there must be one number only after which the
    figures and nothing else stand.
    """
    texts = line.row.texts
    if labels and not any(texts[labels + WIDTH :]):
        sooner = texts[labels - 1 : labels - 1 + WIDTH]
        if len(texts) >= labels + WIDTH and not texts[labels + WIDTH - 1] and all(sooner):
            return None  # or is one cell of the labels gone as well?
        return labels
    fits = [n for n in range(line.heads + 1, LABELS + 1) if not any(texts[n + WIDTH :])]
    return fits[0] if len(fits) == 1 else None


def _without_one(rest: list[str]) -> list[str] | None:
    """Return seven figures of eight places, if it does not matter which blank is left out."""
    if len(rest) != WIDTH + 1:
        return None
    ways = {tuple(rest[:i] + rest[i + 1 :]) for i, text in enumerate(rest) if not text}
    return list(ways.pop()) if len(ways) == 1 else None


def reach(line: Line) -> int:
    """Return how many rows the label of the row's group covers, 1 where nothing says.

    A label that was overwritten may print a zero for each of its rows: 0 0 0.
    """
    labels = line.row.own[: max(0, len(line.row.own) - WIDTH)]
    # In the first column stands 三、, which covers all groups.
    spans = [cell.rowspan for cell in labels if cell.column > 0]
    zeros = [len(cell.text.split()) for cell in labels if _ZEROS.fullmatch(cell.text)]
    return max([*spans, *zeros], default=1)
