"""Paging by a function of the page's own: ``onclick="goPage(2)"``, and what ``goPage`` does with 2.

It makes an address of the number, or writes the number into a form and submits it. Both are read
off the function's text; nothing is run.
"""

from __future__ import annotations

import html as markup
import re
from collections.abc import Iterator
from typing import Any

from pipelines.page import NextPage
from pipelines.paging.expressions import value_of
from pipelines.paging.material import Material, Paging, form

_CALL = re.compile(
    r"<(?:a|span|button|li|input|div|td|em|b)\b(?P<tag>[^<>]{0,300}?\b(?P<name>[A-Za-z_$][\w$]{0,40})\(\s*[\"']?"
    r"(?P<number>\d{1,4})[\"']?\s*\)[^<>]{0,300})>(?P<label>.{0,60}?)(?:</|<br|$)",
    re.IGNORECASE | re.DOTALL,
)
_NEXT = re.compile(
    r"^[\[(（【<]?(?:下一?[页頁]|后一?页|next(?:page)?)[\])）】]?[>›»→]*$|^(?:>|›|＞)$", re.I
)
_VALUE = re.compile(r"\b(?:value|title)\s*=\s*[\"']([^\"']+)", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]*>")
_GOES = re.compile(
    r"location(?:\.href)?\s*=(?!=)|location\.(?:replace|assign)\(|window\.open\(|\.src\s*=(?!=)"
    r"|\.load\("
)
_WRITE = re.compile(r"document\.write(?:ln)?\(\s*(?=[\"'])")
_LINK = re.compile(
    r"<a\b[^>]*?\bhref\s*=\s*[\"']?([^\"'\s>]+)[^>]*>(.*?)</a", re.IGNORECASE | re.DOTALL
)
_VARIABLE = re.compile(
    r"\b(?:var|let|const)\s+(?P<name>[A-Za-z_$][\w$]*)\s*=\s*"
    r"(?P<value>\"[^\"]*\"|'[^']*'|\d+)\s*(?=[;,\n]|//|</)"
)
_TOTAL_NAMES = frozenset(
    {
        "totalpage",
        "totalpages",
        "pagetotal",
        "pagecount",
        "countpage",
        "maxpage",
        "allpage",
        "pages",
    }
)
_WRITES = (
    r"(?:\.(?P<field>[A-Za-z_][\w]*)\.value|\(\s*[\"'](?P<id>[\w-]+)[\"']\s*\)\.value)\s*=\s*{name}\b"
    r"|\(\s*[\"'](?:#|[^\"']*name=['\"]?)(?P<query>[\w-]+)[^)]*\)\.val\(\s*{name}\s*\)"
)
_FORM = re.compile(r"<form\b(?P<tag>[^>]*)>(?P<inside>.*?)</form", re.IGNORECASE | re.DOTALL)
_INPUT = re.compile(r"<input\b[^>]*>", re.IGNORECASE)
_ATTRIBUTE = r"\b{name}\s*=\s*(?:[\"']([^\"']*)[\"']|([^\s\"'>]+))"
# A function that turns a page is a line or two.
LONGEST_FUNCTION = 1500


def next_pages(material: Material) -> Paging | None:
    """Return the page to which the call behind 下一页, or behind the next number, leads."""
    calls = [call for call in _calls(material.html) if _function(material.html, call[0])]
    names = page_variables(material.html)
    total = material.total_pages or _total(names)
    if not calls:
        return _written(material, names, total)
    chosen = _chosen(material, calls, names)
    if chosen is None or (total is not None and chosen[1] > total):
        return Paging(total=total) if chosen or total else None
    page = _page(material, chosen, names, total)
    return None if page is None else Paging(pages=(page,), total=total)


def _written(material: Material, names: dict[str, Any], total: int | None) -> Paging | None:
    """Return the page to which a link leads that a script writes and calls 下一页."""
    for write in _WRITE.finditer(material.html):
        text = value_of(material.html[write.end() : write.end() + LONGEST_FUNCTION], names)
        link = _LINK.search(text) if isinstance(text, str) else None
        url = material.absolute(link[1]) if link and _NEXT.match(link[2].strip()) else None
        if url is None or url == material.url:
            continue
        page = NextPage(
            url=url,
            strategy="calls",
            exact=False,
            reason="下一页, as a script of the page writes it",
        )
        return Paging(pages=(page,), total=total)
    return None


def page_variables(html: str) -> dict[str, Any]:
    """Return what the page's scripts call a plain string or number."""
    found: dict[str, Any] = {}
    for one in _VARIABLE.finditer(html):
        found.setdefault(one["name"], value_of(one["value"], {}))
    return found


def _total(names: dict[str, Any]) -> int | None:
    counts = [names[name] for name in names if name.lower() in _TOTAL_NAMES]
    return next((count for count in counts if isinstance(count, int) and count > 0), None)


def _calls(html: str) -> Iterator[tuple[str, int, str]]:
    """Yield (function, number, label) of the calls with a number that elements make."""
    for call in _CALL.finditer(html):
        label = "".join(markup.unescape(_TAG.sub("", call["label"])).split())
        written = _VALUE.search(call["tag"])
        yield call["name"], int(call["number"]), label or (written[1] if written else "")


def _function(html: str, name: str) -> tuple[str, str] | None:
    """Return (parameter, body) of a function that the page defines."""
    head = re.search(
        rf"(?:function\s+{re.escape(name)}|\b{re.escape(name)}\s*=\s*function)\s*"
        r"\(\s*([A-Za-z_$][\w$]*)[^)]*\)\s*\{",
        html,
    )
    if head is None:
        return None
    depth, at = 1, head.end()
    while depth and at < min(len(html), head.end() + LONGEST_FUNCTION):
        depth += {"{": 1, "}": -1}.get(html[at], 0)
        at += 1
    return head[1], html[head.end() : at - 1]


def _chosen(
    material: Material, calls: list[tuple[str, int, str]], names: dict[str, Any]
) -> tuple[str, int] | None:
    """Return the function and the number of the next page, None where this is the last."""
    here = material.current_page or _here(material, calls, names)
    for name, number, label in calls:
        if _NEXT.match(label) and (here is None or number > here):
            return name, number
    numbered = {number: name for name, number, label in calls if label == str(number)}
    following = (here or 1) + 1
    return (numbered[following], following) if following in numbered else None


def _here(
    material: Material, calls: list[tuple[str, int, str]], names: dict[str, Any]
) -> int | None:
    """Return which number leads to this very page."""
    for name, number, _ in calls:
        page = _page(material, (name, number), names, None)
        if page and page.url == material.url and page.body == material.request_body:
            return number
    return None


def _page(
    material: Material, call: tuple[str, int], names: dict[str, Any], total: int | None
) -> NextPage | None:
    function = _function(material.html, call[0])
    if function is None:
        return None
    parameter, body = function
    scope = {**names, parameter: call[1]}
    for goes in _GOES.finditer(body):
        address = value_of(body[goes.end() :], scope)
        url = material.absolute(address) if isinstance(address, str) and address else None
        if url is not None:
            return _next(url, None, call, total)
    if ".submit(" not in body:
        return None
    writes = re.search(_WRITES.replace("{name}", re.escape(parameter)), body)
    field = writes and (writes["field"] or writes["id"] or writes["query"])
    return _submitted(material, field, call, total) if field else None


def _submitted(
    material: Material, field: str, call: tuple[str, int], total: int | None
) -> NextPage | None:
    """Return what the form with ``field`` sends once the number is written into it."""
    for one in _FORM.finditer(material.html):
        fields, found = {}, False
        for tag in _INPUT.findall(one["inside"]):
            key = _attribute(tag, "name") or ""
            if field in {key, _attribute(tag, "id")}:
                fields[key or field], found = str(call[1]), True
            elif key and (_attribute(tag, "type") or "").lower() == "hidden":
                fields[key] = markup.unescape(_attribute(tag, "value") or "")
        url = material.absolute(markup.unescape(_attribute(one["tag"], "action") or material.url))
        if not found or url is None:
            continue
        if (_attribute(one["tag"], "method") or "get").lower() == "post":
            return _next(url, form(fields), call, total)
        return _next(f"{url.partition('?')[0]}?{form(fields)}", None, call, total)
    return None


def _next(url: str, body: str | None, call: tuple[str, int], total: int | None) -> NextPage:
    name, number = call
    return NextPage(
        url=url,
        strategy="calls",
        method="GET" if body is None else "POST",
        body=body,
        number=number,
        exact=total is not None and number <= total,
        reason=f"{name}({number}) of the page's script",
    )


def _attribute(tag: str, name: str) -> str | None:
    found = re.search(_ATTRIBUTE.replace("{name}", name), tag, re.IGNORECASE)
    return None if found is None else found[1] if found[1] is not None else found[2]
