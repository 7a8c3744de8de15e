"""A cell marked in a copy of its page is the one that the reader read, and the copy is tame."""

from __future__ import annotations

import html
from pathlib import Path

import pytest
from lxml import etree
from lxml import html as lxml_html

from bench.reading.__main__ import make
from pipelines.extract import extract
from pipelines.marking.copy import MarkablePage, NoPage
from storage.records import Figure

REPORTS = Path(__file__).parent.parent.parent / "fixtures/reports"
URL = "http://www.yunxi.gov.cn/zwgk/2023/t1.html"


def figures_of(body: bytes) -> dict[str, Figure]:
    return {figure.cell: figure for figure in extract(body, url=URL).figures}


def page_of(body: bytes) -> MarkablePage:
    return MarkablePage(body, url=URL, content_type=None)


def marks(body: bytes, *figures: Figure) -> tuple[list[str], etree._Element]:
    """The texts of what is marked, without blanks, and the copy itself."""
    copy = page_of(body).copy(figures=figures, note=[("Page", URL)], about={})
    root = lxml_html.document_fromstring(copy.html.decode("utf-8"))
    found = root.xpath("//*[@nianbao-mark]")
    assert {element.get("title") for element in found} == copy.cells
    return ["".join(element.text_content().split()) for element in found], root


NAMES = ["county-2022-old-and-new-tables", "department-2019-word-paste", "bureau-2021-lost-digits"]


@pytest.mark.parametrize("name", NAMES)
def test_each_cell_of_a_page_is_marked_where_it_stands(name: str) -> None:
    body = (REPORTS / name / "page.html").read_bytes()
    figures = figures_of(body)
    copy = page_of(body).copy(figures=list(figures.values()), note=[], about={})
    assert copy.cells == set(figures)
    root = lxml_html.document_fromstring(copy.html.decode("utf-8"))
    assert len(root.xpath("//mark")) == len(root.xpath("//*[@nianbao-mark]"))
    for element in root.xpath("//*[@nianbao-mark]"):
        for cell in element.get("title").split("\n"):
            printed = "".join(figures[cell].raw.split())
            assert "".join(element.text_content().split()) == printed


@pytest.mark.parametrize("name", NAMES)
def test_a_page_that_is_copied_for_many_cells_is_marked_as_for_each_alone(name: str) -> None:
    body = (REPORTS / name / "page.html").read_bytes()
    figures = list(figures_of(body).values())
    page = page_of(body)
    page.look_for(figures)
    for figure in figures[::7]:
        copy = page.copy(figures=[figure], note=[], about={})
        assert copy.cells == {figure.cell}
        assert copy == page_of(body).copy(figures=[figure], note=[], about={})


def test_among_equal_cells_the_right_one() -> None:
    body = (REPORTS / "county-2022-old-and-new-tables/page.html").read_bytes()
    figure = figures_of(body)["t3.granted.legal_service"]
    printed, root = marks(body, figure)
    assert printed == [figure.raw]
    (cell,) = root.xpath("//*[@nianbao-mark]")
    row = list(cell.getparent())
    texts = ["".join(one.text_content().split()) for one in row]
    assert any("（一）予以公开" in text for text in texts)
    assert texts.count(figure.raw) > 1
    assert row.index(cell) == len(row) - 3  # 法律服务机构, 其他, 总计


def test_other_encodings_are_shown_as_utf8() -> None:
    page = (REPORTS / "county-2022-old-and-new-tables/page.html").read_text(encoding="utf-8")
    for name in ("gb18030", "utf-16"):
        body = page.replace('charset="utf-8"', 'charset="gb2312"').encode(name)
        printed, root = marks(body, figures_of(body)["t3.received.total"])
        assert len(printed) == 1
        assert "云溪县人民政府" in root.text_content()
        assert root.xpath("//meta/@charset") == ["utf-8"]


@pytest.mark.parametrize("number", range(4))
def test_a_table_that_lost_its_markup(number: int) -> None:
    _, _, text = make(f"marking/{number}", only="none", flattened=True)
    paragraphs = "".join(f"<p>{html.escape(line)}</p>" for line in text.decode().split("\n"))
    body = f"<html><body><div id=zoom>{paragraphs}</div></body></html>".encode()
    known = figures_of(body)
    for cell in ("t3.received.total", "t2.licensing.decisions", "t4.review.total"):
        if known[cell].value is None:
            continue
        printed, _ = marks(body, known[cell])
        assert not printed or known[cell].raw in printed[0]


def test_a_text() -> None:
    (path,) = (REPORTS / "text-2022-district-behind-its-city").glob("*.txt")
    figure = figures_of(path.read_bytes())["t2.licensing.decisions"]
    assert marks(path.read_bytes(), figure)[0] == [figure.raw]


def test_what_is_not_read_so_today_is_not_marked() -> None:
    body = (REPORTS / "county-2022-old-and-new-tables/page.html").read_bytes()
    other = figures_of(body)["t3.received.total"].__class__(
        cell="t3.received.total", raw="7777", status="number", value=None, read="label"
    )
    assert marks(body, other)[0] == []


HOSTILE = """<meta http-equiv="refresh" content="0;url=http://evil.example/">
<link rel=stylesheet href="http://evil.example/a.css"><script>alert(1)</script>
<style>@import "http://evil.example/b.css"; p { background: url(http://evil.example/c.png) }</style>
<base href="http://evil.example/">"""
BODY = """<img src="http://evil.example/d.png" onerror="alert(2)"><iframe src="/e"></iframe>
<a href=" java\nscript:alert(3)">x</a><a href="../f.html">y</a>
<form action="http://evil.example/g"><input type=image src=h.png></form>
<td background="http://evil.example/i.png" style="background:url(j.png)">z</td>
<svg><image xlink:href="javascript:alert(4)" onload="alert(5)"/></svg>"""


def test_nothing_runs_and_nothing_is_fetched() -> None:
    page = (REPORTS / "county-2022-old-and-new-tables/page.html").read_text(encoding="utf-8")
    body = page.replace("<head>", f"<head>{HOSTILE}").replace("<body>", f"<body>{BODY}").encode()
    printed, root = marks(body, figures_of(body)["t3.received.total"])
    assert len(printed) == 1
    for tag in ("script", "iframe", "link", "object"):
        assert not root.xpath(f"//{tag}")
    attributes = [(name, value) for one in root.iter(etree.Element) for name, value in one.items()]
    assert not [name for name, _ in attributes if name.startswith("on")]
    assert not [value for _, value in attributes if "script:" in "".join(value.split())]
    assert not [value for name, value in attributes if name in ("src", "background", "action")]
    assert not [value for name, value in attributes if name == "style" and "url(" in value]
    styles = "".join(root.xpath("//style/text()"))
    assert "@import" not in styles
    assert "url(" not in styles
    assert root.xpath("//base/@href") == [URL]  # links lead where they led
    assert root.xpath("//meta/@http-equiv") == ["Content-Security-Policy"]
    assert "default-src 'none'" in root.xpath("//meta/@content")[0]
    assert "../f.html" in root.xpath("//a/@href")


def test_what_is_no_page_is_refused() -> None:
    for body in (b"%PDF-1.7\n", b"PK\x03\x04 word/document.xml"):
        with pytest.raises(NoPage):
            page_of(body)
