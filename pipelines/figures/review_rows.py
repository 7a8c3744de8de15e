"""表四 with a row for each group, its label (行政复议, 复议后起诉) before five figures."""

from __future__ import annotations

from collections.abc import Sequence

from pipelines.figures.outcome import Outcome
from pipelines.figures.printed import Row, print_cell
from pipelines.figures.review_head import LITIGATION, WIDTH
from pipelines.figures.vocabulary import vocabulary
from pipelines.labels import core
from storage.records import Read

# 行政诉讼 may stand before the two groups of litigation.
_LABELS = 2


def group_of(row: Row) -> str | None:
    """Return the group that the row's labels name, if one figure for each column stands behind."""
    words = vocabulary()
    labels, figures = row.texts[:-WIDTH], row.own[-WIDTH:]
    if not 1 <= len(labels) <= _LABELS or any(cell.colspan > 1 for cell in figures):
        return None
    if len(labels) == _LABELS and core(labels[0]) not in (LITIGATION, *words.review_groups):
        return None
    if any(core(text) in words.review_columns for text in row.texts):
        return None
    return _named(labels[-1]) or _named(labels[0])


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
    for column, text in zip(over if named else order, row.texts[-WIDTH:], strict=True):
        outcome.printed.append(print_cell(f"t4.{group}.{column}", text, read))
