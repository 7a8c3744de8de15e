"""Whether figures of 表四 may stand a place from their own: one was lost, or is there twice.

A row that lost a figure ends with a blank where its table prints a cell in every place; one that
has a figure twice has a place too many, and may reach beyond its head. What then moved into the
place of a total seldom is one.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from pipelines.figures.review_head import Place, sums_of
from pipelines.figures.splitting import value_of
from pipelines.labels import normal

# A figure that is lost: no sum with it can be asked.
_ANY = "?"
MOVED = "figures may stand a place from their own"


def may_have_moved(
    places: Sequence[Place], texts: Sequence[str], *, is_spare: bool, is_beyond: bool = False
) -> bool:
    """Say whether the row may be short of a figure, or have one twice.

    ``is_spare``: it has a place more than the head; ``is_beyond``: no cell of the head is over it.

    A total that is printed and cannot be is enough: a report that is at odds with itself, and has
    such a row, is not told from one whose figures moved. A blank total beside figures may just be
    left out. It leaves doubt where zeros are left out too and all is well with a figure more, and
    in a row with a place to spare where less is at odds without one of a pair.
    """
    is_short = not normal(texts[-1])
    if not (is_short or is_spare):
        return False
    wrong, left_out = _at_odds(places, texts)
    if wrong:
        return True
    if is_spare:
        ways = _without_one_of_a_pair(texts)
        if is_beyond and any(way != list(texts) for way in ways):
            return True
        if any(sum(_at_odds(places, way)) < left_out for way in ways):
            return True
    if not left_out or "0" in map(normal, texts):
        return False
    return any(not any(_at_odds(places, way)) for way in _with_one_more(texts))


def _with_one_more(texts: Sequence[str]) -> list[list[str]]:
    """Return what the row would be with one of its figures lost, for its last that is blank."""
    if normal(texts[-1]):
        return []
    return [[*texts[:i], _ANY, *texts[i:-1]] for i in range(len(texts) - 1)]


def _without_one_of_a_pair(texts: Sequence[str]) -> list[list[str]]:
    """Return what the row would be with one of its figures there twice."""
    return [
        [*texts[:i], *texts[i + 1 :], ""]
        for i, (one, other) in enumerate(pairwise(texts))
        if one == other
    ]


def _at_odds(places: Sequence[Place], texts: Sequence[str]) -> tuple[int, int]:
    """Return how many printed totals cannot be, and how many are blank beside figures.

    A total can be more than its parts where one of them is blank.
    """
    wrong = left_out = 0
    for total, parts in sums_of(places):
        values = [value_of(texts[i]) for i in parts]
        printed, whole = sum(value for value in values if value is not None), value_of(texts[total])
        if not normal(texts[total]):
            left_out += printed > 0
        elif whole is not None and None not in values:
            is_open = not all(normal(texts[i]) for i in parts)
            wrong += printed > whole or (printed < whole and not is_open)
    return wrong, left_out
