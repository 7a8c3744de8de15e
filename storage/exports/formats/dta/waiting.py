"""The rows of a table, put aside until all are known, with the widths that their file needs."""

from __future__ import annotations

import marshal
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

from storage.exports.formats.dta.values import CONVERT
from storage.exports.spec import Column, Row, TableSpec

# Rows put aside at a time: some hundred kilobytes in most tables.
PORTION = 500


class WaitingRows:
    """A table's rows as Stata's values, nulls still null; text stays text.

    ``widths`` are, by column, the bytes of the longest text or the largest number without its sign.
    """

    def __init__(self, path: Path, table: TableSpec) -> None:
        self.path = path
        self.table = table
        self.count = 0
        self.widths: list[float] = [0] * len(table.columns)
        self._file = path.open("wb")
        self._convert = [_converter(column) for column in table.columns]
        self._measure: list[Callable[[Any], float]] = [
            _bytes if is_text(column) else abs for column in table.columns
        ]

    def write(self, rows: Iterable[Row]) -> None:
        """Put rows aside."""
        source = iter(rows)
        while portion := list(islice(source, PORTION)):
            columns = [
                self._column(place, values)
                for place, values in enumerate(zip(*portion, strict=True))
            ]
            marshal.dump(list(zip(*columns, strict=True)), self._file)
            self.count += len(portion)

    def close(self) -> None:
        self._file.close()

    def __iter__(self) -> Iterator[tuple[Any, ...]]:
        with self.path.open("rb") as file:
            read = 0
            while read < self.count:
                portion = marshal.load(file)  # noqa: S302 - written above, in this very export
                read += len(portion)
                yield from portion

    def _column(self, place: int, values: Sequence[Any]) -> Sequence[Any]:
        convert, measure = self._convert[place], self._measure[place]
        if convert is not None:
            values = [None if value is None else convert(value) for value in values]
        known = [measure(value) for value in values if value is not None]
        self.widths[place] = (
            max(known, default=0) if not self.widths[place] else max(self.widths[place], *known, 0)
        )
        return values


def is_text(column: Column) -> bool:
    """Whether a column is text to Stata; words of a fixed list are numbers with labels."""
    return column.type == "string" and not column.values


def _converter(column: Column) -> Callable[[Any], Any] | None:
    if column.values:
        return {word: number for number, word in enumerate(column.values, start=1)}.__getitem__
    return CONVERT.get(column.type)


def _bytes(text: str) -> int:
    return len(text) if text.isascii() else len(text.encode())
