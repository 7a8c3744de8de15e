"""Rows and columns of a sheet lost, doubled or moved, its spans kept right."""

from __future__ import annotations

from dataclasses import replace

from bench.reading.layout import Rows
from bench.reading.sheet import Box


def without_row(rows: Rows, at: int, *, heads_stay: bool) -> Rows:
    """Return the rows without one; labels over several rows that begin in it stay, or go too."""
    left = [
        [replace(box, rowspan=box.rowspan - (i + box.rowspan > at)) for box in row]
        for i, row in enumerate(rows[:at])
    ]
    below = [[replace(box) for box in row] for row in rows[at + 1 :]]
    if heads_stay and below:
        heads = [replace(box, rowspan=box.rowspan - 1) for box in rows[at] if box.rowspan > 1]
        below[0] = heads + below[0]
    return left + below


def with_row(rows: Rows, at: int, row: list[Box]) -> Rows:
    """Return the rows with one more, its own cells only; labels that reach over it reach on."""
    above = [
        [replace(b, rowspan=b.rowspan + (b.rowspan > 1 and i + b.rowspan >= at)) for b in boxes]
        for i, boxes in enumerate(rows[:at])
    ]
    own = [replace(box) for box in row if box.rowspan == 1]
    return [*above, own, *([replace(box) for box in boxes] for boxes in rows[at:])]


def without_column(rows: Rows, column: str) -> Rows:
    """Return the rows without the figures of one column, their head left over the others."""
    return [[box for box in row if not (box.cell or "").endswith(f".{column}")] for row in rows]
