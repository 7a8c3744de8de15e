"""Lists that a portal's own service fills: the call in the page's script says what to ask.

``$.post("/api/list", {cat: 9, pageNo: 1}, …)``, ``$.ajax({…})``, ``axios``, ``fetch``, and plain
files of data beside the page. Only for pages that show no list themselves.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from pipelines.page import NextPage
from pipelines.paging.calls import page_variables
from pipelines.paging.expressions import arguments_of
from pipelines.paging.jpage import AJAX_HEADERS
from pipelines.paging.material import Material, Paging, form, parameters, with_parameters
from pipelines.paging.parameter import NAMES

_CALL = re.compile(
    r"(?:\$|jQuery|(?P<whole>axios|http))\.(?P<how>post|get|getJSON|ajax|request)\(\s*"
    r"|\b(?P<bare>fetch|axios|ajax)\(\s*"
)
_FILE = re.compile(r"[\"']([^\"'\s<>]{1,200}\.(?:json|xml))(?:\?[^\"']*)?[\"']", re.IGNORECASE)
_SCRIPT_FILE = re.compile(r"<script\b[^>]*\bsrc\s*=\s*[\"']?([^\"'\s>]+?_?1\.js)\b", re.IGNORECASE)
_NUMBERED_FILE = re.compile(r"(?<=\D)(\d{1,4})(\.(?:json|xml|js))$", re.IGNORECASE)
_FURNITURE = re.compile(
    r"visit|count|hits?\b|click|stat|weather|login|jiucuo|manifest|config", re.I
)
_PAGE_NAMES = frozenset({name.lower() for name in NAMES} | {"current", "pageno", "pageindex"})
_SIZES = frozenset({"pagesize", "size", "rows", "limit", "perpage", "pagerows"})
_PAGES = frozenset({"pages", "totalpages", "totalpage", "pagecount", "pagetotal"})
_COUNTS = frozenset(
    {"total", "totalcount", "count", "totalrecords", "totalrecord", "recordcount", "totalelements"}
)
# What functions call the page they are asked for; page 1 is asked for first.
_FIRST = dict.fromkeys((*NAMES, "n", "current"), 1)
# Services answer with the list a level or two down: {"data": {"page": {"total": 41}}}.
DEEPEST_COUNT = 3


def next_pages(material: Material) -> Paging | None:
    """Return the request that fills an empty shell, or the one after the answer that this is."""
    if material.data is not None or material.request_body:
        return _after(material)
    if material.rows:
        return None
    names = {**_FIRST, **page_variables(material.html)}
    for url, method, sent, headers in _services(material, names):
        pages = NextPage(
            url=url,
            strategy="services",
            method="POST" if method == "POST" else "GET",
            body=sent,
            headers=headers,
            number=1,
            reason="the page's script gets its list here",
        )
        return Paging(pages=(pages,))
    return _file(material)


def _services(
    material: Material, names: Mapping[str, Any]
) -> Iterator[tuple[str, str, str | None, Mapping[str, str]]]:
    for call in _CALL.finditer(material.html):
        given = arguments_of(material.html[call.end() : call.end() + 4000], names)
        asked = _asked(call["how"] or call["bare"], given)
        if asked is None:
            continue
        address, method, data, is_json = asked
        # These send an object as JSON, jQuery as a form.
        is_json = is_json or bool(call["whole"]) or call["bare"] == "axios"
        url = material.absolute(address)
        if url is None or _FURNITURE.search(url):
            continue
        if not _PAGE_NAMES & {key.lower() for key in (*data, *parameters(url))}:
            continue
        if method == "GET":
            yield with_parameters(url, **_texts(data)) if data else url, method, None, AJAX_HEADERS
        elif is_json:
            body = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
            yield url, method, body, {**AJAX_HEADERS, "Content-Type": "application/json"}
        else:
            yield url, method, form(_texts(data)), AJAX_HEADERS


def _asked(how: str, given: list[Any]) -> tuple[str, str, dict[str, Any], bool] | None:
    """Return (address, method, data, whether the data go as JSON) of a call's arguments."""
    if not given:
        return None
    if isinstance(given[0], dict):
        options = given[0]
        address, data = options.get("url"), options.get("data", options.get("params"))
        method = str(options.get("type") or options.get("method") or "GET").upper()
    else:
        address = given[0]
        second = given[1] if len(given) > 1 and isinstance(given[1], dict) else {}
        options = second if how in {"fetch", "ajax", "axios", "request"} else {}
        method = str(options.get("type") or options.get("method") or "GET").upper()
        method = "POST" if how == "post" else method
        data = options.get("data", options.get("body")) if options else second.get("params", second)
    is_json = "json" in str(options.get("contentType", options.get("headers", ""))).lower()
    if isinstance(data, str):
        is_json = is_json or data.startswith("{")
        data = _parsed(data) if data.startswith("{") else dict(parse_qsl(data))
    if not isinstance(address, str) or not address:
        return None
    return address, method, data if isinstance(data, dict) else {}, is_json


def _after(material: Material) -> Paging | None:
    """Return the request after the one that brought this answer."""
    pages, count = _total(material.data)
    pages = pages if pages is not None else material.total_pages
    numbered = _NUMBERED_FILE.search(urlsplit(material.url).path)
    if material.data is not None and numbered and not material.request_body:
        here = int(numbered[1])
        if pages is None or here >= pages or not material.rows:
            return Paging(total=pages)
        url = material.url[: -len(numbered[0])] + f"{here + 1}{numbered[2]}"
        return Paging(pages=(_numbered(material, url, None, here + 1, pages),), total=pages)
    sent = material.request_body or ""
    is_json = sent.startswith("{")
    asked = _parsed(sent) if is_json else dict(parse_qsl(sent, keep_blank_values=True))
    asked = asked or parameters(material.url)
    name = next((key for key in asked if key.lower() in _PAGE_NAMES), None)
    if name is None or not str(asked[name]).isdecimal():
        return None
    here = int(asked[name])
    size = next((int(v) for k, v in asked.items() if k.lower() in _SIZES and str(v).isdecimal()), 0)
    if pages is None and count is not None:
        pages = -(-count // (size or material.rows or 1))
    # A list that counts from 0 has its last page at one less.
    number = here + 1 + (1 if here == 0 else 0)
    if not material.rows or (pages is not None and here + 1 > pages):
        return Paging(total=pages)
    if here == 0 and pages is not None and pages <= 1:
        return Paging(total=pages)
    on = {**asked, name: here + 1 if is_json else str(here + 1)}
    if not material.request_body:
        return Paging(
            pages=(
                _numbered(
                    material, with_parameters(material.url, **_texts(on)), None, number, pages
                ),
            ),
            total=pages,
        )
    body = (
        json.dumps(on, ensure_ascii=False, separators=(",", ":")) if is_json else form(_texts(on))
    )
    return Paging(pages=(_numbered(material, material.url, body, number, pages),), total=pages)


def _numbered(
    material: Material, url: str, body: str | None, number: int, pages: int | None
) -> NextPage:
    is_json = body is not None and body.startswith("{")
    return NextPage(
        url=url,
        strategy="services",
        method="POST" if body is not None else "GET",
        body=body,
        headers={**AJAX_HEADERS, "Content-Type": "application/json"} if is_json else AJAX_HEADERS,
        number=number,
        exact=pages is not None and number <= pages,
        reason=f"page {number} of {pages or 'an unknown number'} of {urlsplit(material.url).path}",
    )


def _file(material: Material) -> Paging | None:
    """Return a file of data that lies with the page: list.xml, data_1.js."""
    folder = urlsplit(material.url).path.rsplit("/", 1)[0] + "/"
    for pattern in (_FILE, _SCRIPT_FILE):
        for address in pattern.findall(material.html):
            url = material.absolute(address)
            if url is None or _FURNITURE.search(url) or not urlsplit(url).path.startswith(folder):
                continue
            if urlsplit(url).netloc != urlsplit(material.url).netloc:
                continue
            page = NextPage(
                url=url,
                strategy="services",
                number=1,
                exact=False,
                reason="a file of data that lies with the page",
            )
            return Paging(pages=(page,))
    return None


def _total(data: Any, depth: int = 0) -> tuple[int | None, int | None]:
    """Return (pages, entries) of the whole list as the answer tells them."""
    if not isinstance(data, dict) or depth > DEEPEST_COUNT:
        return None, None
    numbers = {
        key.lower(): int(value)
        for key, value in data.items()
        if not isinstance(value, bool) and str(value).isdecimal()
    }
    pages = next((numbers[key] for key in numbers if key in _PAGES), None)
    count = next((numbers[key] for key in numbers if key in _COUNTS), None)
    if pages is not None or count is not None:
        return pages, count
    found = (_total(value, depth + 1) for value in data.values())
    return next((one for one in found if one != (None, None)), (None, None))


def _texts(data: Mapping[str, Any]) -> dict[str, str]:
    return {
        key: json.dumps(value, ensure_ascii=False) if isinstance(value, dict) else str(value)
        for key, value in data.items()
    }


def _parsed(text: str) -> dict[str, Any]:
    try:
        value = json.loads(text)
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}
