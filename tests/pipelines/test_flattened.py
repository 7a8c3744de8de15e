"""Tables whose markup was lost: from paragraphs back to rows, and from rows to figures."""

from __future__ import annotations

import pytest

from pipelines.document import Paragraph, Table
from pipelines.flattened import restore_tables
from storage.records import Form, Read
from tests.pipelines.figures.tables import ROWS_2019, consistent, row_of, values
from tests.pipelines.flattened_pages import (
    AFTER,
    APPLICANTS,
    BEFORE,
    BETWEEN,
    HEADS,
    LABELS,
    REVIEW,
    REVIEWED,
    WIDTH,
    applications,
    page,
    read,
)


@pytest.mark.parametrize(("cell", "row"), [("\n", "\n"), (" ", "\n"), (" ", " ")])
def test_a_cell_or_a_row_a_line(cell: str, row: str) -> None:
    blocks = restore_tables(page(consistent(), cell, row))
    figures = read(blocks)
    assert len(figures.figures) == 6 + 1 + 1 + 175 + 15
    for key, printed in consistent().items():
        assert row_of(figures, key) == printed
    assert values(figures)["t2.normative_documents.in_force"] == "665"
    assert values(figures)["t2.fees.amount"] == "7730.28"
    assert values(figures)["t4.litigation_after_review.total"] == "19"
    assert figures.form is Form.F2021
    assert not figures.findings
    prose = [block.text for block in blocks if isinstance(block, Paragraph)]
    assert prose == [*BEFORE, BETWEEN, REVIEWED, *AFTER]


def test_cells_that_ran_together() -> None:
    zeros = {key: ["0"] * 7 for key in LABELS}
    for key in ("received", "refused.state_secret", "concluded"):
        zeros[key] = ["21", "0", "0", "0", "0", "0", "21"]
    figures = read(restore_tables(page(zeros, "", "")))
    for key, printed in zeros.items():
        assert row_of(figures, key) == printed
    read_ = values(figures)
    assert read_["t2.licensing.decisions"] == "550"
    assert read_["t4.review.total"] == "7"
    assert read_["t2.government_rules.issued"] == "0"
    assert read_["t2.normative_documents.issued"] == "unread"  # 69|3|665 or 6|93|665
    reads = {figure.cell: figure.read for figure in figures.figures}
    assert reads["t3.received.total"] is Read.SPLIT
    assert {finding.verdict for finding in figures.findings} == {"extraction"}


def test_what_lost_its_blanks_is_not_taken_apart() -> None:
    blanks = {
        key: [text if text != "0" else "" for text in row] for key, row in consistent().items()
    }
    figures = read(restore_tables(page(blanks, "", "")))
    assert not [f for f in figures.figures if f.cell.startswith("t3.") and f.status == "number"]


def test_rows_short_of_a_figure_are_in_doubt() -> None:
    figures = consistent()
    figures["granted"] = [text for text in figures["granted"] if text != "0"]
    read_ = read(restore_tables(page(figures, " ", "\n")))
    assert row_of(read_, "granted") == ["unread"] * 7
    assert row_of(read_, "received") == figures["received"]


def test_a_row_without_figures_is_blank() -> None:
    figures = {**consistent(), "granted_in_part": []}
    read_ = read(restore_tables(page(figures, " ", "\n")))
    assert row_of(read_, "granted_in_part") == ["blank"] * 7


def test_a_damaged_label_among_the_rows() -> None:
    blocks = [
        Paragraph(
            text=paragraph.text.replace("2.重复申请", "2.重复申").replace("上年结转", "上年转结")
        )
        for paragraph in page(consistent(), " ", "\n")
    ]
    figures = read(restore_tables(blocks))
    assert row_of(figures, "carried_in") == consistent()["carried_in"]
    assert row_of(figures, "not_processed.repeated") == consistent()["not_processed.repeated"]


@pytest.mark.parametrize(
    "text",
    [
        "本年制发行政规范性文件3件，信息内容包括行政许可550件、行政处罚4119件、行政强制195件。",
        "行政复议结果维持3件、结果纠正1件，行政诉讼未经复议直接起诉2件。",
        "信息内容",
    ],
)
def test_prose_stays_prose(text: str) -> None:
    paragraphs = (Paragraph(text=text), Paragraph(text="无"))
    assert restore_tables(paragraphs) == paragraphs


def test_other_blocks_stay_where_they_are() -> None:
    table = Table(rows=())
    blocks = [*page(consistent(), "\n", "\n"), table, Paragraph(text="附件")]
    restored = restore_tables(blocks)
    assert restored[-2:] == (table, Paragraph(text="附件"))
    assert sum(isinstance(block, Table) and block.flattened for block in restored) == 3


def test_the_sixth_row_as_one() -> None:
    assert "other_combined" in ROWS_2019
    figures = {key: row for key, row in consistent().items() if not key.startswith("other.")}
    lines = [" ".join((*LABELS[key], *figures[key])) for key in LABELS if key in figures]
    lines.insert(-2, "（六）其他处理 4 0 0 0 0 0 4")
    head = [" ".join(row) for row in APPLICANTS]
    restored = restore_tables([Paragraph(text=line) for line in (*head, *lines)])
    assert row_of(read(restored), "other_combined") == ["4", "0", "0", "0", "0", "0", "4"]


@pytest.mark.parametrize(("cell", "row"), [("\n", "\n"), (" ", "\n")])
def test_a_unit_apart_from_its_figure_is_no_label(cell: str, row: str) -> None:
    dressed = {key: [f"{figure} 件" for figure in row] for key, row in consistent().items()}
    figures = read(restore_tables(page(dressed, cell, row)))
    assert row_of(figures, "granted") == consistent()["granted"]
    assert row_of(figures, "carried_out") == consistent()["carried_out"]


@pytest.mark.parametrize(("cell", "row"), [("\n", "\n"), (" ", "\n"), ("", "")])
def test_a_label_with_the_number_of_another(cell: str, row: str) -> None:
    figures = {key: ["0"] * 7 for key in LABELS}
    blocks = [
        Paragraph(text=paragraph.text.replace("1.属于国家秘密", "7.属于国家秘密"))
        for paragraph in page(figures, cell, row)
    ]
    read_ = read(restore_tables(blocks))
    assert row_of(read_, "refused.state_secret") == ["0"] * 7
    assert row_of(read_, "granted_in_part") == ["0"] * 7


@pytest.mark.parametrize("heading", ["三、依申请公开政府信息情况", "3、依申请公开情况"])
def test_a_table_ends_at_the_next_heading_however_worded(heading: str) -> None:
    rows = [*HEADS, (heading,), *APPLICANTS, *applications(consistent()), *REVIEW]
    blocks = restore_tables([Paragraph(text=" ".join(row)) for row in rows])
    assert values(read(blocks))["t2.fees.amount"] == "7730.28"
    assert Paragraph(text=heading) in blocks


def test_a_figure_is_not_cut_for_the_number_of_the_next_label() -> None:
    figures = {**consistent(), "refused.deliberative_process": ["17", *["0"] * 5, "17"]}
    rows = [*HEADS, (BETWEEN,), *APPLICANTS, *applications(figures)]
    lines = [" ".join(row).replace("7.属于行政执法案卷", "属于行政执法案卷") for row in rows]
    read_again = read(restore_tables([Paragraph(text=line) for line in lines]))
    assert row_of(read_again, "refused.deliberative_process")[-1] in ("17", "unread")


def test_a_flattened_table_on_its_side_has_no_blanks() -> None:
    labels = [label[-1] for label in LABELS.values()]
    rows = [*APPLICANTS[:1], tuple(labels)]
    rows += [(name, *["4"] * len(labels)) for name in ("自然人", "商业企业", "总计")]
    assert not read(restore_tables([Paragraph(text=" ".join(row)) for row in rows])).figures


def test_a_label_repeated_for_each_place_of_its_span_is_one() -> None:
    figures = consistent()
    rows = [
        (*([row[0]] * 3 if len(row) == WIDTH + 1 else row[:-WIDTH]), *row[-WIDTH:])
        for row in applications(figures)
    ]
    blocks = restore_tables([Paragraph(text=" ".join(row)) for row in (*APPLICANTS, *rows)])
    for key in LABELS:
        assert row_of(read(blocks), key) == figures[key]


@pytest.mark.parametrize(
    ("concluded", "carried_out"),
    [
        (["29", "4", "8", "41"], ["13", "10", "24"]),
        (["1", "1"], ["0", "0", "0", "0", "2"]),  # even with a sum at its end
    ],
)
def test_two_rows_that_lost_their_zeros_are_not_taken_for_one(
    concluded: list[str], carried_out: list[str]
) -> None:
    """The label of the second is lost, and together they have as many figures as one."""
    figures = {key: [text for text in row if text != "0"] for key, row in consistent().items()}
    figures["concluded"], figures["carried_out"] = concluded, carried_out
    blocks = [
        Paragraph(text=paragraph.text.replace("四、结转下年度继续办理", "").strip())
        for paragraph in page(figures, "\n", "\n")
    ]
    read_ = read(restore_tables([block for block in blocks if block.text]))
    assert row_of(read_, "concluded") == ["unread"] * 7


@pytest.mark.parametrize(
    ("label", "damaged", "key"),
    [
        ("2.其他法律行政法规禁止公开", "2.其他法律政法规禁止公开", "refused.prohibited_by_law"),
        ("（六）其他处理", "（六）其他的理", "other.uncorrected"),
    ],
)
def test_a_word_in_a_damaged_label_is_no_column(label: str, damaged: str, key: str) -> None:
    blocks = [
        Paragraph(text=paragraph.text.replace(label, damaged))
        for paragraph in page(consistent(), "\n", "\n")
    ]
    figures = read(restore_tables(blocks))
    assert row_of(figures, key) == consistent()[key]
    assert len(figures.figures) == 6 + 1 + 1 + 175 + 15


@pytest.mark.parametrize(("cell", "row"), [("\n", "\n"), (" ", "\n"), (" ", " ")])
def test_rows_whose_labels_are_lost(cell: str, row: str) -> None:
    """Their figures follow those of the row above: as many as the rows that are missing."""
    lost = ("2.重复申请", "3.要求提供公开出版物", "7.属于行政执法案卷")
    blocks = []
    for paragraph in page(consistent(), cell, row):
        text = paragraph.text
        for label in lost:
            text = text.replace(label + " ", "").replace(label, "")
        blocks += [Paragraph(text=text)] if text else []
    figures = read(restore_tables(blocks))
    for key, printed in consistent().items():
        assert row_of(figures, key) == printed
