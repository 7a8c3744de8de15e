"""Pages of a PDF as pictures, for OCR."""

from __future__ import annotations

import cv2
import numpy as np
import pypdfium2  # type: ignore[import-untyped]

from pipelines.document import Area
from pipelines.formats.ocr.grids import Pixels

# Pixels a page is drawn with: 200 dots an inch for A4, at which small print has 20 pixels.
_WIDE, _MOST_HIGH = 1650, 6600


def draw(body: bytes, area: Area) -> Pixels:
    """Return an area of the PDF in ``body``, in three channels as the recogniser wants them."""
    with pypdfium2.PdfDocument(body) as document:
        page = document[area.page]
        width, height = page.get_size()
        scale = min(_WIDE / max(width, 1), _MOST_HIGH / max(height, 1))
        gray = page.render(scale=scale, grayscale=True).to_numpy()
        gray = gray.reshape(gray.shape[0], gray.shape[1]).copy()
    right, bottom = area.right or width, area.bottom or height
    left, top, right, bottom = (
        round(edge * scale) for edge in (area.left, area.top, right, bottom)
    )
    part = np.ascontiguousarray(gray[top:bottom, left:right])
    return np.asarray(cv2.cvtColor(part, cv2.COLOR_GRAY2BGR), dtype=np.uint8)
