"""Tables as a workbook: a sheet, its merged cells, numbers as numbers."""

from __future__ import annotations

import io
import random
from collections.abc import Iterator

import xlsxwriter

from bench.reading.layout import Rows
from bench.reading.render import CLOSING, OPENING, TITLE, Tables
from bench.reading.sheet import Box

_DIGITS = 15  # that a number in a workbook has


def workbook(tables: Tables, year: int, rng: random.Random) -> bytes:
    """Return one sheet with the whole report: prose a row a line, tables in between."""
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True})
    sheet = book.add_worksheet("年度报告")
    at = 0
    for line in (TITLE, *OPENING):
        sheet.write_string(at, 0, line.format(year=year))
        at += 1
    for heading, rows in tables:
        if heading:
            sheet.write_string(at, 0, heading)
            at += 1
        for row, column, box, down, right in _placed(rows):
            if down > 1 or right > 1:
                sheet.merge_range(
                    at + row, column, at + row + down - 1, column + right - 1, "", None
                )
            _write(sheet, at + row, column, box.text, as_number=rng.random() < 0.8)
        at += len(rows)
    for line in CLOSING:
        sheet.write_string(at, 0, line.format(next=year + 1))
        at += 1
    book.close()
    return target.getvalue()


def _write(
    sheet: xlsxwriter.worksheet.Worksheet, row: int, column: int, text: str, *, as_number: bool
) -> None:
    plain = text.removeprefix("-").replace(".", "", 1)
    is_run = plain != "0" and plain.startswith("0") and not text.removeprefix("-").startswith("0.")
    if as_number and not is_run and text.isascii() and plain.isdigit() and len(plain) <= _DIGITS:
        sheet.write_number(row, column, float(text))
    elif text:
        sheet.write_string(row, column, text)


def _placed(rows: Rows) -> Iterator[tuple[int, int, Box, int, int]]:
    """Yield each box with its row, its column, and how far it reaches without meeting another."""
    taken: set[tuple[int, int]] = set()
    for row, boxes in enumerate(rows):
        column = 0
        for box in boxes:
            while (row, column) in taken:
                column += 1
            down, right = min(box.rowspan, len(rows) - row), 1
            while right < box.colspan and (row, column + right) not in taken:
                right += 1
            yield row, column, box, down, right
            taken |= {(row + i, column + j) for i in range(down) for j in range(right)}
            column += right
