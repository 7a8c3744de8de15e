"""Figures off a picture: the sums decide which are taken."""

from __future__ import annotations

from decimal import Decimal

from pipelines.document import DOUBT, UNKNOWN, Cell, Table
from pipelines.figures import Figures, read_figures
from storage.records import Figure, Read, Status

GROUPS = (("行政复议", 5, 2), ("行政诉讼", 10, 1))
OUTCOMES = ("结果维持", "结果纠正", "其他结果", "尚未审结", "总计")
DIRECT = "t4.litigation_direct"


def review(*figures: str) -> Figures:
    """表四 as OCR read it off a picture."""
    head = tuple(Cell(text=text, colspan=span) for text, span, _ in GROUPS)
    kinds = (
        *(Cell(text=text, rowspan=2) for text in OUTCOMES),
        Cell(text="未经复议直接起诉", colspan=5),
        Cell(text="复议后起诉", colspan=5),
    )
    outcomes = tuple(Cell(text=text) for text in OUTCOMES * 2)
    printed = tuple(Cell(text=text) for text in figures)
    table = Table(rows=(head, kinds, outcomes, printed), recognised=True)
    return read_figures([table], year=2022)


def licensing(text: str) -> Figure:
    """A cell of 表二, for which the form has no sum."""
    rows = (
        (Cell(text="第二十条第（五）项", colspan=4),),
        (Cell(text="信息内容"), Cell(text="本年处理决定数量", colspan=3)),
        (Cell(text="行政许可"), Cell(text=text, colspan=3)),
    )
    (figure,) = read_figures([Table(rows=rows, recognised=True)], year=2022).figures
    return figure


def test_a_sum_that_comes_out_bears_its_cells_out() -> None:
    figures = review("3", f"1{DOUBT}", "0", "0", "4", *["0"] * 10)
    read = {figure.cell: figure for figure in figures.figures}
    assert read["t4.review.corrected"] == Figure(
        cell="t4.review.corrected",
        raw="1",
        status=Status.NUMBER,
        value=Decimal(1),
        read=Read.OCR,
    )
    assert not figures.findings


def test_a_broken_sum_leaves_its_cells_unread_and_no_others() -> None:
    figures = review("3", "1", "0", "0", "9", *["0"] * 10)
    unread = {figure.cell for figure in figures.figures if figure.status is Status.UNREAD}
    assert unread == {
        f"t4.review.{key}" for key in ("upheld", "corrected", "other", "pending", "total")
    }
    (finding,) = figures.findings
    assert (finding.rule, set(finding.cells)) == ("figures.unread", unread)


def test_blanks_count_as_nothing() -> None:
    figures = review("3", "", "", "", "3", "/", "/", "/", "/", "0", *["0"] * 5)
    read = {figure.cell: figure.status for figure in figures.figures}
    assert read["t4.review.upheld"] is Status.NUMBER
    assert read["t4.review.other"] is Status.BLANK
    assert read[f"{DIRECT}.other"] is Status.DASH


def test_a_character_that_was_not_made_out_is_no_number_even_if_the_sums_would_fit() -> None:
    figures = review(f"3{UNKNOWN}", "0", "0", "0", "3", *["0"] * 10)
    read = {figure.cell: figure for figure in figures.figures}
    assert read["t4.review.upheld"].status is Status.UNREAD


def test_without_a_sum_only_what_is_beyond_doubt_is_taken() -> None:
    assert licensing("550").value == Decimal(550)
    doubtful = licensing(f"550{DOUBT}")
    assert (doubtful.status, doubtful.value, doubtful.raw) == (Status.UNREAD, None, "550")
