"""Which addresses and pages are articles: what a list leads to, and no list themselves."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache

from pipelines.families import families
from pipelines.page import Row

_GENERAL = re.compile(
    r"/(?:20\d{2}[-/]?\d{2}(?:[-/]?\d{2})?)/[\w-]*\d{3,}[\w-]*\.(?:s?html?|jhtml|thtml)"
    r"|/(?:article|content|detail|show|view|news-show|info)[-_/]?\d{3,}(?:\.\w+)?$"
    r"|/[\w-]*\d{12,}\.s?html?$|/[0-9a-f-]{32,36}\.s?html?$",
    re.IGNORECASE,
)
_FILE = re.compile(r"\.(?:pdf|docx?|xlsx?|wps)(?:\?|$)", re.IGNORECASE)
_DIGIT = re.compile(r"\d")
# With this many dated entries a page is a list, whatever else its template says.
LIST_ROWS = 5


def is_article_url(url: str) -> bool:
    """Whether an address is one that some family gives to articles, or a document file."""
    if _FILE.search(url):
        return True
    # An article has a number or a digest in its name; most menu links have not.
    tail = url[url.find("/", 8) :]
    return bool(_DIGIT.search(tail) and (_GENERAL.search(tail) or _of_families().search(tail)))


def is_article(url: str, metas: Mapping[str, str], rows: Sequence[Row]) -> bool:
    """Whether a page is an article: by its address, or by its national tags and no long list."""
    if is_article_url(url):
        return True
    if sum(row.date is not None for row in rows) >= LIST_ROWS:
        return False
    return bool(metas.get("articletitle") or metas.get("pubdate"))


@cache
def _of_families() -> re.Pattern[str]:
    patterns = [family.articles.pattern for family in families() if family.articles]
    return re.compile("|".join(patterns), re.IGNORECASE)
