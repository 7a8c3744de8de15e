"""Which division a printed name means, in a year: names to GB/T 2260 codes and back.

Names come and go: 东乡县 was 361029 in Jiangxi until 2015 (the place is 东乡区, 361003,
since), and it is the short form of 东乡族自治县 (622926) all the time. So a name is looked up among
those in force on 31 December of the year in question, then among neighbouring years with the place
followed through its successors, and whatever leaves more than one code is null.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache

from storage.reference.divisions import Division, all_divisions, short_forms

# A report that comes late prints its issuer's next name; one that copies last year's prints an old
# one. Further than this a name of the past is more likely another place's.
_NEXT_YEARS = 2
_OLDEST_NAME = 2000
# Where the year is unknown, a name must mean one code in all of them: the first reports are for
# 2008, the table ends with 2026.
_REPORT_YEARS = range(2008, 2027)


@cache
def _by_name() -> Mapping[str, tuple[Division, ...]]:
    named: defaultdict[str, list[Division]] = defaultdict(list)
    for division in all_divisions():
        if division.valid_to is not None and division.valid_to < _OLDEST_NAME:
            continue
        for name in (division.name, *short_forms(division.name, division.level)):
            named[name].append(division)
    return {name: tuple(found) for name, found in named.items()}


@cache
def _by_code() -> Mapping[str, tuple[Division, ...]]:
    coded: defaultdict[str, list[Division]] = defaultdict(list)
    for division in all_divisions():
        coded[division.code].append(division)
    return {code: tuple(found) for code, found in coded.items()}


@cache
def _predecessors() -> Mapping[str, tuple[Division, ...]]:
    before: defaultdict[str, list[Division]] = defaultdict(list)
    for division in all_divisions():
        for code in division.successors:
            if code != division.code:
                before[code].append(division)
    return {code: tuple(found) for code, found in before.items()}


def is_county(name: str) -> bool:
    """Say whether every division of this name is, or was, of county level."""
    bearers = _by_name().get(name, ())
    return bool(bearers) and all(division.level == "county" for division in bearers)


@cache
def longest_name() -> int:
    """Return the length of the longest name in the table, for whoever scans text for names."""
    return max(map(len, _by_name()))


def is_name(name: str) -> bool:
    """Say whether some division bears this name, or bore it since 2000."""
    return name in _by_name()


def held(code: str, year: int) -> Division | None:
    """Return the division that had a code on 31 December of a year."""
    return next((d for d in _by_code().get(code, ()) if d.held_in(year)), None)


def name_of(code: str, year: int | None) -> str | None:
    """Return the full name that a code's division had in a year, under whichever code then."""
    rows = _by_code().get(code)
    if not rows:
        return None
    if year is None:
        return rows[-1].name
    names = {d.name for row in rows for c in _at(row, year) if (d := held(c, year)) is not None}
    return names.pop() if len(names) == 1 else rows[-1].name


def code_in(code: str, year: int | None) -> str:
    """Return the code that the place of ``code`` had in a year; unknown codes stay as they are."""
    if year is None or held(code, year) is not None:
        return code
    codes = {found for row in _by_code().get(code, ()) for found in _at(row, year)}
    return codes.pop() if len(codes) == 1 else code


def _at(division: Division, year: int) -> frozenset[str]:
    """Return the codes that held a division's place in a year, following its succession."""
    if division.held_in(year):
        return frozenset({division.code})
    seen, edge, found = {division}, [division], set()
    while edge:
        here = edge.pop()
        if here.held_in(year):
            found.add(here.code)
            continue
        if year >= here.valid_from:  # it ended before: its successors, as they began
            ended = here.valid_to or year
            nexts: Iterable[Division] = (
                d
                for code in here.successors
                for d in _by_code().get(code, ())
                if d.valid_to is None or d.valid_to > ended
            )
        else:  # it began after: those whose place it took, or its own code under another name
            nexts = (
                d
                for d in (*_predecessors().get(here.code, ()), *_by_code()[here.code])
                if d.valid_to is not None and d.valid_to < here.valid_from
            )
        for following in nexts:
            if following not in seen:
                seen.add(following)
                edge.append(following)
    return frozenset(found)


def resolve(
    names: Sequence[str], year: int | None, *, site: str | None = None, context: str = ""
) -> str | None:
    """Return the code of the division whose name ends ``names``, on 31 December of ``year``.

    ``names`` is what was printed, from the top down (江西省, 抚州市, 东乡区); ``site`` the code of
    the site or page it stood on, in any year; ``context`` a text in which the name may stand
    behind its parent's. Null where no code or more than one is left.
    """
    if not names:
        return None
    if year is None:
        any_year = {resolve(names, y, site=site, context=context) for y in _REPORT_YEARS}
        return any_year.pop() if len(any_year) == 1 else None
    bearers = [d for d in _by_name().get(names[-1], ()) if _under(d, names[:-1])]
    if site is not None:
        at_site = _places(bearers, year) & {code_in(site, year)}
        if at_site:
            return at_site.pop()
    codes = {d.code for d in bearers if d.held_in(year)}
    if not codes:
        codes = _nearest(bearers, year)
    if len(codes) > 1 and site is not None:
        here = code_in(site, year)
        codes = _narrow(codes, lambda code: code[:4] == here[:4])
        codes = _narrow(codes, lambda code: code[:2] == here[:2])
    if len(codes) > 1 and context:
        codes = _narrow(codes, lambda code: _stands_behind_parent(code, year, names[-1], context))
    return codes.pop() if len(codes) == 1 else None


def _places(divisions: Iterable[Division], year: int) -> set[str]:
    return {code for division in divisions for code in _at(division, year)}


def _nearest(bearers: Sequence[Division], year: int) -> set[str]:
    """Return the places of those who soon bore the name, else of those who last bore it."""
    soon = [d for d in bearers if year < d.valid_from <= year + _NEXT_YEARS]
    if soon:
        return _places(soon, year)
    past = [d for d in bearers if d.valid_to is not None and d.valid_to < year]
    return _places(past, year)


def _narrow(codes: set[str], keep: Callable[[str], bool]) -> set[str]:
    return {code for code in codes if keep(code)} or codes


def _under(division: Division, parents: Sequence[str]) -> bool:
    """Say whether every printed parent is, or was, a name of the division's own parents."""
    own = (division.prefecture_code, division.province_code)
    return all(
        any(
            parent == d.name or parent in short_forms(d.name, d.level)
            for code in own
            if code and code != division.code
            for d in _by_code().get(code, ())
        )
        for parent in parents
    )


def _stands_behind_parent(code: str, year: int, name: str, context: str) -> bool:
    division = held(code, year)
    if division is None:
        return False
    parents = [held(division.prefecture_code, year), held(division.province_code, year)]
    return any(
        form + name in context
        for parent in parents
        if parent is not None and parent.code != code
        for form in (parent.name, *short_forms(parent.name, parent.level))
    )


def bore(code: str, name: str) -> bool:
    """Say whether the place of a code bears a name, or bore it under any of its codes."""
    return any(
        code in _at(division, year)
        for division in _by_name().get(name, ())
        for year in {d.valid_to or d.valid_from for d in _by_code().get(code, ())}
    )


def above(code: str, year: int | None) -> tuple[str, ...]:
    """Return the names of the divisions above a code's, the nearest first."""
    rows = _by_code().get(code, ())
    row = next((d for d in rows if year is None or d.held_in(year)), rows[-1] if rows else None)
    if row is None:
        return ()
    parents = (row.prefecture_code, row.province_code)
    names = (name_of(parent, year) for parent in parents if parent and parent != code)
    return tuple(name for name in names if name is not None)


def is_above(parent: str, name: str) -> bool:
    """Say whether some division of this name lies, or lay, under one named ``parent``."""
    return any(_under(division, (parent,)) for division in _by_name().get(name, ()))
