"""Rows of 表三 that only their order names, held to the sums of the table.

A row that a page lost and another that it printed twice leave as many rows as the form has, and
every row between the two under its neighbour's name. Nothing in the labels shows it where they are
gone. But a sum over the rows does, unless the two are alike.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from itertools import groupby

from pipelines.figures.alignment import CERTAIN
from pipelines.figures.applicants import WIDTH, columns_in_order
from pipelines.figures.label_cells import Fit
from pipelines.figures.printed import Printed
from pipelines.forms import identities
from storage.records import Status

# So many misprints are looked for; a table with more of them explains nothing.
_MOST_MISPRINTS = 4

# Two results of a report do not come to the same hundreds by chance.
_NO_CHANCE = 100

# The row of form 2019 of which form 2021 has three.
_SIXTH_AS_ONE = "other_combined"

# What is printed in a row, by its columns' keys.
Cells = Mapping[str, Printed]
# What is missing in a column of a sum, by the sum and the column.
_Gaps = dict[tuple[int, str], Decimal]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ordered:
    """A row of a table, in order: its ``key`` in the form, and its cells by its columns' keys.

    ``by_order`` says that its label is gone, or another's; ``confirmed``, that spans speak for its
    place; ``fit``, whether it has the cells before its figures that its place in the form has.
    """

    number: int
    key: str
    label: str
    by_order: bool
    confirmed: bool
    fit: Fit
    cells: Cells

    @property
    def printed(self) -> list[tuple[Status, Decimal | None, str]]:
        return [(p.status, p.value, "" if p.value else p.raw) for p in self.cells.values()]

    @property
    def worth(self) -> dict[str, Decimal]:
        """The figures that are more than nothing, by their columns."""
        return {column: p.value for column, p in self.cells.items() if p.value}

    def is_like(self, other: Ordered) -> bool:
        """Return whether another row prints the same."""
        return self.number != other.number and self.printed == other.printed

    def may_be(self, other: Ordered) -> bool:
        """Return whether this is the other printed again, as far as that one could be read."""
        is_unread = any(p.status is Status.UNREAD for p in other.cells.values())
        return self.label == other.label and (is_unread or self.printed == other.printed)


def doubtful_by_order(rows: Sequence[Ordered]) -> set[int]:
    """Return the numbers of the rows ``by_order`` that may have another's name."""
    sums = _Sums(rows)
    doubtful: list[Ordered] = []
    asked: list[Ordered] = []
    named = [row for row in rows if row.label and not row.by_order]
    for above, run, below in _runs(rows):
        misfits = [row for row in run if row.fit is not Fit.WHOLE]
        doubtful += run if len(misfits) > 1 or any(r.fit is Fit.NOT for r in misfits) else misfits
        whole = [*above, *run, *below]
        if len(run) > CERTAIN or _copies([row.printed for row in whole]):
            asked += run
        alike = [row for row in run if row.worth and any(row.is_like(other) for other in rows)]
        asked += alike
        doubtful += _unvouched(run, [row for row in alike if not sums.can_tell(row)])
        # A row printed again may stand there for nothing but the loss of the row of that place.
        again = [row for row in run if any(row.may_be(other) for other in named)]
        doubtful += again if again and not sums.bear_out(again) else []
        if _copies([(row.label, row.printed) for row in whole if row.label]):
            doubtful += run  # a row with its label again is no other row
        unconfirmed = [row for row in run if not row.confirmed]
        if len(unconfirmed) > CERTAIN:
            doubtful += _shifted(unconfirmed)
    if asked and sums.forbid(asked):
        doubtful += asked
    return {row.number for row in doubtful}


def _unvouched(run: Sequence[Ordered], alike: Sequence[Ordered]) -> list[Ordered]:
    """Return which of the run may be others', where nothing tells whether rows alike are copies.

    Of rows that have a row between them only the copy has another's name, and small figures may
    well come twice.
    """
    doubtful = [row for row in alike if max(row.worth.values()) >= _NO_CHANCE]
    if _copies([row.printed if row in alike else row.number for row in run]):
        doubtful += _shifted(run)
    return doubtful


def _runs(rows: Sequence[Ordered]) -> Iterator[tuple[list[Ordered], ...]]:
    """Yield each run of rows that order names, between the row above it and the one below."""
    runs = [(key, list(run)) for key, run in groupby(rows, key=lambda row: row.by_order)]
    for place, (by_order, run) in enumerate(runs):
        if by_order:
            above = runs[place - 1][1][-1:] if place else []
            yield above, run, runs[place + 1][1][:1] if place + 1 < len(runs) else []


def _shifted(run: Sequence[Ordered]) -> list[Ordered]:
    """Return which of the rows may be others': where one of two alike is a copy and one is lost.

    The lost row is like the copy, or a sum would be broken.
    """
    if any(row.key == _SIXTH_AS_ONE for row in run):
        return list(run)  # or is it the form that has three, short of two rows?
    rows = [row.printed for row in run]
    places: set[int] = set()
    for copy in _copies(rows):
        rest = [*rows[:copy], *rows[copy + 1 :]]
        for lost in range(len(rows)):
            way = [*rest[:lost], rows[copy], *rest[lost:]]
            places |= {i for i, row in enumerate(rows) if way[i] != row}
    return [run[place] for place in places]


def _copies(rows: Sequence[object]) -> list[int]:
    """Return which of the rows print what the one above them does."""
    return [i for i in range(1, len(rows)) if rows[i] == rows[i - 1]]


class _Sums:
    """The sums over rows of one table. A blank is nothing only where no zero is printed."""

    def __init__(self, rows: Sequence[Ordered]) -> None:
        self.rows = {row.key: row.cells for row in rows}
        self.prints_zeros = any(p.value == 0 for row in rows for p in row.cells.values())
        self.prints_totals = any(
            p.value for row in rows for k, p in row.cells.items() if k == "total"
        )

    def forbid(self, rows: Sequence[Ordered]) -> bool:
        """Return whether a sum with one of the rows is broken as by a row too many.

        Not where misprints explain it: a cell that breaks the sum of its own row by as much.
        """
        gaps = self._gaps(rows)
        if not any(gaps.values()):
            return False
        misprints = {k: error for k, cells in self.rows.items() if (error := self._error(cells))}
        return len(misprints) > _MOST_MISPRINTS or not _explain(gaps, list(misprints.items()))

    def can_tell(self, row: Ordered) -> bool:
        """Return whether a sum can be asked about one of the row's figures."""
        return any(column in row.worth for _, column in self._gaps([row]))

    def bear_out(self, rows: Sequence[Ordered]) -> bool:
        """Return whether a sum with one of the rows can be asked, in each column, and all hold."""
        gaps = self._gaps(rows)
        columns = {column for _, column in gaps}
        return len(columns) == WIDTH and not any(gaps.values())

    def _gaps(self, rows: Sequence[Ordered]) -> _Gaps:
        """Return what is missing in each column of each sum that has one of the rows."""
        gaps: _Gaps = {}
        for number, signs in enumerate(_sums_over_rows()):
            if not signs.keys() <= self.rows.keys() or not any(row.key in signs for row in rows):
                continue
            for column in columns_in_order():
                cells = {key: self.rows[key].get(column.key) for key in signs}
                if (values := self._numbers(cells)) is not None:
                    gaps[number, column.key] = sum(
                        (values[key] * sign for key, sign in signs.items()), Decimal(0)
                    )
        return gaps

    def _error(self, cells: Cells) -> Decimal | None:
        """Return by how much 总计 is more than its parts; None where that cannot be asked."""
        values = self._numbers(cells)
        if values is None or len(values) < WIDTH or not self.prints_totals:
            return None
        return 2 * values["total"] - sum(values.values())

    def _numbers(self, cells: Mapping[str, Printed | None]) -> dict[str, Decimal] | None:
        """Return the numbers of a row or column; None where one is unknown."""
        numbers: dict[str, Decimal] = {}
        for key, printed in cells.items():
            if printed is None:
                return None
            is_nothing = printed.status is Status.DASH or (
                printed.status is Status.BLANK and not self.prints_zeros
            )
            if printed.value is None and not is_nothing:
                return None
            numbers[key] = printed.value or Decimal(0)
        return numbers


def _explain(gaps: _Gaps, misprints: Sequence[tuple[str, Decimal]]) -> bool:
    """Return whether one wrong cell in each misprinted row mends all the sums."""
    if not misprints:
        return not any(gaps.values())
    (key, error), *others = misprints
    return any(_explain(mended, others) for mended in _mended(gaps, key, error))


def _mended(gaps: _Gaps, key: str, error: Decimal) -> Iterator[_Gaps]:
    """Yield the gaps that are left if the cell of one or another column of the row is wrong."""
    for column in columns_in_order():
        excess = error if column.key == "total" else -error
        mended = dict(gaps)
        for number, signs in enumerate(_sums_over_rows()):
            if key in signs and (number, column.key) in mended:
                mended[number, column.key] -= signs[key] * excess
        yield mended


@cache
def _sums_over_rows() -> tuple[dict[str, int], ...]:
    """Return the sums of 表三 that hold in each column: the sign of each row's figure."""
    sums = []
    for identity in identities():
        cells = {**dict.fromkeys(identity.expected, 1), **dict.fromkeys(identity.actual, -1)}
        if all(cell.startswith("t3.") and cell.endswith(".total") for cell in cells):
            rows = {cell[len("t3.") : -len(".total")]: sign for cell, sign in cells.items()}
            sums.append(rows)
    return tuple(sums)
