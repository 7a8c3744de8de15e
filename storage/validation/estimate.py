"""From coded cells to rates: each cell counts for as many as it stands for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from math import sqrt
from typing import NamedTuple

from storage.validation.result import Share, Stratum, Verdict
from storage.validation.sample import DIMENSIONS, Traits

_Z = 1.959964  # the normal quantile of 95 %


class Judged(NamedTuple):
    """A coded cell: its stratum, how many it stands for, and what the page says of it."""

    traits: Traits
    weight: float
    verdict: Verdict


def wilson(successes: float, trials: float) -> Share:
    """Return a share with its interval by Wilson (1927); ``trials`` may be an effective size.

    >>> one = wilson(0, 100); round(one.share, 3), round(one.low, 3), round(one.high, 3)
    (0.0, 0.0, 0.037)
    """
    if trials <= 0:
        return Share(share=0.0, low=0.0, high=1.0)  # nothing is known
    share = successes / trials
    spread = _Z * sqrt(share * (1 - share) / trials + _Z**2 / (4 * trials**2))
    scale = 1 + _Z**2 / trials
    middle = (share + _Z**2 / (2 * trials)) / scale
    return Share(
        share=share,
        low=max(0.0, min(share, middle - spread / scale)),
        high=min(1.0, max(share, middle + spread / scale)),
    )


def strata(judged: Sequence[Judged], sizes: Mapping[Traits, int]) -> tuple[Stratum, ...]:
    """Return the rates of the whole, and of each part by each dimension that was drawn."""
    told = [one for one in judged if one.verdict is not Verdict.UNCLEAR]
    found = [_stratum("all", "", told, sum(sizes.values()))]
    for place, dimension in enumerate(DIMENSIONS):
        for part in sorted({traits[place] for traits in sizes}):
            of = [one for one in told if one.traits[place] == part]
            cells = sum(size for traits, size in sizes.items() if traits[place] == part)
            found.append(_stratum(dimension, part, of, cells))
    return tuple(found)


def _stratum(dimension: str, part: str, of: Sequence[Judged], cells: int) -> Stratum:
    return Stratum(
        dimension=dimension,
        part=part,
        cells=cells,
        coded=len(of),
        wrong_cells=sum(one.verdict is Verdict.WRONG for one in of),
        wrong=_share(of, Verdict.WRONG),
        missed=_share(of, Verdict.MISSED),
        unread=_share(of, Verdict.UNREAD),
    )


def _share(of: Sequence[Judged], verdict: Verdict) -> Share:
    """Return a weighted share. Unequal weights make a sample worth fewer cells (Kish 1965)."""
    total = sum(one.weight for one in of)
    if not total:
        return wilson(0, 0)
    effective = total**2 / sum(one.weight**2 for one in of)
    share = sum(one.weight for one in of if one.verdict is verdict) / total
    return wilson(share * effective, effective)


def agreement(pairs: Iterable[tuple[Hashable, Hashable]]) -> tuple[Share, float | None]:
    """Return how often two coders agree, and Cohen's kappa; null where chance alone agrees."""
    coded = list(pairs)
    number = len(coded)
    same = sum(one == other for one, other in coded)
    first, second = Counter(one for one, _ in coded), Counter(other for _, other in coded)
    chance = sum(first[code] * second[code] for code in first) / number**2 if number else 1.0
    kappa = None if chance == 1.0 else (same / number - chance) / (1 - chance)
    return wilson(same, number), kappa
