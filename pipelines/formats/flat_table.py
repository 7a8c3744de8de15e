"""A table of nothing but lines of text in cells, read at one go.

Nearly all statutory tables are such. lxml writes the table as XML, which is regular whatever the
page was (attributes in double quotes, no bare ``<`` or ``>``), and cells are read off that: a tenth
of the calls that a walk over elements takes. Every other table (links, pictures, tables in cells,
names that say something, what may be layout) is left to the walk in ``leaves``.
"""

from __future__ import annotations

import re
from functools import lru_cache
from html import unescape
from typing import NamedTuple

from lxml import etree

from pipelines.document import Cell, Table
from pipelines.formats.leaf import Kind, Leaf, printed
from pipelines.formats.names import mark_of
from pipelines.formats.tables import SECTION, clamp_spans, span
from pipelines.formats.whitespace import fold

# A cell with one line of text, in a paragraph or in none, as most are; or a tag and what follows.
# Tags are remembered: longer ones than these are not worth it.
_PIECE = re.compile(
    r"<(t[dh](?: [^>]{0,1000})?)>(?:<(p(?: [^>]{0,1000})?)>)?([^<]*)(?:</p>)?</t[dh]>\s*(?=<)"
    r"|<([^>]*)>([^<]*)"
)
_LONGEST_TAG = 1000
# XML writes so what no text of a page has, and in attributes line breaks.
_REFERENCE = re.compile(r">[^<]*&#")
_ATTRIBUTE = re.compile(r'\s([^\s=]+)="([^"]*)"')
# Fewer filled cells may be the columns of a page.
_FEW_CELLS = 4
# Word repeats a few tags, with all their styles, in every cell.
_TAGS_KEPT = 2048
# Most cells of all tables are a zero, a small number or a label of a form.
_CELLS_KEPT = 4096


# What a tag does to the text around it: plain numbers, because every tag is asked.
_NOTHING, _BREAK_LINE, _BEGIN_ROW, _EMPTY_CELL, _BEGIN_CELL, _END_CELL = range(6)
_DOES = {
    "tr": _BEGIN_ROW,
    **dict.fromkeys(("td", "th"), _BEGIN_CELL),
    **dict.fromkeys(("/td", "/th"), _END_CELL),
    **dict.fromkeys(("p", "/p", "br"), _BREAK_LINE),
    **dict.fromkeys(("table", "tbody", "thead", "tfoot", "colgroup", "col"), _NOTHING),
    **dict.fromkeys(("/tr", "/table", "/tbody", "/thead", "/tfoot", "/colgroup"), _NOTHING),
}


class _Tag(NamedTuple):
    """A tag: what it does, and what it says of a cell."""

    does: int
    colspan: int
    rowspan: int
    header: bool


def read_flat_table(element: etree._Element, node: int) -> Leaf | None:
    """Return the leaf of a table that stands in block ``node``; None where it has to be walked."""
    if next(element.iterdescendants("table"), None) is not None:
        return None
    rows = _rows(etree.tostring(element, encoding="unicode", with_tail=False))
    if rows is None or all(len(row) == 1 for row in rows):
        return None
    texts = [cell.text for row in rows for cell in row if cell.text]
    if len(texts) <= _FEW_CELLS or any("\n" in text and _has_sections(text) for text in texts):
        return None
    text = "".join(texts)
    return Leaf(
        kind=Kind.TABLE,
        block=Table(rows=tuple(clamp_spans(rows))),
        node=node,
        element=next(element.iter("td", "th")),
        size=printed(text) - text.count("\n"),
    )


def _rows(markup: str) -> list[list[Cell]] | None:
    """Return the rows that have cells; None where there is anything but lines of text in cells."""
    if "&#" in markup and _REFERENCE.search(markup):
        return None
    rows: list[list[Cell]] = []
    cell: _Tag | None = None  # the one that is open, and its lines
    lines: list[str] = []
    for start, paragraph, line, other, text in _PIECE.findall(markup):
        if start:
            tag = _read_tag(start)
            if tag is None or cell is not None or not rows:
                return None
            if paragraph and _read_tag(paragraph) is None:
                return None
            rows[-1].append(_cell(line, tag))
            continue
        tag = _read_tag(other) if len(other) <= _LONGEST_TAG else None
        if tag is None or (cell is not None and tag.does not in (_BREAK_LINE, _END_CELL)):
            return None
        if tag.does == _BEGIN_ROW:
            rows.append([])
        elif tag.does == _BEGIN_CELL:
            cell, lines = tag, []
        elif tag.does == _EMPTY_CELL:
            if not rows:
                return None
            rows[-1].append(_cell("", tag))
        elif tag.does == _END_CELL:
            if cell is None or not rows:
                return None
            rows[-1].append(_cell("\0".join(lines), cell))
            cell = None
        if text and not text.isspace():
            if cell is None:
                return None
            lines.append(text)
    return [row for row in rows if row]


@lru_cache(maxsize=_CELLS_KEPT)
def _cell(markup: str, tag: _Tag) -> Cell:
    """Return the cell that ``tag`` begins, with its lines divided by ``\\0``."""
    lines = (fold(unescape(line)) for line in markup.split("\0"))
    return Cell("\n".join(filter(None, lines)), tag.colspan, tag.rowspan, tag.header)


@lru_cache(maxsize=_TAGS_KEPT)
def _read_tag(markup: str) -> _Tag | None:
    """Return what a tag says; None where its name is none of a plain table's, or says something."""
    name = markup.removesuffix("/").split(maxsplit=1)[0]
    does = _DOES.get(name)
    said = dict(_ATTRIBUTE.findall(markup))
    colspan, rowspan = said.get("colspan", "1"), said.get("rowspan", "1")
    if does is None or mark_of(name, said.get("class"), said.get("id")) or "&" in colspan + rowspan:
        return None
    if does == _BEGIN_CELL and markup.endswith("/"):
        does = _EMPTY_CELL
    return _Tag(does, max(span(colspan), 1), span(rowspan), name == "th")


def _has_sections(text: str) -> bool:
    """Say whether lines of a cell are headings: then the cell may be a column of the page."""
    return sum(SECTION.match(line) is not None for line in text.split("\n")) > 1
