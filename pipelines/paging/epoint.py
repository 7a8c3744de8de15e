"""Epoint's service for lists: a POST of what to list, with the page's index counted from 0."""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import parse_qs

from pipelines.page import NextPage
from pipelines.paging.jpage import AJAX_HEADERS
from pipelines.paging.material import Material, Paging, form

_SERVICE = re.compile(r"[\"']([^\"'\s]*/rest/[\w/]*getPageInfoList\w*)[\"']")
# What a setting is: a string or a number; the name of a variable says nothing.
_PAIR = r"[\"']?\b{name}[\"']?\s*[:=]\s*(?:[\"']([\w-]+)[\"']|(\d+))"
_SITE_GUID = re.compile(r"siteGuid[\"']?\s*[:=]\s*[\"']([\w-]{8,})[\"']")
PAGE_SIZE = 15  # what the platform's own pages ask for


def next_pages(material: Material) -> Paging | None:
    """Return the request that fills an empty shell, or the one after the answer that this is."""
    if "getPageInfoList" in material.url:
        return _after(material)
    service = _SERVICE.search(material.html) if "getPageInfoList" in material.html else None
    number = _setting(material.html, "categoryNum") if service else None
    url = material.absolute(service.group(1)) if service else None
    if number is None or url is None:
        return None
    guid = _SITE_GUID.search(material.html)
    asked = {
        "siteGuid": guid.group(1) if guid else "",
        "categoryNum": number,
        "pageIndex": 0,
        "pageSize": int(_setting(material.html, "pageSize") or PAGE_SIZE),
        "kw": "",
    }
    return Paging(pages=(_page(url, asked, exact=True),))


def _after(material: Material) -> Paging:
    given = parse_qs(material.request_body or "").get("params", ["{}"])[0]
    try:
        asked: dict[str, Any] = json.loads(given)
        index, size = int(asked["pageIndex"]), int(asked["pageSize"])
    except (ValueError, KeyError, TypeError):
        return Paging()
    count = _count(material.data)
    if not material.rows or (count is not None and (index + 1) * size >= count):
        return Paging(total=None if count is None else -(-count // size))
    on = {**asked, "pageIndex": index + 1}
    return Paging(pages=(_page(material.url, on, exact=count is not None),))


def _page(url: str, asked: dict[str, Any], *, exact: bool) -> NextPage:
    number = asked["pageIndex"] + 1
    return NextPage(
        url=url,
        strategy="epoint-api",
        method="POST",
        body=form({"params": json.dumps(asked, ensure_ascii=False, separators=(",", ":"))}),
        headers=AJAX_HEADERS,
        number=number,
        exact=exact,
        reason=f"page {number} of the list's service",
    )


def _count(data: Any) -> int | None:
    custom = data.get("custom") if isinstance(data, dict) else None
    for place in (custom, data):
        for name in ("count", "total", "totalcount"):
            value = place.get(name) if isinstance(place, dict) else None
            if isinstance(value, int) or (isinstance(value, str) and value.isdecimal()):
                return int(value)
    return None


def _setting(html: str, name: str) -> str | None:
    found = re.search(_PAIR.format(name=name), html)
    return found.group(1) or found.group(2) if found else None
