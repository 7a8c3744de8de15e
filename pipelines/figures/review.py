"""表四: three groups of five figures in one row."""

from __future__ import annotations

from collections.abc import Sequence

from pipelines.figures.outcome import Outcome
from pipelines.figures.printed import Row, print_cell, unread
from pipelines.figures.recognise import Role
from pipelines.figures.splitting import may_be_fused, split
from pipelines.figures.vocabulary import Vocabulary, vocabulary
from pipelines.labels import core, is_wordy, nearest, normal
from pipelines.values import is_figure
from storage.records import Read

_WIDTH = 5
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
    words = vocabulary()
    outcome = Outcome()
    heads: list[Row] = []
    figures: list[Row] = []
    for role, row in rows:
        if role is Role.PLAIN:
            figures.append(row)
            continue
        outcome.used.append(row)
        if role is Role.HEAD:
            if figures:
                _read_rows(figures, heads, words, outcome)
                heads, figures = [], []
            heads.append(row)
    _read_rows(figures, heads, words, outcome)
    return outcome


def _read_rows(
    figures: Sequence[Row], heads: list[Row], words: Vocabulary, outcome: Outcome
) -> None:
    """Read the rows under one head. An empty row is the table's own only where no other is."""
    filled = [row for row in figures if not row.is_empty()]
    outcome.used += [row for row in figures if row.is_empty()]
    for row in (filled or [row for row in figures if len(row.own) >= _WIDTH][:1])[:_MOST_ROWS]:
        _read_row(row, heads, words, outcome)


def _read_row(row: Row, heads: list[Row], words: Vocabulary, outcome: Outcome) -> None:
    texts = list(row.texts)
    groups = _groups(heads, words)
    labels = _labels(heads, words, groups)
    wanted = len(groups) * _WIDTH
    while len(texts) > wanted and not texts[-1]:
        texts.pop()
    if len(texts) == wanted + 1 and is_wordy(texts[0]) and not is_figure(texts[0]):
        texts = texts[1:]  # a label before the figures: 件数
    if len(texts) > wanted or any(len(text) > _LONGEST_FIGURE for text in texts):
        return
    names = [f"t4.{group}.{column}" for group in groups for column, _ in labels[group]]
    reads = [read for group in groups for _, read in labels[group]]
    sums = _sums(names)
    outcome.used.append(row)
    if len(texts) == wanted and (row.spans or not may_be_fused(texts, sums)):
        for name, read, text in zip(names, reads, texts, strict=True):
            outcome.printed.append(print_cell(name, text, read))
        return
    filled = [text for text in texts if text]
    ways = split(filled, wanted, sums)
    zeros = sum(text == "0" for text, _ in ways[0]) if ways else 0
    apart = len(filled) == 1 or not row.flattened
    if (
        len(ways) == 1
        and apart
        and zeros >= _ZEROS
        and any(len(text) > _LIKELY_DIGITS for text in filled)
    ):
        for name, read, (text, whole) in zip(names, reads, ways[0], strict=True):
            outcome.printed.append(print_cell(name, text, read if whole else Read.SPLIT))
        return
    joined = " ".join(filled)
    outcome.printed.extend(unread(name, joined, Read.SPLIT) for name in names)
    outcome.doubts.append((f"figures ran together: {joined}", tuple(names)))


def _sums(names: list[str]) -> list[tuple[int, tuple[int, ...]]]:
    """Return, for each group, the index of its total and of its parts."""
    sums = []
    for start in range(0, len(names), _WIDTH):
        total = next(i for i in range(start, start + _WIDTH) if names[i].endswith(".total"))
        sums.append((total, tuple(i for i in range(start, start + _WIDTH) if i != total)))
    return sums


def _groups(heads: list[Row], words: Vocabulary) -> list[str]:
    """Return the groups that the head names, in the form's order; all where it names none."""
    order = list(dict.fromkeys(words.review_groups.values()))
    named = {
        words.review_groups.get(core(cell)) or nearest(cell, words.review_groups)
        for row in heads
        for cell in row.texts
        if cell
    } - {None}
    columns = sum(1 for row in heads for cell in row.texts if cell and _is_column(cell, words))
    if not named or columns >= len(order) * _WIDTH:
        return order
    if any(core(cell) == "行政诉讼" for row in heads for cell in row.texts):
        named |= {order[1], order[2]}
    return [group for group in order if group in named]


def _is_column(text: str, words: Vocabulary) -> bool:
    label = core(text)
    return any(column.startswith(label) for column in words.review_columns)


def _labels(
    heads: list[Row], words: Vocabulary, groups: list[str]
) -> dict[str, list[tuple[str, Read]]]:
    """Return the columns of each group as the head gives them.

    A head names the groups' columns from left to right, the first group's in an earlier row. A
    label that is cut short is tolerated where the column of that place begins with it.
    """
    order = list(dict.fromkeys(words.review_columns.values()))
    cells = [
        cell
        for row in heads
        for cell in row.own
        if normal(cell.text) and _is_column(cell.text, words)
    ]
    found: dict[str, list[tuple[str, Read]]] = {}
    for number, group in enumerate(groups):
        mine = cells[number * _WIDTH : (number + 1) * _WIDTH]
        found[group] = _columns([core(cell.text) for cell in mine], order, words)
    return found


def _columns(printed: list[str], order: list[str], words: Vocabulary) -> list[tuple[str, Read]]:
    keys = [words.review_columns.get(label) for label in printed]
    if len(printed) == _WIDTH and None not in keys and len(set(keys)) == _WIDTH:
        return [(key, Read.LABEL) for key in keys if key]
    begins = {key: label for label, key in words.review_columns.items()}
    columns = []
    for place, column in enumerate(order):
        label = printed[place] if place < len(printed) else ""
        if label == begins[column]:
            columns.append((column, Read.LABEL))
        elif label and begins[column].startswith(label):
            columns.append((column, Read.TOLERANT))
        else:
            columns.append((column, Read.STRUCTURE))
    return columns
