"""CSV by RFC 4180, UTF-8: a file a table, CRLF line ends, null as an empty field.

Fields that hold commas, quotes or line breaks are quoted, and a line break inside stays as it is.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any, TextIO

from storage.clock import written
from storage.exports.formats import Options, TableFile
from storage.exports.spec import Row, TableSpec, Type

LOADING = """\
CSV by RFC 4180 in UTF-8, line breaks inside quoted fields.

```python
import pandas as pd
panel = pd.read_csv("panel.csv")
figures = pd.read_csv("figures.csv", dtype={"raw": "string"})  # raw as printed: 07 stays 07
```
```r
panel <- readr::read_csv("panel.csv")
```
```stata
import delimited panel.csv, encoding("utf-8") bindquote(strict) maxquotedrows(unlimited) clear
```"""


class CsvSink:
    """Writes each table to ``TABLE.csv``."""

    def __init__(self, directory: Path, tables: Sequence[TableSpec], options: Options) -> None:
        self.tables = {
            table.name: _CsvFile(directory / f"{table.name}.csv", table, options)
            for table in tables
        }

    def write(self, table: str, rows: Iterable[Row]) -> None:
        self.tables[table].write(rows)

    def append(self, table: str, chunk: bytes) -> None:
        """Append what ``encode`` made of rows."""
        self.tables[table].append(chunk)

    def close(self) -> Mapping[str, TableFile]:
        for table in self.tables.values():
            table.close()
        return {
            name: TableFile(name=table.path.name, media_type="text/csv")
            for name, table in self.tables.items()
        }


def open_sink(directory: Path, tables: Sequence[TableSpec], options: Options) -> CsvSink:
    """Begin a file a table, each with its header."""
    return CsvSink(directory, tables, options)


def encode(table: TableSpec, rows: Iterable[Row]) -> bytes:
    """Return rows of a table as they stand in its file."""
    text = io.StringIO(newline="")
    _Rows(text, table).write(rows)
    return text.getvalue().encode()


class _Rows:
    """Writes rows of a table as CSV to a stream."""

    def __init__(self, stream: TextIO, table: TableSpec) -> None:
        self._rows = csv.writer(stream, lineterminator="\r\n")
        self._names = [column.name for column in table.columns]
        self._written = [
            (position, _WRITTEN[column.type])
            for position, column in enumerate(table.columns)
            if column.type in _WRITTEN
        ]

    def begin(self) -> None:
        self._rows.writerow(self._names)

    def write(self, rows: Iterable[Row]) -> None:
        self._rows.writerows(self._as_text(rows) if self._written else rows)

    def _as_text(self, rows: Iterable[Row]) -> Iterator[Sequence[Any]]:
        for row in rows:
            fields = list(row)
            for position, write in self._written:
                if fields[position] is not None:
                    fields[position] = write(fields[position])
            yield fields


class _CsvFile:
    def __init__(self, path: Path, table: TableSpec, options: Options) -> None:
        self.path = path
        self._file = path.open(
            "w", encoding="utf-8-sig" if options.byte_order_mark else "utf-8", newline=""
        )
        self._rows = _Rows(self._file, table)
        self._rows.begin()

    def write(self, rows: Iterable[Row]) -> None:
        self._rows.write(rows)

    def append(self, chunk: bytes) -> None:
        self._file.write(chunk.decode())

    def close(self) -> None:
        self._file.close()


def write_number(number: int | float | Decimal) -> str:
    """Write a number exactly, without exponent, trailing zeros or the sign of a zero.

    >>> write_number(Decimal("7730.280000")), write_number(Decimal("1E+3")), write_number(1e-05)
    ('7730.28', '1000', '0.00001')
    """
    text = str(number)
    if text.isdigit():  # as nearly all are, and this is the export's innermost loop
        return text
    text = format(Decimal(text), "f")
    if "." in text:
        text = text.rstrip("0").removesuffix(".")
    return "0" if text == "-0" else text


def _write_boolean(truth: bool) -> str:
    return "true" if truth else "false"


# Strings, integers and dates are written by csv as they should be.
_WRITTEN: Mapping[Type, Callable[[Any], str]] = {
    "number": write_number,
    "datetime": written,
    "boolean": _write_boolean,
}
