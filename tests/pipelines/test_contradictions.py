"""Sentences against tables: remarks where the text, of one mind, says another number."""

from decimal import Decimal

import pytest

from pipelines.contradictions import narrative_findings
from storage.records import Figure, Read, Section, SectionKind, Status, Verdict


def figures(total: int, carried: int = 0, read: Read = Read.LABEL) -> tuple[Figure, ...]:
    return tuple(
        Figure(cell=cell, raw=str(n), status=Status.NUMBER, value=Decimal(n), read=read)
        for cell, n in (("t3.received.total", total), ("t3.carried_in.total", carried))
    )


def remarks(text: str, *cells: Figure) -> list[str]:
    section = Section(kind=SectionKind.OVERVIEW, heading="一、总体情况", text=text)
    return [finding.rule for finding in narrative_findings([section], cells)]


def test_a_contradiction_is_a_remark_that_expects_nothing() -> None:
    section = Section(
        kind=SectionKind.OVERVIEW, heading="", text="全年共收到政府信息公开申请１７件。"
    )
    (finding,) = narrative_findings([section], figures(95))
    assert finding.rule == "narrative.received"
    assert finding.cells == ("t3.received.total",)
    assert (finding.expected, finding.actual) == (None, Decimal(95))
    assert finding.verdict is Verdict.PUBLISHED
    (finding,) = narrative_findings([section], figures(95, read=Read.TOLERANT))
    assert finding.verdict is Verdict.EXTRACTION


@pytest.mark.parametrize(
    "text",
    [
        "全年共收到政府信息公开申请95件，均按期答复。",
        "共受理政府信息公开申请98件。",  # with the three carried in
        "收到政府信息公开申请95件，其中网上收到公开申请60件。",
        "上年收到政府信息公开申请17件。",
        "收到政府信息公开申请95件。县政府办公室收到公开申请17件。",
        "没有收到申请。",
    ],
)
def test_no_contradiction(text: str) -> None:
    assert remarks(text, *figures(95, carried=3)) == []


def test_a_cell_without_a_number_is_not_contradicted() -> None:
    blank = Figure(
        cell="t3.received.total", raw="", status=Status.BLANK, value=None, read=Read.LABEL
    )
    assert remarks("共收到政府信息公开申请17件。", blank) == []
