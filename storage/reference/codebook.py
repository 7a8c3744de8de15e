"""The codebook: what each statutory cell means, read from ``cells.csv`` beside this file."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One statutory figure: the printed cell that a row and a column of a form name."""

    cell: str  # t3.received.total
    variable: str  # t3_recv_tot: unique, and short enough for Stata's 32 characters
    table: str  # 2, 3, 4 of the forms since 2019; s14 of the form of 2014
    row: str
    column: str | None  # none in the form of 2014, which has one number a row
    forms: tuple[str, ...]
    label_zh: str
    label_en: str
    unit: str
    unit_en: str
    type: str  # integer, or decimal for amounts of money

    @property
    def shared(self) -> bool:
        """Whether several forms print it, so that it may be compared over their years."""
        return len(self.forms) > 1


class Codebook:
    """The cells in the order of the forms, also by name."""

    def __init__(self, cells: tuple[Cell, ...]) -> None:
        self.cells = cells
        self.by_name: Mapping[str, Cell] = {cell.cell: cell for cell in cells}

    def __iter__(self) -> Iterator[Cell]:
        return iter(self.cells)

    def __len__(self) -> int:
        return len(self.cells)


@cache
def load_codebook() -> Codebook:
    """Read the codebook that ships with nianbao."""
    text = files("storage.reference").joinpath("cells.csv").read_text(encoding="utf-8")
    return Codebook(tuple(_cell(row) for row in csv.DictReader(text.splitlines())))


def _cell(row: Mapping[str, str]) -> Cell:
    return Cell(
        cell=row["cell"],
        variable=row["variable"],
        table=row["table"],
        row=row["row"],
        column=row["column"] or None,
        forms=tuple(row["forms"].split()),
        label_zh=row["label_zh"],
        label_en=row["label_en"],
        unit=row["unit"],
        unit_en=row["unit_en"],
        type=row["type"],
    )
