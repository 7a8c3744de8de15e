"""A document as a sequence of blocks, whatever its format was.

Readers of formats (``pipelines.formats``) make it; figures, narrative and identity are read from
it. It holds no judgement about what the document says, only about where its body is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from storage.records import Link

# What stands for a character that could not be made out: Unicode's own mark for it.
UNKNOWN = "\ufffd"
# Behind a figure on which both readings agree but which is not beyond doubt. A word joiner is
# invisible: labels and numbers are read as if it weren't there.
DOUBT = "\u2060"


Format = Literal["html", "text", "pdf", "docx", "doc", "xlsx", "xls", "image"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """One line of prose, white space folded; ``heading`` is its rank (1-6) in the markup."""

    text: str
    heading: int | None = None


class Cell(NamedTuple):
    """One cell as marked up. ``text`` keeps inner line breaks as ``\\n``."""

    text: str
    colspan: int = 1
    rowspan: int = 1
    header: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table as marked up: rows of cells, spans not yet expanded.

    ``flattened`` says that its markup was lost (``pipelines.flattened``): rows are told by labels,
    and empty cells are gone; ``recognised`` that OCR read it off a picture, so
    that cells may hold ``UNKNOWN`` and ``DOUBT``.
    """

    rows: tuple[tuple[Cell, ...], ...]
    caption: str = ""
    flattened: bool = False
    recognised: bool = False


@dataclass(frozen=True, slots=True)
class Area:
    """A page of a PDF (from 0), or the part of it between edges that are given in points."""

    page: int
    left: float = 0.0
    top: float = 0.0
    right: float | None = None
    bottom: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A picture in the body; ``url`` absolute where the base is known.

    ``data`` are its bytes where they are part of the document itself: a picture in a Word file, a
    ``data:`` address. ``area`` is where a PDF shows it, to be drawn from the PDF's own bytes.
    """

    url: str
    alt: str = ""
    data: bytes | None = field(default=None, repr=False)
    area: Area | None = None


Block = Paragraph | Table | Picture


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """The body of one document in reading order, and what stood around it.

    ``headlines`` are candidates for the title, best first (headline in the page, ArticleTitle,
    <title> without the site's name). ``meta`` holds the national <meta> tags by lower-case name,
    first non-empty. ``index`` is the 索引号 table, labels without blanks and colons. ``date_line``
    is the line that names source and publication time. ``attachments`` are files linked from the
    body or its attachment box. ``recognised``: OCR read some of its text off pictures. ``refused``:
    pages of a PDF, from 1, with a table without rules that could not be taken apart: its lines are
    paragraphs. ``interleaved``: labels of three lines or more stand beside
    their figures in one of those, so that lines in order are no rows.
    """

    format: Format
    blocks: tuple[Block, ...]
    headlines: tuple[str, ...] = ()
    meta: Mapping[str, str] = field(default_factory=dict)
    index: Mapping[str, str] = field(default_factory=dict)
    date_line: str | None = None
    attachments: tuple[Link, ...] = ()
    recognised: bool = False
    refused: tuple[int, ...] = ()
    interleaved: bool = False
