"""The digest of a report's content: equal where the government says the same.

Figures, tables, narrative, title and dates count; markup, white space, widths of characters, page
furniture, and how a cell was read do not. Facts and findings do not either: they follow from the
rest, so that a better way to draw them is no change of content.
"""

from __future__ import annotations

import json
import re
from decimal import Decimal
from functools import lru_cache
from hashlib import sha256

from pipelines.folding import fold
from storage.records import Figure, Reading, Status

# Part of what is hashed: a change of the normal form below changes every digest, and must.
NORMAL_FORM = 2
_REMARK = re.compile(r"\(.*\)")  # 22（其中修订16件）


def content_digest(reading: Reading, *, with_published_on: bool = True) -> str:
    """Return ``sha256:…`` of a report's content in normal form.

    ``with_published_on`` is false where captures of two URLs are compared: each page has its own
    publication date, and a move is no revision.
    """
    content = {
        "normal_form": NORMAL_FORM,
        "title": fold(reading.title or ""),
        "signed_on": reading.signed_on.isoformat() if reading.signed_on else None,
        "figures": sorted(_figure(figure) for figure in reading.figures),
        "tables": [
            [[fold(cell) for cell in row] for row in table.rows] for table in reading.tables
        ],
        # By kind, so that only sections of one kind have an order: headings number the others.
        "sections": [
            [section.kind.value, fold(section.heading), fold(section.text)]
            for section in sorted(reading.sections, key=lambda one: one.kind.value)
        ],
    }
    if with_published_on:
        content["published_on"] = reading.published_on.isoformat() if reading.published_on else None
    canonical = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return f"sha256:{sha256(canonical.encode()).hexdigest()}"


def _figure(figure: Figure) -> list[str]:
    """Return a figure's part: its value and bracketed remark, or what was printed instead of one.

    Marks for "none" are one another's equal, and so are 1,234 and １２３４, 17 and 17件.
    """
    if figure.status is Status.NUMBER and figure.value is not None:
        remark = "" if figure.raw.isalnum() else "".join(_REMARK.findall(fold(figure.raw)))
        return [figure.cell, figure.status, _plain(figure.value), remark]
    printed = fold(figure.raw) if figure.status in (Status.TEXT, Status.UNREAD) else ""
    return [figure.cell, figure.status, printed]


@lru_cache(maxsize=4096)  # a report prints the same few numbers over and over
def _plain(value: Decimal) -> str:
    return format(value.normalize(), "f")
