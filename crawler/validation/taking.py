"""Two filled sheets, and what a third look settled, become the rates of the archive."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from crawler.validation.codes import Code, archived, code, judge
from crawler.validation.sheets import Sheet
from storage.reference.codebook import load_codebook
from storage.validation.estimate import Judged, agreement, strata
from storage.validation.result import Validation, Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What sheets say. ``validation`` is null until each cell is coded twice, or settled.

    ``uncoded``: the lines without a value, of each coder; ``disagreed``: the lines that they see
    differently; ``unsettled``: those that nobody has decided. Lines are told by their number.
    """

    validation: Validation | None
    uncoded: tuple[Sequence[int], Sequence[int]]
    disagreed: Sequence[int]
    unsettled: Sequence[int]


def take(
    sheet: Sheet,
    first: Sequence[str],
    second: Sequence[str],
    settled: Mapping[int, str],
    now: datetime,
) -> Taken:
    """Compare two sheets with each other and with the archive."""
    drawn = sheet.sample.drawn
    units = [load_codebook().by_name[one.cell].unit for one in drawn]
    codes = [
        [code(text, unit) for text, unit in zip(of, units, strict=True)] for of in (first, second)
    ]
    uncoded = tuple([n for n, one in enumerate(of, 1) if one is None] for of in codes)
    pairs = list(zip(*codes, strict=True))
    disagreed = [number for number, (one, other) in enumerate(pairs, 1) if one != other]
    decided = {
        number: found
        for number in disagreed
        if (found := code(settled.get(number, ""), units[number - 1])) is not None
    }
    unsettled = [number for number in disagreed if number not in decided]
    done = not any(uncoded) and not unsettled
    pages = [decided.get(number, one) for number, (one, _) in enumerate(pairs, 1)]
    return Taken(
        validation=_validation(sheet, pages, pairs, len(decided), now) if done else None,
        uncoded=(uncoded[0], uncoded[1]),
        disagreed=disagreed,
        unsettled=unsettled,
    )


def _validation(
    sheet: Sheet,
    pages: Sequence[Code | None],
    pairs: Sequence[tuple[Code | None, Code | None]],
    settled: int,
    now: datetime,
) -> Validation:
    judged = [
        Judged(one.traits, one.weight, judge(page, archived(one.status, one.value, one.raw)))
        for one, page in zip(sheet.sample.drawn, pages, strict=True)
        if page is not None
    ]
    agreed, kappa = agreement(pairs)
    return Validation(
        drawn_at=sheet.drawn_at,
        taken_at=now,
        reader_version=sheet.reader_version,
        sampled=len(judged),
        reports=len({one.report_id for one in sheet.sample.drawn}),
        unclear=sum(one.verdict is Verdict.UNCLEAR for one in judged),
        settled=settled,
        agreement=agreed,
        kappa=kappa,
        strata=strata(judged, sheet.sample.sizes),
    )
