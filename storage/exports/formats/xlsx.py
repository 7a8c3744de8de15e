"""Excel: one workbook, ``nianbao.xlsx``, a sheet a table, the codebook first.

Text stays text, also where it begins with ``=``: nothing in a report is ever run as a formula, made
a link or taken for a number. What Excel cannot hold is refused, never cut.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import xlsxwriter  # type: ignore[import-untyped]
from xlsxwriter.worksheet import Worksheet  # type: ignore[import-untyped]

from storage.exports.formats import DoesNotFit, Options, TableFile
from storage.exports.spec import Row, TableSpec, Type

FILE_NAME = "nianbao.xlsx"
MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# Limits of the file format, as Microsoft states them under "Excel specifications and limits".
MOST_ROWS = 1_048_576  # the header is one of them
LONGEST_TEXT = 32_767
FIRST_SHEET = "codebook"  # who opens the file sees first what the variables mean
# A workbook says when it was made; ours says nothing that depends on the day.
MADE = datetime(2000, 1, 1)  # noqa: DTZ001 - XlsxWriter takes naive moments only


LOADING = """\
One workbook, a sheet a table, the codebook first. Text that begins with `=` is text. Moments are in
UTC, for Excel knows no time zones."""


class XlsxSink:
    """Writes all tables to one workbook, row by row, so that memory does not grow with it."""

    def __init__(self, directory: Path, tables: Sequence[TableSpec]) -> None:
        self._path = directory / FILE_NAME
        self._book = xlsxwriter.Workbook(
            str(self._path),
            {"constant_memory": True, "tmpdir": str(directory), "strings_to_urls": False},
        )
        self._book.set_properties({"created": MADE})
        header = self._book.add_format({"bold": True})
        styles: dict[Type, Any] = {
            "date": self._book.add_format({"num_format": "yyyy-mm-dd"}),
            "datetime": self._book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"}),
        }
        ordered = sorted(tables, key=lambda table: table.name != FIRST_SHEET)
        self._sheets = {
            table.name: _Sheet(self._book.add_worksheet(table.name), table, header, styles)
            for table in ordered
        }

    def write(self, table: str, rows: Iterable[Row]) -> None:
        self._sheets[table].write(rows)

    def close(self) -> Mapping[str, TableFile]:
        self._book.close()
        return {
            name: TableFile(name=FILE_NAME, media_type=MEDIA_TYPE, sheet=name)
            for name in self._sheets
        }


def open_sink(directory: Path, tables: Sequence[TableSpec], _: Options) -> XlsxSink:
    """Begin the workbook, each sheet with its header."""
    return XlsxSink(directory, tables)


class _Sheet:
    def __init__(
        self, sheet: Worksheet, table: TableSpec, header: Any, styles: Mapping[Type, Any]
    ) -> None:
        self._sheet = sheet
        self._table = table
        self._rows = 1
        sheet.freeze_panes(1, 0)
        for place, column in enumerate(table.columns):
            sheet.write_string(0, place, column.name, header)
        self._cells = [
            (place, column.name, _writer(sheet, column.type, styles.get(column.type)))
            for place, column in enumerate(table.columns)
        ]

    def write(self, rows: Iterable[Row]) -> None:
        for row in rows:
            if self._rows == MOST_ROWS:
                raise DoesNotFit(
                    f"table {self._table.name} has more rows than a sheet of Excel "
                    f"({MOST_ROWS:,}); choose --format parquet or csv, or fewer reports"
                )
            for (place, name, write), value in zip(self._cells, row, strict=True):
                if value is None:
                    continue
                if isinstance(value, str) and _length(value) > LONGEST_TEXT:
                    raise DoesNotFit(
                        f"{self._table.name}.{name} of {row[0]} has {_length(value):,} characters, "
                        f"and a cell of Excel at most {LONGEST_TEXT:,}; choose --format parquet or "
                        "csv"
                    )
                write(self._rows, place, value)
            self._rows += 1


def _length(text: str) -> int:
    """Count characters as Excel does, in units of UTF-16."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le")) // 2


def _writer(sheet: Worksheet, kind: Type, style: Any) -> Callable[[int, int, Any], Any]:
    def write_number(row: int, place: int, value: Any) -> None:
        sheet.write_number(row, place, float(value))

    def write_date(row: int, place: int, value: Any) -> None:
        sheet.write_datetime(row, place, value, style)

    def write_moment(row: int, place: int, value: datetime) -> None:
        # Excel knows no time zones; README.md says that moments are in UTC.
        naive = value.astimezone(UTC).replace(microsecond=0, tzinfo=None)
        sheet.write_datetime(row, place, naive, style)

    writers: Mapping[Type, Callable[[int, int, Any], Any]] = {
        "string": sheet.write_string,
        "integer": write_number,
        "number": write_number,
        "boolean": sheet.write_boolean,
        "date": write_date,
        "datetime": write_moment,
    }
    return writers[kind]
