"""Rows and links out of data: JSON answers, objects in scripts, catalogues of categories.

Portals name the same three things (title, address, date) in many ways; what is recognised here
are the names that real services were seen to use.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

from pipelines.listing.addresses import Resolver
from pipelines.listing.labels import squeeze
from pipelines.page import Link, Row

_TITLES = (
    "title", "infotitle", "articletitle", "doctitle", "showtitle", "subject", "infoname", "bt",
)  # fmt: skip
_NAMES = (
    "name",
    "channelname",
    "displayname",
    "columnname",
    "catename",
    "label",
    "text",
    "menuname",
)
_ADDRESSES = (
    "url", "link", "linkurl", "href", "urls", "infourl", "visiturl", "pageurl", "docpuburl",
    "docurl", "contenturl", "detailurl", "htmlurl", "jump_url", "jumpurl", "post_url", "path",
)  # fmt: skip
_DATES = (
    "publishedtimestr", "publishedtime", "pubdate", "publishtime", "publishdate", "releasetime",
    "display_publish_time", "infodate", "docreltime", "docpubtime", "createdate", "createtime",
    "date", "time", "fbrq",
)  # fmt: skip
_FILES = ("attachment", "attachments", "articlefiles", "files", "fujian", "pdflist")
_FILE_NAMES = ("name", "filename", "title", "attachname")
_FILE_PATHS = ("url", "filepath", "path", "href", "downurl")
_CHINA = timezone(timedelta(hours=8))
_MARKUP = re.compile(r"<(?:a|li)\b", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]*>")
# Seconds since 1970 between 2000 and 2100; milliseconds are a thousand times that.
_SECONDS = range(946_684_800, 4_102_444_800)
_DATE_TEXT = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})")
# Values beyond this many are no list of one page; it bounds the walk through hostile data.
MOST_VALUES = 50_000


@dataclass(slots=True)
class Harvest:
    """What a piece of data holds. ``fragments`` are strings of HTML in it (jpaas, Epoint)."""

    rows: list[Row] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    fragments: list[str] = field(default_factory=list)
    total: int | None = None


def harvest(value: Any, resolver: Resolver) -> Harvest:
    """Return what ``value`` (parsed JSON, or a script's literal) holds, in its own order."""
    found = Harvest()
    for count, (name, item) in enumerate(_walk(value)):
        if count > MOST_VALUES:
            break
        if isinstance(item, str):
            if _MARKUP.search(item):
                found.fragments.append(item)
        elif isinstance(item, dict):
            _take(name, {key.lower(): inner for key, inner in item.items()}, resolver, found)
    return found


def _walk(value: Any) -> Iterator[tuple[str, Any]]:
    """Yield (name, value) of all objects and strings, outer before inner, in order."""
    stack: list[tuple[str, Any]] = [("", value)]
    while stack:
        name, item = stack.pop()
        if isinstance(item, dict):
            yield name, item
            stack.extend((str(key), inner) for key, inner in reversed(item.items()))
        elif isinstance(item, list):
            stack.extend((name, inner) for inner in reversed(item))
        elif isinstance(item, str):
            yield name, item


def _take(name: str, item: Mapping[str, Any], resolver: Resolver, found: Harvest) -> None:
    if found.total is None and isinstance(item.get("total"), int):
        found.total = item["total"]
    if name.lower() in _FILES:
        return  # read with the row that they belong to
    title = _text(item, _TITLES)
    address = _address(item)
    url = resolver.resolve(address) if address else None
    if url is None:
        return
    dated = next((key for key in _DATES if item.get(key) not in (None, "")), None)
    if title and (dated or "id" in item or any(key in item for key in _FILES)):
        date = _date(item[dated]) if dated else None
        found.rows.append(
            Row(title=title, url=url[0], date=date, files=tuple(_files(item, resolver)))
        )
        return
    label = title or _text(item, _NAMES)
    if label:
        found.links.append(Link(url=url[0], fragment=url[1], text=label, form="data"))


def _text(item: Mapping[str, Any], names: tuple[str, ...]) -> str:
    for name in names:
        value = item.get(name)
        if isinstance(value, str) and value.strip():
            return squeeze(_TAG.sub("", value))
    return ""


def _address(item: Mapping[str, Any]) -> str:
    for name in _ADDRESSES:
        value = item.get(name)
        if isinstance(value, str) and value.strip().startswith("{"):
            value = _inner(value)  # pc/list.html: the addresses are JSON inside a string
        if isinstance(value, dict):
            value = next((value[key] for key in ("pc", "common", "url") if key in value), None)
        if isinstance(value, str) and value.strip():
            return value.strip()
    return ""


def _inner(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return None


def _files(item: Mapping[str, Any], resolver: Resolver) -> Iterator[Link]:
    for name in _FILES:
        files = item.get(name)
        for file in files if isinstance(files, list) else ():
            if not isinstance(file, dict):
                continue
            lower = {str(key).lower(): value for key, value in file.items()}
            path = next((lower[key] for key in _FILE_PATHS if isinstance(lower.get(key), str)), "")
            if path.startswith("/") and isinstance(lower.get("domainname"), str):
                path = lower["domainname"].rstrip("/") + path
            url = resolver.absolute(path) if path else None
            if url:
                yield Link(url=url, text=_text(lower, _FILE_NAMES), form="data")


def _date(value: Any) -> str | None:
    """Return YYYY-MM-DD; times counted in seconds are dates in China."""
    if isinstance(value, str) and not value.isdecimal():
        found = _DATE_TEXT.search(value)
        return f"{found[1]}-{int(found[2]):02}-{int(found[3]):02}" if found else None
    number = int(value) if isinstance(value, (int, str)) else 0
    for seconds in (number, number // 1000):
        if seconds in _SECONDS:
            return datetime.fromtimestamp(seconds, UTC).astimezone(_CHINA).date().isoformat()
    return None
