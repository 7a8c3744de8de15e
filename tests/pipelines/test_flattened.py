"""Tables whose markup was lost: from paragraphs back to rows, and from rows to figures."""

from __future__ import annotations

import pytest

from pipelines.document import Block, Paragraph, Table
from pipelines.figures import Figures, read_figures
from pipelines.flattened import restore_tables
from storage.records import Form, Read
from tests.pipelines.figures.tables import ROWS_2019, consistent, row_of, values

HEADS = (
    ("第二十条第（一）项",),
    ("信息内容", "本年制发件数", "本年废止件数", "现行有效件数"),
    ("规章", "0", "0", "0"),
    ("行政规范性文件", "69", "3", "665"),
    ("第二十条第（五）项",),
    ("信息内容", "本年处理决定数量"),
    ("行政许可", "550"),
    ("第二十条第（八）项",),
    ("信息内容", "本年收费金额（单位：万元）"),
    ("行政事业性收费", "7730.28"),
)
APPLICANTS = (
    ("（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）", "申请人情况"),
    ("自然人", "法人或其他组织", "总计"),
    ("商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他"),
)
REVIEW = (
    ("行政复议", "行政诉讼"),
    ("结果维持", "结果纠正", "其他结果", "尚未审结", "总计", "未经复议直接起诉", "复议后起诉"),
    ("结果维持", "结果纠正", "其他结果", "尚未审结", "总计") * 2,
    ("2", "1", "3", "1", "7", "0", "0", "0", "0", "0", "13", "2", "4", "0", "19"),
)
LABELS = {
    "received": ("一、本年新收政府信息公开申请数量",),
    "carried_in": ("二、上年结转政府信息公开申请数量",),
    "granted": ("三、本年度办理结果", "（一）予以公开"),
    "granted_in_part": ("（二）部分公开（区分处理的，只计这一情形，不计其他情形）",),
    "refused.state_secret": ("（三）不予公开", "1.属于国家秘密"),
    "refused.prohibited_by_law": ("2.其他法律行政法规禁止公开",),
    "refused.security_and_stability": ("3.危及“三安全一稳定”",),
    "refused.third_party_rights": ("4.保护第三方合法权益",),
    "refused.internal_affairs": ("5.属于三类内部事务信息",),
    "refused.deliberative_process": ("6.属于四类过程性信息",),
    "refused.enforcement_file": ("7.属于行政执法案卷",),
    "refused.administrative_query": ("8.属于行政查询事项",),
    "unavailable.not_held": ("（四）无法提供", "1.本机关不掌握相关政府信息"),
    "unavailable.must_be_created": ("2.没有现成信息需要另行制作",),
    "unavailable.still_unclear": ("3.补正后申请内容仍不明确",),
    "not_processed.petition": ("（五）不予处理", "1.信访举报投诉类申请"),
    "not_processed.repeated": ("2.重复申请",),
    "not_processed.published_material": ("3.要求提供公开出版物",),
    "not_processed.excessive": ("4.无正当理由大量反复申请",),
    "not_processed.confirmation": ("5.要求行政机关确认或重新出具已获取信息",),
    "other.uncorrected": ("（六）其他处理", "1.申请人无正当理由逾期不补正"),
    "other.unpaid": ("2.申请人逾期未按收费通知要求缴纳费用",),
    "other.other": ("3.其他",),
    "concluded": ("（七）总计",),
    "carried_out": ("四、结转下年度继续办理",),
}
BEFORE = (
    "一、总体情况",
    "全年办理行政许可550件，行政处罚4119件，收费7730.28万元。",
    "二、主动公开政府信息情况",
)
WIDTH = 7  # figures of a row of 表三
BETWEEN = "三、收到和处理政府信息公开申请情况"
REVIEWED = "四、政府信息公开行政复议、行政诉讼情况"
AFTER = ("五、存在的主要问题及改进情况", "公开的内容还不够丰富。")


def applications(figures: dict[str, list[str]]) -> tuple[tuple[str, ...], ...]:
    return (*APPLICANTS, *((*LABELS[key], *figures[key]) for key in LABELS))


def page(figures: dict[str, list[str]], cell: str, row: str) -> list[Paragraph]:
    """Return the report with its tables flattened: marks between cells and between rows."""

    def flat(rows: tuple[tuple[str, ...], ...]) -> list[str]:
        return row.join(cell.join(texts) for texts in rows).split("\n")

    lines = [*BEFORE, *flat(HEADS), BETWEEN, *flat(applications(figures))]
    lines += [REVIEWED, *flat(REVIEW), *AFTER]
    return [Paragraph(text=line) for line in lines]


def read(blocks: tuple[Block, ...]) -> Figures:
    return read_figures([block for block in blocks if isinstance(block, Table)], year=2021)


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


def test_two_rows_that_lost_their_zeros_are_not_taken_for_one() -> None:
    """The label of the second is lost, and together they have as many figures as one."""
    figures = {key: [text for text in row if text != "0"] for key, row in consistent().items()}
    figures["concluded"] = ["29", "4", "8", "41"]
    figures["carried_out"] = ["13", "10", "24"]
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
