"""The copy of a captured page for a person: as it was received, without what runs or fetches.

Scripts, frames and everything that a browser would fetch are taken out, and a content security
policy forbids what may be left. Links lead where they led. On top stands what the page is.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from functools import cached_property

from lxml import etree

from pipelines.decoding import decode
from pipelines.document import Table
from pipelines.errors import Unreadable
from pipelines.figures import read_figures
from pipelines.flattened import restore_tables
from pipelines.formats.html import read_html
from pipelines.formats.sniff import sniff
from pipelines.formats.text import read_text
from pipelines.marking.spots import MARK, Spot, WordSpot, cells, words
from pipelines.marking.trace import trace
from storage.records import Figure

ANCHOR = "nianbao-cell"  # the id of the first cell that is marked

_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:"
_STYLE = f"""
html, body {{ display: block !important; visibility: visible !important; opacity: 1 !important;
  overflow: auto !important; }}
[{MARK}] {{ background: #ffe34d !important; color: #000 !important; outline: 3px solid #d40000;
  outline-offset: -2px; scroll-margin: 40vh; }}
#nianbao-note {{ all: initial; display: block; font: 14px/1.5 sans-serif; color: #000;
  background: #f4f4f4; border-bottom: 3px solid #d40000; padding: 8px 12px; }}
#nianbao-note div {{ display: block; overflow-wrap: anywhere; }}
#nianbao-note b {{ font-weight: bold; }}
"""
_RUNS = (
    "script", "noscript", "iframe", "frame", "frameset", "object", "embed", "applet", "link",
    "base", "meta", "portal", "template",
)  # fmt: skip
_FETCHED = (
    "src", "srcset", "background", "poster", "data", "action", "formaction", "ping", "manifest",
    "lowsrc", "dynsrc", "codebase", "classid", "archive", "longdesc", "imagesrcset",
)  # fmt: skip
_FETCHING_STYLE = re.compile(r"url\s*\(|@import|expression\s*\(|image-set\s*\(|-moz-binding", re.I)
# Browsers skip blanks and control characters before and within the word.
_SCRIPT = re.compile(
    r"[\x00-\x20]*(?:(?:j\s*a\s*v\s*a|v\s*b)\s*s\s*c\s*r\s*i\s*p\s*t|data)\s*:", re.I
)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")  # XML has no such characters
_OUTER_ENDS = re.compile(r"</(?:html|body)\s*>", re.I)


_CALLED = {
    "pdf": "a PDF",
    "zip": "a Word or Excel file",
    "ole": "a Word or Excel file of the old kind",
    "rtf": "a rich text file",
    "image": "a picture",
    "mhtml": "a web page packed by Word",
}


class NoPage(Exception):
    """What was captured is no page in which something could be marked; says what it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Marked:
    """A copy of a page, and the cells that are marked in it."""

    html: bytes
    cells: frozenset[str]


class MarkablePage:
    """A captured page of which copies are made, each with other figures marked.

    ``body`` is as after content decoding. Raises ``NoPage`` for anything but HTML and text.
    """

    def __init__(self, body: bytes, *, url: str, content_type: str | None) -> None:
        kind = sniff(body, url=url, content_type=content_type)
        if kind not in ("html", "text"):
            raise NoPage(_CALLED.get(kind, f"a file of another kind ({kind})"))
        text = decode(body, content_type)
        root = _tree(text) if kind == "html" else _tree_of_text(text)
        if root is None:
            raise NoPage("an empty page")
        self._root = root
        self._url = url
        self._is_text = kind == "text"
        self._places: dict[str, int] = {}  # of cells that were found, in the order of _spots

    def look_for(self, figures: Sequence[Figure]) -> None:
        """Find where figures stand that several copies will mark, in as many readings as for one.

        What is not found among others is looked for by itself when a copy is to mark it.
        """
        in_cells, in_words = list(cells(self._root)), list(words(self._root))
        found = trace(self._read, self._figures, figures, in_cells, in_words)
        spots: list[Spot] = [*in_cells, *in_words]
        places = {spot: n for n, spot in enumerate(spots)}
        self._places |= {cell: places[spot] for cell, spot in found.items()}

    def copy(
        self,
        *,
        figures: Sequence[Figure],
        note: Sequence[tuple[str, str]],
        about: Mapping[str, str],
    ) -> Marked:
        """Return a copy with figures marked where today's reader reads just the same.

        ``note`` says on top what the page is, in pairs of a word and what it holds; ``about`` what
        a marked cell is, shown when one points at it.
        """
        wanted = {figure.cell for figure in figures}
        if not wanted <= self._places.keys():
            self.look_for(figures)
        root = deepcopy(self._root)
        spots: list[Spot] = [*cells(root), *words(root)]
        found = {cell: spots[place] for cell, place in self._places.items() if cell in wanted}
        _defuse(root)
        _mark(found, about)
        _put_on_top(root, self._url, note)
        html = etree.tostring(root, encoding="utf-8", method="html", doctype="<!DOCTYPE html>")
        return Marked(html=html, cells=frozenset(found))

    @cached_property
    def _figures(self) -> Mapping[str, Figure]:
        """What is read while nothing is dyed."""
        return self._read()

    def _read(self) -> Mapping[str, Figure]:
        return _figures(self._root, self._url, is_text=self._is_text)


def _tree(text: str) -> etree._Element | None:
    # As the reader does: lxml loses what stands behind these.
    text = _OUTER_ENDS.sub("", text).replace("\0", "")
    parser = etree.HTMLParser(encoding="utf-8", huge_tree=True, remove_pis=True)
    try:
        return etree.fromstring(text.encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError:
        return None


def _tree_of_text(text: str) -> etree._Element:
    root = etree.Element("html")
    pre = etree.SubElement(
        etree.SubElement(root, "body"), "pre", {"style": "white-space: pre-wrap"}
    )
    pre.text = _CONTROL.sub("\ufffd", text)
    return root


def _figures(root: etree._Element, url: str, *, is_text: bool) -> Mapping[str, Figure]:
    try:
        document = (
            read_text("".join(map(str, root.itertext())))
            if is_text
            else read_html(etree.tostring(root, encoding="unicode", method="html"), url=url)
        )
    except Unreadable:
        return {}
    blocks = restore_tables(document.blocks)
    tables = [block for block in blocks if isinstance(block, Table)]
    return {figure.cell: figure for figure in read_figures(tables, year=None).figures}


def _mark(found: Mapping[str, Spot], about: Mapping[str, str]) -> None:
    """Mark what was found; the last word of a line first, for marking moves what follows it."""
    told: dict[Spot, list[str]] = {}
    for cell, spot in found.items():
        told.setdefault(spot, []).append(about.get(cell, cell))

    def place(spot: Spot) -> int:
        return -spot.start if isinstance(spot, WordSpot) else 0

    for spot in sorted(told, key=place):
        spot.mark().set("title", "\n".join(told[spot]))


def _defuse(root: etree._Element) -> None:
    """Take out what runs, and what a browser fetches without being asked."""
    etree.strip_elements(root, *_RUNS, with_tail=False)
    for element in root.iter(etree.Element):
        for name, value in [(str(name), str(value)) for name, value in element.attrib.items()]:
            bare = name.rpartition(":")[2].lower()
            fetches = bare in _FETCHED and not _is_within(value)
            if fetches and element.tag == "img" and bare == "src":
                element.set("alt", f"[picture, not loaded: {value}]")
            if (
                fetches
                or bare.startswith("on")
                or (bare == "href" and _SCRIPT.match(value))
                or (bare == "style" and _FETCHING_STYLE.search(value))
            ):
                del element.attrib[name]
    for element in root.iter("style"):
        if element.text and _FETCHING_STYLE.search(element.text):
            element.text = _FETCHING_STYLE.sub("nianbao-not-fetched(", element.text)


def _is_within(value: str) -> bool:
    """Whether a picture is in the page itself."""
    return value.strip().lower().startswith("data:image/")


def _put_on_top(root: etree._Element, url: str, note: Sequence[tuple[str, str]]) -> None:
    head, body = root.find("head"), root.find("body")
    if head is None:
        head = etree.Element("head")
        root.insert(0, head)
    if body is None:
        body = etree.SubElement(root, "body")
    head[:0] = [
        etree.Element("meta", {"charset": "utf-8"}),
        etree.Element("meta", {"http-equiv": "Content-Security-Policy", "content": _POLICY}),
        etree.Element("meta", {"name": "referrer", "content": "no-referrer"}),
        etree.Element("base", {"href": url, "target": "_blank"}),
    ]
    style = etree.SubElement(head, "style")
    style.text = _STYLE
    first = next((one for one in body.iter(etree.Element) if one.get(MARK) is not None), None)
    if first is not None:
        # Nothing runs here, and with a <base> a link of the page itself would lead away: the
        # browser scrolls to what asks for the focus.
        first.attrib.update({"id": ANCHOR, "tabindex": "-1", "autofocus": ""})
    box = etree.Element("div", {"id": "nianbao-note"})
    for word, holds in note:
        line = etree.SubElement(box, "div")
        name = etree.SubElement(line, "b")
        name.text, name.tail = f"{word}: ", holds
    box.tail, body.text = body.text, None
    body.insert(0, box)
