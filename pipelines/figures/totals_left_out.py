"""表三 of flattened text without its totals: six figures a row, and which of the seven is gone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pipelines.figures.applicants import WIDTH, columns_in_order
from pipelines.figures.application_cells import Named
from pipelines.figures.splitting import value_of

# So many rows must deny that their last figure is their total, and more than half of those with any
# figure but zero: one or two could be misprints.
_FEWEST = 3


def with_blank_totals(rows: Sequence[Named]) -> list[Named]:
    """Return the rows with a blank for the total of each, where nothing else can be gone.

    Flattened text prints no blanks. Where every row has six figures, one column was left blank; if
    it were another than 总计, no row would end with less than the others come to.
    """
    printed = [row.values for row in rows if row.values and any(row.values)]
    if not printed or any(len(values) != WIDTH - 1 for values in printed):
        return list(rows)
    order = [column.key for column in columns_in_order()]
    if not all(
        row.line.row.flattened and [column.key for column in row.line.columns] == order
        for row in rows
    ):
        return list(rows)
    denied = [denies for values in printed if (denies := _denies_total(values)) is not None]
    if sum(denied) < _FEWEST or 2 * sum(denied) <= len(denied):
        return list(rows)
    return [
        replace(row, values=[*row.values, ""]) if row.values and any(row.values) else row
        for row in rows
    ]


def _denies_total(values: Sequence[str]) -> bool | None:
    """Return whether the last figure is less than the others together; None if all are nothing."""
    numbers = [value_of(text) for text in values]
    *parts, last = [number for number in numbers if number is not None]
    if None in numbers or not any(numbers):
        return None
    return last < sum(parts)
