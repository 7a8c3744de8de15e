"""One page to its rows, next pages and links, whatever it is made of."""

from __future__ import annotations

import json
from typing import Any

from pipelines.decoding import decode
from pipelines.families import recognise
from pipelines.listing import catalogues
from pipelines.listing.addresses import Resolver
from pipelines.listing.data import harvest
from pipelines.listing.data_files import data_in
from pipelines.listing.dom import Found, links_in_script
from pipelines.listing.labels import squeeze
from pipelines.listing.markup import add_harvest, literals_of, read_markup, unique
from pipelines.page import UNKNOWN_FAMILY, Page, Row
from pipelines.paging import Material, find

# List pages are tens of kilobytes; what is longer than this is a report with pictures in it, or
# hostile, and its links are in the first part.
LONGEST_PAGE = 4_000_000


def read_page(
    body: bytes,
    *,
    url: str,
    content_type: str | None = None,
    request_body: str | None = None,
    base: str | None = None,
) -> Page:
    """Return what a page offers. Never fails: junk is an empty page.

    ``body`` is without content encoding. ``request_body`` is the form of the POST that brought the
    page, which lists behind a POST need to go on. ``base`` is the page that a menu script or a
    fragment is a part of: addresses in it are relative to that page.
    """
    text = decode(body[:LONGEST_PAGE], content_type)
    start = text.lstrip("\ufeff \t\r\n")
    if start[:1] in {"{", "["} or "json" in (content_type or ""):
        data = _json(start)
        if data is not None:
            return _read_data(data, text, url, request_body)
    data = data_in(start)
    if data is not None:
        return _read_data(data, text, url, request_body)
    if url.split("?", 1)[0].lower().endswith(".js") or "javascript" in (content_type or ""):
        return _read_script(text, url, base or url)
    return read_markup(text, url=url, base=base or url, request_body=request_body)


def _read_data(data: Any, text: str, url: str, request_body: str | None) -> Page:
    resolver = Resolver(url)
    family = recognise(url, text)
    found, rows = Found(), list[Row]()
    gathered = harvest(data, resolver)
    add_harvest(gathered, resolver, url, found, rows)
    found.links.extend(catalogues.kaipu_channels(data, resolver))
    links = unique(found.links)
    material = Material(
        url=url,
        html=text,
        text="",
        links=links,
        rows=len(rows),
        absolute=resolver.absolute,
        data=data,
        request_body=request_body,
    )
    paging = find(material, family.paging if family else ())
    return Page(
        url=url,
        form="json",
        family=family.name if family else UNKNOWN_FAMILY,
        column_name=_classified(data),
        rows=tuple(rows),
        next_pages=paging.pages,
        total_pages=paging.total,
        total_rows=gathered.total,
        links=links,
        text_length=len(text),
    )


def _read_script(text: str, url: str, base: str) -> Page:
    resolver = Resolver(base)
    found = Found()
    found.links.extend(links_in_script(text, resolver))
    for value in literals_of(text):
        add_harvest(harvest(value, resolver), resolver, url, found, [])
    return Page(url=url, form="script", links=unique(found.links), text_length=len(text))


def _classified(data: Any) -> str:
    """Return what a JSON list says it lists: gkmlpt's ``classify.name``."""
    classify = data.get("classify") if isinstance(data, dict) else None
    name = classify.get("name") if isinstance(classify, dict) else None
    return squeeze(name) if isinstance(name, str) else ""


def _json(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None
