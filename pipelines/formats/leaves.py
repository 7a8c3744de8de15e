"""A page as a line of leaves: paragraphs, tables, pictures and marks, in reading order.

One pass over the tree, without recursion. A leaf knows the block it stands in (``Nodes``), how much
of it is link text, and its element, so that ``body`` can say where the document is without another
pass. Tables are judged here, from the inside out (``tables``): what only lays a page out is
dissolved into the leaves of its cells.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from pipelines.document import Paragraph, Picture
from pipelines.errors import Unreadable
from pipelines.formats.flat_table import read_flat_table
from pipelines.formats.leaf import Kind, Leaf, Nodes, OpenCell, OpenTable, Page, printed
from pipelines.formats.links import absolute, is_file, read_data_url, unwrap
from pipelines.formats.names import mark_of
from pipelines.formats.tables import close_table
from pipelines.formats.whitespace import fold

# node, heading, element, flow: what holds again behind a block
_Undo = tuple[int, "int | None", "etree._Element | None", list[Leaf]]
_Stack = list[tuple[etree._Element, Iterator[etree._Element], "_Undo | None"]]

_SKIPPED = frozenset({"link", "head", "title", "input", "button", "base", "param", "area"})
_FRAMES = frozenset({"iframe", "embed", "object"})
_INLINE = frozenset({"a", "del"})
_CELLS = frozenset({"td", "th"})
_HEADINGS = {f"h{rank}": rank for rank in range(1, 7)}
_START = re.compile(r"\W*(?:start\s*print|content\s*start|正文开始)", re.I)
_END = re.compile(r"\W*(?:end\s*print|content\s*end|正文结束)", re.I)
# Icons, spacers and two-dimensional codes are no pictures of the document.
_ICON = re.compile(
    r"icon|/fileTypeImages/|spacer|blank\.gif|dayin|print|share|qrcode|ewm|logo|loading|arrow", re.I
)
_ICON_PIXELS = 40
# Characters of a data: address. A picture of a table has tens of thousands.
_ICON_DATA = 4000
# Layouts of the 2000s nest ten tables; each level walks over its leaves again.
_MAX_NESTED_TABLES = 100
_PIXELS = re.compile(r"\s*(\d{1,4})(?:px)?\s*$")


def _is_named(element: etree._Element) -> bool:
    """Whether the names of a cell or a paragraph say anything about it."""
    classes, identifier = element.get("class"), element.get("id")
    if classes is None and identifier is None:
        return False
    return mark_of(str(element.tag), classes, identifier) != 0


def read_leaves(root: etree._Element, base: str | None) -> Page:
    """Walk the page under ``root`` once; relative URLs are resolved against ``base``."""
    walk = _Walk(base)
    walk.run(root)
    return Page(leaves=walk.flow, nodes=walk.nodes)


class _Walk:
    """The state of the pass: the open line of text, the open tables, the leaves so far."""

    def __init__(self, base: str | None) -> None:
        self.base = base
        self.nodes = Nodes()
        self.node = 0
        self.flow: list[Leaf] = []
        self.tables: list[OpenTable] = []
        self.heading: int | None = None
        self.element: etree._Element | None = None
        # the line of text that is open: its parts, where in them an open link began, and its links
        self.parts: list[str] = []
        self.link_from: int | None = None
        self.linked = 0
        self.links: list[tuple[str, str]] = []
        self.pictures: list[Leaf] = []

    def run(self, root: etree._Element) -> None:
        stack: _Stack = []
        self._enter(root, stack)
        while stack:
            element, children, undo = stack[-1]
            child = next(children, None)
            if child is not None:
                self._enter(child, stack)
                continue
            stack.pop()
            if undo is None:
                self._leave_inline(element)
            else:
                self._leave_block(element, undo)
            if stack and element.tail:
                self._text(element.tail)
        self._flush()

    def _enter(self, child: etree._Element, stack: _Stack) -> None:
        tag = child.tag
        if not isinstance(tag, str):
            if child.tag is etree.Comment:
                self._marker(child.text or "")
        elif self._is_read_at_once(child, tag):
            pass
        elif tag in _INLINE:
            if child.text:
                self.parts.append(child.text)
            if tag == "a" and child.get("href") is not None:
                self.link_from = len(self.parts) - bool(child.text)
            stack.append((child, iter(child), None))
            return
        elif tag in ("br", "hr"):
            self._flush()
        elif tag == "img":
            self._picture(child)
        elif tag in _FRAMES:
            self._frame(child)
        elif tag == "meta":
            self._marker(child.get("name") or "")
        elif tag not in _SKIPPED:
            undo = self._enter_block(child, tag)
            stack.append((child, iter(child), undo))
            return
        if child.tail:
            self._text(child.tail)

    def _text(self, text: str) -> None:
        """Add text to the open line; white space opens none."""
        if self.parts or not text.isspace():
            self.parts.append(text)

    # -- blocks -----------------------------------------------------------------------------------

    def _enter_block(self, element: etree._Element, tag: str) -> _Undo:
        self._flush()
        undo = (self.node, self.heading, self.element, self.flow)
        mark = mark_of(tag, element.get("class"), element.get("id"))
        if mark or tag != "p":
            self.node = self.nodes.add(self.node, mark)
        self.element = element
        if tag in _HEADINGS:
            self.heading = _HEADINGS[tag]
        elif tag == "table":
            if len(self.tables) == _MAX_NESTED_TABLES:
                raise Unreadable("too_large", f"more than {_MAX_NESTED_TABLES} nested tables")
            table = OpenTable(containers=self.nodes.containers)
            self.tables.append(table)
            self.flow = table.stray
        elif self.tables:
            if tag in _CELLS:
                self.flow = self._open_cell(element)
            elif tag == "tr":
                self.tables[-1].rows.append([])
            elif tag == "caption":
                self.flow = self.tables[-1].caption
        if element.text:
            self._text(element.text)
        return undo

    def _leave_block(self, element: etree._Element, undo: _Undo) -> None:
        self._flush()
        self.node, self.heading, self.element, self.flow = undo
        if element.tag == "table":
            self.flow.extend(close_table(self.tables.pop(), self.nodes, self.node))

    def _open_cell(self, element: etree._Element, text: str = "") -> list[Leaf]:
        rows = self.tables[-1].rows
        if not rows:
            rows.append([])
        cell = OpenCell(element, self.node, text, [])
        rows[-1].append(cell)
        return cell.inside

    def _is_read_at_once(self, element: etree._Element, tag: str) -> bool:
        """Read a table or a cell that holds only text without a walk, as most do."""
        if tag == "table":
            return self.link_from is None and self._flat_table(element)
        return tag in _CELLS and bool(self.tables) and self._simple_cell(element)

    def _flat_table(self, element: etree._Element) -> bool:
        """Read a table of nothing but text; nearly all statutory tables are such."""
        leaf = read_flat_table(element, self.node)
        if leaf is None:
            return False
        self._flush()
        self.flow.append(leaf)
        return True

    def _simple_cell(self, element: etree._Element) -> bool:
        """Read a cell that holds only text, or one paragraph of only text; most cells are such."""
        count = len(element)
        if count > 1:
            return False
        text = element.text
        if count:
            child = element[0]
            if child.tag != "p" or len(child) or (child.tail and child.tail.strip()):
                return False
            if text and text.strip():
                return False
            text = child.text
            if _is_named(child):
                return False
        if _is_named(element):
            return False
        if self.parts or self.links or self.pictures:
            self._flush()
        self._open_cell(element, fold(text) if text else "")
        return True

    # -- lines ------------------------------------------------------------------------------------

    def _leave_inline(self, element: etree._Element) -> None:
        if self.link_from is None or element.tag != "a":
            return
        text = fold("".join(self.parts[self.link_from :]))
        self.linked += printed(text)
        self.link_from = None
        href = element.get("href") or ""
        if href:
            self.links.append((href, text or fold(element.get("title") or "")))

    def _flush(self) -> None:
        """End the line of text; a line without text leaves its pictures and links only."""
        if self.parts:
            text = fold("".join(self.parts))
            if self.link_from is not None:  # a link around blocks
                linked = fold("".join(self.parts[self.link_from :]))
                self.linked += printed(linked)
                self.link_from = 0
            self.parts.clear()
            if text or self.links:
                block = Paragraph(text=text, heading=self.heading)
                size, links = printed(text), tuple(self.links)
                self.flow.append(
                    Leaf(Kind.PARAGRAPH, block, self.node, self.element, size, self.linked, links)
                )
        elif self.links:
            links = tuple(self.links)
            self.flow.append(Leaf(Kind.EMBEDDED, None, self.node, self.element, links=links))
        self.linked = 0
        if self.links:
            self.links = []
        if self.pictures:
            self.flow.extend(self.pictures)
            self.pictures.clear()

    # -- what is no text --------------------------------------------------------------------------

    def _picture(self, element: etree._Element) -> None:
        source = element.get("src") or element.get("data-src") or element.get("oldsrc") or ""
        is_inside = source.startswith("data:")
        if not source or (len(source) < _ICON_DATA if is_inside else _ICON.search(source[:300])):
            return
        for name in ("width", "height"):
            match = _PIXELS.match(element.get(name) or "")
            if match and int(match[1]) <= _ICON_PIXELS:
                return
        alt = fold(element.get("alt") or "")
        if is_inside:
            name, data = read_data_url(source)
            picture = Picture(url=name, alt=alt, data=data)
        else:
            picture = Picture(url=absolute(source, self.base), alt=alt)
        self.pictures.append(Leaf(Kind.PICTURE, picture, self.node, self.element))

    def _frame(self, element: etree._Element) -> None:
        source = element.get("src") or element.get("data") or ""
        if source and is_file(source):
            self._flush()
            links = ((unwrap(source), fold(element.get("title") or "")),)
            self.flow.append(Leaf(Kind.EMBEDDED, None, self.node, self.element, links=links))

    def _marker(self, text: str) -> None:
        kind = Kind.START if _START.match(text) else Kind.END if _END.match(text) else None
        if kind is not None:
            self._flush()
            self.flow.append(Leaf(kind, None, self.node))
