"""A PDF of a report, set as Word sets it: pages, indents, tables whose cells span page breaks.

Small on purpose: one font that no file embeds (the predefined Chinese map of PDF 1.2), text and
rules, so that tests need no library that writes PDFs.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Sequence

WIDTH, HEIGHT, MARGIN = 595.0, 842.0, 75.0
Rows = list[list[tuple[str, int, int]]]

# Which part of the space that a cell leaves is before its text.
_SHARES = {"left": 0.0, "top": 0.0, "center": 0.5, "middle": 0.5, "right": 1.0, "bottom": 1.0}


def width_of(text: str, size: float) -> float:
    return sum(size * (0.5 if c.isascii() else 1.0) for c in text)


def wrap(text: str, width: float, size: float, indent: float = 0) -> list[str]:
    lines, line, used = [], "", indent
    for c in text:
        w = width_of(c, size)
        if line and used + w > width + 0.01:
            lines.append(line)
            line, used = "", 0.0
        line += c
        used += w
    return [*lines, line]


class Maker:
    """Pages, filled from above to below."""

    def __init__(self, *, numbered: bool = True, head: str = "", one_glyph: bool = False) -> None:
        self.pages: list[list[str]] = []
        self.numbered = numbered
        self.head = head
        self.one_glyph = one_glyph  # as LibreOffice without a Chinese font; ActualText says which
        self.y = 0.0
        self.align = ("center", "middle")
        self.rest: dict[tuple[int, int], list[str]] = {}  # of cells that a page break divides
        self.new_page()

    def new_page(self) -> None:
        self.pages.append([])
        self.y = MARGIN
        if self.head:
            self.text(MARGIN, 40, self.head, 9)
        if self.numbered:
            self.text(WIDTH / 2 - 15, HEIGHT - 45, f"- {len(self.pages)} -", 10)

    def text(self, x: float, top: float, text: str, size: float) -> None:
        y = HEIGHT - top - size * 0.88
        code = text.encode("utf-16-be").hex()
        shown = f"<{code}> Tj"
        if self.one_glyph:
            shown = " ".join(
                f"/Span<</ActualText<FEFF{c.encode('utf-16-be').hex()}>>> BDC <6839> Tj EMC"
                for c in text
            )
        self.pages[-1].append(f"BT /F {size:g} Tf {x:.2f} {y:.2f} Td {shown} ET")

    def rule(self, x0: float, top0: float, x1: float, top1: float) -> None:
        self.pages[-1].append(
            f"0.5 w {x0:.2f} {HEIGHT - top0:.2f} m {x1:.2f} {HEIGHT - top1:.2f} l S"
        )

    def line(self, text: str, size: float, align: str = "left", indent: float = 0) -> None:
        leading = size * 1.7
        if self.y + leading > HEIGHT - MARGIN:
            self.new_page()
        left = MARGIN + indent
        if align == "center":
            left = (WIDTH - width_of(text, size)) / 2
        elif align == "right":
            left = WIDTH - MARGIN - width_of(text, size) - 2 * size
        self.text(left, self.y, text, size)
        self.y += leading

    def paragraph(self, text: str, size: float = 16) -> None:
        width = WIDTH - 2 * MARGIN
        for number, line in enumerate(wrap(text, width, size, 2 * size)):
            self.line(line, size, indent=0 if number else 2 * size)

    def table(
        self,
        rows: Rows,
        widths: Sequence[float],
        *,
        style: str = "grid",
        size: float = 9,
        repeat: int = 0,
        padding: float = 4,
        align: tuple[str, str] = ("center", "middle"),
    ) -> None:
        """``style``: grid, open (no rule at a page break, none at the sides), rows, box, none."""
        self.align = align
        cells = list(_placed(rows))
        xs = [MARGIN]
        for width in widths:
            xs.append(xs[-1] + width)
        heights = [size * 1.2 + padding] * len(rows)
        for row, column, text, colspan, rowspan in cells:
            if rowspan == 1:
                lines = wrap(text, xs[column + colspan] - xs[column] - 4, size)
                heights[row] = max(heights[row], len(lines) * size * 1.2 + padding)
        parts: list[tuple[int, int, float]] = []  # first row, end, top: one a page
        first, top, y = 0, self.y, self.y
        for row, height in enumerate(heights):
            if y + height > HEIGHT - MARGIN and row > first:
                parts.append((first, row, top))
                first, top = row, MARGIN
                y = top + (sum(heights[:repeat]) if row >= repeat else 0)
            y += height
        parts.append((first, len(rows), top))
        self.rest.clear()
        for number, (start, end, begin) in enumerate(parts):
            if number:
                self.new_page()
                if repeat and parts[0][1] >= repeat:
                    self._part(cells, xs, heights, 0, repeat, begin, style, size, False)
                    begin += sum(heights[:repeat])  # noqa: PLW2901
            cut = style == "open" and number + 1 < len(parts)
            self._part(cells, xs, heights, start, end, begin, style, size, cut)
            self.y = begin + sum(heights[start:end]) + 6

    def _part(self, cells, xs, heights, start, end, top, style, size, cut) -> None:  # type: ignore[no-untyped-def]
        tops = [top + sum(heights[start:row]) for row in range(start, end + 1)]
        for row, column, text, colspan, rowspan in cells:
            upper, lower = max(row, start), min(row + rowspan, end)
            if upper >= lower:
                continue
            x0, x1 = xs[column], xs[column + colspan]
            y0, y1 = tops[upper - start], tops[lower - start]
            lines = self.rest.pop((row, column), wrap(text, x1 - x0 - 4, size))
            fit = max(int((y1 - y0) / (size * 1.2)), 1)
            if row + rowspan > end:
                self.rest[row, column] = lines[fit:]
                lines = lines[:fit]
            if lines:
                across, down = (_SHARES[word] for word in self.align)
                y = y0 + 2 + (y1 - y0 - 4 - len(lines) * size * 1.2) * down + size * 0.1
                for line in lines:
                    spare = x1 - x0 - 4 - width_of(line, size)
                    self.text(x0 + 2 + spare * across, y, line, size)
                    y += size * 1.2
            self._rules(x0, y0, x1, y1, style, cut and lower == end, xs)
        if style == "box":
            self._rules(xs[0], tops[0], xs[-1], tops[-1], "grid", False, xs)

    def _rules(self, x0, y0, x1, y1, style, cut, xs) -> None:  # type: ignore[no-untyped-def]
        if style in ("grid", "open", "rows"):
            self.rule(x0, y0, x1, y0)
            if not cut:
                self.rule(x0, y1, x1, y1)
        if style == "grid" or (style == "open" and x0 > xs[0]):
            self.rule(x0, y0, x0, y1)
        if style == "grid" or (style == "open" and x1 < xs[-1]):
            self.rule(x1, y0, x1, y1)

    def bytes(self) -> bytes:
        kids = " ".join(f"{4 + 2 * i} 0 R" for i in range(len(self.pages)))
        objects = [
            b"<</Type/Catalog/Pages 2 0 R>>",
            f"<</Type/Pages/Count {len(self.pages)}/Kids[{kids}]>>".encode(),
            b"<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/UniGB-UCS2-H"
            b"/DescendantFonts[<</Type/Font/Subtype/CIDFontType0/BaseFont/STSong-Light"
            b"/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 0>>/DW 1000"
            b"/W[1 95 500 814 939 500]/FontDescriptor<</Type/FontDescriptor/FontName/STSong-Light"
            b"/Flags 6/FontBBox[-25 -254 1000 880]/ItalicAngle 0/Ascent 880/Descent -120"
            b"/CapHeight 880/StemV 93>>>>]>>",
        ]
        for number, content in enumerate(self.pages):
            stream = zlib.compress("\n".join(content).encode())
            objects.append(
                f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 {WIDTH:g} {HEIGHT:g}]/Contents "
                f"{5 + 2 * number} 0 R/Resources<</Font<</F 3 0 R>>>>>>".encode()
            )
            head = f"<</Length {len(stream)}/Filter/FlateDecode>>stream\n".encode()
            objects.append(head + stream + b"\nendstream")
        out = b"%PDF-1.4\n"
        offsets = []
        for number, body in enumerate(objects, 1):
            offsets.append(len(out))
            out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
        start = len(out)
        out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
        out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
        trailer = b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF"
        return out + trailer % (len(objects) + 1, start)


def _placed(rows: Rows) -> Iterator[tuple[int, int, str, int, int]]:
    taken: set[tuple[int, int]] = set()
    for row, cells in enumerate(rows):
        column = 0
        for text, colspan, rowspan in cells:
            while (row, column) in taken:
                column += 1
            yield row, column, text, colspan, rowspan
            taken.update((row + i, column + j) for i in range(rowspan) for j in range(colspan))
            column += colspan
