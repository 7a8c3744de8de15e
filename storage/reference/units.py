"""What stays of an official name when its division is taken off, in one form for all its names.

三都县人社局, 三都水族自治县人力资源和社会保障局 and 黔南州三都县人力资源社会保障局 are one body:
within one division, the unit tells bodies apart.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib.resources import files

from storage.reference.divisions import Division, all_divisions, short_forms


@cache
def departments() -> Mapping[str, str]:
    """Return the full names of departments by their abbreviations, from ``departments.csv``.

    Only abbreviations that stand for one body are in it: 教体局 is 教育和体育局 everywhere.
    """
    text = files("storage.reference").joinpath("departments.csv").read_text(encoding="utf-8")
    return {
        short: row["name"]
        for row in csv.DictReader(text.splitlines())
        for short in row["abbreviations"].split()
    }


def full_unit(unit: str) -> str:
    """Return the full name of a unit (人社局 -> 人力资源和社会保障局); others stay as they are."""
    if unit.endswith("管委会"):
        unit = unit.removesuffix("管委会") + "管理委员会"
    return departments().get(unit, unit)


def unit_of(name: str, division_code: str | None) -> str:
    """Return the unit that an issuer's name means within its division, in its full form.

    Only names of divisions are taken off: 州公安局东乡县分局 and 州税务局东乡县分局 are two bodies.
    A division that the table lacks stays part of the unit.
    """
    for own in _names(division_code):
        lead, found, rest = name.partition(own)
        if found and rest:
            return _without_parents(lead, division_code) + full_unit(rest)
    return full_unit(name)


def _without_parents(lead: str, division_code: str | None) -> str:
    for parent in _names_above(division_code):
        lead = lead.replace(parent, "", 1)
    return lead


@cache
def _names(division_code: str | None) -> tuple[str, ...]:
    """Return every name that a code's division had, has or had before, longest first.

    A county that becomes a district gets another code, and its old reports another headline.
    """
    own = _by_code().get(division_code or "", ())
    after = (new for d in own for code in d.successors for new in _by_code().get(code, ()))
    before = (old for d in own for old in _by_successor().get(d.code, ()))
    renamed = (
        other
        for other in (*after, *before)
        for d in own
        if _is_renamed(d, other) or _is_renamed(other, d)
    )
    return _all_names((*own, *renamed))


def _is_renamed(before: Division, after: Division) -> bool:
    """Say whether a division began when another ended, in its place alone."""
    return (
        before.valid_to is not None
        and before.successors == (after.code,)
        and after.valid_from == before.valid_to + 1
    )


@cache
def _names_above(division_code: str | None) -> tuple[str, ...]:
    """Return every name that the prefectures and provinces of a code's division had."""
    own = _by_code().get(division_code or "", ())
    above = {code for d in own for code in (d.prefecture_code, d.province_code)} - {division_code}
    return _all_names(d for code in above for d in _by_code().get(code, ()))


@cache
def _by_code() -> Mapping[str, Sequence[Division]]:
    found: defaultdict[str, list[Division]] = defaultdict(list)
    for division in all_divisions():
        found[division.code].append(division)
    return found


@cache
def _by_successor() -> Mapping[str, Sequence[Division]]:
    found: defaultdict[str, list[Division]] = defaultdict(list)
    for division in all_divisions():
        for code in division.successors:
            found[code].append(division)
    return found


def _all_names(divisions: Iterable[Division]) -> tuple[str, ...]:
    names = {
        form
        for division in divisions
        for form in (division.name, *short_forms(division.name, division.level))
    }
    return tuple(sorted(names, key=len, reverse=True))
