"""The dated table of administrative divisions (GB/T 2260) that ships with nianbao."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal, cast

Level = Literal["province", "prefecture", "county"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Division:
    """One division under one code, name and parent, for a run of years.

    ``valid_from`` and ``valid_to`` are the first and the last year on whose 31 December it held;
    ``valid_to`` is null while it holds. ``successors`` are the codes that hold its place since.
    Codes of parents are empty where there is none. Where the data come from: ``DIVISIONS.md``.
    """

    code: str
    name: str
    level: Level
    prefecture_code: str
    province_code: str
    valid_from: int
    valid_to: int | None
    successors: tuple[str, ...]

    def held_in(self, year: int) -> bool:
        """Say whether it was in force on 31 December of a year."""
        return self.valid_from <= year and (self.valid_to is None or year <= self.valid_to)


@cache
def all_divisions() -> tuple[Division, ...]:
    """Return the whole table, in the order of codes and years."""
    text = files("storage.reference").joinpath("divisions.csv").read_text(encoding="utf-8")
    return tuple(
        Division(
            code=row["code"],
            name=row["name"],
            level=cast("Level", row["level"]),
            prefecture_code=row["prefecture_code"],
            province_code=row["province_code"],
            valid_from=int(row["valid_from"]),
            valid_to=int(row["valid_to"]) if row["valid_to"] else None,
            successors=tuple(row["successors"].split()),
        )
        for row in csv.DictReader(text.splitlines())
    )
