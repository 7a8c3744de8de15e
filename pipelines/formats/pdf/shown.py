"""What a PDF shows as a picture: whole scanned pages, and pictures large enough to hold a table."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pipelines.document import Area, Picture

# A seal or a letterhead is smaller than this part of its page's width and height.
_WIDTH_SHARE, _HEIGHT_SHARE = 0.4, 0.06


@dataclass(slots=True)
class Shown:
    """A picture on a page: where it begins, in points from the top."""

    top: float
    picture: Picture


def shown_on(page: Any) -> Iterator[Shown]:
    """Yield the pictures of a pdfplumber page that may hold a table."""
    number, width, height = int(page.page_number), float(page.width), float(page.height)
    for image in page.images:
        left, right = max(0.0, float(image["x0"])), min(width, float(image["x1"]))
        top, bottom = max(0.0, float(image["top"])), min(height, float(image["bottom"]))
        if right - left >= width * _WIDTH_SHARE and bottom - top >= height * _HEIGHT_SHARE:
            area = Area(number - 1, left, top, right, bottom)
            yield Shown(top, Picture(url=f"page {number}", area=area))


def whole_pages(count: int) -> tuple[Picture, ...]:
    """Return the pages of a PDF as pictures."""
    return tuple(Picture(url=f"page {page + 1}", area=Area(page)) for page in range(count))
