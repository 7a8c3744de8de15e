"""Who ought to have published: by the registry, the dated gazetteer, and an issuer's history."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cache
from typing import NamedTuple

from storage.coverage.deadlines import FIRST_YEAR
from storage.identifiers import issuer_id
from storage.records import IssuerKind
from storage.reference.divisions import all_divisions
from storage.reference.places import name_of


class Issuer(NamedTuple):
    """A body that ought to publish; a tuple, for there are tens of thousands."""

    issuer_id: str
    name: str
    kind: IssuerKind
    division_code: str | None


class Reform(NamedTuple):
    """A national reform that dissolved and renamed departments.

    ``first_year``: the first year for which a dissolved one no longer reports. ``names``: what is
    in the names of those it touched; empty where it touched all.
    """

    first_year: int
    names: tuple[str, ...]


# 深化党和国家机构改革方案 (2018): counties were to be done by the end of March 2019, when the
# reports for 2018 fell due. 党和国家机构改革方案 (2023): by the end of 2024; it touched few bodies
# of counties.
REFORMS = (
    Reform(first_year=2018, names=()),
    Reform(first_year=2023, names=("乡村振兴", "金融", "大数据", "数据管理", "科学技术")),
)


def governments(listed: Mapping[str, str], this_year: int) -> Iterator[tuple[Issuer, int]]:
    """Yield the governments that the registry's divisions have had, each with a year of its own.

    ``listed`` holds the registry's name by division code: the word for codes that the gazetteer
    lacks. Divisions whose place a listed one has taken are expected in their own years.
    """
    for code, registered in listed.items():
        is_known = False
        for one in (code, *predecessors(code)):
            for year in range(FIRST_YEAR, this_year):
                name = name_of(one, year)
                if name is not None:
                    is_known = True
                    yield _government(one, name), year
        if not is_known:
            for year in range(FIRST_YEAR, this_year):
                yield _government(code, registered), year


def years_due(
    issuer: Issuer, registered: Collection[int], found: Collection[int], this_year: int
) -> set[int]:
    """Return the years for which an issuer ought to have reported, and those it has reported for.

    By the registry, and from its own first report on while its division is there.
    """
    years = {*registered, *found}
    if found:
        years |= _years_in_force(issuer.division_code, min(found), this_year)
    return years


@cache
def _years_in_force(code: str | None, first: int, end: int) -> frozenset[int]:
    return frozenset(year for year in range(first, end) if is_in_force(code, year))


def is_in_force(code: str | None, year: int) -> bool:
    """Whether a division was there on 31 December of a year, as far as the gazetteer knows it."""
    years = _years_of().get(code or "")
    return years is None or any(first <= year <= last for first, last in years)


def is_replaced_after(code: str | None, year: int) -> bool:
    """Whether a division was gone a year later: its last report may be its successor's."""
    return is_in_force(code, year) and not is_in_force(code, year + 1)


def reform_since(issuer: Issuer, last_year: int, year: int) -> Reform | None:
    """Return the reform that may have dissolved a department after its last report, by ``year``."""
    if issuer.kind is not IssuerKind.DEPARTMENT:
        return None
    for reform in REFORMS:
        touched = not reform.names or any(name in issuer.name for name in reform.names)
        if touched and last_year < reform.first_year <= year:
            return reform
    return None


@cache
def predecessors(code: str) -> tuple[str, ...]:
    """Return the codes whose place a division has taken since reports are due.

    Of the same prefecture only: across prefectures the gazetteer's successors are guesses by name.
    """
    return _predecessors().get(code, ())


@cache
def successors(code: str) -> tuple[str, ...]:
    """Return the codes that have taken a division's place."""
    return tuple(new for new, old in _predecessors().items() if code in old)


def _government(code: str, name: str) -> Issuer:
    full = name if name.endswith("人民政府") else f"{name}人民政府"
    return Issuer(issuer_id(code, full), full, IssuerKind.GOVERNMENT, code)


@cache
def _predecessors() -> Mapping[str, tuple[str, ...]]:
    found: defaultdict[str, dict[str, None]] = defaultdict(dict)
    alive = {row.code for row in all_divisions() if row.valid_to is None}
    for row in all_divisions():
        if row.code in alive or row.valid_to is None or row.valid_to < FIRST_YEAR:
            continue
        for successor in row.successors:
            if successor[:_PREFECTURE] == row.code[:_PREFECTURE]:
                found[successor][row.code] = None
    return {code: tuple(before) for code, before in found.items()}


@cache
def _years_of() -> Mapping[str, Iterable[tuple[int, int]]]:
    found: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
    for row in all_divisions():
        found[row.code].append((row.valid_from, row.valid_to or _FOREVER))
    return found


_FOREVER = 9999
_PREFECTURE = 4  # digits of a code that name the prefecture
