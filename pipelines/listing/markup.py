"""A page of HTML, a fragment or an XML island to its rows, next pages and links."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, cast

from lxml import etree

from pipelines.families import Family, recognise
from pipelines.listing import catalogues, metas
from pipelines.listing.addresses import Resolver
from pipelines.listing.articles import is_article, is_article_url
from pipelines.listing.data import Harvest, harvest
from pipelines.listing.dom import Found, links_of
from pipelines.listing.frames import framed
from pipelines.listing.labels import label_of, squeeze
from pipelines.listing.literals import literals
from pipelines.listing.redirects import SHELL_LINKS, SHELL_TEXT, jump_of, refresh_of
from pipelines.listing.rows import rows_of
from pipelines.listing.tree import parse, text_of
from pipelines.page import UNKNOWN_FAMILY, Link, Page, Row
from pipelines.paging import Material, find, printed_pages, printed_rows

_RECORD = re.compile(r"<record>\s*<!\[CDATA\[(.*?)\]\]>\s*</record>", re.DOTALL | re.IGNORECASE)
_DATA_IN_SCRIPT = re.compile(
    r"[\"']?(?:title|name|channelName|infoTitle|menuName)[\"']?\s*:\s*[\"'`]", re.IGNORECASE
)
_TITLE_EDGE = re.compile(r"\s*(?:[-_—|]|--)+\s*")
_VISIBLE = etree.XPath(
    "//text()[not(parent::script or parent::style or parent::title or parent::option)]"
)


def read_markup(text: str, *, url: str, base: str, request_body: str | None) -> Page:
    """Return what a page of HTML offers, with what its islands and scripts hold."""
    islands = _RECORD.findall(text)
    # Islands are read by themselves: inside a page they are script, in an answer they are the page.
    root = parse(_RECORD.sub("", text) if islands else text)
    if root is None:
        return Page(url=url)
    resolver = Resolver(_base(root, base))
    family = recognise(url, text)
    found = links_of(root, resolver)
    rows = rows_of(found.anchors, is_article_url, url)
    if islands:
        add_fragment("".join(islands), resolver, url, found, rows)
    values = [value for script in found.inline for value in literals_of(script)]
    for value in values:
        add_harvest(harvest(value, resolver), resolver, url, found, rows)
    if family is not None:
        found.links.extend(_catalogue(family, text, values, resolver))
    shown = framed(url)
    if shown is not None:
        found.links.append(Link(url=shown, text="", form="frame"))
    visible = squeeze("".join(cast("list[str]", _VISIBLE(root))))
    links = unique(found.links)
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
    page_metas = metas.metas_of(root)
    return Page(
        url=url,
        form="xml" if islands and not found.anchors else "html",
        family=family.name if family else UNKNOWN_FAMILY,
        title=_title(root),
        column_name=squeeze(page_metas.get("columnname", "")),
        heading=_heading(root),
        breadcrumb=metas.trail_of(root),
        metas=page_metas,
        rows=tuple(rows),
        next_pages=paging.pages,
        total_pages=paging.total or total_pages,
        total_rows=printed_rows(visible),
        links=links,
        scripts=_menus(found, text, resolver),
        redirect=_redirect(root, found, is_shell=_is_shell(visible, links), resolver=resolver),
        is_article=is_article(url, page_metas, rows),
        site_codes=metas.site_codes(text, page_metas),
        text_length=len(visible),
    )


def literals_of(script: str) -> list[Any]:
    """Return the data in a script, where it has the names under which titles are kept."""
    return list(literals(script)) if _DATA_IN_SCRIPT.search(script) else []


def add_fragment(
    fragment: str, resolver: Resolver, url: str, found: Found, rows: list[Row]
) -> None:
    """Add the links and rows of a piece of HTML; all its links are rows where none is surely."""
    root = parse(fragment)
    if root is None:
        return
    inner = links_of(root, resolver)
    found.links.extend(inner.links)
    rows.extend(
        rows_of(inner.anchors, is_article_url, url)
        or [Row(title=link.text, url=link.url) for _, link in inner.anchors if link.text]
    )


def add_harvest(
    gathered: Harvest, resolver: Resolver, url: str, found: Found, rows: list[Row]
) -> None:
    """Add what was found in data."""
    found.links.extend(gathered.links)
    rows.extend(gathered.rows)
    for fragment in gathered.fragments:
        add_fragment(fragment, resolver, url, found, rows)


def unique(links: list[Link]) -> tuple[Link, ...]:
    """Return the links without repetitions, in order. Links behind a request cannot be hashed."""
    plain: dict[tuple[str, str, str, str], Link] = {}
    for link in links:
        body = link.request.body or "" if link.request else ""
        plain.setdefault((link.url, link.text, f"{link.form}#{link.fragment}", body), link)
    return tuple(plain.values())


def _catalogue(family: Family, text: str, values: list[Any], resolver: Resolver) -> Iterable[Link]:
    if family.name == "gkmlpt":
        return catalogues.gkmlpt_tree(text, values, resolver)
    if family.name == "hanweb":
        return catalogues.hanweb_tree(text, resolver)
    return ()


def _menus(found: Found, text: str, resolver: Resolver) -> tuple[str, ...]:
    channels = catalogues.channel_request(text, resolver)
    scripts = found.scripts + ([channels] if channels else [])
    return tuple(dict.fromkeys(scripts))


def _is_shell(visible: str, links: tuple[Link, ...]) -> bool:
    frames = any(link.form == "frame" for link in links)
    return len(visible) <= SHELL_TEXT and len(links) <= SHELL_LINKS and not frames


def _redirect(
    root: etree._Element, found: Found, *, is_shell: bool, resolver: Resolver
) -> str | None:
    target = refresh_of(root)
    if target is None and is_shell:
        target = jump_of("\n".join(found.inline))
    resolved = resolver.absolute(target) if target else None
    return resolved if resolved != resolver.base else None


def _title(root: etree._Element) -> str:
    for title in root.iter("title"):
        return squeeze(_TITLE_EDGE.split(text_of(title).strip())[0])
    return ""


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
