"""表三 on its side in text that kept its cells but not its spans, set upright by counting.

Each of the three levels of labels (一、, （一）, 1.) is a row, and each applicant's figures follow
their label, one for each result. Where a level lacks a label, or has one that stands elsewhere in
the form, or an applicant has a figure too many, nothing is set upright.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from pipelines.document import Cell, Table
from pipelines.figures.alignment import Expected
from pipelines.figures.applicants import columns_in_order
from pipelines.figures.splitting import value_of
from pipelines.figures.vocabulary import vocabulary
from pipelines.labels import core, is_wordy
from pipelines.values import is_figure

_LEVELS = 3
# 申请人情况 or 法人或其他组织 before the applicant's own label.
_MOST_LABELS = 2


def set_upright(table: Table) -> Table | None:
    """Return the table with a row for each result; None where its cells leave a doubt."""
    rows = [[cell.text.strip() for cell in row] for row in table.rows]
    rows = [row for row in rows if any(row)]
    columns = columns_in_order()
    if len(rows) != _LEVELS + len(columns):
        return None
    moved = _labels_moved_down(rows)
    rows = moved or rows
    heads, bodies = rows[:_LEVELS], rows[_LEVELS:]
    fitting = [
        (form, labels)
        for form in vocabulary().application_variants
        if (labels := _labels(heads, form)) is not None
    ]
    if len(fitting) != 1:
        return None
    form, labels = fitting[0]
    applicants = [_figures(row, len(form)) for row in bodies]
    if not all(applicants):
        return None
    known = [applicant for applicant in applicants if applicant is not None]
    words = vocabulary().applicants
    if any(
        words.get(core(label), column.key) != column.key
        for (label, _), column in zip(known, columns, strict=True)
    ):
        return None
    first = [figures[0] for _, figures in known]
    if not any(first) and any(any(figures) for _, figures in known):
        return None  # a spare column may stand before the figures
    # Labels that stood elsewhere name nothing: the columns go by their order.
    head = ("", *("" if moved else label for label, _ in known))
    body = ((*own, *(figures[place] for _, figures in known)) for place, own in enumerate(labels))
    return replace(
        table, rows=tuple(tuple(Cell(text=text) for text in row) for row in (head, *body))
    )


def _labels_moved_down(rows: Sequence[list[str]]) -> list[list[str]] | None:
    """Return the rows with each applicant's label one down, where the table has them one too high.

    So they stand if the note on the balance reaches over a row less than the heads: 自然人 stands
    before the last level of labels, and the last row, 总计, has none. It is certain where that
    row is the sum of the others in every column, with all of them printed.
    """
    words = vocabulary()
    level, bodies = rows[_LEVELS - 1], rows[_LEVELS:]
    leading = [list(_leading(row)) for row in bodies]
    figures = [row[len(labels) :] for labels, row in zip(leading, bodies, strict=True)]
    first = next(
        (i for i, text in enumerate(level[:_MOST_LABELS]) if core(text) in words.applicants), None
    )
    if first is None or leading[-1] or not all(leading[:-1]):
        return None
    filled = [_stripped(row) for row in figures]
    if len({len(row) for row in filled}) != 1:
        return None
    values = [[value_of(text) if text else None for text in row] for row in filled]
    for column in zip(*values, strict=True):
        *parts, total = column
        if total is None or None in parts or sum(v for v in parts if v is not None) != total:
            return None
    labels = [level[: first + 1], *leading[:-1]]
    moved = [[*own, *row] for own, row in zip(labels, filled, strict=True)]
    return [*rows[: _LEVELS - 1], level[first + 1 :], *moved]


def _labels(heads: Sequence[list[str]], form: Sequence[Expected]) -> list[list[str]] | None:
    """Return the labels that begin in each row of the form, those over several rows first."""
    labels: list[list[str]] = [[] for _ in form]
    begun: list[tuple[int, str]] = []
    for number, (texts, slots) in enumerate(zip(heads, _slots(form), strict=True)):
        filled = _stripped(texts)
        if number == 0:
            filled = filled[-len(slots) :]  # the note on the balance stands before them
        if len(filled) != len(slots):
            return None
        for text, (cores, place, starts) in zip(filled, slots, strict=True):
            if _is_known(text) and core(text) not in cores:
                return None
            if place is None:
                begun.append((starts, text))
            else:
                labels[place].append(text)
    for starts, text in reversed(begun):
        labels[starts].insert(0, text)
    return labels


def _slots(form: Sequence[Expected]) -> tuple[list[tuple[frozenset[str], int | None, int]], ...]:
    """Return what stands on each level: a label's cores, its row if it has one, its first row."""
    levels: tuple[list[tuple[frozenset[str], int | None, int]], ...] = ([], [], [])
    for place, row in enumerate(form):
        level = _level(next(iter(row.numbers)))
        before = form[place - 1] if place else None
        if level and before is not None and not _level(next(iter(before.numbers))):
            levels[0].append((frozenset({vocabulary().application_result}), None, place))
        if row.group and (before is None or before.group != row.group):
            levels[1].append((frozenset({row.group}), None, place))
        levels[level].append((row.cores, place, place))
    return levels


def _level(number: str) -> int:
    """Return the depth of a label by the number before it: 三, (一), 1."""
    return 2 if number.isdigit() else int(number.startswith("("))


def _is_known(text: str) -> bool:
    words = vocabulary()
    return core(text) in words.application_labels or core(text) in words.application_heads


def _stripped(texts: Sequence[str]) -> list[str]:
    end = max((i + 1 for i, text in enumerate(texts) if text), default=0)
    return list(texts[:end])


def _figures(row: Sequence[str], wanted: int) -> tuple[str, list[str]] | None:
    """Return an applicant's label and figures; None where more or fewer may be its own."""
    labels = list(_leading(row))
    figures = list(row[len(labels) : len(labels) + wanted])
    if not 1 <= len(labels) <= _MOST_LABELS or len(figures) < wanted:
        return None
    return None if any(row[len(labels) + wanted :]) else (labels[-1], figures)


def _leading(row: Sequence[str]) -> Iterator[str]:
    for text in row:
        if not is_wordy(text) or is_figure(text):
            return
        yield text
