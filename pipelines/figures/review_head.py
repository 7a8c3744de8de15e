"""The head of 表四: which figure of its one row is which."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from pipelines.figures.printed import Row
from pipelines.figures.splitting import Sum
from pipelines.figures.vocabulary import Vocabulary, vocabulary
from pipelines.grid import Placed
from pipelines.labels import core, nearest, normal
from storage.records import Read

# Four outcomes and their total.
WIDTH = 5
LITIGATION = "行政诉讼"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A figure of the row: its cell, and how the head names it."""

    cell: str
    read: Read

    @property
    def is_total(self) -> bool:
        return self.cell.endswith(".total")


def places_in_order(heads: Sequence[Row], columns: Sequence[str] = ()) -> list[Place]:
    """Return the figures of the groups that the head names, in the form's order.

    ``columns`` are the labels over the figures, if the grid tells them; flattened heads print the
    columns of the first group in an earlier row than the others'. A label that is cut short is
    tolerated where the form's begins with it.
    """
    words = vocabulary()
    printed = list(columns) or [
        core(cell.text)
        for row in heads
        for cell in row.own
        if normal(cell.text) and _is_column(cell.text)
    ]
    expected = [
        (f"t4.{group}.{column}", label)
        for group in _groups(heads, words)
        for label, column in words.review_columns.items()
    ]
    if len(printed) != len(expected):
        printed = [""] * len(expected)
    return [
        Place(cell=cell, read=_how(label, wanted))
        for label, (cell, wanted) in zip(printed, expected, strict=True)
    ]


def places_on_grid(heads: Sequence[Row], figures: Sequence[Placed]) -> list[Place]:
    """Return the figures as the cells over each name them; empty if they do not name them all."""
    words = vocabulary()
    places = []
    for figure in figures:
        over = [
            cell for row in heads for cell in row.own if cell.column <= figure.column < cell.end
        ]
        label = core("".join(cell.text for cell in over if cell.colspan == 1))
        groups = [words.review_groups.get(core(cell.text)) for cell in over if cell.colspan > 1]
        group = next((group for group in reversed(groups) if group), None)
        column = words.review_columns.get(label)
        if group is None or column is None:
            return []
        places.append(Place(cell=f"t4.{group}.{column}", read=Read.LABEL))
    return places if len({place.cell for place in places}) == len(places) else []


def columns_on_grid(heads: Sequence[Row], figures: Sequence[Placed]) -> list[str]:
    """Return the labels over each figure, those of several rows joined."""
    return [
        core(
            "".join(
                cell.text
                for row in heads
                for cell in row.own
                if cell.colspan == 1 and cell.column <= figure.column < cell.end
            )
        )
        for figure in figures
    ]


def sums_of(places: Sequence[Place]) -> list[Sum]:
    """Return, for each group, the index of its total and of its parts."""
    sums: list[Sum] = []
    groups = dict.fromkeys(place.cell.rpartition(".")[0] for place in places)
    for group in groups:
        mine = [i for i, place in enumerate(places) if place.cell.startswith(f"{group}.")]
        total = next(i for i in mine if places[i].is_total)
        sums.append((total, tuple(i for i in mine if i != total)))
    return sums


def _groups(heads: Sequence[Row], words: Vocabulary) -> list[str]:
    """Return the groups that the head names, in the form's order; all where it names none."""
    order = list(dict.fromkeys(words.review_groups.values()))
    texts = [cell for row in heads for cell in row.texts if cell]
    if sum(1 for text in texts if _is_column(text)) >= len(order) * WIDTH:
        return order
    named = {words.review_groups.get(core(t)) or nearest(t, words.review_groups) for t in texts}
    named -= {None}
    if not named:
        return order
    if any(core(text) == LITIGATION for text in texts):
        named |= set(order[1:])
    return [group for group in order if group in named]


@lru_cache(maxsize=4096)
def _is_column(text: str) -> bool:
    label = core(text)
    return any(column.startswith(label) for column in vocabulary().review_columns)


def _how(label: str, wanted: str) -> Read:
    if label == wanted:
        return Read.LABEL
    if label and (wanted.startswith(label) or nearest(label, {wanted: True})):
        return Read.TOLERANT
    return Read.STRUCTURE
