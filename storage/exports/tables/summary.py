"""What the panel of this export holds of each variable, counted while it is written."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from storage.exports.batch import Batch
from storage.exports.tables.derivation import Number
from storage.exports.tables.panel import IDENTITY, VARIABLES, panel_rows


class Variable:
    """Counts of a variable's statuses; least, largest and mean of its numbers."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self.least: Number | None = None
        self.largest: Number | None = None
        self._sum = 0.0
        self._numbers = 0

    @property
    def mean(self) -> float | None:
        return round(self._sum / self._numbers, 6) if self._numbers else None

    def see(self, values: tuple[Number | None, ...], statuses: tuple[str, ...]) -> None:
        self.counts.update(statuses)
        known = [
            int(value) if isinstance(value, bool) else value
            for value in values
            if value is not None
        ]
        if known:
            self._stretch(min(known), max(known))
            self._sum += math.fsum(known)
            self._numbers += len(known)

    def _stretch(self, low: Number, high: Number) -> None:
        self.least = low if self.least is None else min(self.least, low)
        self.largest = high if self.largest is None else max(self.largest, high)

    def add(self, other: Variable) -> None:
        """Take in what was counted of later rows."""
        self.counts.update(other.counts)
        if other.least is not None and other.largest is not None:
            self._stretch(other.least, other.largest)
        self._sum += other._sum
        self._numbers += other._numbers

    def plain(self) -> list[Any]:
        """Return it as JSON has it; an exact number is text."""
        numbers = [str(one) if isinstance(one, Decimal) else one for one in self._range()]
        return [dict(self.counts), *numbers, self._sum, self._numbers]

    @classmethod
    def of(cls, plain: Sequence[Any]) -> Variable:
        """Return what ``plain`` was made of."""
        made = cls()
        counts, *numbers, made._sum, made._numbers = plain
        made.counts.update(counts)
        made.least, made.largest = (
            Decimal(one) if isinstance(one, str) else one for one in numbers
        )
        return made

    def _range(self) -> tuple[Number | None, Number | None]:
        return self.least, self.largest


class Summary:
    """The variables of the panel by name."""

    def __init__(self) -> None:
        self.variables: Mapping[str, Variable] = {column.name: Variable() for column in VARIABLES}

    def see(self, batch: Batch) -> None:
        """Count the rows of a batch."""
        rows = batch.once(panel_rows)
        if not rows:
            return
        start = len(IDENTITY)
        values = list(zip(*(row[start:] for row, _ in rows), strict=True))
        statuses = list(zip(*(row[start:] for _, row in rows), strict=True))
        for variable, value, status in zip(self.variables.values(), values, statuses, strict=True):
            variable.see(value, status)

    def plain(self) -> list[Any]:
        """Return it as JSON has it."""
        return [variable.plain() for variable in self.variables.values()]

    @classmethod
    def of(cls, plain: Sequence[Any]) -> Summary:
        """Return what ``plain`` was made of."""
        made = cls()
        made.variables = {
            name: Variable.of(told) for name, told in zip(made.variables, plain, strict=True)
        }
        return made

    def add(self, other: Summary) -> None:
        """Take in what was counted of later batches."""
        for variable, theirs in zip(self.variables.values(), other.variables.values(), strict=True):
            variable.add(theirs)
