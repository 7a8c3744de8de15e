"""What coders type means what the page prints."""

from __future__ import annotations

from decimal import Decimal

import pytest

from crawler.validation.codes import archived, code, judge


@pytest.mark.parametrize(
    ("typed", "unit", "expected"),
    [
        ("17", "件", ("number", Decimal(17))),
        (" 1,234 ", "件", ("number", Decimal(1234))),
        ("17件", "件", ("number", Decimal(17))),
        ("5000元", "万元", ("number", Decimal("0.5"))),
        ("0.50", "万元", ("number", Decimal("0.5"))),
        ("blank", "件", ("blank", "")),
        ("空", "件", ("blank", "")),
        ("/", "件", ("dash", "")),
        ("无", "件", ("dash", "")),
        ("None", "件", ("absent", "")),
        ("约200", "件", ("text", "约200")),
        ("？", "件", ("unclear", "")),
        ("", "件", None),
    ],
)
def test_a_code(typed: str, unit: str, expected: object) -> None:
    assert code(typed, unit) == expected


@pytest.mark.parametrize(
    ("typed", "archive", "verdict"),
    [
        ("0", ("number", Decimal(0), "0"), "right"),
        ("0", ("number", Decimal("0.0"), "0.0"), "right"),
        ("0", ("blank", None, ""), "wrong"),
        ("blank", ("number", Decimal(0), "0"), "wrong"),
        ("17", ("number", Decimal(1), "1 7"), "wrong"),
        ("17", ("unread", None, "17"), "unread"),
        ("17", ("absent", None, ""), "missed"),
        ("none", ("absent", None, ""), "right"),
        ("none", ("number", Decimal(3), "3"), "wrong"),
        ("约 200", ("text", None, "约200"), "right"),
        ("?", ("number", Decimal(3), "3"), "unclear"),
    ],
)
def test_a_verdict(typed: str, archive: tuple[str, Decimal | None, str], verdict: str) -> None:
    page = code(typed, "件")
    assert page is not None
    assert judge(page, archived(*archive)) == verdict
