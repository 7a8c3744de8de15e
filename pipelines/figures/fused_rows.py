"""Rows of 表三 that ran together, taken apart by their own sums and by those of the columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from pipelines.figures.applicants import WIDTH, columns_in_order
from pipelines.figures.splitting import Sum, Way, split, value_of
from pipelines.forms import Identity, identities
from pipelines.labels import normal

# A row with more ways to take it apart than this is not worth asking the other rows about.
_MOST_WAYS = 200

_Numbers = tuple[Decimal, ...]


def take_apart(rows: Mapping[str, Sequence[str]], *, flattened: bool) -> dict[str, Way]:
    """Return the figures of each row that ran together, where the sums leave exactly one way.

    ``rows`` hold the texts of each row by its key, in the form's order of columns. Where blanks
    may be gone nothing is certain: the table must print its zeros, and none of its cells be blank;
    and in a table that was ``flattened`` the sums over rows must bear out every row.
    """
    known = {key: numbers for key, texts in rows.items() if (numbers := _numbers(texts))}
    fused = {
        key: texts
        for key, texts in rows.items()
        if len(texts) < WIDTH
        and any(len(normal(text)) > 1 for text in texts)  # one digit is one figure
        and not (flattened and len(texts) > 1)
    }
    if not fused or not _prints_zeros(rows):
        return {}
    total = columns_in_order().index(next(c for c in columns_in_order() if c.key == "total"))
    one: Sum = total, tuple(i for i in range(WIDTH) if i != total)
    ways: dict[str, dict[_Numbers, Way]] = {}
    for key, texts in fused.items():
        options = split(texts, WIDTH, [one], most=_MOST_WAYS)
        if len(options) < _MOST_WAYS:
            ways[key] = {_values(way): way for way in options}
    settled = _only_ways(known, ways)
    if flattened:
        settled = _confirmed(known, settled)
    return {key: ways[key][numbers] for key, numbers in settled.items()}


def _prints_zeros(rows: Mapping[str, Sequence[str]]) -> bool:
    whole = [texts for texts in rows.values() if len(texts) == WIDTH]
    if any(not normal(text) for texts in whole for text in texts):
        return False
    return any("0" in texts for texts in whole) or any(
        normal(texts[0]) == "0" * WIDTH for texts in rows.values() if texts
    )


def _numbers(texts: Sequence[str]) -> _Numbers | None:
    values = [value_of(text) for text in texts]
    numbers = tuple(value for value in values if value is not None)
    return numbers if len(numbers) == WIDTH else None


def _values(way: Way) -> _Numbers:
    return tuple(value_of(text) or Decimal(0) for text, _ in way)


def _only_ways(
    known: Mapping[str, _Numbers], ways: Mapping[str, Mapping[_Numbers, Way]]
) -> dict[str, _Numbers]:
    """Return the rows of which one way is left after those are gone that no sum could bear.

    A way goes when no choice of ways for the other rows makes a sum over rows hold; as long as
    the printed sums hold, that takes away none that is right.
    """
    left = {key: list(options) for key, options in ways.items()}
    changed = True
    while changed:
        changed = False
        for key, options in left.items():
            others = {k: v for k, v in left.items() if k != key}
            kept = [way for way in options if _possible(key, {**known, key: way}, others)]
            changed = changed or len(kept) < len(options)
            left[key] = kept
    return {key: options[0] for key, options in left.items() if len(options) == 1}


def _confirmed(
    known: Mapping[str, _Numbers], settled: Mapping[str, _Numbers]
) -> dict[str, _Numbers]:
    """Return the rows for which a sum over rows that are all known holds in every column."""
    left = dict(settled)
    while True:
        rows = {**known, **left}
        kept = {key: numbers for key, numbers in left.items() if _is_borne_out(key, rows)}
        if len(kept) == len(left):
            return kept
        left = kept


def _is_borne_out(key: str, rows: Mapping[str, _Numbers]) -> bool:
    for number, column in enumerate(columns_in_order()):
        asked = [
            identity
            for identity in _sums_over_rows(f"t3.{key}.{column.key}")
            if all(_row_of(cell) in rows for cell in (*identity.expected, *identity.actual))
        ]
        if not asked or not all(_can_hold(identity, number, rows, {}) for identity in asked):
            return False
    return True


def _row_of(cell: str) -> str:
    return cell.removeprefix("t3.").rpartition(".")[0]


def _possible(
    key: str, known: Mapping[str, _Numbers], others: Mapping[str, Sequence[_Numbers]]
) -> bool:
    return all(
        _can_hold(identity, number, known, others)
        for number, column in enumerate(columns_in_order())
        for identity in _sums_over_rows(f"t3.{key}.{column.key}")
    )


def _sums_over_rows(cell: str) -> list[Identity]:
    return [
        identity
        for identity in identities()
        if identity.rule != "t3.total" and cell in (*identity.expected, *identity.actual)
    ]


def _can_hold(
    identity: Identity,
    number: int,
    known: Mapping[str, _Numbers],
    others: Mapping[str, Sequence[_Numbers]],
) -> bool:
    """Return whether the sum lies between the least and the most that the open rows can give."""
    low = high = Decimal(0)
    for cells, sign in ((identity.expected, 1), (identity.actual, -1)):
        for cell in cells:
            key = _row_of(cell)
            if key in known:
                values = [known[key][number] * sign]
            elif others.get(key):
                values = [way[number] * sign for way in others[key]]
            else:
                return True  # a row that is not printed, or in words: the sum cannot be asked
            low += min(values)
            high += max(values)
    return low <= 0 <= high
