"""Hanweb's disclosure module (信息公开目录): fragments by POST, a category and a page at a time."""

from __future__ import annotations

import html as markup
import re
from urllib.parse import urlsplit

from pipelines.page import NextPage
from pipelines.paging.jpage import AJAX_HEADERS
from pipelines.paging.material import Material, Paging, parameters, with_parameters

_LOAD = re.compile(
    r"(?:loadDynamic|\.load|\.post|url\s*:)\s*\(?\s*[\"']([^\"']*/module/xxgk/search(?:_custom)?\.jsp[^\"']*)[\"']"
)


def next_pages(material: Material) -> Paging | None:
    """Return the next fragment of the disclosure module's list, by ``currpage``."""
    if "/module/xxgk/search" in material.url:
        asked = parameters(material.url)
        page = int(asked.get("currpage", "1") or 1)
        total = material.total_pages
        if not material.rows or total is None or page >= total:
            return Paging(total=total)
        url = with_parameters(material.url, currpage=str(page + 1))
        return Paging(pages=(_search(url, page + 1, f"page {page + 1} of {total}"),), total=total)
    load = _LOAD.search(material.html) if "/module/xxgk/search" in material.html else None
    if load is None:
        return None
    address = material.absolute(markup.unescape(load.group(1)))
    if address is None:
        return None
    url = with_parameters(address, currpage=parameters(address).get("currpage") or "1")
    return Paging(pages=(_search(url, 1, "the page loads its list from here"),))


def search_request(url: str) -> NextPage:
    """Return the first page of a category of the disclosure module."""
    return _search(url, 1, "a category of the disclosure catalogue")


def _search(url: str, number: int, reason: str) -> NextPage:
    return NextPage(
        url=url,
        strategy="xxgk-search",
        method="POST",
        body=urlsplit(url).query,
        headers=AJAX_HEADERS,
        number=number,
        reason=reason,
    )
