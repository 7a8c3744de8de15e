"""表四: three groups of five figures in one row."""

from __future__ import annotations

from collections.abc import Sequence

from pipelines.figures.outcome import Outcome
from pipelines.figures.printed import Row, print_cell, unread
from pipelines.figures.recognise import Role
from pipelines.figures.splitting import split
from pipelines.figures.vocabulary import Vocabulary, vocabulary
from pipelines.labels import core, is_wordy, nearest, normal
from pipelines.values import is_dash
from storage.records import Read

_WIDTH = 5


def read_review(rows: Sequence[tuple[Role, Row]]) -> Outcome:
    """Name the cells of 表四: by the head over them, or by order where all of them are there."""
    words = vocabulary()
    outcome = Outcome()
    heads: list[Row] = []
    fresh = False  # whether the head has no figures under it yet
    for role, row in rows:
        if role is Role.HEAD or role is Role.HEADING:
            if role is Role.HEAD:
                heads = [*heads, row] if fresh or not heads else [row]
                fresh = True
            outcome.used.append(row)
        elif row.is_empty() and len(row.own) < _WIDTH:
            outcome.used.append(row)
        else:
            fresh = False
            _read_row(row, heads, words, outcome)
    return outcome


def _read_row(row: Row, heads: list[Row], words: Vocabulary, outcome: Outcome) -> None:
    texts = list(row.texts)
    if len(texts) % _WIDTH == 1 and is_wordy(texts[0]) and not is_dash(texts[0]):
        texts = texts[1:]  # a label before the figures: 件数
    groups = _groups(heads, words)
    labels = _labels(heads, words, groups)
    wanted = len(groups) * _WIDTH
    while len(texts) > wanted and not texts[-1]:
        texts.pop()
    names = [f"t4.{group}.{column}" for group in groups for column, _ in labels[group]]
    reads = [read for group in groups for _, read in labels[group]]
    if len(texts) == wanted:
        outcome.used.append(row)
        for name, read, text in zip(names, reads, texts, strict=True):
            outcome.printed.append(print_cell(name, text, read))
        return
    if not any(any(c.isdigit() for c in text) for text in texts) or len(texts) > wanted:
        return
    ways = split(texts, wanted, _sums(names))
    outcome.used.append(row)
    if len(ways) == 1:
        for name, read, (text, whole) in zip(names, reads, ways[0], strict=True):
            outcome.printed.append(print_cell(name, text, read if whole else Read.SPLIT))
        return
    joined = " ".join(texts)
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
        words.review_groups.get(core(cell))
        or words.review_groups.get(nearest(cell, words.review_groups) or "")
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
