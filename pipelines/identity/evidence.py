"""What a document says about itself, gathered once for every rule of identity."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from pipelines.anatomy import Anatomy
from pipelines.document import Document
from pipelines.folding import fold
from pipelines.identity.titles import Title, read_title
from storage.records import Locality


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """Titles best first, and the fields around them, folded.

    ``titles`` are the document's headlines, those printed in its body, and what led to it; the
    first is the title. ``site_name`` and ``site_code`` (six digits) are the page's own statements
    about its site, to be believed only where something else agrees.
    """

    titles: tuple[Title, ...]
    publisher: str
    site_name: str
    site_code: str | None
    index: Mapping[str, str]


_PUBLISHER_LABELS = (
    "发布机构",
    "公开机构",
    "发文机关",
    "发布单位",
    "发文单位",
    "公开单位",
    "发布机关",
    "信息来源",
)
_LONGEST_HEADLINE = 150  # characters; the longest joint titles have about 50
_LONGEST_NAME = 60  # characters of a body's or a site's name
_CUT = re.compile(r"(?:…|\.{3,})$")


def gather(document: Document, anatomy: Anatomy, locality: Locality | None) -> Evidence:
    """Collect the evidence of a document that was taken apart already."""
    heads = [
        read_title(text.strip())
        for text in document.headlines
        if text.strip() and len(text) <= _LONGEST_HEADLINE
    ]
    printed = list(anatomy.printed_titles)
    # （2021年度） on a line of its own is part of the headline; the format's reader left it there.
    heads = [head for head in heads if not any(_goes_on(head, title) for title in printed)]
    led = [read_title(locality.headline)] if locality and locality.headline else []
    candidates = [*heads, *printed, *led]
    # A headline that is none (a column's name, a list's cut text) gives way to one that is.
    ranked = [
        *(t for t in candidates if t.is_report and not _CUT.search(t.text)),
        *(t for t in candidates if t.is_report and _CUT.search(t.text)),
        *(t for t in candidates if not t.is_report),
    ]
    meta = document.meta
    code = re.match(r"\d{6}", meta.get("siteidcode", ""))
    publisher = next((document.index[k] for k in _PUBLISHER_LABELS if document.index.get(k)), "")
    return Evidence(
        titles=tuple(ranked),
        publisher=fold(publisher or meta.get("contentsource", ""))[:_LONGEST_NAME],
        site_name=fold(meta.get("sitename", ""))[:_LONGEST_NAME],
        site_code=code.group() if code and code.group() != "000000" else None,
        index=document.index,
    )


def _goes_on(head: Title, printed: Title) -> bool:
    return len(printed.text) > len(head.text) and printed.text.startswith(head.text)
