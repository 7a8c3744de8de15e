"""What a PDF says that its glyphs mean, where it says so beside them (ISO 32000, 14.9.4).

LibreOffice writes ``/ActualText`` around each character for which it had no font: all of those
share one glyph, which by the font's own map is whichever of them came first.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pdfminer.layout import LTChar
from pdfminer.pdfinterp import PDFPageInterpreter
from pdfminer.utils import decode_text
from pdfplumber.page import PDFPageAggregatorWithMarkedContent
from pdfplumber.utils.exceptions import PdfminerException


class _Spelling(PDFPageAggregatorWithMarkedContent):
    """pdfplumber's device, which also heeds the text that marked content stands for."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._open: list[tuple[str, list[LTChar]] | None] = []

    def begin_tag(self, tag: Any, props: Any = None) -> None:
        super().begin_tag(tag, props)
        meant = props.get("ActualText") if isinstance(props, dict) else None
        self._open.append((decode_text(meant), []) if isinstance(meant, bytes) else None)

    def end_tag(self) -> None:
        super().end_tag()
        span = self._open.pop() if self._open else None
        if span is not None:
            _spell(*span)

    def render_char(self, *arguments: Any, **options: Any) -> float:
        advance = super().render_char(*arguments, **options)
        drawn = self.cur_item._objs[-1] if self.cur_item._objs else None
        outermost = next((span for span in self._open if span is not None), None)
        if outermost is not None and isinstance(drawn, LTChar):
            outermost[1].append(drawn)
        return advance


def _spell(text: str, glyphs: Sequence[LTChar]) -> None:
    """Give the glyphs their text: one each where that fits, else all of it to the first."""
    one_each = len(text) == len(glyphs)
    for place, glyph in enumerate(glyphs):
        glyph._text = text[place] if one_each else text * (place == 0)


def lay_out(page: Any) -> None:
    """Lay out the page of pdfplumber, its glyphs spelt as the file says.

    Raises ``PdfminerException`` where pdfplumber would.
    """
    device = _Spelling(page.pdf.rsrcmgr, pageno=page.page_number, laparams=page.pdf.laparams)
    try:
        PDFPageInterpreter(page.pdf.rsrcmgr, device).process_page(page.page_obj)
    except Exception as error:  # whatever a damaged page raises; pdfplumber does the same
        raise PdfminerException(error) from error
    page._layout = device.get_result()
