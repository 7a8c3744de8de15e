"""HTML pages: the body whole, nothing of the template."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.document import Cell, Document, Paragraph, Picture, Table
from pipelines.errors import Unreadable
from pipelines.formats import read_document
from tests.pipelines.formats import pages

URL = "http://www.sample.gov.cn/zwgk/zfxxgknb/202401/t20240118_900123.html"
PAGES = {
    f"{template}-{markup}": build(pages.text_of(pages.MARKUPS[markup]))
    for template, build in pages.TEMPLATES.items()
    for markup in pages.MARKUPS
} | {
    f"{broken}-{markup}": build(pages.MARKUPS[markup])
    for broken, build in pages.BROKEN.items()
    for markup in pages.MARKUPS
}


def flat(text: str) -> str:
    return "".join(text.split())


def paragraphs(document: Document) -> list[str]:
    return [flat(block.text) for block in document.blocks if isinstance(block, Paragraph)]


def tables(document: Document) -> list[list[list[tuple[str, int, int]]]]:
    return [
        [[(flat(cell.text), cell.colspan, cell.rowspan) for cell in row] for row in block.rows]
        for block in document.blocks
        if isinstance(block, Table)
    ]


def read(page: str) -> Document:
    return read_document(page.encode(), url=URL)


@pytest.mark.parametrize("name", PAGES)
def test_the_narrative_is_kept_in_order_and_nothing_else(name: str) -> None:
    kept = [line for line in paragraphs(read(PAGES[name])) if line != flat(pages.TITLE)]
    assert kept == [flat(line) for line in pages.NARRATIVE]


@pytest.mark.parametrize("name", PAGES)
def test_the_tables_are_those_of_the_report_with_their_spans(name: str) -> None:
    assert tables(read(PAGES[name])) == [[list(row) for row in table] for table in pages.TABLES]


@pytest.mark.parametrize("name", PAGES)
def test_the_first_headline_is_the_title(name: str) -> None:
    assert read(PAGES[name]).headlines[0] == pages.TITLE


@pytest.mark.parametrize(
    "name", [name for name in PAGES if "only" not in name and "td" not in name]
)
def test_the_date_line_is_found_outside_the_body(name: str) -> None:
    line = read(PAGES[name]).date_line
    assert line is not None
    assert "2024-01-18" in line


@pytest.mark.parametrize("template", ["kaipu", "lonsun"])
def test_the_index_gives_its_labels_and_is_no_table_of_the_document(template: str) -> None:
    index = read(PAGES[f"{template}-clean"]).index
    assert index["索引号"] == "jyj/2024-00003"
    assert index["组配分类"] == "年报"
    assert index["发布日期"] == "2024-01-18"


def test_attachments_are_resolved_against_the_page() -> None:
    (link,) = read(PAGES["trs-clean"]).attachments
    assert link.url == URL.rsplit("/", 1)[0] + "/P020240118379456123456.pdf"
    assert pages.TITLE in link.text


def test_metas_are_read_whatever_their_case_quotes_and_blanks() -> None:
    meta = read(PAGES["trs-clean"]).meta
    assert meta["columnname"] == "政府信息公开年报"
    assert meta["columntype"] == "信息公开年报"
    assert meta["pubdate"] == "2024-01-18 09:12"
    assert meta["sitename"] == pages.SITE


def test_a_gbk_page_under_a_utf8_header_reads_the_same() -> None:
    page = PAGES["trs-word"]
    gbk = read_document(page.encode("gb18030"), url=URL, content_type="text/html; charset=utf-8")
    assert gbk == read(page)


def test_a_truncated_page_gives_what_is_there() -> None:
    page = PAGES["trs-clean"]
    document = read(page[: page.index("四、政府信息公开行政复议")])
    assert flat(pages.OVERVIEW[2]) in paragraphs(document)
    assert tables(document)[0] == [list(row) for row in pages.T2]


def body_of(html: str) -> Document:
    return read(f"<div class=TRS_Editor>{html}</div>")


def texts(document: Document) -> list[str]:
    return [block.text for block in document.blocks if isinstance(block, Paragraph)]


def test_one_block_element_is_one_paragraph_and_br_divides() -> None:
    html = "<p>一、总体情况<br>做好公开工作。</p><div>二是加强<b>学习</b>。</div>三是完善制度。"
    assert texts(body_of(html)) == [
        "一、总体情况",
        "做好公开工作。",
        "二是加强学习。",
        "三是完善制度。",
    ]


def test_headings_keep_their_rank() -> None:
    (block, *_) = body_of("<h3>一、总体情况</h3><p>做好公开工作，及时回应关切。</p>").blocks
    assert block == Paragraph(text="一、总体情况", heading=3)


def test_source_line_breaks_are_no_blanks_beside_chinese() -> None:
    assert texts(body_of("<p>政府信息\n  公开 2023\n年 Open\nData</p>")) == [
        "政府信息公开 2023年 Open Data"
    ]


@pytest.mark.parametrize(
    "hidden",
    [
        "<p style='display:none'>藏</p>",
        "<span style='color:red; DISPLAY: none'>藏</span>",
        "<div hidden>藏</div>",
        "<p style='mso-hide:all'>藏</p>",
        "<!-- 藏 -->",
        "<script>var a='藏'</script>",
        "<style>/*藏*/</style>",
        "<select><option>藏</option></select>",
    ],
)
def test_hidden_text_is_dropped_and_what_follows_is_kept(hidden: str) -> None:
    assert texts(body_of(f"<p>前文。{hidden}</p><p>后文。</p>")) == ["前文。", "后文。"]


def test_a_page_whose_body_is_hidden_until_a_script_shows_it_is_read() -> None:
    page = "<body style='display:none'><div id=zoom><p>做好政府信息公开工作，及时回应关切。</p></div></body>"
    assert texts(read(page)) == ["做好政府信息公开工作，及时回应关切。"]


def test_a_hidden_cell_is_no_blank_cell() -> None:
    html = "<table><tr><td>甲</td><td style='display:none'>藏</td><td>1</td></tr><tr><td>乙<td>2</table>"
    assert tables(body_of(html)) == [
        [[("甲", 1, 1), ("1", 1, 1)], [("乙", 1, 1), ("2", 1, 1)]],
    ]


def test_blank_cells_are_kept_and_lines_in_cells_as_well() -> None:
    html = "<table><tr><td><p>商业</p><p>企业</p></td><td>&nbsp;</td></tr><tr><td>1<td>2</table>"
    (block,) = body_of(html).blocks
    assert isinstance(block, Table)
    assert block.rows[0] == (Cell(text="商业\n企业"), Cell(text=""))


def test_spans_stay_inside_the_table() -> None:
    html = (
        "<table><tr><td rowspan=0>甲</td><td colspan=9999999>1</td></tr>"
        "<tr><td rowspan=65000>2</td></tr><tr><td>3</td></tr></table>"
    )
    (block,) = body_of(html).blocks
    assert isinstance(block, Table)
    assert block.rows[0][0].rowspan == 3
    assert block.rows[0][1].colspan <= 100
    assert block.rows[1][0].rowspan == 2


def test_a_table_in_a_cell_is_a_table_of_its_own() -> None:
    inner = "<table><tr><td>甲<td>1<tr><td>乙<td>2</table>"
    rows = "".join(f"<tr><td>行{i}</td><td>{i}</td></tr>" for i in range(9))
    html = f"<table>{rows}<tr><td>附</td><td>见表{inner}</td></tr></table>"
    outer, own = tables(body_of(html))
    assert outer[-1] == [("附", 1, 1), ("见表", 1, 1)]
    assert own == [[("甲", 1, 1), ("1", 1, 1)], [("乙", 1, 1), ("2", 1, 1)]]


def test_a_row_that_only_divides_a_cell_is_part_of_the_table() -> None:
    inner = "<table><tr><td>1<td>2<td>3</table>"
    html = f"<table><tr><td>项<td>甲<td>乙<td>丙</tr><tr><td>数</td><td colspan=3>{inner}</td></tr></table>"
    assert tables(body_of(html))[0][1] == [("数", 1, 1), ("1", 1, 1), ("2", 1, 1), ("3", 1, 1)]


def test_a_fragment_that_begins_with_rows_is_read() -> None:
    (table,) = tables(read("<table><td>规章<td>0<td>0<tr><td>文件<td>3<td>1</table>"))
    assert table == [
        [("规章", 1, 1), ("0", 1, 1), ("0", 1, 1)],
        [("文件", 1, 1), ("3", 1, 1), ("1", 1, 1)],
    ]


def test_a_headline_broken_over_lines_is_joined() -> None:
    page = f"""<h1>示例县人民政府<br>2023年政府信息公开工作年度报告</h1><div id=zoom>
    {pages.text_of(pages.MARKUPS["clean"])}</div>"""
    assert read(page).headlines[0] == "示例县人民政府2023年政府信息公开工作年度报告"


def test_centred_first_lines_are_a_headline_and_stay_in_the_body() -> None:
    centred = '<p style="text-align: center">示例县人民政府</p><p align=center>2023年度报告</p>'
    document = body_of(centred + pages.text_of(pages.MARKUPS["clean"]))
    assert document.headlines[0] == "示例县人民政府2023年度报告"
    assert texts(document)[:2] == ["示例县人民政府", "2023年度报告"]


def test_the_title_loses_the_name_of_the_site() -> None:
    for separator in ("_", "-", " - ", "|"):
        page = f"<title>甲局2023年年度报告{separator}示例县人民政府网</title><div id=zoom><p>无。</p></div>"
        assert read(page).headlines == ("甲局2023年年度报告",)


@pytest.mark.parametrize(
    ("link", "url"),
    [
        ("<a href='/module/download/downfile.jsp?classid=0&filename=a1.pdf'>附件</a>",
         "http://www.sample.gov.cn/module/download/downfile.jsp?classid=0&filename=a1.pdf"),
        ("<a href='/system/_content/download.jsp?wbfileid=12'>附件</a>",
         "http://www.sample.gov.cn/system/_content/download.jsp?wbfileid=12"),
        ("<iframe src='/js/pdfjs/web/viewer.html?file=/files/a.pdf'></iframe>",
         "http://www.sample.gov.cn/files/a.pdf"),
        ("<embed src='../a.PDF'>", "http://www.sample.gov.cn/zwgk/zfxxgknb/a.PDF"),
        ("<p>附件：<a href='a.docx'><span>年报.docx</span></a></p>", URL.rsplit("/", 1)[0] + "/a.docx"),
    ],
)  # fmt: skip
def test_files_are_found_in_every_dress(link: str, url: str) -> None:
    document = body_of(f"<p>年度报告见附件。</p>{link}")
    assert [attachment.url for attachment in document.attachments] == [url]
    assert texts(document) == ["年度报告见附件。"]


def test_pictures_of_the_body_are_kept_and_icons_are_not() -> None:
    document = body_of(
        "<p><img src='./W020240118.jpg' alt='表'></p><p><img src='/images/icon_pdf.gif'>"
        "<img src=a.png width=16 height=16></p>"
    )
    assert document.blocks == (Picture(url=URL.rsplit("/", 1)[0] + "/W020240118.jpg", alt="表"),)


def test_a_page_without_any_text_is_empty() -> None:
    with pytest.raises(Unreadable) as caught:
        read("<html><head></head><body><div></div></body></html>")
    assert caught.value.kind == "empty"


PIECES = st.sampled_from(
    [
        "<table>", "</table>", "<tr>", "<td>", "</td>", "<td colspan=3 rowspan=2>", "<p>", "</p>",
        "<div class=TRS_Editor>", "<div class=nav>", "</div>", "<h1>", "<br>", "<a href=a.pdf>",
        "</a>", "<span style='display:none'>", "</span>", "<!--startprint-->", "<!--", "-->",
        "</body>", "</html>", "<img src=a.jpg>", "<o:p>", "<![endif]>", "甲乙。", "12", "一、总体情况",
        "索引号：", "发布时间：2024-01-01", "\n", "&nbsp;", "<script>", "</script>", "<title>", "<caption>",
    ]
)  # fmt: skip


@settings(deadline=None)
@given(st.lists(PIECES, max_size=60).map("".join))
def test_any_markup_gives_a_document_or_says_why_not(html: str) -> None:
    try:
        document = read(html)
    except Unreadable:
        return
    for block in document.blocks:
        if isinstance(block, Table):
            assert all(
                cell.colspan >= 1 and cell.rowspan >= 1 for row in block.rows for cell in row
            )


WORDS = st.text("甲乙丙丁戊己庚辛0123456789，", min_size=1, max_size=12)


@settings(deadline=None)
@given(st.lists(st.lists(WORDS, min_size=2, max_size=5), min_size=2, max_size=6))
def test_a_table_keeps_every_cell(rows: list[list[str]]) -> None:
    html = "".join("<tr>" + "".join(f"<td>{t}</td>" for t in row) + "</tr>" for row in rows)
    assert tables(body_of(f"<p>如下表所示。</p><table>{html}</table>")) == [
        [[(text, 1, 1) for text in row] for row in rows]
    ]


@settings(deadline=None)
@given(st.lists(st.text("甲乙丙丁戊己庚辛。", min_size=8, max_size=40), min_size=1, max_size=8))
def test_a_container_keeps_every_line(lines: list[str]) -> None:
    assert texts(body_of("".join(f"<p>{line}</p>" for line in lines))) == lines
