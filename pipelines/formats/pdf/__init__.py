"""A PDF as a document. Runs in the sandbox: its libraries meet hostile files."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import pdfplumber
import pypdfium2  # type: ignore[import-untyped]
from pdfminer.pdfexceptions import PDFException
from pdfminer.psexceptions import PSException
from pdfplumber.utils.exceptions import PdfminerException

from pipelines.document import Block, Document, Paragraph, Table
from pipelines.errors import Unreadable
from pipelines.formats.first_lines import headline_of
from pipelines.formats.pdf.joining import goes_on, join
from pipelines.formats.pdf.lines import (
    Character,
    Line,
    Margins,
    breaks_between,
    is_at_edge,
    is_centred,
    is_page_number,
    margins_of,
    running_heads,
    to_lines,
)
from pipelines.formats.pdf.ruled import Drawn, edges_of, find_drawn, grid_of
from pipelines.formats.pdf.shown import Shown, shown_on, whole_pages
from pipelines.formats.pdf.spelling import lay_out
from pipelines.formats.pdf.unruled import find_unruled, is_interleaved
from pipelines.formats.whitespace import join_lines

# The longest reports have forty pages; a book would only run into the time limit.
MAX_PAGES = 150
# Pages with fewer characters than this on average, beside pictures, are scans with a page number.
_SCANNED_CHARACTERS = 15
# A blank begins this near (in sizes) to the character that it stands behind.
_BESIDE = 0.15
# Where more of the characters than this have no Unicode value, the text is lost.
_UNMAPPED_SHARE = 0.2

Item = Line | Drawn | Shown


@dataclass(slots=True)
class _Sheet:
    """One page: lines, tables and pictures from above to below."""

    items: list[Item]
    height: float


def read_pdf(body: bytes) -> Document:
    """Return the document in ``body``; one without text as pictures of its pages.

    Raises ``Unreadable``: ``encrypted``, ``damaged``, ``too_large``.
    """
    pages = _count(body)
    if pages > MAX_PAGES:
        raise Unreadable("too_large", f"a PDF of {pages} pages, more than {MAX_PAGES}")
    try:
        sheets = _sheets(body)
    except _WithoutText:
        return Document(format="pdf", blocks=whole_pages(pages))
    except (PDFException, PSException, PdfminerException) as error:
        raise Unreadable("damaged", f"a damaged PDF: {type(error).__name__}") from error
    blocks, headline, refused, interleaved = _blocks(sheets)
    paragraphs = [block.text for block in blocks if isinstance(block, Paragraph)]
    return Document(
        format="pdf",
        blocks=tuple(blocks),
        headlines=tuple(dict.fromkeys([*headline, *headline_of(paragraphs)])),
        refused=refused,
        interleaved=interleaved,
    )


class _WithoutText(Exception):
    """A PDF whose text can only be seen."""


def _count(body: bytes) -> int:
    """The number of pages. pdfium says best why a file cannot be opened, and is quick."""
    try:
        with pypdfium2.PdfDocument(body) as document:
            return len(document)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower() or "security" in str(error).lower():
            raise Unreadable("encrypted", "a PDF that asks for a password") from error
        raise Unreadable("damaged", "a PDF that cannot be opened") from error


def _sheets(body: bytes) -> list[_Sheet]:
    sheets: list[_Sheet] = []
    total = unmapped = images = 0
    with pdfplumber.open(io.BytesIO(body)) as document:
        for page in document.pages:
            lay_out(page)
            characters = list(_characters(page))
            total += len(characters)
            unmapped += sum(1 for c in characters if c.text.startswith("(cid:"))
            images += len(page.images)
            sheets.append(_sheet(page, characters, list(shown_on(page))))
            page.close()
    if total == 0 or (images and total < _SCANNED_CHARACTERS * len(sheets)):
        raise _WithoutText
    if unmapped > total * _UNMAPPED_SHARE:
        raise _WithoutText  # its fonts do not say which characters they print
    return sheets


def _characters(page: Any) -> Iterator[Character]:
    seen: set[tuple[str, int, int]] = set()
    end = middle = 0.0  # of the character before, blanks included
    blank = False
    for c in page.chars:
        text = c["text"]
        if not text or not c.get("upright", True):
            continue
        x0, x1, top, bottom = float(c["x0"]), float(c["x1"]), float(c["top"]), float(c["bottom"])
        size = float(c["size"])
        goes_on = abs(x0 - end) < _BESIDE * size and abs((top + bottom) / 2 - middle) < size / 2
        end, middle = x1, (top + bottom) / 2
        if text.isspace():
            blank = goes_on
            end = max(x1, x0 + size) if text == "\u3000" else x1  # whatever its glyph is
            continue
        # bold without a bold font is the same character printed twice, a little apart
        key = (text, round(x0), round(top))
        if key not in seen:
            seen.add(key)
            yield Character(text, x0, x1, top, bottom, size, blank_before=blank and goes_on)
        blank = False


def _sheet(page: Any, characters: list[Character], shown: list[Shown]) -> _Sheet:
    height = float(page.height)
    tables = find_drawn(edges_of(page), characters)
    tables = [drawn for drawn in tables if any(box.text for box in drawn.boxes)]
    outside = [
        c
        for c in characters
        if not any(
            drawn.x0 <= (c.x0 + c.x1) / 2 <= drawn.x1 and drawn.top <= c.middle <= drawn.bottom
            for drawn in tables
        )
    ]
    lines = [line for line in to_lines(outside) if not is_page_number(line, height)]
    items: list[Item] = [*lines, *tables, *shown]
    return _Sheet(items=sorted(items, key=lambda item: item.top), height=height)


def _blocks(sheets: list[_Sheet]) -> tuple[list[Block], list[str], tuple[int, ...], bool]:
    """The blocks, the headline, and the pages with a table that could not be taken apart.

    And whether labels of one are interleaved with its figures.
    """
    pages = [([item for item in s.items if isinstance(item, Line)], s.height) for s in sheets]
    heads = running_heads(pages)
    items: list[Item] = []
    for page, sheet in enumerate(sheets, start=1):
        own = [
            item
            for item in sheet.items
            if not isinstance(item, Line)
            or item.text not in heads
            or not is_at_edge(item, sheet.height)
        ]
        for item in own:
            if isinstance(item, Line):
                item.page = page
        if (
            own
            and items
            and isinstance(items[-1], Drawn)
            and isinstance(own[0], Drawn)
            and goes_on(items[-1], own[0])
        ):
            items[-1] = join(items[-1], own.pop(0))  # type: ignore[arg-type]
        _shift(items, own)
        items.extend(own)
    lines = [item for item in items if isinstance(item, Line)]
    margins = margins_of(lines)
    flow, refused, interleaved = _with_unruled(items, _prose_size(lines))
    return _flow(flow, margins), _headline(items, margins), refused, interleaved


def _shift(items: Sequence[Item], own: Sequence[Item]) -> None:
    """Set the lines of a page under those of the page before, one line further down."""
    lines = [item for item in own if isinstance(item, Line)]
    before = next((item for item in reversed(items) if isinstance(item, Line)), None)
    if lines and before is not None:
        shift = before.bottom + 0.5 * before.size - lines[0].top
        for line in lines:
            line.shift = shift


def _prose_size(lines: Sequence[Line]) -> float:
    """The size of most characters that stand outside drawn tables in lines without columns."""
    sizes: Counter[float] = Counter()
    for line in lines:
        if len(line.segments()) == 1:
            sizes[line.size] += len(line.characters)
    return sizes.most_common(1)[0][0] if sizes else 0.0


def _with_unruled(
    items: Sequence[Item], prose_size: float
) -> tuple[list[Item | Table], tuple[int, ...], bool]:
    """The items, tables without rules made out of their lines; pages where that failed."""
    found: list[Item | Table] = []
    refused: set[int] = set()
    interleaved = False
    for _, group in groupby(items, key=lambda item: isinstance(item, Line)):
        run = list(group)
        lines = [item for item in run if isinstance(item, Line)]
        done = 0
        for start, end, table in find_unruled(lines, prose_size):
            if table is None:
                refused.update(line.page for line in lines[start:end])
                interleaved = interleaved or is_interleaved(lines[start:end])
                continue
            found += [*lines[done:start], table]
            done = end
        found += lines[done:] if lines else run
    return found, tuple(sorted(refused)), interleaved


def _flow(items: Sequence[Item | Table], margins: Margins) -> list[Block]:
    """Blocks in order, lines put together to paragraphs."""
    blocks: list[Block] = []
    paragraph: list[Line] = []

    def close() -> None:
        if paragraph:
            blocks.append(Paragraph(text=join_lines([line.text for line in paragraph])))
            paragraph.clear()

    for item in items:
        if isinstance(item, Line):
            if paragraph and breaks_between(paragraph[-1], item, margins):
                close()
            paragraph.append(item)
            continue
        close()
        if isinstance(item, Shown):
            blocks.append(item.picture)
        else:
            blocks.append(item if isinstance(item, Table) else grid_of(item.boxes))
    close()
    return blocks


def _headline(items: list[Item], margins: Margins) -> list[str]:
    """The lines in the middle that the first page begins with, larger than what follows."""
    lines: list[str] = []
    size = 0.0
    for item in items[:6]:
        if not isinstance(item, Line) or not is_centred(item, margins):
            break
        if lines and item.size < size * 0.9:
            break
        lines.append(item.text)
        size = item.size
    joined = join_lines(lines)
    return [joined] if joined else []
