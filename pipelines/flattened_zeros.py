"""Flattened rows of 表三 whose labels were overwritten with zeros, told apart by counting.

Every label of a result prints ``0``, the label of a group a zero for each of its rows:
``0 0 0 0 0 0 0 0``. Behind 三、本年度办理结果 only numbers stand, as many as a form has places for.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from itertools import groupby

from pipelines.forms import load_forms
from pipelines.labels import normal

# The figures of a row, the last of which is what the others come to.
_APPLICANTS = 7
_ZERO = "0"


def rows_under_zeros(figures: Sequence[str]) -> list[list[str]] | None:
    """Return the rows that the figures are, with their zeros for labels; None if they are none.

    Each label must be zeros, and each total the sum of its row: a figure too many here and one too
    few there does not go unseen.
    """
    plain = [normal(figure) for figure in figures]
    if not all(figure.isdigit() for figure in plain):
        return None
    for layout in _layouts():
        if sum(zeros + 1 + _APPLICANTS for zeros in layout) != len(plain):
            continue
        rows = []
        place = 0
        for zeros in layout:
            begin = place + zeros + 1
            labels = [" ".join(plain[place : place + zeros]), plain[begin - 1]]
            rows.append(([label for label in labels if label], plain[begin : begin + _APPLICANTS]))
            place = begin + _APPLICANTS
        are_labels = all(set("".join(labels)) <= {_ZERO, " "} for labels, _ in rows)
        if are_labels and all(sum(map(int, row[:-1])) == int(row[-1]) for _, row in rows):
            return [labels + row for labels, row in rows]
    return None


@cache
def _layouts() -> tuple[tuple[int, ...], ...]:
    """Return for each form how many zeros of a group stand before each of its rows of results.

    The first and the last two rows, 一、, 二、 and 四、, are not among the results.
    """
    layouts = set()
    for form in load_forms():
        if form.applications:
            results = form.applications.rows[2:-1]
            zeros: list[int] = []
            for group, rows in groupby(results, key=lambda row: row.group):
                size = len(list(rows))
                zeros += [size, *[0] * (size - 1)] if group else [0] * size
            layouts.add(tuple(zeros))
    return tuple(layouts)
