"""Broken sums, and whose doing they are."""

from __future__ import annotations

from decimal import Decimal

import pytest

from pipelines.figures import read_figures
from pipelines.validate import validate
from storage.records import Figure, Finding, IssuerKind, Read, Reading, Status, Verdict
from tests.pipelines.figures.tables import (
    ROWS_2019,
    applications,
    consistent,
    from_html,
)


def figure(cell: str, raw: str, read: Read = Read.LABEL) -> Figure:
    if raw.lstrip("-").isdigit():
        return Figure(cell=cell, raw=raw, status=Status.NUMBER, value=Decimal(raw), read=read)
    status = {"": Status.BLANK, "/": Status.DASH, "?": Status.UNREAD}.get(raw, Status.TEXT)
    return Figure(cell=cell, raw=raw, status=status, value=None, read=read)


def findings(
    figures: list[Figure], *, issuer: str = "示例县教育局", code: str | None = None
) -> tuple[Finding, ...]:
    return validate(
        Reading(
            is_report=True,
            reason=None,
            reader_version="0",
            issuer=issuer,
            issuer_kind=IssuerKind.DEPARTMENT,
            division_code=code,
            year=2021,
            figures=tuple(figures),
        )
    )


def review(*raws: str, read: Read = Read.LABEL) -> list[Figure]:
    columns = ("upheld", "corrected", "other", "pending", "total")
    return [figure(f"t4.review.{c}", raw, read) for c, raw in zip(columns, raws, strict=True)]


def test_a_total_that_is_no_sum() -> None:
    (finding,) = findings(review("10", "1", "0", "0", "0"))
    assert finding.rule == "t4.total"
    assert finding.verdict is Verdict.PUBLISHED
    assert (finding.expected, finding.actual) == (11, 0)
    assert finding.cells == (
        "t4.review.total",
        "t4.review.upheld",
        "t4.review.corrected",
        "t4.review.other",
        "t4.review.pending",
    )


@pytest.mark.parametrize(
    ("read", "verdict"),
    [
        (Read.LABEL, Verdict.PUBLISHED),
        (Read.STRUCTURE, Verdict.PUBLISHED),
        (Read.TOLERANT, Verdict.EXTRACTION),
        (Read.SPLIT, Verdict.EXTRACTION),
        (Read.OCR, Verdict.EXTRACTION),
    ],
)
def test_whose_doing_it_is(read: Read, verdict: Verdict) -> None:
    (finding,) = findings(review("1", "0", "0", "0", "2", read=read))
    assert finding.verdict is verdict


@pytest.mark.parametrize(
    "raws",
    [
        ("1", "0", "0", "0", "1"),
        ("1", "", "0", "0", "3"),  # a blank says nothing, so it proves nothing
        ("1", "/", "0", "0", "3"),
        ("1", "0", "0", "0", ""),
        ("1", "约2", "0", "0", "9"),
        ("1", "?", "0", "0", "9"),
    ],
)
def test_sums_that_hold_or_cannot_be_asked(raws: tuple[str, ...]) -> None:
    assert findings(review(*raws)) == ()


def test_a_sum_of_which_a_part_is_not_printed() -> None:
    assert findings(review("1", "0", "0", "0", "9")[1:]) == ()


def table_three(change: dict[str, list[str]], **kwargs: object) -> tuple[Finding, ...]:
    figures = read_figures([from_html(applications({**consistent(), **change}))], year=2021)
    return findings(list(figures.figures))


def test_a_consistent_table() -> None:
    assert table_three({}) == ()


def test_the_balance_is_of_each_column() -> None:
    printed = consistent()["carried_in"]
    change = {"carried_in": ["5", *printed[1:6], "5"]}
    found = table_three(change)
    assert [(f.rule, f.cells[0]) for f in found] == [
        ("t3.balance", "t3.concluded.natural_person"),
        ("t3.balance", "t3.concluded.total"),
    ]
    received, concluded, out = (
        int(consistent()[key][0]) for key in ("received", "concluded", "carried_out")
    )
    assert found[0].expected == received + 5
    assert found[0].actual == concluded + out


def test_a_row_and_a_column_that_do_not_add_up() -> None:
    printed = consistent()["granted"]
    found = table_three({"granted": [str(int(printed[0]) + 6), *printed[1:]]})
    assert [(f.rule, f.cells[0]) for f in found] == [
        ("t3.concluded", "t3.concluded.natural_person"),
        ("t3.total", "t3.granted.total"),
    ]


def test_the_sixth_row_as_one_is_a_part_of_the_sum() -> None:
    figures = read_figures(
        [from_html(applications({"other_combined": ["4", *"000004"[:6]]}, rows=ROWS_2019))],
        year=2021,
    )
    rules = [f.rule for f in findings(list(figures.figures))]
    assert rules.count("t3.concluded") == 2  # natural persons, and the total
    assert "t3.total" not in rules


RULES = [figure("t2.government_rules.issued", "0"), figure("t2.government_rules.in_force", "2")]


@pytest.mark.parametrize(
    ("issuer", "code", "found"),
    [
        ("示例县人民政府", "622926", True),
        ("某市某区教育局", "110101", True),
        ("临夏回族自治州人民政府", "622900", False),
        ("甘肃省人民政府", "620000", False),
        ("示例县教育局", None, True),
        ("示例镇人民政府", None, True),
        ("某市教育局", None, False),
    ],
)
def test_a_county_may_not_issue_rules(issuer: str, code: str | None, found: bool) -> None:
    result = findings(RULES, issuer=issuer, code=code)
    assert [f.rule for f in result] == (["t2.county_rules"] if found else [])
    if found:
        assert result[0].cells == ("t2.government_rules.in_force",)
        assert result[0].expected is None


def test_no_rules_no_finding() -> None:
    assert findings(RULES[:1], code="622926") == ()
