"""Scans and pictures of reports, read by OCR: what is sure, what is left unread, what is missing.

The pictures are pages of the bundled world, as a township published them.
"""

from __future__ import annotations

import base64
import io
from dataclasses import replace
from pathlib import Path

import docx
import pytest
from PIL import Image

from bench.reading.__main__ import make
from pipelines.errors import Unreadable
from pipelines.extract import extract, read
from pipelines.formats import ocr, read_document
from pipelines.reader_version import reader_version
from storage.records import Form, Read, Reading, Status

TOWN = Path(__file__).parents[2] / "fixtures/portals/sites/tiane"
PAGES = [TOWN / f"xiangyang-2022-{number}.png" for number in (1, 2, 3)]
TITLE = "天峨县向阳镇2022年政府信息公开工作年度报告"
PROSE = "<p>2022年，本镇按照要求做好政府信息公开工作，主动公开各类信息，及时回应关切。</p>"

needs_ocr = pytest.mark.skipif(not ocr.is_installed(), reason="needs the extra: ocr")


def scanned(*pages: Path, angle: float = 0.0) -> bytes:
    """Pages bound to a PDF by a scanner into which they were put a little askew."""
    sheets = [
        Image.open(page).convert("L").rotate(angle, Image.Resampling.BICUBIC, fillcolor=255)
        for page in pages
    ]
    file = io.BytesIO()
    sheets[0].save(file, "PDF", save_all=True, append_images=sheets[1:], resolution=110)
    return file.getvalue()


def top_table() -> bytes:
    """The table of the first page, as it is cut out to be put into a page."""
    file = io.BytesIO()
    picture = Image.open(PAGES[0])
    picture.crop((0, picture.height // 2, picture.width, picture.height)).save(file, "PNG")
    return file.getvalue()


def values(reading: Reading) -> dict[str, int | None]:
    return {f.cell: None if f.value is None else int(f.value) for f in reading.figures}


@needs_ocr
@pytest.mark.soak
def test_a_scanned_report_is_read_whole() -> None:
    reading = extract(scanned(*PAGES, angle=0.6))
    assert (reading.title, reading.issuer) == (TITLE, "天峨县向阳镇人民政府")
    assert (reading.year, reading.form, reading.division_code) == (2022, Form.F2021, "451222")
    assert str(reading.signed_on) == "2023-01-09"
    assert [section.kind.value for section in reading.sections][1:] == [
        "overview",
        "proactive_disclosure",
        "applications",
        "review_litigation",
        "problems",
        "other_matters",
    ]
    assert {figure.read for figure in reading.figures} == {Read.OCR}
    assert len(reading.figures) == 10 + 25 * 7 + 15  # every cell that the form prints
    read = [f for f in reading.figures if f.status is Status.NUMBER]
    assert {f.value for f in read} == {0}  # the town had no applications, and so it prints
    assert len(read) > 0.9 * len(reading.figures)
    assert not [f for f in reading.figures if "\u2060" in f.raw]


@needs_ocr
def test_a_picture_in_the_page_is_read_where_the_tables_are_missing() -> None:
    data = base64.b64encode(top_table()).decode()
    page = (
        f"<h1>{TITLE}</h1><div id=zoom>{PROSE}<p>二、主动公开政府信息情况</p>"
        f"<p><img src='data:image/png;base64,{data}'></p></div>"
    )
    reading = extract(page.encode())
    assert values(reading)["t2.licensing.decisions"] == 0
    assert not [finding for finding in reading.findings if finding.rule == "text.elsewhere"]


REVIEW = (
    "<p>四、政府信息公开行政复议、行政诉讼情况</p><table><tr><td colspan=5>行政复议</td></tr><tr>"
    "<td>结果维持</td><td>结果纠正</td><td>其他结果</td><td>尚未审结</td><td>总计</td></tr>"
    "<tr><td>1</td><td>0</td><td>0</td><td>0</td><td>1</td></tr></table>"
)
PICTURED = (
    f"<h1>{TITLE}</h1><div id=zoom>{PROSE}<p>二、主动公开政府信息情况</p>"
    f"<p><img src='http://a.gov.cn/1.png'></p>{REVIEW}</div>"
).encode()


@needs_ocr
def test_a_picture_behind_an_address_is_read_where_its_bytes_are_at_hand() -> None:
    at_hand = {"http://a.gov.cn/1.png": top_table()}
    reading = extract(PICTURED, picture_of=at_hand.get)
    figures = {figure.cell: figure for figure in reading.figures}
    assert figures["t2.licensing.decisions"].value == 0
    assert figures["t2.licensing.decisions"].read is Read.OCR
    assert figures["t4.review.total"].read is Read.LABEL
    assert not [finding for finding in reading.findings if finding.rule == "text.elsewhere"]


@pytest.mark.parametrize("installed", [True, False])
def test_a_picture_in_place_of_one_table_of_three_is_told(
    installed: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ocr, "is_installed", lambda: installed)
    reading = extract(PICTURED)
    (finding,) = [finding for finding in reading.findings if finding.rule == "text.elsewhere"]
    assert "http://a.gov.cn/1.png" in finding.message
    assert ("pip install 'nianbao[ocr]'" in finding.message) is not installed
    assert values(reading)["t4.review.total"] == 1


@needs_ocr
def test_a_picture_in_a_word_file_is_read() -> None:
    document = docx.Document()
    document.add_paragraph(TITLE)
    document.add_paragraph("二、主动公开政府信息情况")
    document.add_picture(io.BytesIO(top_table()))
    document.add_paragraph("天峨县向阳镇人民政府")
    file = io.BytesIO()
    document.save(file)
    reading = extract(file.getvalue())
    assert values(reading)["t2.penalties.decisions"] == 0


@needs_ocr
@pytest.mark.parametrize("body", [b"\x89PNG\r\n\x1a\n" + b"junk" * 99, b"\xff\xd8\xff\xe0" * 50])
def test_a_damaged_picture_is_said(body: bytes) -> None:
    with pytest.raises(Unreadable) as caught:
        extract(body)
    assert caught.value.kind == "damaged"


@needs_ocr
def test_an_empty_picture_has_no_text() -> None:
    file = io.BytesIO()
    Image.new("L", (800, 600), 255).save(file, "PNG")
    with pytest.raises(Unreadable) as caught:
        extract(file.getvalue())
    assert caught.value.kind == "no_text"


@pytest.mark.parametrize("body", [PAGES[0].read_bytes(), scanned(PAGES[0])], ids=["png", "pdf"])
def test_without_ocr_a_scan_says_what_to_install(
    body: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ocr, "is_installed", lambda: False)
    with pytest.raises(Unreadable) as caught:
        extract(body)
    assert caught.value.kind == "no_text"
    assert "pip install 'nianbao[ocr]'" in caught.value.message


def test_without_ocr_a_finding_says_which_command_reads_the_picture(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(ocr, "is_installed", lambda: False)
    page = (
        f"<h1>{TITLE}</h1><div id=zoom>{PROSE}<p>二、主动公开政府信息情况</p>"
        "<p><img src='http://a.gov.cn/1.png'></p></div>"
    )
    (finding,) = extract(page.encode()).findings
    assert finding.rule == "text.elsewhere"
    assert "http://a.gov.cn/1.png" in finding.message
    assert "pip install 'nianbao[ocr]'" in finding.message


def test_a_reader_with_ocr_is_another_reader(monkeypatch: pytest.MonkeyPatch) -> None:
    reader_version.cache_clear()
    versions = set()
    for installed in (True, False):
        monkeypatch.setattr(ocr, "is_installed", lambda installed=installed: installed)
        versions.add(reader_version())
        reader_version.cache_clear()
    assert len(versions) == 2


@needs_ocr
@pytest.mark.soak
def test_a_page_on_its_side_is_read() -> None:
    file = io.BytesIO()
    Image.open(PAGES[0]).rotate(90, expand=True).save(file, "PNG")
    assert TITLE in extract(file.getvalue()).title


def test_no_figure_is_taken_out_of_lines_that_ocr_read() -> None:
    page = read_document(make("1/0", clean=True, flattened=True)[2])
    assert read(page).figures
    assert not read(replace(page, recognised=True)).figures
