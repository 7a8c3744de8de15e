"""PDFs: paragraphs out of lines, tables out of rules or out of where text stands."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipelines.document import Area, Document, Paragraph, Picture, Table
from pipelines.errors import Unreadable
from pipelines.extract import extract
from pipelines.formats import read_document
from storage.records import Verdict
from tests.pipelines.formats import pages
from tests.pipelines.formats.pdf_maker import HEIGHT, MARGIN, Maker

HONGZE = Path(__file__).parents[4] / "shared" / "samples" / "hongze-2023.pdf"

SEVEN = [[(str(value), 1, 1) for value in (0, 12, 3, 0, 145, 0, row)] for row in range(40)]
_GROUPS = (
    (
        "（三）不予公开",
        ("1.属于国家秘密", "2.其他法律行政法规禁止公开", "3.危及“三安全一稳定”", "4.保护第三方合法权益",
         "5.属于三类内部事务信息", "6.属于四类过程性信息", "7.属于行政执法案卷", "8.属于行政查询事项"),
    ),
    ("（四）无法提供", ("1.本机关不掌握相关政府信息", "2.没有现成信息需要另行制作", "3.补正后申请内容仍不明确")),
    (
        "（六）其他处理",
        ("1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请",
         "2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请", "3.其他"),
    ),
)  # fmt: skip


def applications() -> list[list[tuple[str, int, int]]]:
    """A table as long and as deep as the statutory one."""
    values = iter(SEVEN)
    rows = [
        *pages.T3[:3],
        [("一、本年新收政府信息公开申请数量", 3, 1), *next(values)],
        [("二、上年结转政府信息公开申请数量", 3, 1), *next(values)],
        [("三、本年度办理结果", 1, 16), ("（一）予以公开", 2, 1), *next(values)],
    ]
    for group, labels in _GROUPS:
        rows.append([(group, 1, len(labels)), (labels[0], 1, 1), *next(values)])
        rows += [[(label, 1, 1), *next(values)] for label in labels[1:]]
    rows.append([("（七）总计", 2, 1), *next(values)])
    rows.append([("四、结转下年度继续办理", 3, 1), *next(values)])
    return rows


T3 = applications()


def report(
    style: str,
    *,
    lower: float = 0,
    repeat: int = 0,
    head: str = "",
    size: float = 9,
    align: tuple[str, str] = ("center", "middle"),
) -> bytes:
    """A report whose tables begin ``lower`` points further down, so that pages break elsewhere."""
    maker = Maker(head=head)
    maker.line("示例县教育局", 22, "center")
    maker.line("2023年政府信息公开工作年度报告", 22, "center")
    for line in (*pages.PREAMBLE, *pages.OVERVIEW):
        maker.paragraph(line)
    maker.y += lower
    maker.paragraph("二、主动公开政府信息情况")
    maker.table(pages.T2, [135, 100, 100, 105], style=style, size=size, align=align)
    maker.paragraph("三、收到和处理政府信息公开申请情况")
    maker.table(T3, [24, 70, 120, *[32] * 7], style=style, repeat=repeat, size=size, align=align)
    maker.paragraph("四、政府信息公开行政复议、行政诉讼情况")
    maker.table(pages.T4, [29] * 15, style=style, size=size, align=align)
    for line in (*pages.PROBLEMS, *pages.OTHER):
        maker.paragraph(line)
    for line in pages.SIGNATURE:
        maker.line(line, 16, "right")
    return maker.bytes()


def tables(document: Document) -> list[list[list[tuple[str, int, int]]]]:
    return [
        [[(cell.text, cell.colspan, cell.rowspan) for cell in row] for row in block.rows]
        for block in document.blocks
        if isinstance(block, Table)
    ]


def paragraphs(document: Document) -> list[str]:
    return [block.text for block in document.blocks if isinstance(block, Paragraph)]


LAYOUTS = [
    pytest.param(style, lower, repeat, id=f"{style}-{lower}-{repeat}")
    for style in ("grid", "open", "rows", "box", "none")
    for lower, repeat in ((0, 0), (75, 0), (75, 3), (150, 3), (225, 0), (300, 3))
]


@pytest.mark.parametrize(("style", "lower", "repeat"), LAYOUTS)
def test_every_cell_comes_out_in_its_place(style: str, lower: int, repeat: int) -> None:
    document = read_document(report(style, lower=lower, repeat=repeat))
    assert tables(document) == [pages.T2, T3, pages.T4]


@pytest.mark.parametrize("lower", [0, 225])
@pytest.mark.parametrize("align", [("left", "top"), ("left", "middle"), ("center", "top")])
def test_unruled_cells_come_out_however_their_text_is_set(
    align: tuple[str, str], lower: float
) -> None:
    document = read_document(report("none", lower=lower, align=align))
    rows = [[cells[0] for cells in row] for table in tables(document) for row in table]
    assert rows == [[cell[0] for cell in row] for row in (*pages.T2, *T3, *pages.T4)]


def test_a_table_without_rules_that_is_not_taken_apart_is_told_with_its_page() -> None:
    maker = Maker()
    maker.line("示例县教育局2023年政府信息公开工作年度报告", 16, "center")
    for line in (*pages.PREAMBLE, *pages.OVERVIEW):
        maker.paragraph(line)
    maker.paragraph("二、主动公开政府信息情况")
    maker.table(pages.T2, [135, 100, 100, 105], style="none")
    maker.new_page()
    maker.paragraph("三、收到和处理政府信息公开申请情况")
    names, figures = (200, 300, 400), (150, 250, 350, 450)  # each figure between two names
    for x in names:
        maker.text(x, maker.y, "总计", 12)
    for row, label in enumerate(("新收", "上年结转")):
        for x, value in zip((MARGIN, *figures), (label, "7", "8", "9", "4"), strict=True):
            maker.text(x, maker.y + 24 * (row + 1), value, 12)
    reading = extract(maker.bytes())
    assert {figure.cell[:2] for figure in reading.figures} == {"t2"}
    told = [finding for finding in reading.findings if finding.rule == "text.unruled"]
    assert [finding.verdict for finding in told] == [Verdict.EXTRACTION]
    assert "on page 2 could not be taken apart" in told[0].message


def test_a_table_without_rules_that_is_taken_apart_is_not_told() -> None:
    assert not [f for f in extract(report("none")).findings if f.rule == "text.unruled"]


_NORMS = [
    [("信息内容", 1, 1), ("本年制发件数", 1, 1), ("本年废止件数", 1, 1), ("现行有效件数", 1, 1)],
    [("规章", 1, 1), ("10", 1, 1), ("2", 1, 1), ("8", 1, 1)],
]


@pytest.mark.parametrize(
    ("printed", "read"),
    [("334", ("334", 3, 1)), ("34", None)],  # of three columns one would have no digit
)
def test_a_figure_alone_in_a_row_without_rules_may_be_one_of_each_column(
    printed: str, read: tuple[str, int, int] | None
) -> None:
    blank = ("", 1, 1)
    row = [("行政规范性文件", 1, 1), blank, blank, (printed, 1, 1)]
    maker = Maker()
    maker.table([*_NORMS, row], [135, 100, 100, 105], style="none")
    (table,) = tables(read_document(maker.bytes()))
    assert table[-1] == ([row[0], read] if read else row)


@pytest.mark.parametrize("printed", ["1余", "约1", "32多件", "22（其中修订16件）"])
def test_figures_in_words_are_figures_of_a_table_without_rules(printed: str) -> None:
    row = [("行政规范性文件", 1, 1), (printed, 1, 1), ("3", 1, 1), (printed, 1, 1)]
    maker = Maker()
    maker.table([*_NORMS, row], [135, 100, 100, 105], style="none", size=9)
    assert tables(read_document(maker.bytes())) == [[*_NORMS, row]]


def test_a_label_that_a_page_break_repeats_is_one_where_no_rules_are() -> None:
    figures = [("1", 1, 1), ("2", 1, 1), ("3", 1, 1)]
    group = ("三、本年度办理结果", 1, 2)
    names = ("（一）予以公开", "（二）部分公开", "（三）不予公开", "（四）其他处理")
    parts = [[(name, 1, 1), *figures] for name in names]
    head = [("项目", 2, 1), ("自然人", 1, 1), ("商业企业", 1, 1), ("总计", 1, 1)]
    rows = [head, [group, *parts[0]], parts[1], [group, *parts[2]], parts[3]]
    maker = Maker()
    maker.table(rows, [110, 90, 70, 70, 70], style="none")
    (table,) = tables(read_document(maker.bytes()))
    assert table == [head, [(group[0], 1, 4), *parts[0]], *parts[1:]]


@pytest.mark.parametrize("style", ["grid", "none"])
def test_lines_become_paragraphs_over_page_breaks(style: str) -> None:
    document = read_document(report(style, lower=130, head="内部文头"))
    title = ["示例县教育局", "2023年政府信息公开工作年度报告"]
    assert paragraphs(document) == [*title, *pages.NARRATIVE]
    assert document.headlines[0] == pages.TITLE
    assert document.format == "pdf"


def test_a_blank_cell_at_the_head_of_a_page_stays_a_cell() -> None:
    rows = [
        [(f"{n}.第{n}项", 1, 1), ("" if n > 3 else "1", 1, 1), ("2", 1, 1)] for n in range(1, 60)
    ]
    maker = Maker()
    maker.table(rows, [200, 100, 100], style="grid")
    assert tables(read_document(maker.bytes())) == [rows]


def test_a_blank_cell_under_a_header_at_the_foot_of_a_page_is_no_part_of_it() -> None:
    figures = [("" if n % 3 else str(n), 1, 1) for n in range(15)]
    rows = [*pages.T4[:-1], figures]
    whole = Maker()
    whole.table(rows, [29] * 15, style="grid")
    maker = Maker()
    maker.y += HEIGHT - MARGIN - whole.y + 10  # no room for the last row
    maker.table(rows, [29] * 15, style="grid")
    assert len(maker.pages) == 2
    assert tables(read_document(maker.bytes())) == [rows]


def test_a_frame_around_text_is_no_table() -> None:
    maker = Maker()
    maker.table([[("本报告由示例县教育局编制。", 1, 1)]], [400], style="grid", size=14)
    document = read_document(maker.bytes())
    assert tables(document) == []
    assert paragraphs(document) == ["本报告由示例县教育局编制。"]


def test_glyphs_are_spelt_as_the_file_says() -> None:
    rows = [[("行政许可", 1, 1), ("17", 1, 1)], [("行政处罚", 1, 1), ("203", 1, 1)]]
    maker = Maker(one_glyph=True)
    maker.paragraph("本报告由示例县教育局编制。")
    maker.table(rows, [200, 100], style="grid")
    document = read_document(maker.bytes())
    assert paragraphs(document) == ["本报告由示例县教育局编制。"]
    assert tables(document) == [rows]


def test_a_pdf_without_text_is_pictures_of_its_pages() -> None:
    maker = Maker(numbered=False)
    maker.rule(100, 100, 300, 100)
    maker.new_page()
    blocks = read_document(maker.bytes()).blocks
    assert blocks == tuple(Picture(url=f"page {n + 1}", area=Area(n)) for n in range(2))


@pytest.mark.parametrize("cut", [10, 400, 2000])
def test_a_cut_pdf_is_damaged(cut: int) -> None:
    with pytest.raises(Unreadable) as caught:
        read_document(report("grid")[:cut])
    assert caught.value.kind == "damaged"


def test_a_pdf_with_a_password_is_encrypted() -> None:
    # The dictionary of the standard security handler, with keys that no empty password opens.
    encrypt = b"<</Filter/Standard/V 1/R 2/P -64/O<" + b"11" * 32 + b">/U<" + b"22" * 32 + b">>>"
    body = report("grid").replace(b"/Root 1 0 R", b"/Root 1 0 R/ID[<00><00>]/Encrypt " + encrypt)
    with pytest.raises(Unreadable) as caught:
        read_document(body)
    assert caught.value.kind == "encrypted"


@pytest.mark.skipif(not HONGZE.is_file(), reason="the shared samples are not beside the project")
def test_a_real_report_comes_out_cell_by_cell() -> None:
    document = read_document(HONGZE.read_bytes())
    assert document.headlines[0] == "洪泽区人民政府2023年政府信息公开工作年度报告"
    t2, t3, t4 = tables(document)
    assert [len(t2), len(t3), len(t4)] == [14, 26, 4]
    assert [row[1][0] for row in t2 if len(row) == 2][1::1] == [
        "550", "本年处理决定数量", "4119", "195", "本年收费金额（单位：万元）", "7730.28",
    ]  # fmt: skip
    assert t3[5][0] == ("三、本年度办理结果", 1, 20)
    assert [cell[0] for cell in t4[-1]] == list("00") * 0 + [
        "10", "1", "0", "0", "0", "0", "0", "0", "0", "0", "5", "0", "0", "0", "0",
    ]  # fmt: skip


def test_what_a_browser_prints_at_the_edges_is_no_text() -> None:
    maker = Maker(
        numbered=False, head="11/24/26, 1:49 PM 示例县教育局2023年政府信息公开工作年度报告"
    )
    maker.paragraph("本报告由示例县教育局编制。")
    maker.text(MARGIN, HEIGHT - 40, "https://www.example.gov.cn/xxgk/nb/1.html 1/1", 9)
    assert paragraphs(read_document(maker.bytes())) == ["本报告由示例县教育局编制。"]


@pytest.mark.parametrize("heading", ["一、总体情况", "1、总体情况", "总体情况"])
def test_a_heading_behind_a_full_line_is_a_paragraph(heading: str) -> None:
    full = "本报告由示例县教育局编制，电子版可以在县政府网站下载。"
    maker = Maker()
    for line in (full, heading, "县教育局认真贯彻条例。", "二、主动公开政府信息情况"):
        maker.text(MARGIN, maker.y, line, 16)
        maker.y += 27
    assert paragraphs(read_document(maker.bytes()))[:2] == [full, heading]


def test_lines_of_labels_beside_their_figures_are_no_rows() -> None:
    """A table that cannot be taken apart, whose labels have lines above and below their figures."""
    maker = Maker()
    maker.line("示例县教育局2023年政府信息公开工作年度报告", 16, "center")
    for line in (*pages.PREAMBLE, *pages.OVERVIEW):
        maker.paragraph(line)
    maker.paragraph("三、收到和处理政府信息公开申请情况")
    for x in range(270, 480, 32):  # each figure between two names
        maker.text(x, maker.y, "总计", 9)
    maker.y += 20
    maker.table(T3[3:], [24, 70, 120, *[32] * 7], style="none", size=9, align=("center", "middle"))
    document = read_document(maker.bytes())
    assert document.refused
    assert not [f for f in extract(maker.bytes()).figures if f.cell.startswith("t3.")]
