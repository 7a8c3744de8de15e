"""Rows, group labels and columns that get lost or doubled on the way, one function a quirk.

Each takes the truth and the sheets, changes them, and keeps the truth right: what is lost is no
cell of the report any more, and what nobody could tell apart is unknowable.
"""

from __future__ import annotations

import random
from dataclasses import replace
from decimal import Decimal

from bench.reading.quirks import SheetQuirk, zeros_for_labels
from bench.reading.rows import with_row, without_row
from bench.reading.sheet import Box, Sheet
from bench.reading.truth import GROUPS, OUTCOMES, Truth

_OUTER = ("received", "carried_in", "concluded", "carried_out")
# How often the labels are overwritten where a row is lost and another stands there twice.
_OVERWRITTEN = 0.6


def row_lost_row_doubled(truth: Truth, sheets: dict[str, Sheet], rng: random.Random) -> None:
    """Lose a row of 表三 and print another twice, in its place or below itself.

    The two differ, so that the sums show it. Without labels no row of results can be told then.
    """
    sheet = sheets["t3"]
    keys = {i: key for i, row in enumerate(sheet.rows) if (key := _result(row)) is not None}
    pairs = [
        (one, other)
        for one in keys
        for other in keys
        if one != other and _values(sheet.rows[one], truth) != _values(sheet.rows[other], truth)
    ]
    if not pairs:
        return
    lost, doubled = rng.choice(pairs)
    is_overwritten = zeros_for_labels.__name__ in truth.quirks
    if not is_overwritten and rng.random() < _OVERWRITTEN:
        zeros_for_labels(truth, sheets, rng)
        is_overwritten = True
    again = sheet.rows[doubled]
    left = without_row(sheet.rows, lost, heads_stay=rng.random() < 0.5)
    below = doubled + 1 - (lost < doubled)
    sheet.rows = with_row(left, rng.choice([lost, below]), again)
    remaining = {_result(row) for row in sheet.rows}
    for cell in list(truth.cells):
        key = cell.removeprefix("t3.").rpartition(".")[0]
        if key == keys[lost] and key not in remaining:
            del truth.cells[cell]
            truth.unknowable.add(cell)
        elif is_overwritten and (key in keys.values() or key == "concluded"):
            truth.unknowable.add(cell)


def group_label_gone(truth: Truth, sheets: dict[str, Sheet], rng: random.Random) -> None:
    """Lose the cell of 三、 or of a group, so that its rows begin further left."""
    rows = sheets["t3"].rows
    places = [
        (row, box) for row in rows for box in row if box.label in ("result", "group") and box.text
    ]
    if places:
        row, box = rng.choice(places)
        row.remove(box)


def disclosure_column_lost(truth: Truth, sheets: dict[str, Sheet], rng: random.Random) -> None:
    """Lose a figure of a row of 表二, its head left over the others."""
    _lose(truth, sheets["t2"], rng)


def review_figure_lost(truth: Truth, sheets: dict[str, Sheet], rng: random.Random) -> None:
    """Lose a figure of 表四. Not where the others add up as well without it: nobody could tell."""
    row, at = _choose(sheets["t4"], rng)
    texts = [box.text for box in row]
    if len(texts) != len(OUTCOMES) * len(GROUPS):
        return
    wrong, left_out = _at_odds([*texts[:at], *texts[at + 1 :], ""])
    if wrong or (left_out and not any(_at_odds(texts)) and "0" not in texts):
        _lose(truth, Sheet("t4", [row]), rng, at)


def disclosure_column_doubled(truth: Truth, sheets: dict[str, Sheet], rng: random.Random) -> None:
    """Print a figure of 表二 twice under a head that has no place for it.

    Not where one was lost: the row would be as long as it was.
    """
    if disclosure_column_lost.__name__ not in truth.quirks:
        _double(truth, sheets["t2"], rng)


def review_figure_doubled(truth: Truth, sheets: dict[str, Sheet], rng: random.Random) -> None:
    """Print a figure of 表四 twice under a head that has no place for it."""
    if review_figure_lost.__name__ not in truth.quirks:
        _double(truth, sheets["t4"], rng)


def _lose(truth: Truth, sheet: Sheet, rng: random.Random, place: int | None = None) -> None:
    row, at = _choose(sheet, rng)
    if not row:
        return
    lost = row.pop(at if place is None else place)
    truth.cells.pop(lost.cell or "", None)
    truth.unknowable.update(box.cell for box in (lost, *row) if box.cell)


def _double(truth: Truth, sheet: Sheet, rng: random.Random) -> None:
    row, at = _choose(sheet, rng)
    if row:
        row.insert(at, replace(row[at], colspan=1))
        truth.unknowable.update(box.cell for box in row if box.cell)


def _choose(sheet: Sheet, rng: random.Random) -> tuple[list[Box], int]:
    """Return a row of several figures and the place of one of them; an empty row if none has."""
    rows = [row for row in sheet.rows if sum(box.cell is not None for box in row) > 1]
    if not rows:
        return [], 0
    row = rng.choice(rows)
    return row, rng.choice([i for i, box in enumerate(row) if box.cell])


def _at_odds(texts: list[str]) -> tuple[int, int]:
    """Return how many totals of 表四 are not their parts' sums, and how many are blank beside some.

    Only of parts that are digits or blank; where one is blank the total may be more.
    """
    wrong = left_out = 0
    for start in range(0, len(texts), len(OUTCOMES)):
        group = [text.strip() for text in texts[start : start + len(OUTCOMES)]]
        if not all(text.isdigit() for text in group if text):
            continue
        *parts, total = (int(text or 0) for text in group)
        if not group[-1]:
            left_out += sum(parts) > 0
        else:
            wrong += sum(parts) > total or (sum(parts) < total and all(group))
    return wrong, left_out


def _result(row: list[Box]) -> str | None:
    """Return the key of a row of results; None for any other row."""
    labels = [box.label for box in row if box.label and box.label.startswith("row:")]
    key = labels[0].removeprefix("row:") if labels else None
    return None if key in _OUTER else key


def _values(row: list[Box], truth: Truth) -> list[Decimal | None]:
    """Return what the figures of a row are worth, however they are printed."""
    return [truth.number(box.cell) for box in row if box.cell]


LOSSES: dict[SheetQuirk, float] = {
    row_lost_row_doubled: 0.03,
    group_label_gone: 0.02,
    disclosure_column_lost: 0.02,
    disclosure_column_doubled: 0.02,
    review_figure_lost: 0.02,
    review_figure_doubled: 0.02,
}
# A sheet, text without marks, and a page without rules show a row that ends before its head as one
# whose last cells are blank.
SHOWN_BY_MARKUP = (disclosure_column_lost,)
