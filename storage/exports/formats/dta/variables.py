"""Columns as variables of Stata: their storage types and display formats."""

from __future__ import annotations

from dataclasses import dataclass

from storage.exports.formats.dta.values import BYTE, DOUBLE, FORMATS, LONG, Numeric
from storage.exports.formats.dta.waiting import is_text
from storage.exports.spec import Column

STR_LONGEST = 2045  # bytes of a str#; longer text is strL
STRL = 32768  # the code of that type
YES_NO = ("no", "yes")  # what 0 and 1 of a truth mean


@dataclass(frozen=True, slots=True, kw_only=True)
class Variable:
    """A column as Stata has it: text of ``width`` bytes, strL without one, or a numeric type."""

    column: Column
    numeric: Numeric | None
    width: int | None = None

    @property
    def code(self) -> int:
        if self.numeric is not None:
            return self.numeric.code
        return STRL if self.width is None else self.width

    @property
    def packed(self) -> str:
        if self.numeric is not None:
            return self.numeric.packed
        return "8s" if self.width is None else f"{self.width}s"

    @property
    def format(self) -> str:
        if self.numeric is not None:
            return FORMATS.get(self.column.type, "%8.0g")
        return "%9s" if self.width is None else f"%-{min(self.width, 40)}s"

    @property
    def words(self) -> tuple[str, ...]:
        """The words that its value labels name."""
        return YES_NO if self.column.type == "boolean" else self.column.values


def variable(column: Column, width: float) -> Variable:
    """Choose the type that holds a column; ``width`` as ``WaitingRows`` measures it."""
    if is_text(column):
        whole = max(1, int(width))
        return Variable(column=column, numeric=None, width=None if whole > STR_LONGEST else whole)
    if column.values or column.type == "boolean":
        return Variable(column=column, numeric=BYTE)
    small = column.type in {"integer", "date"} and width <= LONG.largest
    return Variable(column=column, numeric=LONG if small else DOUBLE)
