"""jpaas, Hanweb's newer platform: units of a page are built by a service, named in attributes."""

from __future__ import annotations

import html as markup
import json
import re

from pipelines.page import NextPage
from pipelines.paging.jpage import AJAX_HEADERS, DEFAULT_PER_PAGE
from pipelines.paging.material import Material, Paging, form, parameters, with_parameters

_QUERY_DATA = re.compile(r"queryData\s*=\s*(?:\"([^\"]+)\"|'(\{[^>]+\})')")
_UNIT_URL = re.compile(r"unitUrl\s*=\s*[\"']([^\"']+)", re.IGNORECASE)
_PAIR = re.compile(r"[\"']?(\w+)[\"']?\s*:\s*[\"']([^\"']*)[\"']")
_COUNT = re.compile(r"\bcount\s*=\s*[\"']?(\d+)")
_ROWS = re.compile(r"\brows\s*=\s*[\"']?(\d+)")
_PAGE_NO = re.compile(r"\bpageNo\s*=\s*[\"']?(\d+)")
_UNIT_PATH = "/api-gateway/jpaas-publish-server/front/page/build/unit"
_UNIT_KEYS = ("webId", "pageId", "parseType", "pageType", "tagId", "tplSetId")


def next_pages(material: Material) -> Paging | None:
    """Return the further pages of a jpaas unit. An empty ``html`` in the answer ends the list."""
    if "/front/page/build/unit" in material.url:
        return _after_unit(material)
    query = _QUERY_DATA.search(material.html) if "queryData" in material.html else None
    if query is None:
        return None
    unit = material.html[max(0, query.start() - 800) : query.end() + 800]
    settings = dict(_PAIR.findall(markup.unescape(query.group(1) or query.group(2))))
    if "pageId" not in settings:
        return None
    written = _UNIT_URL.search(unit)
    url = material.absolute(written.group(1) if written else _UNIT_PATH)
    if url is None:
        return None
    size = int(_first(_ROWS, unit) or DEFAULT_PER_PAGE)
    count, here = _first(_COUNT, unit), int(_first(_PAGE_NO, unit) or 1)
    total = -(-int(count) // size) if count else None
    first = here + 1 if material.rows else 1
    last = total if total is not None else first
    base = f"{url}?{form([(key, settings[key]) for key in _UNIT_KEYS if key in settings])}"
    pages = tuple(
        NextPage(
            url=with_parameters(base, paramJson=_page_setting(number, size)),
            strategy="jpaas",
            headers=AJAX_HEADERS,
            number=number,
            exact=total is not None,
            reason=f"page {number} of {total or 'an unknown number'} of the unit",
        )
        for number in range(first, last + 1)
    )
    return Paging(pages=pages, total=total)


def _after_unit(material: Material) -> Paging:
    """Go on where the first page gave no count; else all pages are known already."""
    try:
        setting = json.loads(parameters(material.url).get("paramJson", "{}"))
        number, size = int(setting["pageNo"]), int(setting["pageSize"])
    except (ValueError, KeyError, TypeError):
        return Paging()
    if not material.rows or material.rows < size:
        return Paging()
    following = NextPage(
        url=with_parameters(material.url, paramJson=_page_setting(number + 1, size)),
        strategy="jpaas",
        headers=AJAX_HEADERS,
        number=number + 1,
        exact=False,
        reason=f"page {number} of the unit was full",
    )
    return Paging(pages=(following,))


def _page_setting(number: int, size: int) -> str:
    return json.dumps({"pageNo": number, "pageSize": size}, separators=(",", ":"))


def _first(pattern: re.Pattern[str], text: str) -> str | None:
    found = pattern.search(text)
    return found.group(1) if found else None
