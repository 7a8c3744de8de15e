"""Whether figures of 表四 may stand a place from their own: one was lost, or is there twice.

A row that lost a figure ends with a blank where its table prints a cell in every place; one that
has a figure twice has a place too many, and may reach beyond its head. What then moved into the
place of a total seldom is one.
"""

from __future__ import annotations

from collections.abc import Sequence

from pipelines.figures.review_head import Place, sums_of
from pipelines.figures.splitting import value_of
from pipelines.labels import normal

MOVED = "figures may stand a place from their own"


def may_have_moved(
    places: Sequence[Place], texts: Sequence[str], *, is_spare: bool, is_beyond: bool = False
) -> bool:
    """Say whether the row may be short of a figure, or have one twice.

    ``is_spare``: it has a place more than the head; ``is_beyond``: no cell of the head is over it.

    A total that is printed and cannot be is enough: a report that is at odds with itself, and has
    such a row, is not told from one whose figures moved. A blank total beside figures may just be
    left out, and leaves doubt only where they are more at odds as they are than moved back.
    """
    is_short = not normal(texts[-1])
    if not (is_short or is_spare):
        return False
    wrong, left_out = _at_odds(places, texts)
    if wrong:
        return True
    ways = _moved_back(texts, is_short=is_short, is_spare=is_spare)
    if is_beyond and any(way != list(texts) for way in ways):
        return True
    return any(sum(_at_odds(places, way)) < left_out for way in ways)


def _moved_back(texts: Sequence[str], *, is_short: bool, is_spare: bool) -> list[list[str]]:
    """Return what the row would be with a figure more before a blank, or without one of a pair."""
    before = range(len(texts) - 1)
    ways: list[list[str]] = []
    if is_short:
        ways += [[*texts[:i], "", *texts[i:-1]] for i in before]
    if is_spare:
        ways += [[*texts[:i], *texts[i + 1 :], ""] for i in before if texts[i] == texts[i + 1]]
    return ways


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
