"""What a paging strategy may look at, and what it answers."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode, urlsplit, urlunsplit

from pipelines.page import Link, NextPage


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """One list page.

    ``text`` is what a reader sees, without white space; ``rows`` how many entries there are.
    ``current_page`` and ``total_pages`` are what the reader is told (1/3页, 共3页), None where it
    is not said. ``data`` is the parsed JSON where the page was JSON. ``absolute`` resolves an
    address as written in the page, to None where it leads nowhere.
    """

    url: str
    html: str
    text: str
    links: tuple[Link, ...]
    rows: int
    absolute: Callable[[str], str | None]
    data: Any = None
    request_body: str | None = None
    current_page: int | None = None
    total_pages: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Paging:
    """What a strategy found. Without pages it says that this is the last one."""

    pages: tuple[NextPage, ...] = ()
    total: int | None = None


Strategy = Callable[[Material], Paging | None]
"""Returns None where the page bears no sign of this kind of paging: then another is tried."""

# A printed count of pages above this is no count of pages (a year, an identifier).
MOST_PAGES = 5000

_SLASHED = re.compile(r"(?<!\d)(\d{1,4})/(\d{1,4})页")
_TOTAL = re.compile(
    r"(?:共|共计|总页数[:：]?|总共|/)(\d{1,4})(?:个)?页|总页数[:：]?(\d{1,4})|共计?(\d{1,4})页"
)
_CURRENT = re.compile(r"(?:当前)?第(\d{1,4})页|当前页[:：]?(\d{1,4})")
_ROWS = re.compile(
    r"(?:共|共计|总共|总数[:：]?|记录数[:：]?|共有)(\d{1,6})(?:条|篇|个记录|条记录|项)"
)


def printed_pages(text: str) -> tuple[int | None, int | None]:
    """Return (this page, all pages) as printed in squeezed text (1/3页, 第1页, 共3页)."""
    if "页" not in text:
        return None, None
    slashed = _SLASHED.search(text)
    if slashed and 1 <= int(slashed.group(1)) <= int(slashed.group(2)) <= MOST_PAGES:
        return int(slashed.group(1)), int(slashed.group(2))
    total, current = _first(_TOTAL, text), _first(_CURRENT, text)
    return current, total if total and total <= MOST_PAGES else None


def printed_rows(text: str) -> int | None:
    """Return how many entries the whole list is said to have (共41条)."""
    return _first(_ROWS, text)


def _first(pattern: re.Pattern[str], text: str) -> int | None:
    found = pattern.search(text)
    if found is None:
        return None
    return next((int(group) for group in found.groups() if group), None)


def parameters(url: str) -> dict[str, str]:
    """Return the query's parameters, blanks kept, the last of equal names."""
    return dict(parse_qsl(urlsplit(url).query, keep_blank_values=True))


def with_parameters(url: str, **changed: str) -> str:
    """Return ``url`` with these parameters set, the others and their order kept."""
    parts = urlsplit(url)
    pairs = parse_qsl(parts.query, keep_blank_values=True)
    names = [name for name, _ in pairs]
    merged = [(name, changed.get(name, value)) for name, value in pairs]
    merged += [(name, value) for name, value in changed.items() if name not in names]
    return urlunsplit(parts._replace(query=form(merged), fragment=""))


def form(pairs: list[tuple[str, str]] | dict[str, str]) -> str:
    """Return ``pairs`` as a query or a form's body; slashes stay as portals write them."""
    return urlencode(pairs, safe="/:,", quote_via=quote)
