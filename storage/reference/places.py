"""Names of divisions as they were on 31 December of a year."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from storage.reference.divisions import Division, all_divisions


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """The names of a division and of those above it; null where there is none, or it is unknown."""

    province: str | None = None
    prefecture: str | None = None
    county: str | None = None


NOWHERE = Place()  # no code is known, or the gazetteer of that year lacks it


@cache
def place_of(code: str | None, year: int) -> Place:
    """Return the names that a division code had on 31 December of a year."""
    division = None if code is None else _in_force(code, year)
    if division is None:
        return NOWHERE
    return Place(
        province=name_of(division.province_code, year),
        prefecture=name_of(division.prefecture_code, year),
        county=division.name if division.level == "county" else None,
    )


def name_of(code: str, year: int) -> str | None:
    """Return the name that a division code had on 31 December of a year; None if it had none."""
    division = _in_force(code, year)
    return None if division is None else division.name


def province_codes(asked: str) -> tuple[str, ...]:
    """Return the code of a province asked for by name (甘肃省, 甘肃) or code (62, 620000).

    What is no province gives nothing.
    """
    provinces = {row.code: row.name for row in all_divisions() if row.level == "province"}
    return tuple(
        code
        for code, name in provinces.items()
        if asked in {code, code[:2], name} or (len(asked) > 1 and name.startswith(asked))
    )


def _in_force(code: str, year: int) -> Division | None:
    return next((row for row in _by_code().get(code, ()) if row.held_in(year)), None)


@cache
def _by_code() -> Mapping[str, Sequence[Division]]:
    rows: defaultdict[str, list[Division]] = defaultdict(list)
    for row in all_divisions():
        rows[row.code].append(row)
    return rows
