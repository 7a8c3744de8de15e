"""The pictures of a document, read by OCR where that is installed.

A scanned page, a picture in a Word file, a picture file and a ``data:`` address in a page come here
alike: as a ``Picture`` block that says where its bytes are.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, replace

from pipelines.document import Block, Document, Paragraph, Picture, Table
from pipelines.errors import Unreadable
from pipelines.formats import ocr
from pipelines.formats.first_lines import headline_of
from pipelines.recognition import Recognise

# A scanned report has up to thirty pages, of 5 to 15 seconds each; a book is no report.
MOST_PICTURES = 40


# The bytes of a page's picture by its address; None where they are not at hand.
PictureOf = Callable[[str], bytes | None]


def with_pictures(document: Document, picture_of: PictureOf | None) -> Document:
    """Return a document with the bytes of those of its pictures that are at hand."""
    if picture_of is None or not ocr.is_installed():
        return document
    blocks = [
        replace(block, data=picture_of(block.url))
        if isinstance(block, Picture) and not _is_readable(block)
        else block
        for block in document.blocks
    ]
    return replace(document, blocks=tuple(blocks))


def is_scan(document: Document) -> bool:
    """Say whether a file is nothing but pictures; a page has at least a headline."""
    return document.format != "html" and bool(document.blocks) and not _has_text(document)


def can_read_pictures(document: Document) -> bool:
    """Say whether a document holds pictures that can be read here."""
    return ocr.is_installed() and any(map(_is_readable, document.blocks))


def read_pictures(document: Document, body: bytes, recognise: Recognise) -> Document:
    """Return a document with its pictures' text and tables in their place.

    ``body`` is the file that it was read from. A picture that cannot be read stays what it is.
    """
    return _read(document, body, recognise)[0]


def read_scan(document: Document, body: bytes, recognise: Recognise) -> Document:
    """Read a document that is only pictures.

    Raises ``Unreadable``: ``no_text`` without OCR and where the pictures hold none, else what kept
    the first of them from being read.
    """
    if not ocr.is_installed():
        raise Unreadable("no_text", f"only pictures of text: {ocr.HOW_TO}, then read it again")
    read, failures = _read(document, body, recognise)
    if not _has_text(read):
        raise failures[0] if failures else Unreadable("no_text", "pictures without text")
    headlines = headline_of(block.text for block in read.blocks if isinstance(block, Paragraph))
    return replace(read, headlines=tuple(headlines))


def _has_text(document: Document) -> bool:
    return any(
        (isinstance(block, Paragraph) and block.text) or isinstance(block, Table)
        for block in document.blocks
    )


def _is_readable(block: Block) -> bool:
    return isinstance(block, Picture) and (block.data is not None or block.area is not None)


def _read(
    document: Document, body: bytes, recognise: Recognise
) -> tuple[Document, list[Unreadable]]:
    blocks: list[Block] = []
    failures: list[Unreadable] = []
    left = MOST_PICTURES
    recognised = False
    for block in document.blocks:
        if not isinstance(block, Picture) or not _is_readable(block) or not left:
            blocks.append(block)
            continue
        left -= 1
        try:
            if block.area is not None:
                found = recognise("area", body, **asdict(block.area))
            else:
                found = recognise("picture", block.data or b"")
        except Unreadable as failure:
            if failure.kind != "no_text":
                failures.append(failure)
            blocks.append(block)
        else:
            blocks += found.blocks
            recognised = True
    return replace(document, blocks=tuple(blocks), recognised=recognised), failures
