"""表四 with a row for each group, its label (行政复议, 复议后起诉) before five figures."""

from __future__ import annotations

from collections.abc import Sequence

from pipelines.figures.outcome import Outcome
from pipelines.figures.printed import Row, print_cell, unread
from pipelines.figures.review_head import LITIGATION, WIDTH, Place
from pipelines.figures.review_moved import MOVED, may_have_moved
from pipelines.figures.vocabulary import vocabulary
from pipelines.labels import core, is_wordy, normal
from pipelines.values import is_figure
from storage.records import Read

# 行政诉讼 may stand before the two groups of litigation.
_LABELS = 2
# A figure that is there twice, and a column to spare.
_SPARE = 2


def group_of(row: Row) -> str | None:
    """Return the group that the row's labels name, if its figures stand behind, or one too many."""
    words = vocabulary()
    labels = _labels(row)
    figures = row.own[len(labels) :]
    if not 1 <= len(labels) <= _LABELS or not WIDTH <= len(figures) <= WIDTH + _SPARE:
        return None
    if any(cell.colspan > 1 for cell in figures):
        return None
    if len(labels) == _LABELS and core(labels[0]) not in (LITIGATION, *words.review_groups):
        return None
    if any(core(text) in words.review_columns for text in row.texts):
        return None
    return _named(labels[-1]) or _named(labels[0])


def _labels(row: Row) -> list[str]:
    """Return the words before the figures, a blank for one that is a span's."""
    texts = row.texts
    last = max(
        (i for i, t in enumerate(texts[:_LABELS]) if is_wordy(t) and not is_figure(t)), default=-1
    )
    return list(texts[: last + 1])


def _named(label: str) -> str | None:
    """Return the group of a label, also of 行政诉讼（复议后起诉）."""
    groups = vocabulary().review_groups
    words = core(label)
    return groups.get(words) or groups.get(words.removeprefix(LITIGATION).strip("()-—"))


def read_group(row: Row, group: str, heads: Sequence[Row], outcome: Outcome) -> None:
    """Name the five figures of a group by the columns over them, in the form's order else."""
    words = vocabulary()
    over = [
        words.review_columns[core(text)]
        for head in heads
        for text in head.texts
        if core(text) in words.review_columns
    ]
    order = list(dict.fromkeys(words.review_columns.values()))
    named = len(over) == len(set(over)) == WIDTH
    read = Read.LABEL if named else Read.STRUCTURE
    outcome.used.append(row)
    cells = [f"t4.{group}.{column}" for column in (over if named else order)]
    texts = list(row.texts[len(_labels(row)) :])
    is_spare = len(texts) > WIDTH
    while len(texts) > WIDTH and not normal(texts[-1]):
        texts.pop()
    places = [Place(cell=cell, read=read) for cell in cells]
    if len(texts) > WIDTH or may_have_moved(places, texts, is_spare=is_spare):
        outcome.printed += [unread(cell, " ".join(texts), read) for cell in cells]
        outcome.doubts.append((f"{MOVED}: {' '.join(row.texts)}", tuple(cells)))
        return
    outcome.printed += [print_cell(*printed, read) for printed in zip(cells, texts, strict=True)]
