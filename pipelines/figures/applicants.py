"""The columns of 表三: which applicants, in which order, and where the head has them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

from pipelines.figures.printed import Row
from pipelines.figures.vocabulary import Vocabulary, vocabulary
from pipelines.labels import core, is_wordy, nearest
from storage.records import Read

# Natural persons, five kinds of organisations, and their total.
WIDTH = 7
ORGANISATIONS = "法人或其他组织"
# 自然人, 法人或其他组织, 总计
_SHORT_WIDTH = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column of applicants: its key, how it was found, and where the head has it."""

    key: str
    read: Read
    start: int | None
    end: int | None


@cache
def columns_in_order() -> tuple[Column, ...]:
    """Return the columns as the form has them, for a table whose head is lost."""
    keys = dict.fromkeys(vocabulary().applicants.values())
    return tuple(Column(key=key, read=Read.STRUCTURE, start=None, end=None) for key in keys)


def read_columns(heads: Sequence[Row]) -> tuple[Column, ...]:
    """Return the columns of applicants, from left to right, as the head names them.

    With spans the grid tells the order. Flattened heads print 自然人 and 总计 first, and the five
    organisations that stand between them in a row of their own below.
    """
    words = vocabulary()
    cells = [
        (cell, key, read)
        for row in heads
        for cell in row.own
        for key, read in [_applicant(cell.text, words)]
        if key
    ]
    spans = any(row.spans for row in heads)
    if spans:
        cells.sort(key=lambda entry: entry[0].column)
    elif len(cells) > 1 and cells[1][1] == "total":
        cells.append(cells.pop(1))
    found = tuple(
        Column(
            key=key,
            read=read,
            start=cell.column if spans else None,
            end=cell.end if spans else None,
        )
        for cell, key, read in cells
    )
    if len(found) == WIDTH and len({column.key for column in found}) == WIDTH:
        return found
    by_key = {column.key: column for column in found}
    return tuple(
        by_key.get(column.key, column) if len(by_key) == len(found) else column
        for column in columns_in_order()
    )


def organisations_in_one(heads: Sequence[Row]) -> bool:
    """Return whether the head has one column for all organisations, which no form has."""
    words = vocabulary()
    labels = {core(text) for row in heads for text in row.texts if text}
    applicants = {key for label in labels if (key := words.applicants.get(label))}
    return ORGANISATIONS in labels and applicants == {"natural_person", "total"}


def spread(row: Row) -> Row:
    """Return a row of such a table with five blank cells for the organisations' one."""
    if len(row.own) <= _SHORT_WIDTH:
        return row
    *labels, person, one, total = row.own
    blanks = tuple(one._replace(text="") for _ in range(WIDTH - 2))
    own = (*labels, person, *blanks, total)
    texts = tuple(cell.text.strip() for cell in own)
    return replace(row, line=replace(row.line, own=own), texts=texts)


def _applicant(text: str, words: Vocabulary) -> tuple[str | None, Read]:
    label = core(text)
    if label in words.applicants:
        return words.applicants[label], Read.LABEL
    found = nearest(text, words.applicants) if is_wordy(text) else None
    return found, Read.TOLERANT if found else Read.STRUCTURE
