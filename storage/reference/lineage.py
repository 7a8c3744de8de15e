"""Divisions over time: what a place was and is called, whatever became of its code.

A *unit* is what stays when counties become districts, merge or are divided: all divisions of one
level that took each other's place since 2008, the first year of reports. The unit of two counties
that became one district has two divisions before and one after.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from functools import cache

from storage.reference.divisions import Division, all_divisions

FIRST_YEAR = 2008  # Order 492 of the State Council came into force on 1 May 2008


def unit_of(code: str | None) -> int | None:
    """Return the number of the unit that a division belongs to; None for what no gazetteer knows.

    It is the smallest code of today in the unit, or the last one where none is left.
    """
    return None if code is None else _units().get(code)


def codes_today(code: str) -> tuple[str, ...]:
    """Return the codes of today in a division's unit: none if it ended, several if divided."""
    unit = unit_of(code)
    return () if unit is None else _today()[unit]


@cache
def _today() -> Mapping[int, tuple[str, ...]]:
    members: defaultdict[int, list[str]] = defaultdict(list)
    for row in _rows():
        members[_units()[row.code]] += [row.code] if row.valid_to is None else []
    return {unit: tuple(sorted(set(codes))) for unit, codes in members.items()}


@cache
def _units() -> Mapping[str, int]:
    """Number the connected divisions, where an edge leads to each successor of the same level."""
    level = {row.code: row.level for row in _rows()}
    leader = {code: code for code in level}

    def find(code: str) -> str:
        while leader[code] != code:
            code = leader[code]
        return code

    for row in _rows():
        for successor in row.successors:
            if level.get(successor) == row.level:
                leader[find(row.code)] = find(successor)
    groups: defaultdict[str, list[Division]] = defaultdict(list)
    for row in _rows():
        groups[find(row.code)].append(row)
    return {row.code: _number(rows) for rows in groups.values() for row in rows}


def _number(rows: list[Division]) -> int:
    return int(min(rows, key=lambda row: (-(row.valid_to or 9999), row.code)).code)


@cache
def _rows() -> tuple[Division, ...]:
    return tuple(
        row for row in all_divisions() if row.valid_to is None or row.valid_to >= FIRST_YEAR
    )
