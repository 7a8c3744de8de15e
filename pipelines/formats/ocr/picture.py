"""A picture of a page as a document. Runs in the sandbox: pictures can be hostile files."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from statistics import median

from pipelines.document import Area, Block, Cell, Document, Paragraph, Table
from pipelines.errors import Unreadable
from pipelines.formats.first_lines import headline_of
from pipelines.formats.whitespace import join_lines

# A page at 600 dpi has 35 million; OpenCV refuses larger pictures before it makes room for them.
_MOST_PIXELS = 50_000_000
os.environ["OPENCV_IO_MAX_IMAGE_PIXELS"] = str(_MOST_PIXELS)

import cv2  # noqa: E402 - reads the limit as it is imported
import numpy as np  # noqa: E402

from pipelines.formats.ocr.cells import read_cells  # noqa: E402
from pipelines.formats.ocr.drawing import draw  # noqa: E402
from pipelines.formats.ocr.engine import Piece, find_lines  # noqa: E402
from pipelines.formats.ocr.grids import Pixels, Ruled, find_ruled, ink_of, skew_of  # noqa: E402
from pipelines.formats.ocr.upright import upright  # noqa: E402

# The recogniser wants characters of 15 to 40 pixels: pages of this width have them.
_NARROWEST, _WIDEST = 1100, 2400
# What is turned less than this is read as well as it stands.
_LEVEL_DEGREES = 0.1
# Long screenshots are read in bands: the finder of lines shrinks what is higher than 2,000 pixels.
_BAND = 1600
# A heading begins a paragraph even where the line before reaches the margin.
_NUMBERED = re.compile(r"[一二三四五六七八九十]{1,2}、")


def read_picture(body: bytes) -> Document:
    """Return the document that a picture shows.

    Raises ``Unreadable``: ``damaged``, ``too_large``, ``no_text``.
    """
    try:
        picture = cv2.imdecode(np.frombuffer(body, dtype=np.uint8), cv2.IMREAD_COLOR)
    except cv2.error as error:
        raise Unreadable("too_large", "a picture of too many pixels") from error
    if picture is None:
        raise Unreadable("damaged", "a picture that cannot be opened")
    return _document(np.asarray(picture, dtype=np.uint8))


def read_area(body: bytes, **area: float) -> Document:
    """Return the document that an ``Area`` of a PDF shows. Raises ``Unreadable`` (``no_text``)."""
    return _document(draw(body, Area(**area)))  # type: ignore[arg-type]  # page is an int


def _document(picture: Pixels) -> Document:
    blocks = tuple(_blocks(_straight(_sized(upright(picture)))))
    if not blocks:
        raise Unreadable("no_text", "a picture without text")
    paragraphs = [block.text for block in blocks if isinstance(block, Paragraph)]
    return Document(format="image", blocks=blocks, headlines=tuple(headline_of(paragraphs)))


def _sized(picture: Pixels) -> Pixels:
    width = picture.shape[1]
    scale = max(1.0, min(2.0, _NARROWEST / width)) if width < _WIDEST else _WIDEST / width
    if scale == 1.0:
        return picture
    way = cv2.INTER_CUBIC if scale > 1 else cv2.INTER_AREA
    return np.asarray(cv2.resize(picture, None, fx=scale, fy=scale, interpolation=way), np.uint8)


def _straight(picture: Pixels) -> Pixels:
    """Turn a page until its rules are level."""
    angle = skew_of(ink_of(_gray(picture)))
    if abs(angle) < _LEVEL_DEGREES:
        return picture
    height, width = picture.shape[:2]
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1.0)
    white = (255, 255, 255)
    turned = cv2.warpAffine(
        picture, turn, (width, height), flags=cv2.INTER_CUBIC, borderValue=white
    )
    return np.asarray(turned, dtype=np.uint8)


def _gray(picture: Pixels) -> Pixels:
    return np.asarray(cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY), dtype=np.uint8)


def _blocks(picture: Pixels) -> Iterator[Block]:
    ink = ink_of(_gray(picture))
    tables = find_ruled(ink)
    outside = picture.copy()
    for table in tables:
        box = table.box
        outside[box.top : box.bottom, box.left : box.right] = 255
    found: list[tuple[int, Block]] = [
        (table.box.top, _table(picture, ink, table)) for table in tables
    ]
    edges = [0, *(table.box.top for table in tables), picture.shape[0]]
    pieces = _pieces(outside)
    for top, bottom in pairwise(edges):
        own = [piece for piece in pieces if top <= piece.box.top < bottom]
        found += _paragraphs(own, pieces)
    for _, block in sorted(found, key=lambda pair: pair[0]):
        yield block


def _table(picture: Pixels, ink: Pixels, table: Ruled) -> Table:
    texts = read_cells(picture, ink, [cell.box for cell in table.cells])
    rows: list[list[Cell]] = [[] for _ in range(1 + max(cell.row for cell in table.cells))]
    for cell, text in zip(table.cells, texts, strict=True):
        rows[cell.row].append(Cell(text=text, colspan=cell.colspan, rowspan=cell.rowspan))
    return Table(rows=tuple(tuple(row) for row in rows), recognised=True)


# -- text outside tables --------------------------------------------------------------------------


def _pieces(picture: Pixels) -> list[Piece]:
    """Return the lines of a page, band by band where it is long."""
    pieces: list[Piece] = []
    height = picture.shape[0]
    dark = (picture.min(axis=2) < 200).any(axis=1)
    top = 0
    while top < height:
        bottom = min(height, top + _BAND)
        if bottom < height:  # between two lines, where the last tenth of the band has such a place
            white = np.flatnonzero(~dark[bottom - _BAND // 10 : bottom])
            bottom = bottom - _BAND // 10 + int(white[-1]) if white.size else bottom
        band = picture[top:bottom]
        if (band.min(axis=2) < 200).any():
            for piece in find_lines(band):
                box = piece.box
                moved = type(box)(box.left, box.top + top, box.right, box.bottom + top)
                pieces.append(Piece(piece.text, piece.score, moved))
        top = bottom
    return pieces


def _paragraphs(pieces: Sequence[Piece], page: Sequence[Piece]) -> list[tuple[int, Block]]:
    """Put lines together: a paragraph begins indented, and ends before the right margin."""
    if not pieces:
        return []
    size = median(piece.box.height for piece in page)
    left = min(piece.box.left for piece in page)
    right = max(piece.box.right for piece in page)
    paragraphs: list[list[list[Piece]]] = []
    for line in _lines(pieces):
        before = paragraphs[-1][-1] if paragraphs else None
        begins = (
            before is None
            or line[0].box.left > left + 1.2 * size
            or before[-1].box.right < right - 2.5 * size
            or line[0].box.top - before[-1].box.bottom > 2 * size
            or _NUMBERED.match(line[0].text)
        )
        if begins:
            paragraphs.append([])
        paragraphs[-1].append(line)
    return [
        (lines[0][0].box.top, Paragraph(text=join_lines([_text(line) for line in lines])))
        for lines in paragraphs
    ]


def _lines(pieces: Sequence[Piece]) -> list[list[Piece]]:
    """Put pieces that stand beside one another into lines, from above to below."""
    lines: list[list[Piece]] = []
    for piece in sorted(pieces, key=lambda p: (p.box.top + p.box.bottom) / 2):
        middle = (piece.box.top + piece.box.bottom) / 2
        if lines and lines[-1][0].box.top < middle < lines[-1][0].box.bottom:
            lines[-1].append(piece)
        else:
            lines.append([piece])
    return [sorted(line, key=lambda p: p.box.left) for line in lines]


def _text(line: Sequence[Piece]) -> str:
    return " ".join(piece.text for piece in line)
