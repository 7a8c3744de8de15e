"""One page to its rows, next pages and links, whatever it is made of."""

from __future__ import annotations

import json
import re
from functools import cache
from typing import Any

from lxml import etree

from pipelines.decoding import decode
from pipelines.families import Family, families, recognise
from pipelines.listing import catalogues, metas
from pipelines.listing.addresses import Resolver
from pipelines.listing.data import Harvest, harvest
from pipelines.listing.dom import Found, links_in_script, links_of
from pipelines.listing.labels import label_of, squeeze
from pipelines.listing.literals import literals
from pipelines.listing.redirects import SHELL_LINKS, SHELL_TEXT, jump_of, refresh_of
from pipelines.listing.rows import rows_of
from pipelines.listing.tree import parse
from pipelines.page import UNKNOWN_FAMILY, Link, Page, PageForm, Row
from pipelines.paging import Material, find, printed_pages, printed_rows

# List pages are tens of kilobytes; what is longer than this is a report with pictures in it, or
# hostile, and its links are in the first part.
LONGEST_PAGE = 4_000_000

_RECORD = re.compile(r"<record>\s*<!\[CDATA\[(.*?)\]\]>\s*</record>", re.DOTALL | re.IGNORECASE)
_DATA_IN_SCRIPT = re.compile(
    r"[\"']?(?:title|name|channelName|infoTitle|menuName)[\"']?\s*:\s*[\"'`]", re.IGNORECASE
)
_GENERAL_ARTICLE = re.compile(
    r"/(?:20\d{2}[-/]?\d{2}(?:[-/]?\d{2})?)/[\w-]*\d{3,}[\w-]*\.(?:s?html?|jhtml|thtml)"
    r"|/(?:article|content|detail|show|view|news-show|info)[-_/]?\d{3,}(?:\.\w+)?$"
    r"|/[\w-]*\d{12,}\.s?html?$|/[0-9a-f-]{32,36}\.s?html?$",
    re.IGNORECASE,
)
_DIGIT = re.compile(r"\d")
_FILE = re.compile(r"\.(?:pdf|docx?|xlsx?|wps)(?:\?|$)", re.IGNORECASE)
_TITLE_EDGE = re.compile(r"\s*(?:[-_—|]|--)+\s*")
_VISIBLE = etree.XPath(
    "//text()[not(parent::script or parent::style or parent::title or parent::option)]"
)
# With this many entries a page is a list, whatever else its template says.
LIST_ROWS = 5


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
    if start[:1] in {"{", "["} or _is_json(content_type):
        data = _json(start)
        if data is not None:
            return _read_data(data, text, url, request_body)
    if url.split("?", 1)[0].lower().endswith(".js") or "javascript" in (content_type or ""):
        return _read_script(text, url, base or url)
    return _read_markup(text, url, request_body, base or url)


def is_article_url(url: str) -> bool:
    """Whether an address is one that some family gives to articles, or a document file."""
    if _FILE.search(url):
        return True
    # An article has a number or a digest in its name; most menu links have not.
    tail = url[url.find("/", 8) :]
    return bool(_DIGIT.search(tail) and (_GENERAL_ARTICLE.search(tail) or _articles().search(tail)))


@cache
def _articles() -> re.Pattern[str]:
    patterns = [family.articles.pattern for family in families() if family.articles]
    return re.compile("|".join(patterns), re.IGNORECASE)


def _read_markup(text: str, url: str, request_body: str | None, base: str) -> Page:
    root = parse(text)
    if root is None:
        return Page(url=url)
    resolver = Resolver(_base(root, base))
    family = recognise(url, text)
    found = links_of(root, resolver)
    page_metas = metas.metas_of(root)
    rows = rows_of(found.anchors, is_article_url, url)
    islands = _RECORD.findall(text)
    if islands:
        inner, inner_rows = _fragment("".join(islands), resolver, url)
        found.links.extend(inner)
        rows.extend(inner_rows)
    values = [value for script in found.inline for value in _literals(script)]
    for value in values:
        _add(harvest(value, resolver), found, rows, resolver, url)
    if family is not None:
        _add_catalogue(family, text, values, resolver, found)
    visible = _visible(root)
    links = _unique(found.links)
    current_page, total_pages = printed_pages(visible)
    material = Material(
        url=url,
        html=text,
        text=visible,
        current_page=current_page,
        total_pages=total_pages,
        links=links,
        rows=len(rows),
        absolute=resolver.absolute,
        request_body=request_body,
    )
    paging = find(material, family.paging if family else ())
    title = _TITLE_EDGE.split("".join(root.xpath("string(//title)")).strip())[0]
    trail = metas.trail_of(root)
    form: PageForm = "xml" if islands and not found.anchors else "html"
    return Page(
        url=url,
        form=form,
        family=family.name if family else UNKNOWN_FAMILY,
        title=squeeze(title),
        column_name=squeeze(page_metas.get("columnname", "")),
        heading=_heading(root),
        breadcrumb=trail,
        metas=page_metas,
        rows=tuple(rows),
        next_pages=paging.pages,
        total_pages=paging.total or total_pages,
        total_rows=printed_rows(visible),
        links=links,
        scripts=_menus(found, text, resolver),
        redirect=_redirect(root, found, visible, links, resolver, url),
        is_article=_is_article(url, page_metas, rows, family, root),
        site_codes=metas.site_codes(text, page_metas),
        text_length=len(visible),
    )


def _read_data(data: Any, text: str, url: str, request_body: str | None) -> Page:
    resolver = Resolver(url)
    family = recognise(url, text)
    found, rows = Found(), list[Row]()
    gathered = harvest(data, resolver)
    _add(gathered, found, rows, resolver, url)
    found.links.extend(catalogues.kaipu_channels(data, resolver))
    links = _unique(found.links)
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
    for value in _literals(text):
        _add(harvest(value, resolver), found, [], resolver, url)
    links = _unique(found.links)
    return Page(url=url, form="script", links=links, text_length=len(text))


def _fragment(markup: str, resolver: Resolver, url: str) -> tuple[list[Link], list[Row]]:
    root = parse(markup)
    if root is None:
        return [], []
    found = links_of(root, resolver)
    return found.links, rows_of(found.anchors, is_article_url, url) or [
        Row(title=link.text, url=link.url) for _, link in found.anchors if link.text
    ]


def _add(gathered: Harvest, found: Found, rows: list[Row], resolver: Resolver, url: str) -> None:
    found.links.extend(gathered.links)
    rows.extend(gathered.rows)
    for fragment in gathered.fragments:
        links, inner = _fragment(fragment, resolver, url)
        found.links.extend(links)
        rows.extend(inner)


def _add_catalogue(
    family: Family, text: str, values: list[Any], resolver: Resolver, found: Found
) -> None:
    if family.name == "gkmlpt":
        found.links.extend(catalogues.gkmlpt_tree(text, values, resolver))
    elif family.name == "hanweb":
        found.links.extend(catalogues.hanweb_tree(text, resolver))


def _literals(script: str) -> list[Any]:
    return list(literals(script)) if _DATA_IN_SCRIPT.search(script) else []


def _menus(found: Found, text: str, resolver: Resolver) -> tuple[str, ...]:
    channels = catalogues.channel_request(text, resolver)
    scripts = found.scripts + ([channels] if channels else [])
    return tuple(dict.fromkeys(scripts))


def _redirect(
    root: etree._Element,
    found: Found,
    visible: str,
    links: tuple[Link, ...],
    resolver: Resolver,
    url: str,
) -> str | None:
    target = refresh_of(root)
    frames = any(link.form == "frame" for link in links)
    if target is None and len(visible) <= SHELL_TEXT and len(links) <= SHELL_LINKS and not frames:
        target = jump_of("\n".join(found.inline))
    resolved = resolver.absolute(target) if target else None
    return resolved if resolved != url else None


def _is_article(
    url: str,
    page_metas: dict[str, str],
    rows: list[Row],
    family: Family | None,
    root: etree._Element,
) -> bool:
    if is_article_url(url):
        return True
    dated = sum(row.date is not None for row in rows)
    if dated >= LIST_ROWS:
        return False
    return bool(page_metas.get("articletitle") or page_metas.get("pubdate"))


def _visible(root: etree._Element) -> str:
    return squeeze("".join(_VISIBLE(root)))


def _heading(root: etree._Element) -> str:
    for tag in ("h1", "h2"):
        for element in root.iter(tag):
            label = label_of(element)
            if label:
                return label
    return ""


def _base(root: etree._Element, url: str) -> str:
    for base in root.iter("base"):
        href = base.get("href")
        if href:
            return Resolver(url).absolute(href) or url
    return url


def _unique(links: list[Link]) -> tuple[Link, ...]:
    return (
        tuple(dict.fromkeys(links)) if all(link.request is None for link in links) else tuple(links)
    )


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


def _is_json(content_type: str | None) -> bool:
    return "json" in (content_type or "")
