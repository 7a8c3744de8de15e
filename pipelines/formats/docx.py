"""A DOCX as a document: paragraphs and tables in the order of its body. Runs in the sandbox."""

from __future__ import annotations

import io
from collections.abc import Iterator
from zipfile import BadZipFile

import docx
from docx.document import Document as WordDocument
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.exceptions import OpcError
from lxml import etree

from pipelines.document import Block, Cell, Document, Paragraph, Picture, Table
from pipelines.errors import Unreadable
from pipelines.formats.first_lines import headline_of
from pipelines.formats.numbering import Numbering
from pipelines.formats.tables import MAX_COLSPAN, clamp_spans
from pipelines.formats.whitespace import fold, join_lines

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_V = "{urn:schemas-microsoft-com:vml}"
# What stands around blocks without being one.
_WRAPPERS = frozenset(
    _W + name for name in ("sdt", "sdtContent", "customXml", "ins", "smartTag", "moveTo")
)
# Deleted text, field codes, properties, and the second of two spellings of one thing.
_UNSEEN = frozenset(
    [_W + name for name in ("del", "moveFrom", "instrText", "delText", "pPr", "rPr", "sdtPr")]
    + [_MC + "Fallback"]
)
# Scanned pages in Word files have a few megabytes; all of a file's travel out of the sandbox.
_MOST_PICTURE_BYTES = 8_000_000
_BOX = _W + "txbxContent"
_BREAKS = frozenset({_W + "br", _W + "cr"})


def read_docx(body: bytes, *, pictures: bool = False) -> Document:
    """Return the document in ``body``, its pictures with their bytes where they are asked for.

    Raises ``Unreadable("damaged")``.
    """
    try:
        word = docx.Document(io.BytesIO(body))
        reader = _Reader(word, pictures=pictures)
        blocks = tuple(reader.blocks(word.element.body))
    except (BadZipFile, OpcError, KeyError, ValueError, etree.XMLSyntaxError) as error:
        raise Unreadable("damaged", f"a damaged Word file: {type(error).__name__}") from error
    paragraphs = [block.text for block in blocks if isinstance(block, Paragraph)]
    headlines = [*reader.headline, *headline_of(paragraphs)]
    return Document(format="docx", blocks=blocks, headlines=tuple(dict.fromkeys(headlines)))


class _Reader:
    """What the parts of a Word file say that the body refers to."""

    def __init__(self, word: WordDocument, *, pictures: bool) -> None:
        self._pictures = pictures
        self._part = word.part
        self._styles = _styles(word)
        self._numbering = Numbering(_numbering_part(word))
        self._started = False
        self._centred: list[str] = []

    @property
    def headline(self) -> list[str]:
        """The centred lines, or those in the style of titles, that the document begins with."""
        joined = join_lines(self._centred)
        return [joined] if joined and len(joined) <= 120 else []

    def blocks(self, parent: etree._Element) -> Iterator[Block]:
        """The blocks in ``parent`` in order; a table's nested tables follow it."""
        for child in parent:
            if child.tag == _W + "p":
                yield from self._paragraph(child)
            elif child.tag == _W + "tbl":
                self._started = True
                yield from self._table(child)
            elif child.tag in _WRAPPERS:
                yield from self.blocks(child)

    def _paragraph(self, element: etree._Element) -> Iterator[Block]:
        heading, centred = self._look(element)
        number = self._numbering.next_of(element, self._style(element))
        lines, rest = self._lines(element)
        if lines and number:
            lines[0] = number + lines[0]
        lines = [line for line in map(fold, lines) if line]
        self._note_headline(lines, centred)
        for line in lines:
            yield Paragraph(text=line, heading=heading)
        yield from rest

    def _note_headline(self, lines: list[str], centred: bool) -> None:
        if self._started or not lines:
            return
        if centred and len(self._centred) < 4 and not any("。" in line for line in lines):
            self._centred.extend(lines)
        else:
            self._started = True

    def _lines(self, paragraph: etree._Element) -> tuple[list[str], list[Block]]:
        """The text of a paragraph, divided by line breaks; its pictures and text boxes."""
        parts: list[str] = []
        rest: list[Block] = []
        stack = list(reversed(paragraph))
        while stack:
            element = stack.pop()
            tag = element.tag
            if not isinstance(tag, str) or tag in _UNSEEN:
                continue
            if tag == _W + "t":
                parts.append(element.text or "")
            elif tag == _W + "tab":
                parts.append("\t")
            elif tag in _BREAKS:
                parts.append("\x1e")
            elif tag == _W + "noBreakHyphen":
                parts.append("-")
            elif tag == _BOX:
                rest.extend(self.blocks(element))
            elif tag in (_A + "blip", _V + "imagedata"):
                rest.extend(self._picture(element))
            elif tag == _W + "r" and _is_hidden(element):
                continue
            else:
                stack.extend(reversed(element))
        return "".join(parts).split("\x1e"), rest

    def _picture(self, element: etree._Element) -> Iterator[Picture]:
        name = element.get(_R + "embed") or element.get(_R + "id")
        relation = self._part.rels.get(name) if name else None
        if relation is not None and not relation.is_external:
            part = relation.target_part
            wanted = self._pictures and len(part.blob) <= _MOST_PICTURE_BYTES
            yield Picture(url=str(part.partname).lstrip("/"), data=part.blob if wanted else None)

    def _style(self, paragraph: etree._Element) -> str | None:
        element = paragraph.find(f"{_W}pPr/{_W}pStyle")
        return None if element is None else element.get(_W + "val")

    def _look(self, paragraph: etree._Element) -> tuple[int | None, bool]:
        """The rank of a heading, and whether the paragraph is set like a title."""
        heading, centred = self._styles.get(self._style(paragraph) or "", (None, False))
        outline = paragraph.find(f"{_W}pPr/{_W}outlineLvl")
        if outline is not None:
            heading = _rank(outline.get(_W + "val"))
        alignment = paragraph.find(f"{_W}pPr/{_W}jc")
        if alignment is not None:
            centred = alignment.get(_W + "val") == "center"
        return heading, centred

    # -- tables -----------------------------------------------------------------------------------

    def _table(self, element: etree._Element) -> Iterator[Block]:
        rows: list[list[Cell]] = []
        nested: list[Block] = []
        flow: list[Block] = []
        # where a vertically merged cell began: grid column -> (row, position in it)
        open_cells: dict[int, tuple[int, int]] = {}
        for row in _children(element, _W + "tr"):
            cells: list[Cell] = []
            column = min(_count(row.find(f"{_W}trPr/{_W}gridBefore")), MAX_COLSPAN)
            if column:
                cells.append(Cell(text="", colspan=column))
            for cell in _children(row, _W + "tc"):
                inner = list(self.blocks(cell))
                flow.extend(inner)
                span = min(max(_count(cell.find(f"{_W}tcPr/{_W}gridSpan")), 1), MAX_COLSPAN)
                horizontal = cell.find(f"{_W}tcPr/{_W}hMerge")
                vertical = cell.find(f"{_W}tcPr/{_W}vMerge")
                if horizontal is not None and horizontal.get(_W + "val") != "restart" and cells:
                    cells[-1] = cells[-1]._replace(colspan=cells[-1].colspan + span)
                elif _continues(vertical) and column in open_cells:
                    above, position = open_cells[column]
                    upper = rows[above][position]
                    rows[above][position] = upper._replace(rowspan=upper.rowspan + 1)
                else:
                    text = "\n".join(b.text for b in inner if isinstance(b, Paragraph))
                    nested.extend(b for b in inner if not isinstance(b, Paragraph))
                    cells.append(Cell(text=text, colspan=span))
                    open_cells.pop(column, None)
                    if vertical is not None:
                        open_cells[column] = (len(rows), len(cells) - 1)
                if not _continues(vertical):
                    for covered in range(column + 1, column + span):
                        open_cells.pop(covered, None)
                column += span
            rows.append(cells)
        if _is_layout(rows, nested):
            yield from flow
            return
        yield Table(rows=tuple(clamp_spans(rows)))
        yield from nested


def _is_layout(rows: list[list[Cell]], nested: list[Block]) -> bool:
    """As in HTML: one column is a box, and what holds more in tables than itself is a frame."""
    if all(len(row) <= 1 for row in rows):
        return True
    inner = sum(len(row) for block in nested if isinstance(block, Table) for row in block.rows)
    return inner > sum(1 for row in rows for cell in row if cell.text)


def _children(parent: etree._Element, tag: str) -> Iterator[etree._Element]:
    for child in parent:
        if child.tag == tag:
            if tag != _W + "tr" or child.find(f"{_W}trPr/{_W}del") is None:
                yield child
        elif child.tag in _WRAPPERS:
            yield from _children(child, tag)


def _continues(merge: etree._Element | None) -> bool:
    return merge is not None and merge.get(_W + "val", "continue") != "restart"


def _count(element: etree._Element | None) -> int:
    value = "" if element is None else element.get(_W + "val") or ""
    return int(value) if value.isascii() and value.isdigit() and len(value) < 6 else 0


def _is_hidden(run: etree._Element) -> bool:
    vanish = run.find(f"{_W}rPr/{_W}vanish")
    return vanish is not None and vanish.get(_W + "val") not in ("0", "false", "off")


def _rank(level: str | None) -> int | None:
    return int(level) + 1 if level is not None and level in "012345" and level else None


def _styles(word: WordDocument) -> dict[str, tuple[int | None, bool]]:
    """For each paragraph style its heading rank, and whether it sets a title in the middle."""
    found: dict[str, tuple[int | None, bool]] = {}
    for style in word.styles.element.iter(_W + "style"):
        name = style.find(_W + "name")
        text = ("" if name is None else name.get(_W + "val") or "").lower()
        outline = style.find(f"{_W}pPr/{_W}outlineLvl")
        alignment = style.find(f"{_W}pPr/{_W}jc")
        heading = None if outline is None else _rank(outline.get(_W + "val"))
        if heading is None and text.startswith("heading "):
            heading = int(text[8:]) if text[8:] in {"1", "2", "3", "4", "5", "6"} else None
        centred = alignment is not None and alignment.get(_W + "val") == "center"
        found[style.get(_W + "styleId") or ""] = (heading, centred or text == "title")
    return found


def _numbering_part(word: WordDocument) -> etree._Element | None:
    try:
        part = word.part.part_related_by(RELATIONSHIP_TYPE.NUMBERING)
    except KeyError:
        return None
    return etree.fromstring(part.blob, etree.XMLParser(resolve_entities=False))
