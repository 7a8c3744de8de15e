"""What a cell's text says."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.values import is_figure, money_unit, read_number
from storage.records import Status

WIDE = {ord(str(digit)): chr(0xFF10 + digit) for digit in range(10)}


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ("0", 0),
        ("17", 17),
        ("17件", 17),
        ("17 件", 17),
        ("１７", 17),
        ("\xa017", 17),
        ("1\n7", 17),
        ("22（其中修订16件）", 22),
        ("22(其中：修订16件(含2件))", 22),
        ("1,036", 1036),
        ("1，036", 1036),
        ("+1036", 1036),
        ("-18", -18),
        ("－18", -18),
        ("−18", -18),
        ("-0", 0),
        ("十七", 17),
        ("三百零五件", 305),
        ("12人次", 12),
        ("1.5万件", 15000),
    ],
)
def test_numbers(raw: str, value: int) -> None:
    assert read_number(raw, "件") == (Status.NUMBER, Decimal(value))


@pytest.mark.parametrize("raw", ["", " ", "\xa0", "\u3000", "\n", "\u200b"])
def test_blanks(raw: str) -> None:
    assert read_number(raw, "件") == (Status.BLANK, None)


@pytest.mark.parametrize("raw", ["/", "-", "—", "——", "－", "／", "无", "不适用", " / ", "─"])
def test_dashes(raw: str) -> None:
    assert read_number(raw, "件") == (Status.DASH, None)
    assert is_figure(raw)


@pytest.mark.parametrize(
    "raw",
    [
        "约200",
        "200余",
        "200多件",
        "共5件",
        "5%",
        "3-5",
        "一",
        "007",
        "0 0 0",
        "12,34",
        "17.",
        "3元",
    ],
)
def test_anything_else_is_text(raw: str) -> None:
    assert read_number(raw, "件") == (Status.TEXT, None)


@pytest.mark.parametrize(
    ("raw", "unit", "value"),
    [
        ("7730.28", "万元", "7730.28"),
        ("251000元", "万元", "25.1"),
        ("251000", "元", "25.1"),
        ("25.1万元", "元", "25.1"),
        ("25.1万", "元", "25.1"),
        ("1.2亿元", "万元", "12000"),
        ("1234.567891", "万元", "1234.567891"),
        ("1元（注）", "万元", "0.0001"),
        ("0", "元", "0"),
    ],
)
def test_amounts_are_in_wan(raw: str, unit: str, value: str) -> None:
    assert read_number(raw, unit) == (Status.NUMBER, Decimal(value))


def test_an_amount_is_not_a_count_of_things() -> None:
    assert read_number("3件", "万元") == (Status.TEXT, None)


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("本年收费金额（单位：万元）", "万元"),
        ("单位：元", "元"),
        ("计量单位：件、亿元", "亿元"),
        ("金额(元)", "元"),
        ("本年收费金额", None),
        ("公元（元年）", None),
    ],
)
def test_units_of_money(text: str, unit: str | None) -> None:
    assert money_unit(text) == unit


@given(
    number=st.decimals(min_value=0, max_value=10**7, places=4),
    unit=st.sampled_from(["元", "千元", "万元", "亿元"]),
)
def test_conversion_loses_and_adds_nothing(number: Decimal, unit: str) -> None:
    factor = {"元": 1, "千元": 1000, "万元": 10**4, "亿元": 10**8}[unit]
    status, value = read_number(f"{number:f}{unit}", "万元")
    assert status is Status.NUMBER
    assert value is not None
    assert value * 10**4 == number * factor


@given(
    number=st.integers(min_value=-(10**9), max_value=10**9),
    wide=st.booleans(),
    separated=st.booleans(),
    unit=st.sampled_from(["", "件", " 件", "宗", "（注1）"]),
    pad=st.sampled_from(["", " ", "\xa0", "\u3000", "\n"]),
)
def test_any_dress_of_a_number(
    number: int, wide: bool, separated: bool, unit: str, pad: str
) -> None:
    digits = f"{number:,}" if separated else str(number)
    raw = pad + (digits.translate(WIDE) if wide else digits) + unit + pad
    assert read_number(raw, "件") == (Status.NUMBER, Decimal(number))


@given(st.text(max_size=30), st.sampled_from(["件", "万元", "元"]))
def test_any_text_has_one_status(raw: str, unit: str) -> None:
    status, value = read_number(raw, unit)
    assert (value is not None) == (status is Status.NUMBER)
    assert status is not Status.UNREAD
