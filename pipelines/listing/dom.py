"""Every way out of a page of HTML, in one pass over its tree."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from pipelines.listing.addresses import Resolver
from pipelines.listing.frames import framed
from pipelines.listing.headings import heading_above
from pipelines.listing.labels import label_of, squeeze
from pipelines.listing.scripts import handler_targets, set_targets, written_anchors
from pipelines.listing.tree import text_of
from pipelines.page import Link

_ADDRESS_OF = {"a": "href", "area": "href", "iframe": "src", "frame": "src"}
_FORM_OF = {"iframe": "frame", "frame": "frame", "area": "area"}
# Script files whose name says that they write a menu. Libraries and counters are not asked for.
_MENU_SCRIPT = re.compile(
    r"(?:nav|menu|daohang|dh|head|header|top|left|lm|lanmu|zfxxgk|xxgk|tree)[\w.-]*\.js(?:\?|$)"
    r"|/nav/|/jslm/",
    re.IGNORECASE,
)
_LIBRARY = re.compile(
    r"jquery|swiper|bootstrap|layui|vue|layer|echarts|superslide|min\.js|share|count|stat|jiucuo|analytics",
    re.IGNORECASE,
)
_NEXT = re.compile(r"(?:^|[\s_-])next(?:page)?(?:$|[\s_-])", re.IGNORECASE)
# Labels of elements that open something by a handler; longer texts are whole blocks of a page.
LONGEST_LABEL = 200
# A label this short (2023年, 县直部门, 县教育局) may say nothing without the heading above it.
SHORT_LABEL = 12


@dataclass(slots=True)
class Found:
    """What one pass finds. ``anchors`` keeps each link's element, for telling rows from menus."""

    links: list[Link] = field(default_factory=list)
    anchors: list[tuple[etree._Element, Link]] = field(default_factory=list)
    scripts: list[str] = field(default_factory=list)
    inline: list[str] = field(default_factory=list)


def links_of(root: etree._Element, resolver: Resolver) -> Found:
    """Return every link of the page in document order, what scripts write last."""
    found = Found()
    for element in root.iter():
        tag = element.tag
        if tag == "script":
            _script(element, resolver, found)
        elif tag in _ADDRESS_OF:
            _anchor(element, tag, resolver, found)
        elif tag == "option":
            _option(element, resolver, found)
        elif element.get("onclick"):
            _handler(element, element.get("onclick") or "", resolver, found)
    for script in found.inline:
        found.links.extend(links_in_script(script, resolver, root))
    return found


def links_in_script(
    script: str, resolver: Resolver, root: etree._Element | None = None
) -> Iterator[Link]:
    """Yield the links that a script writes or sets; ``root`` gives labels to those set by id."""
    for href, label in written_anchors(script):
        resolved = resolver.resolve(href)
        if resolved and label:
            yield Link(url=resolved[0], fragment=resolved[1], text=label, form="script")
    for href, label, identifier in set_targets(script):
        resolved = resolver.resolve(href)
        if resolved is None:
            continue
        text = label or _label_by_id(root, identifier)
        if text:
            yield Link(url=resolved[0], fragment=resolved[1], text=text, form="script")


def _label_by_id(root: etree._Element | None, identifier: str) -> str:
    if root is None or not identifier:
        return ""
    for element in root.iter():
        if element.get("id") == identifier:
            return label_of(element)
    return ""


def _anchor(element: etree._Element, tag: str, resolver: Resolver, found: Found) -> None:
    address = element.get(_ADDRESS_OF[tag]) or ""
    handler = element.get("onclick") or ""
    resolved = resolver.resolve(address) if address else None
    opens = resolved is not None and not address.startswith("#")
    if not opens:
        script = f"{address};{handler}" if address[:11].lower() == "javascript:" else handler
        if script and _handler(element, script, resolver, found):
            return
        named = element.get("tagname") or element.get("data-href") or element.get("data-url") or ""
        if named:
            resolved, opens = resolver.resolve(named), True
        if resolved is None or not opens:
            return
    if resolved is None:
        return
    if _FORM_OF.get(tag) == "frame":
        resolved = (framed(resolved[0]) or resolved[0], resolved[1])
    label = (
        squeeze(element.get("title") or "") if tag != "a" else label_of(element) or _sign(element)
    )
    link = Link(
        url=resolved[0],
        fragment=resolved[1],
        text=label or squeeze(element.get("alt") or ""),
        under=heading_above(element) if tag == "a" and 0 < len(label) <= SHORT_LABEL else "",
        form=_FORM_OF.get(tag, "a"),  # type: ignore[arg-type]  # the table's values are forms
    )
    found.links.append(link)
    if tag == "a":
        found.anchors.append((element, link))


def _sign(element: etree._Element) -> str:
    """Return what a link without a word is drawn as: the arrow of a pager has only a class."""
    named = f"{element.get('class') or ''} {element.get('rel') or ''} {element.get('id') or ''}"
    return "下一页" if _NEXT.search(named) else ""


def _option(element: etree._Element, resolver: Resolver, found: Found) -> None:
    value = element.get("value") or ""
    # Values are mostly numbers and words of search forms.
    if "/" not in value and not re.search(r"\.\w{2,5}(?:\?|$)", value):
        return
    resolved = resolver.resolve(value)
    if resolved:
        text = squeeze(text_of(element))
        found.links.append(Link(url=resolved[0], fragment=resolved[1], text=text, form="option"))


def _handler(element: etree._Element, handler: str, resolver: Resolver, found: Found) -> bool:
    opened = False
    for target in handler_targets(handler):
        resolved = resolver.resolve(target)
        if resolved is None:
            continue
        opened = True
        label = label_of(element)
        if len(label) <= LONGEST_LABEL:
            link = Link(
                url=resolved[0],
                fragment=resolved[1],
                text=label,
                under=heading_above(element) if 0 < len(label) <= SHORT_LABEL else "",
                form="onclick",
            )
            found.links.append(link)
            found.anchors.append((element, link))
        break
    return opened


def _script(element: etree._Element, resolver: Resolver, found: Found) -> None:
    source = element.get("src")
    if source:
        url = resolver.absolute(source)
        if url and _MENU_SCRIPT.search(url) and not _LIBRARY.search(url.rsplit("/", 1)[-1]):
            found.scripts.append(url)
    if element.text:
        found.inline.append(element.text)
