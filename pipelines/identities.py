"""Sums over figures: which of those that a form states do not hold."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from pipelines.forms import Identity, identities


@dataclass(frozen=True, slots=True, kw_only=True)
class Broken:
    """A sum that does not hold: what its parts give, and what is printed."""

    identity: Identity
    expected: Decimal
    actual: Decimal


def broken_sums(values: Mapping[str, Decimal | None]) -> list[Broken]:
    """Return every sum of every form that is printed whole, in numbers, and does not hold.

    ``values`` holds the printed cells, None for those without a number. Blanks and dashes count
    as nothing and so prove nothing: a sum with one of them in it is no finding by itself. A sum
    with words or with an unread cell in it cannot be asked.
    """
    found = []
    numbers = {cell: value for cell, value in values.items() if value is not None}
    for identity in identities():
        expected = _add(identity.expected, numbers)
        actual = _add(identity.actual, numbers) if expected is not None else None
        if expected is not None and actual is not None and expected != actual:
            found.append(Broken(identity=identity, expected=expected, actual=actual))
    return found


def _add(cells: tuple[str, ...], numbers: Mapping[str, Decimal]) -> Decimal | None:
    try:
        return sum(map(numbers.__getitem__, cells), Decimal(0))
    except KeyError:
        return None
