"""Word and Excel files, and what is called one without being it."""

from __future__ import annotations

import base64
import io
import shutil
import zipfile
from pathlib import Path

import docx
import pytest
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from pipelines.document import Document, Paragraph, Picture, Table
from pipelines.errors import Unreadable
from pipelines.formats import read_document
from tests.pipelines.formats import pages

FORM = Path(__file__).parents[4] / "shared" / "samples" / "form-2021-empty.docx"
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360"
    "606060000000050001a5f645400000000049454e44ae426082"
)


def fill(table: docx.table.Table, rows: list[list[tuple[str, int, int]]]) -> None:
    """Write cells with spans into a table of single cells, as Word merges them."""
    taken: set[tuple[int, int]] = set()
    for number, row in enumerate(rows):
        column = 0
        for text, colspan, rowspan in row:
            while (number, column) in taken:
                column += 1
            cell = table.cell(number, column)
            if colspan * rowspan > 1:
                cell = cell.merge(table.cell(number + rowspan - 1, column + colspan - 1))
            cell.text = text
            taken.update((number + i, column + j) for i in range(rowspan) for j in range(colspan))
            column += colspan


def saved(document: docx.document.Document) -> bytes:
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def report() -> bytes:
    document = docx.Document()
    for line in ("示例县教育局", "2023年政府信息公开工作年度报告"):
        document.add_paragraph(line).alignment = WD_ALIGN_PARAGRAPH.CENTER
    for line in (*pages.PREAMBLE, *pages.OVERVIEW):
        document.add_paragraph(line)
    for heading, rows, width in (
        ("二、主动公开政府信息情况", pages.T2, 4),
        ("三、收到和处理政府信息公开申请情况", pages.T3, 10),
        ("四、政府信息公开行政复议、行政诉讼情况", pages.T4, 15),
    ):
        document.add_paragraph(heading)
        fill(document.add_table(len(rows), width), rows)
    for line in (*pages.PROBLEMS, *pages.OTHER, *pages.SIGNATURE):
        document.add_paragraph(line)
    return saved(document)


def tables(document: Document) -> list[list[list[tuple[str, int, int]]]]:
    return [
        [[(cell.text, cell.colspan, cell.rowspan) for cell in row] for row in block.rows]
        for block in document.blocks
        if isinstance(block, Table)
    ]


def paragraphs(document: Document) -> list[str]:
    return [block.text for block in document.blocks if isinstance(block, Paragraph)]


def test_a_word_file_reads_in_the_order_of_its_body() -> None:
    document = read_document(report())
    assert document.format == "docx"
    assert document.headlines[0] == pages.TITLE
    title = ["示例县教育局", "2023年政府信息公开工作年度报告"]
    assert paragraphs(document) == [*title, *pages.NARRATIVE]
    assert tables(document) == [pages.T2, pages.T3, pages.T4]


def test_numbers_that_word_writes_itself_are_text() -> None:
    document = docx.Document()
    numbering = document.part.numbering_part.element
    numbering.insert(
        0,
        parse_xml(
            f'<w:abstractNum {nsdecls("w")} w:abstractNumId="77"><w:lvl w:ilvl="0"><w:start w:val="1"/>'
            '<w:numFmt w:val="chineseCounting"/><w:lvlText w:val="%1、"/></w:lvl><w:lvl w:ilvl="1">'
            '<w:start w:val="1"/><w:numFmt w:val="chineseCounting"/><w:lvlText w:val="（%2）"/></w:lvl>'
            "</w:abstractNum>"
        ),
    )
    numbering.append(
        parse_xml(f'<w:num {nsdecls("w")} w:numId="77"><w:abstractNumId w:val="77"/></w:num>')
    )
    for level, text in (
        (0, "总体情况"),
        (1, "主动公开。"),
        (1, "依申请公开。"),
        (0, "问题"),
        (1, "不足。"),
    ):
        properties = document.add_paragraph(text)._p.get_or_add_pPr()
        properties.append(
            parse_xml(
                f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{level}"/><w:numId w:val="77"/></w:numPr>'
            )
        )
    assert paragraphs(read_document(saved(document))) == [
        "一、总体情况", "（一）主动公开。", "（二）依申请公开。", "二、问题", "（一）不足。",
    ]  # fmt: skip


def test_deleted_and_hidden_text_is_dropped_and_inserted_text_kept() -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("前")._p
    for xml in (
        "<w:del {}><w:r><w:delText>删</w:delText></w:r></w:del>",
        "<w:ins {}><w:r><w:t>增</w:t></w:r></w:ins>",
        "<w:r {}><w:rPr><w:vanish/></w:rPr><w:t>藏</w:t></w:r>",
        "<w:r {}><w:instrText>PAGE</w:instrText></w:r>",
        "<w:sdt {}><w:sdtContent><w:r><w:t>控件</w:t></w:r></w:sdtContent></w:sdt>",
        "<w:r {}><w:br/><w:t>后</w:t></w:r>",
    ):
        paragraph.append(parse_xml(xml.format(nsdecls("w"))))
    assert paragraphs(read_document(saved(document))) == ["前增控件", "后"]


def test_pictures_and_nested_tables_are_blocks_of_their_own() -> None:
    document = docx.Document()
    outer = document.add_table(3, 2)
    for number, text in enumerate(("甲", "1", "乙", "2", "丙", "")):
        outer.cell(number // 2, number % 2).text = text
    inner = outer.cell(2, 1).add_table(2, 2)
    for number, text in enumerate(("子", "3", "丑", "4")):
        inner.cell(number // 2, number % 2).text = text
    document.add_picture(io.BytesIO(PIXEL))
    read = read_document(saved(document))
    assert [[cell[0] for row in table for cell in row] for table in tables(read)] == [
        ["甲", "1", "乙", "2", "丙", ""],
        ["子", "3", "丑", "4"],
    ]
    assert [b.url for b in read.blocks if isinstance(b, Picture)] == ["word/media/image1.png"]


@pytest.mark.skipif(not FORM.is_file(), reason="the shared samples are not beside the project")
def test_the_official_form_has_its_rows_and_spans() -> None:
    document = read_document(FORM.read_bytes())
    t2, t3, t4 = tables(document)
    assert [len(t2), len(t3), len(t4)] == [14, 28, 4]
    assert [cell[2] for cell in (t3[5][0], t3[7][0], t3[15][0], t3[18][0], t3[23][0])] == [
        22, 8, 3, 5, 3,
    ]  # fmt: skip


def workbook(sheet: str, *, shared: list[str]) -> bytes:
    """The least that is an XLSX."""
    main = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    relations = "http://schemas.openxmlformats.org/package/2006/relationships"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    strings = "".join(f"<si><t>{text}</t></si>" for text in shared)
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        types = "http://schemas.openxmlformats.org/package/2006/content-types"
        archive.writestr("[Content_Types].xml", f'<Types xmlns="{types}"/>')
        archive.writestr(
            "_rels/.rels",
            f'<Relationships xmlns="{relations}"><Relationship Id="a" Type="{office}/officeDocument" '
            'Target="xl/workbook.xml"/></Relationships>',
        )
        archive.writestr(
            "xl/workbook.xml",
            f'<workbook {main} xmlns:r="{office}"><sheets><sheet name="附表" sheetId="1" r:id="a"/>'
            "</sheets></workbook>",
        )
        archive.writestr(
            "xl/_rels/workbook.xml.rels",
            f'<Relationships xmlns="{relations}"><Relationship Id="a" Type="{office}/worksheet" '
            f'Target="worksheets/sheet1.xml"/><Relationship Id="b" Type="{office}/sharedStrings" '
            'Target="sharedStrings.xml"/></Relationships>',
        )
        archive.writestr("xl/sharedStrings.xml", f"<sst {main}>{strings}</sst>")
        archive.writestr("xl/worksheets/sheet1.xml", f"<worksheet {main}>{sheet}</worksheet>")
    return target.getvalue()


def test_a_workbook_gives_lines_tables_and_merged_cells() -> None:
    texts = ["示例县2023年政府信息公开工作年度报告", "信息内容", "本年收费金额", "行政事业性收费"]
    cells = (
        '<row r="1"><c r="A1" t="s"><v>0</v></c></row>'
        '<row r="2"><c r="A2" t="s"><v>1</v></c><c r="B2" t="s"><v>2</v></c></row>'
        '<row r="3"><c r="A3" t="s"><v>3</v></c><c r="B3"><v>7730.28</v></c><c r="C3"><v>12</v></c></row>'
    )
    merged = '<mergeCells count="1"><mergeCell ref="B2:C2"/></mergeCells>'
    document = read_document(workbook(f"<sheetData>{cells}</sheetData>{merged}", shared=texts))
    assert document.format == "xlsx"
    assert document.headlines[0] == texts[0]
    assert paragraphs(document) == texts[:1]
    assert tables(document) == [
        [
            [("信息内容", 1, 1), ("本年收费金额", 2, 1)],
            [("行政事业性收费", 1, 1), ("7730.28", 1, 1), ("12", 1, 1)],
        ]
    ]


def test_rows_of_a_workbook_without_a_figure_stay_rows() -> None:
    texts = ["信息内容", "本年处理决定数量", "行政处罚", "行政强制", "四．行政复议和行政诉讼情况"]
    head = '<row r="{0}"><c r="A{0}" t="s"><v>0</v></c><c r="B{0}" t="s"><v>1</v></c></row>'
    alone = "".join(f'<row r="{n}"><c r="A{n}" t="s"><v>{n}</v></c></row>' for n in (2, 3, 4))
    cells = head.format(1) + alone + head.format(5)
    document = read_document(workbook(f"<sheetData>{cells}</sheetData>", shared=texts))
    assert [[cell[0] for cell in row] for row in tables(document)[0]] == [
        ["信息内容", "本年处理决定数量"],
        ["行政处罚", ""],
        ["行政强制", ""],
    ]
    assert paragraphs(document) == texts[-1:]


def test_rows_under_a_merged_cell_stay_in_its_table() -> None:
    """A row that says one long line, or nothing, ends a table, but not under a cell that goes on."""
    texts = ["三、本年度办理结果", "（一）予以公开", "其他依法不予处理的情形，详见说明。" * 3]
    cells = (
        '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c><c r="C1"><v>4</v></c></row>'
        '<row r="2"><c r="B2" t="s"><v>2</v></c></row>'
        '<row r="4"><c r="B4" t="s"><v>1</v></c><c r="C4"><v>7</v></c></row>'
    )
    merged = '<mergeCells count="1"><mergeCell ref="A1:A4"/></mergeCells>'
    document = read_document(workbook(f"<sheetData>{cells}</sheetData>{merged}", shared=texts))
    (table,) = tables(document)
    assert table[0][0] == (texts[0], 1, 4)
    assert [row[-1][0] for row in table] == ["4", "", "", "7"]
    assert not paragraphs(document)


def zipped(**entries: bytes) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name.replace("__", "/").replace("_", "."), content)
    return target.getvalue()


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (zipped(OFD_xml=b"<ofd/>"), "unsupported"),
        (zipped(a_pdf=b"%PDF-1.4"), "unsupported"),
        (zipped(word__document_xml=b"\0" * 130_000_000), "too_large"),
        (zipped(word__document_xml=b"<w:document/>"), "damaged"),
        (report()[:3000], "damaged"),
        (OLE + "EncryptedPackage".encode("utf-16-le") + bytes(600), "encrypted"),
        (OLE + bytes(600), "damaged"),
        (b"Rar!\x1a\x07\x01\0", "unsupported"),
        (b"\x7fELF\x02\x01\x01" + bytes(range(32)) * 20, "unsupported"),
    ],
)
def test_what_is_no_readable_office_file_says_so(body: bytes, kind: str) -> None:
    with pytest.raises(Unreadable) as caught:
        read_document(body, content_type="application/msword", url="http://a.gov.cn/a.doc")
    assert caught.value.kind == kind


def test_a_doc_that_is_html_or_docx_is_read_as_what_it_is() -> None:
    url = "http://a.gov.cn/a.doc"
    html = pages.word_p("做好政府信息公开工作，及时回应关切。").encode("gbk")
    assert read_document(html, url=url, content_type="application/msword").format == "html"
    assert read_document(report(), url=url).format == "docx"


def test_a_word_web_archive_is_read() -> None:
    body = (
        b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=x\r\n\r\n--x\r\n"
        b"Content-Type: text/html; charset=gb2312\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    )
    page = base64.encodebytes("<p>做好政府信息公开工作，及时回应关切。</p>".encode("gbk"))
    document = read_document(body + page + b"\r\n--x--\r\n")
    assert paragraphs(document) == ["做好政府信息公开工作，及时回应关切。"]


def test_without_libreoffice_a_doc_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nonexistent")
    with pytest.raises(Unreadable) as caught:
        read_document(OLE + "WordDocument".encode("utf-16-le") + bytes(600))
    assert caught.value.kind == "unsupported"
    assert "LibreOffice" in caught.value.message


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_libreoffice_reads_an_rtf_and_refuses_junk() -> None:
    body = rb"{\rtf1\ansi\ansicpg936 \'d5\'fe\'b8\'ae\par 2023}"
    document = read_document(body)
    assert document.format == "doc"
    assert paragraphs(document) == ["政府", "2023"]
    with pytest.raises(Unreadable) as caught:
        read_document(OLE + "WordDocument".encode("utf-16-le") + bytes(range(256)) * 20)
    assert caught.value.kind == "damaged"
