"""Sheets → the tables of a page: whole, fused into one, cut at page breaks, or printed twice."""

from __future__ import annotations

import random
from dataclasses import replace

from bench.reading.sheet import Box, Sheet

HEADINGS = {
    "t2": "二、主动公开政府信息情况",
    "t3": "三、收到和处理政府信息公开申请情况",
    "t4": "四、政府信息公开行政复议、行政诉讼情况",
    "s14": "附表：政府信息公开情况统计表",
    "local": "附表：政府信息公开情况",
}

Rows = list[list[Box]]


def whole(sheets: dict[str, Sheet]) -> list[tuple[str, Rows]]:
    """Return one table a sheet, each under its heading."""
    return [(HEADINGS[kind], sheet.rows) for kind, sheet in sheets.items()]


def fused(sheets: dict[str, Sheet]) -> list[tuple[str, Rows]]:
    """Return all sheets as one table of fifteen columns, the headings as rows of it."""
    rows: Rows = []
    for kind, sheet in sheets.items():
        rows.append([Box(HEADINGS[kind], colspan=15)])
        rows += [
            _widened(row, 15 - sum(box.colspan for box in sheet.rows[0])) for row in sheet.rows
        ]
    return [("", rows)]


def _widened(row: list[Box], spare: int) -> list[Box]:
    """Return the row over fifteen columns.

    A row of figures of 表三 and the first of its head take the rest in their last label, a row of
    表二 in its last cell.
    """
    boxes = [replace(box) for box in row]
    figures = [box for box in boxes if box.cell]
    if boxes[0].label == "balance":
        boxes[0].colspan += spare
    elif len(figures) == 7:
        boxes[len(boxes) - 8].colspan += spare
    elif boxes[0].label != "column" and len(figures) < len(boxes):
        boxes[-1].colspan += spare
    return boxes


def cut(sheets: dict[str, Sheet], rng: random.Random) -> list[tuple[str, Rows]]:
    """Cut 表三, or 表二, in two at a page break; spans that cross it begin anew below."""
    tables = whole(sheets)
    index = rng.choice([i for i, kind in enumerate(sheets) if kind != "t4"])
    kind = list(sheets)[index]
    heading, rows = tables[index]
    first = sheets[kind].heads + 2
    if len(rows) <= first + 1:
        return tables
    at = rng.randrange(first, len(rows))
    above = [
        [replace(box, rowspan=min(box.rowspan, at - i)) for box in row]
        for i, row in enumerate(rows[:at])
    ]
    below = [[replace(box) for box in row] for row in rows[at:]]
    crossing = [
        replace(box, rowspan=box.rowspan - (at - i))
        for i, row in enumerate(rows[:at])
        for box in row
        if i + box.rowspan > at
    ]
    if rng.random() < 0.5:
        crossing = [replace(b, text=b.text if b.label == "result" else "") for b in crossing]
    if below:
        below[0] = crossing + below[0]
    if sheets[kind].heads and rng.random() < 0.5:
        below = [[replace(box) for box in row] for row in rows[: sheets[kind].heads]] + below
    tables[index : index + 1] = [(heading, above), ("", below)]
    return tables


def twice(sheets: dict[str, Sheet], rng: random.Random) -> list[tuple[str, Rows]]:
    """Print one of the tables twice, as two columns of one page do."""
    tables = whole(sheets)
    index = rng.randrange(len(tables))
    return [*tables[: index + 1], ("", tables[index][1]), *tables[index + 1 :]]
