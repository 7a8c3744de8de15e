"""表四: three groups of five figures in one row."""

from __future__ import annotations

from collections.abc import Sequence

from pipelines.figures.outcome import Outcome
from pipelines.figures.printed import Row, print_cell, unread
from pipelines.figures.recognise import Role
from pipelines.figures.review_head import (
    WIDTH,
    Place,
    columns_on_grid,
    places_in_order,
    places_on_grid,
    sums_of,
)
from pipelines.figures.review_moved import MOVED, may_have_moved
from pipelines.figures.review_rows import group_of, read_group
from pipelines.figures.splitting import Way, may_be_fused, split, value_of
from pipelines.grid import Placed
from pipelines.labels import is_wordy, normal
from pipelines.values import is_figure
from storage.records import Read

# One row is the table; others under the same head are copies, or another table's.
_MOST_ROWS = 10
# Longer text in a row of figures is prose.
_LONGEST_FIGURE = 60
# No office has a hundred thousand reviews: a longer run of digits is several figures.
_LIKELY_DIGITS = 5
# A run without so many zeros among its figures may have lost blank cells: who prints zeros prints
# most of them here.
_ZEROS = 3


def read_review(rows: Sequence[tuple[Role, Row]]) -> Outcome:
    """Name the cells of 表四: by the head over them, or by order where all of them are there."""
    outcome = Outcome()
    heads: list[Row] = []
    figures: list[Row] = []
    for role, row in rows:
        group = None if role is Role.HEADING else group_of(row)
        if group is not None:
            read_group(row, group, heads, outcome)
            continue
        if role is Role.PLAIN:
            figures.append(row)
            continue
        outcome.used.append(row)
        if role is Role.HEAD:
            if figures:
                _read_rows(figures, heads, outcome)
                heads, figures = [], []
            heads.append(row)
    _read_rows(figures, heads, outcome)
    return outcome


def _read_rows(figures: Sequence[Row], heads: list[Row], outcome: Outcome) -> None:
    """Read the rows under one head. An empty row is the table's own only where no other is."""
    filled = [row for row in figures if not row.is_empty()]
    outcome.used += [row for row in figures if row.is_empty()]
    for row in (filled or [row for row in figures if len(row.own) >= WIDTH][:1])[:_MOST_ROWS]:
        _read_row(row, heads, outcome)


def _read_row(row: Row, heads: list[Row], outcome: Outcome) -> None:
    cells = list(row.own)
    places = places_in_order(heads)
    wanted = len(places)
    while len(cells) > wanted and not normal(cells[-1].text):
        cells.pop()
    if len(cells) == wanted + 1 and is_wordy(cells[0].text) and not is_figure(cells[0].text):
        cells = cells[1:]  # a label before the figures: 件数
    texts = [cell.text.strip() for cell in cells]
    if len(texts) > wanted or any(len(text) > _LONGEST_FIGURE for text in texts):
        return
    outcome.used.append(row)
    if len(texts) == wanted and (row.spans or not may_be_fused(texts, sums_of(places))):
        if row.spans:
            places = _on_grid(heads, cells, texts)
        is_spare = len(row.own) > wanted
        if may_have_moved(
            places, texts, is_spare=is_spare, is_beyond=is_spare and _is_beyond(row, heads)
        ):
            _leave_in_doubt(row, places, MOVED, outcome)
            return
        for place, text in zip(places, texts, strict=True):
            outcome.printed.append(print_cell(place.cell, text, place.read))
        return
    filled = [text for text in texts if text]
    ways = split(filled, wanted, sums_of(places))
    if len(ways) == 1 and _is_likely(ways[0], filled, row):
        for place, (text, whole) in zip(places, ways[0], strict=True):
            outcome.printed.append(
                print_cell(place.cell, text, place.read if whole else Read.SPLIT)
            )
        return
    _leave_in_doubt(row, places, "figures ran together", outcome)


def _leave_in_doubt(row: Row, places: Sequence[Place], why: str, outcome: Outcome) -> None:
    joined = " ".join(text for text in row.texts if text)
    names = tuple(place.cell for place in places)
    outcome.printed.extend(unread(name, joined, Read.SPLIT) for name in names)
    outcome.doubts.append((f"{why}: {joined}", names))


def _is_likely(way: Way, filled: Sequence[str], row: Row) -> bool:
    """Return whether figures ran together there at all, and none that is blank was lost."""
    if row.flattened and len(filled) > 1:
        return False
    zeros = sum(text == "0" for text, _ in way)
    return zeros >= _ZEROS and any(len(text) > _LIKELY_DIGITS for text in filled)


def _on_grid(heads: list[Row], cells: list[Placed], texts: list[str]) -> list[Place]:
    """Return the figures as the grid names them; in another order only if that adds up."""
    named = places_on_grid(heads, cells)
    form = places_in_order(heads, columns_on_grid(heads, cells))
    if not named or [place.cell for place in named] == [place.cell for place in form]:
        return form
    return named if _broken(named, texts) < max(1, _broken(form, texts)) else form


def _is_beyond(row: Row, heads: Sequence[Row]) -> bool:
    """Say whether spans show that the row reaches further than its head."""
    return row.spans and row.own[-1].end > max((head.own[-1].end for head in heads), default=0)


def _broken(places: list[Place], texts: list[str]) -> int:
    """Return how many groups do not add up if the figures are these."""
    count = 0
    for total, parts in sums_of(places):
        values = [value_of(texts[i]) for i in (total, *parts)]
        count += None not in values and values[0] != sum(v for v in values[1:] if v is not None)
    return count
