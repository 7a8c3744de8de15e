"""What a table of the export is: its columns, keys and words, and the values of its rows.

Each file of ``tables`` describes its tables with these words beside the code that makes their rows.
``datapackage.json``, the export's ``README.md``, the labels of formats that have them and
``docs/reference/export.md`` are written from the descriptions, so that none can lag behind.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Literal, TypeAlias

Value: TypeAlias = str | int | float | bool | Decimal | date | datetime | None
Row: TypeAlias = tuple[Value, ...]


class ByColumn:
    """Rows that are at hand column by column: a format that writes so need not turn them."""

    def __init__(self, columns: Sequence[Sequence[Value]]) -> None:
        self.columns = columns

    def __len__(self) -> int:
        return len(self.columns[0])

    def __iter__(self) -> Iterator[Row]:
        return zip(*self.columns, strict=True)


Type = Literal["string", "integer", "number", "boolean", "date", "datetime"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column.

    ``required``: never null; ``values``: the only words that it holds; ``reason``: the column of
    the same table whose words say why this one is null; ``title``: its label, if not the
    description's first sentence.
    """

    name: str
    type: Type
    description: str
    required: bool = False
    values: tuple[str, ...] = ()
    reason: str | None = None
    title: str | None = None

    @property
    def label(self) -> str:
        """What it is in a few words, for formats with labels."""
        return self.title or self.description.partition(". ")[0].rstrip(".")


@dataclass(frozen=True, slots=True, kw_only=True)
class ForeignKey:
    """Columns whose values, unless null, are found in columns of another table."""

    columns: tuple[str, ...]
    table: str
    target: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TableSpec:
    """One table of the export; rows are tuples in the order of ``columns``.

    ``reasons``: a table of the same shape and rows whose words say why a value of this one is null.
    """

    name: str
    description: str
    columns: tuple[Column, ...]
    primary_key: tuple[str, ...] = ()
    foreign_keys: tuple[ForeignKey, ...] = ()
    reasons: str | None = None


def text(
    name: str, description: str, *, required: bool = False, values: Iterable[str] = ()
) -> Column:
    """Describe a column of text."""
    return Column(
        name=name, type="string", description=description, required=required, values=tuple(values)
    )


def needed(name: str, description: str, values: Iterable[str] = ()) -> Column:
    """Describe a column of text that is never null."""
    return text(name, description, required=True, values=values)


def integer(name: str, description: str, *, required: bool = True) -> Column:
    """Describe a column of whole numbers."""
    return Column(name=name, type="integer", description=description, required=required)


def number(
    name: str, description: str, *, reason: str | None = None, title: str | None = None
) -> Column:
    """Describe a column of numbers."""
    return Column(name=name, type="number", description=description, reason=reason, title=title)


def boolean(name: str, description: str, *, required: bool = True) -> Column:
    """Describe a column of truths."""
    return Column(name=name, type="boolean", description=description, required=required)


def day(name: str, description: str) -> Column:
    """Describe a column of dates in China."""
    return Column(name=name, type="date", description=description)


def moment(name: str, description: str, *, required: bool = True) -> Column:
    """Describe a column of moments in UTC."""
    return Column(name=name, type="datetime", description=description, required=required)
