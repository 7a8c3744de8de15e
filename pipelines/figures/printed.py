"""One printed cell on its way to being a figure."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from pipelines.forms import cell_units
from pipelines.grid import Line, Placed
from pipelines.values import has_inner_blank, read_number
from storage.records import Figure, Read, Status

# No government counts so many of anything: figures ran together.
TOO_MANY = 10**8

# From the surest way to name a cell to the least sure.
_ORDER = (Read.LABEL, Read.TOLERANT, Read.STRUCTURE, Read.SPLIT, Read.OCR)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One printed row of one table.

    ``spans`` tells whether its table marks up spans, ``flattened`` that its empty cells are gone.
    """

    table: int
    line: Line
    texts: tuple[str, ...]
    spans: bool
    caption: str
    flattened: bool

    @property
    def own(self) -> tuple[Placed, ...]:
        return self.line.own

    def is_empty(self) -> bool:
        return not any(self.texts)


class Printed(NamedTuple):
    """A named cell. ``sure`` is False where its value or name must not contradict the sums."""

    cell: str
    raw: str
    status: Status
    value: Decimal | None
    read: Read
    sure: bool = True

    def figure(self) -> Figure:
        return Figure(
            cell=self.cell, raw=self.raw, status=self.status, value=self.value, read=self.read
        )


def print_cell(
    cell: str, raw: str, *reads: Read, money: str | None = None, sure: bool = True
) -> Printed:
    """Return a named cell with what its text says; ``reads`` tell how row and column got names."""
    unit = cell_units()[cell]
    status, value = read_number(raw, (money or unit) if unit == "万元" else unit)
    if value is not None and unit != "万元" and abs(value) >= TOO_MANY:
        status, value = Status.UNREAD, None
    return Printed(
        cell=cell,
        raw=raw.strip(),
        status=status,
        value=value,
        read=least_sure(*reads),
        sure=sure and not has_inner_blank(raw),
    )


def unread(cell: str, raw: str, *reads: Read) -> Printed:
    """Return a cell that is printed but whose value is in doubt."""
    return Printed(
        cell=cell, raw=raw.strip(), status=Status.UNREAD, value=None, read=least_sure(*reads)
    )


def least_sure(*reads: Read) -> Read:
    """Return the least sure of the ways in which the parts of a name were found."""
    if reads.count(reads[0]) == len(reads):
        return reads[0]
    return max(reads, key=_ORDER.index)
