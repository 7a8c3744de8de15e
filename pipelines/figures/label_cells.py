"""Whether a row of 表三 has just the cells before its figures that its place in the form has.

The words of the labels may be gone; their cells seldom are: two of them where a group begins, one
in its other rows, and in a grid each in its own column.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from enum import Enum, auto

from pipelines.figures.alignment import Expected
from pipelines.figures.applicants import WIDTH
from pipelines.figures.application_lines import LABELS, Layout, Line
from pipelines.labels import normal

_RESULTS = "granted"  # the row beside which 三、本年度办理结果 begins
# 一、 and 二、 before the results, （七） and 四、 behind them.
_OUTER = ("received", "carried_in", "carried_out")


def own_labels(form: Sequence[Expected], place: int) -> int:
    """Return how many label cells begin in a row of the form."""
    group = form[place].group
    starts_group = bool(group) and form[place - 1].group != group
    return 1 + starts_group + (form[place].key == _RESULTS)


class Fit(Enum):
    """How a row fits its place: wholly, but for a figure that ran together or is broad, or not."""

    WHOLE = auto()
    BUT_A_FIGURE = auto()
    NOT = auto()


class LabelCells:
    """The cells before the figures in the rows of one table."""

    def __init__(self, lines: Sequence[Line], layout: Layout) -> None:
        self.lead = layout.lead
        self.has_results = any(line.results for line in lines)
        known = [line for line in lines if line.labels is not None] or lines
        widths = Counter(len(line.row.texts) for line in known)
        self.width = widths.most_common(1)[0][0] if widths else 0
        starts = Counter(
            line.row.own[at].column
            for line in lines
            for at in [line.labels or len(line.row.own) - layout.tail - WIDTH]
            if line.row.spans and 0 <= at < len(line.row.own)
        )
        self.start = starts.most_common(1)[0][0] if starts else None

    def fit(self, line: Line, form: Sequence[Expected], place: int) -> Fit:
        """Return whether the row has the cells of the place, and its figures stand under others."""
        labels = own_labels(form, place)
        texts = line.row.texts
        end = labels + WIDTH
        if self.has_results and line.results != (form[place].key == _RESULTS):
            return Fit.NOT
        if self.lead is not None and not line.row.spans:
            printed = {i for i, text in enumerate(texts[: min(self.lead, LABELS)]) if text}
            if not printed <= _columns(form, place) or abs(len(texts) - self.width) > 1:
                return Fit.NOT
            return Fit.WHOLE if len(texts) == self.width else Fit.BUT_A_FIGURE
        if any(texts[end:]) or (line.row.spans and len(texts) < end - 1):
            return Fit.NOT
        if line.row.spans and line.row.own[labels].column != self.start:
            return Fit.NOT
        if len(texts) >= end and (
            line.row.spans or texts[end - 1] or not all(texts[labels - 1 : end - 1])
        ):
            return Fit.WHOLE
        # A figure is short, or else the label of a group, which a row inside it does not have.
        is_long = any(len(normal(text)) > 1 for text in texts[labels : end - 1])
        return Fit.BUT_A_FIGURE if is_long and labels == 1 else Fit.NOT


def _columns(form: Sequence[Expected], place: int) -> set[int]:
    """Return the columns of the grid in which the labels of a row of the form begin."""
    row = form[place]
    if row.key in _OUTER:
        return {0}
    label = 2 if row.group else 1
    return set(range(label + 1 - own_labels(form, place), label + 1))
