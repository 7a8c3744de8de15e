"""Reports of before 2019: the national list of 2014, and free ones with tables of their own."""

from __future__ import annotations

import random
from decimal import Decimal

from bench.reading.sheet import Box, Sheet
from bench.reading.truth import Truth, Value, spec_of

# Totals of the national list, each with what makes it up, parts before their totals.
_SUMS = (
    ("received", ("in_person", "fax", "network", "letter")),
    ("concluded", ("on_time", "extended")),
    ("review", ("upheld", "corrected", "other")),
    ("litigation", ("upheld", "corrected", "other")),
)
_REFUSALS = (
    "state_secret",
    "trade_secret",
    "privacy",
    "security_and_stability",
    "not_government_information",
    "other_law",
)
_HEADINGS = {
    "disclosed": "一、主动公开情况",
    "channel.gazette": "（二）通过不同渠道和方式公开政府信息的情况",
    "response.topics": "二、回应解读情况",
    "response.press_conferences": "（二）通过不同渠道和方式回应解读的情况",
    "received": "三、依申请公开情况",
    "offices": "八、机构建设和保障经费情况",
    "meetings": "九、政府信息公开会议和培训情况",
}


def make_older(rng: random.Random) -> tuple[Truth, dict[str, Sheet]]:
    """Return a consistent report and its tables."""
    truth = Truth(year=rng.choice([2014, 2015, 2016, 2017, 2018]), forms={"t3": "2014"}, cells={})
    if rng.random() < 0.4:
        truth.year = rng.choice([2010, 2013, 2017, 2018])
        truth.quirks.append("free form")
        return truth, {"local": _local(rng)}
    truth.quirks.append("form 2014")
    _count(truth, rng)
    return truth, {"s14": statistics(truth, numbered=rng.random() < 0.7)}


def _count(truth: Truth, rng: random.Random) -> None:
    scale = rng.choice([0, 3, 20, 400])
    for cell, unit in spec_of("2014").units().items():
        truth.set(cell, Decimal(rng.randint(0, scale)).scaleb(-1 if unit == "万元" else 0))
    for total, parts in _SUMS:
        numbers = [truth.number(f"s14.{total}.{part}") or Decimal(0) for part in parts]
        truth.set(f"s14.{total}", sum(numbers, Decimal(0)))
    refused = [truth.number(f"s14.refused.{part}") or Decimal(0) for part in _REFUSALS]
    truth.set("s14.answered.refused", sum(refused, Decimal(0)))
    answered = [cell for cell in truth.cells if cell.startswith("s14.answered.")]
    truth.set("s14.answered", sum((truth.number(c) or Decimal(0) for c in answered), Decimal(0)))


def statistics(truth: Truth, *, numbered: bool) -> Sheet:
    """Return the national list, with running numbers or without, groups under their headings."""
    form = spec_of("2014").statistics
    if form is None:
        raise ValueError("form 2014 has no list")
    head = [Box(text, label="column") for text in ("统计指标", "单位", "统计数")]
    rows = [[Box("序号", label="column"), *head] if numbered else head]
    for number, row in enumerate(form.rows, 1):
        if row.key in _HEADINGS:
            heading = [Box(_HEADINGS[row.key], label="group"), Box("——"), Box("——")]
            rows.append([Box(""), *heading] if numbered else heading)
        cell = f"s14.{row.key}"
        boxes = [
            Box("\u3000" + row.labels[0], label=f"row:{row.key}"),
            Box(row.unit),
            Box(truth.cells[cell].raw, cell=cell),
        ]
        rows.append([Box(str(number)), *boxes] if numbered else boxes)
    return Sheet("s14", rows, heads=1)


def _local(rng: random.Random) -> Sheet:
    """Return a table that no statutory form knows."""
    names = ("主动公开信息数", "其中：网站公开数", "收到依申请公开数", "受理投诉数", "培训人次")
    head = [Box(text, label="column") for text in ("指标名称", "计量单位", "年度", "历年累计")]
    rows = [
        [Box(name), Box("条"), Box(str(rng.randint(0, 90))), Box(str(rng.randint(90, 999)))]
        for name in names
    ]
    return Sheet("local", [head, *rows], heads=1)


def as_printed(sheets: dict[str, Sheet], truth: Truth) -> None:
    """Print in the tables what the truth says by now."""
    for sheet in sheets.values():
        for row in sheet.rows:
            for box in row:
                value: Value | None = truth.cells.get(box.cell) if box.cell else None
                box.text = value.raw if value else box.text
