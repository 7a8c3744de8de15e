"""表四."""

from __future__ import annotations

import pytest

from pipelines.document import Cell, Table
from pipelines.figures import read_figures
from storage.records import Read
from tests.pipelines.figures.tables import REVIEW_HEAD, from_bars, from_html, values

CELLS = [
    f"t4.{group}.{column}"
    for group in ("review", "litigation_direct", "litigation_after_review")
    for column in ("upheld", "corrected", "other", "pending", "total")
]


def row(*cells: str) -> str:
    return "<tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>"


def test_fifteen_figures() -> None:
    printed = [str(n) for n in range(15)]
    figures = read_figures([from_html(REVIEW_HEAD + row(*printed))], year=2021)
    assert values(figures) == dict(zip(CELLS, printed, strict=True))
    assert {figure.read for figure in figures.figures} == {Read.LABEL}


def test_heads_that_are_cut_short_are_tolerated() -> None:
    head = REVIEW_HEAD.replace("结果维持", "结果").replace("尚未审结", "尚未")
    figures = read_figures([from_html(head + row(*"012345678901234"))], year=2021)
    reads = {figure.cell: figure.read for figure in figures.figures}
    assert reads["t4.review.upheld"] is Read.TOLERANT
    assert reads["t4.review.total"] is Read.LABEL


def test_the_run_of_a_flattened_page() -> None:
    table = from_html(REVIEW_HEAD + '<tr><td colspan="15">21317000001324019</td></tr>')
    figures = read_figures([table], year=2021)
    split = ["2", "1", "3", "1", "7", "0", "0", "0", "0", "0", "13", "2", "4", "0", "19"]
    assert values(figures) == dict(zip(CELLS, split, strict=True))
    assert {figure.read for figure in figures.figures} == {Read.SPLIT}


@pytest.mark.parametrize("run", ["11112222244448000001", "1" * 16, "000000000000001"])
def test_a_run_with_several_ways_or_none_is_unread(run: str) -> None:
    table = from_html(REVIEW_HEAD + f'<tr><td colspan="15">{run}</td></tr>')
    figures = read_figures([table], year=2021)
    assert set(values(figures).values()) == {"unread"}
    assert figures.findings


def test_an_empty_row_beside_the_figures_is_not_a_second_copy() -> None:
    figures = read_figures([from_html(REVIEW_HEAD + row(*"0" * 15) + row(*[""] * 15))], year=2021)
    assert set(values(figures).values()) == {"0"}
    assert not figures.findings


def test_blank_cells_stay_blank() -> None:
    printed = ["3", "", "", "", "3", *[""] * 10]
    figures = read_figures([from_html(REVIEW_HEAD + row(*printed))], year=2021)
    assert list(values(figures).values())[:5] == ["3", "blank", "blank", "blank", "3"]


def test_two_tables_for_review_and_litigation() -> None:
    columns = ("结果维持", "结果纠正", "其他结果", "尚未审结", "总计")
    review = '<tr><td colspan="5">行政复议</td></tr>' + row(*columns) + row(*"12003")
    litigation = (
        '<tr><td colspan="10">行政诉讼</td></tr>'
        '<tr><td colspan="5">未经复议直接起诉</td><td colspan="5">复议后起诉</td></tr>'
        + row(*columns * 2)
        + row(*"4000450005")
    )
    figures = read_figures([from_html(review), from_html(litigation)], year=2021)
    assert list(values(figures).values()) == list("120034000450005")


def test_flattened_text() -> None:
    table = from_bars(
        "行政复议 | 行政诉讼 | |||||||||||||\n"
        "结果维持 | 结果 | 其他 | 尚未 | 总计 | 未经复议直接起诉 | 复议后起诉 | ||||||||\n"
        "结果 | 结果 | 其他 | 尚未 | 总计 | 结果 | 结果 | 其他 | 尚未 | 总计 | |||||\n"
        "1 | 0 | 0 | 0 | 1 | 0 | 0 | 0 | 0 | 0 | 0 | 0 | 0 | 0 | 0 |"
    )
    figures = read_figures([table], year=2021)
    assert len(figures.figures) == 15
    assert values(figures)["t4.review.upheld"] == "1"
    assert not figures.findings


def test_a_head_whose_labels_a_page_break_cut_in_two() -> None:
    """The halves stand in two rows, so that any fixed reading order slips."""
    head = (
        '<tr><td colspan="5">行政复议</td><td colspan="10">行政诉讼</td></tr>'
        + "<tr><td>结果</td><td>结果</td><td>其他</td><td>尚未</td><td>总计</td>"
        + '<td colspan="5">未经复议直接起诉</td><td colspan="5">复议后起诉</td></tr>'
        + row(
            "维持",
            "纠正",
            "结果",
            "审结",
            "",
            *["结果维持", "结果纠正", "其他结果", "尚未审结", "总计"] * 2,
        )
    )
    printed = [str(n) for n in range(15)]
    figures = read_figures([from_html(head + row(*printed))], year=2021)
    assert values(figures) == dict(zip(CELLS, printed, strict=True))
    assert {figure.read for figure in figures.figures} == {Read.LABEL}


def test_columns_in_another_order_are_named_by_their_head() -> None:
    columns = ("总计", "结果纠正", "结果维持", "其他结果", "尚未审结")
    head = (
        '<tr><td colspan="5">行政复议</td><td colspan="10">行政诉讼</td></tr>'
        '<tr><td colspan="5"></td><td colspan="5">未经复议直接起诉</td>'
        '<td colspan="5">复议后起诉</td></tr>' + row(*columns * 3)
    )
    figures = read_figures([from_html(head + row(*"312003120031200"))], year=2021)
    read = values(figures)
    assert read["t4.review.total"] == "3"
    assert read["t4.review.corrected"] == "1"
    assert read["t4.review.upheld"] == "2"


def test_a_head_in_another_order_that_does_not_add_up_has_slipped() -> None:
    columns = ("总计", "结果维持", "结果纠正", "其他结果", "尚未审结")
    head = (
        '<tr><td colspan="5">行政复议</td><td colspan="10">行政诉讼</td></tr>'
        '<tr><td colspan="5"></td><td colspan="5">未经复议直接起诉</td>'
        '<td colspan="5">复议后起诉</td></tr>' + row(*columns * 3)
    )
    figures = read_figures([from_html(head + row(*"120031200312003"))], year=2021)
    assert values(figures)["t4.review.total"] == "3"
    assert values(figures)["t4.review.upheld"] == "1"


@pytest.mark.parametrize("litigation", ["", "<td>行政诉讼</td>"])
def test_a_row_for_each_group(litigation: str) -> None:
    head = row("类别", "结果维持", "结果纠正", "其他结果", "尚未审结", "总计")
    rows = [
        row("行政复议", "1", "2", "", "4", "7"),
        row("未经复议直接起诉", "0", "1", "1", "0", "2").replace("<tr>", f"<tr>{litigation}"),
        row("复议后起诉", "", "", "", "", ""),
    ]
    figures = read_figures([from_html(head + "".join(rows))], year=2021)
    printed = ["1", "2", "blank", "4", "7", "0", "1", "1", "0", "2", *["blank"] * 5]
    assert values(figures) == dict(zip(CELLS, printed, strict=True))
    assert {figure.read for figure in figures.figures} == {Read.LABEL}


MOVED = ("4", "1", "2", "7", "0", "3", "0", "0", "3", "1", "0", "0", "0", "1", "")


@pytest.mark.parametrize("has_spans", [True, False])
def test_figures_that_moved_up_over_a_lost_one_leave_doubt(has_spans: bool) -> None:
    """Without 结果纠正 of 行政复议 all that follows stands a place too far left."""
    table = from_html(REVIEW_HEAD + row(*MOVED))
    if not has_spans:
        table = Table(rows=tuple(tuple(Cell(text=c.text) for c in r) for r in table.rows))
    figures = read_figures([table], year=2021)
    assert set(values(figures).values()) == {"unread"}
    assert "figures.unread" in {finding.rule for finding in figures.findings}


def test_a_blank_last_total_leaves_no_doubt_where_the_others_add_up() -> None:
    printed = ["4", "1", "2", "0", "7", "0", "3", "0", "0", "3", "1", "0", "0", "0", ""]
    figures = read_figures([from_html(REVIEW_HEAD + row(*printed))], year=2021)
    assert [values(figures)[cell] for cell in CELLS] == [*printed[:-1], "blank"]


@pytest.mark.parametrize(
    "moved",
    [
        # Totals of nothing contradict their parts wherever a lost 尚未审结 is put back.
        ("3", "0", "1", "1", "0", "5", "0", "0", "0", "10", "0", "0", "1", "0", ""),
        # Zeros are left out, and so is a blank, or the total of 未经复议直接起诉.
        ("1", "", "", "", "1", "", "", "1", "", "", "1", "", "", "1", ""),
        ("", "2", "", "2", "", "", "", "", "", "", "", "", "", "", ""),
    ],
)
def test_figures_that_moved_up_support_no_verdict(moved: tuple[str, ...]) -> None:
    figures = read_figures([from_html(REVIEW_HEAD + row(*moved))], year=2021)
    assert set(values(figures).values()) == {"unread"}


@pytest.mark.parametrize(
    "moved",
    [
        ("", "", "1", "1", "", "1", *[""] * 10),  # 其他结果 twice
        ("", "12", "", "", "17", "29", "", "7", "14", "", "21", *[""] * 5),  # a blank twice
    ],
)
@pytest.mark.parametrize("spare", [0, 1])
def test_figures_behind_one_that_is_there_twice_leave_doubt(
    moved: tuple[str, ...], spare: int
) -> None:
    head = REVIEW_HEAD.replace("</tr>", "<td></td>" * spare + "</tr>")
    figures = read_figures([from_html(head + row(*moved))], year=2021)
    assert set(values(figures).values()) == {"unread"}


def test_a_row_that_goes_on_behind_its_head_may_have_a_figure_twice() -> None:
    """Both readings add up, or neither: 尚未审结 twice, or a total and a place to spare."""
    printed = ["1", "", "", "", "1", *[""] * 8, "1", "1"]
    for rest, read in (([""], "unread"), ([], "1")):
        figures = read_figures([from_html(REVIEW_HEAD + row(*printed, *rest))], year=2021)
        assert values(figures)["t4.litigation_after_review.total"] == read


def test_a_spare_column_leaves_no_doubt() -> None:
    head = REVIEW_HEAD.replace("</tr>", "<td></td></tr>")
    printed = ["1", "", "", "", "1", *[""] * 8, "1", "1"]
    figures = read_figures([from_html(head + row(*printed, ""))], year=2021)
    assert [values(figures)[cell] for cell in CELLS] == [text or "blank" for text in printed]


@pytest.mark.parametrize("figures", [["3", "0", "0", "0", "0", "3"], ["2", "", "", "2", ""]])
def test_a_group_with_a_figure_too_many_or_too_few_is_no_other_figures(figures: list[str]) -> None:
    head = row("类别", "结果维持", "结果纠正", "其他结果", "尚未审结", "总计")
    rows = [row("行政复议", *figures), row("未经复议直接起诉", "0", "1", "1", "0", "2")]
    read = values(read_figures([from_html(head + "".join(rows))], year=2021))
    assert {v for c, v in read.items() if c.startswith("t4.review.")} <= {"unread"}
    assert [v for c, v in read.items() if "direct" in c] == ["0", "1", "1", "0", "2"]
