"""Rows of 表三 that ran together, taken apart by the sums of the columns as well."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from pipelines.forms import Identity, identities

# A row as its figures in the order of the form's columns.
Figures = tuple[Decimal, ...]


def settle_ways(
    known: Mapping[str, Figures], open_rows: Mapping[str, Sequence[Figures]], columns: Sequence[str]
) -> dict[str, Figures]:
    """Return the rows of which the sums over rows leave exactly one way.

    ``open_rows`` hold the ways in which each row can be taken apart. A way goes when no choice of
    ways for the other rows could make a sum hold; that takes none away that is right, as long as
    the printed sums hold.
    """
    ways = {key: list(options) for key, options in open_rows.items()}
    changed = True
    while changed:
        changed = False
        for key, options in ways.items():
            kept = [way for way in options if _possible(key, way, known, ways, columns)]
            changed = changed or len(kept) < len(options)
            ways[key] = kept
    return {key: options[0] for key, options in ways.items() if len(options) == 1}


def _possible(
    key: str,
    way: Figures,
    known: Mapping[str, Figures],
    ways: Mapping[str, Sequence[Figures]],
    columns: Sequence[str],
) -> bool:
    for number, column in enumerate(columns):
        for identity in identities():
            if f"t3.{key}.{column}" not in (*identity.expected, *identity.actual):
                continue
            if identity.rule != "t3.total" and not _can_hold(
                identity, number, {**known, key: (way)}, {k: v for k, v in ways.items() if k != key}
            ):
                return False
    return True


def _can_hold(
    identity: Identity,
    number: int,
    known: Mapping[str, Figures],
    ways: Mapping[str, Sequence[Figures]],
) -> bool:
    """Return whether some choice of the open rows lies between what the sum needs."""
    low = high = Decimal(0)
    for cells, sign in ((identity.expected, 1), (identity.actual, -1)):
        for cell in cells:
            key = cell.removeprefix("t3.").rpartition(".")[0]
            if key in known:
                least = most = known[key][number]
            elif ways.get(key):
                least = min(way[number] for way in ways[key])
                most = max(way[number] for way in ways[key])
            else:
                return True  # a row that is not printed, or in words: the sum cannot be asked
            low += least if sign > 0 else -most
            high += most if sign > 0 else -least
    return low <= 0 <= high
