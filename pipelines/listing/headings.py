"""The heading of the menu that a link stands in: an accordion's, a tree's, a definition list's."""

from __future__ import annotations

from typing import cast

from lxml import etree

from pipelines.listing.labels import squeeze

# Headings of menus are no longer than this; what is longer is text.
LONGEST_HEADING = 30
# From a link up to its menu: a, li, ul, dd, div.
HIGHEST_MENU = 5
# So many entries of a menu are looked past; lists of departments have some forty.
MOST_PEERS = 60


def heading_above(element: etree._Element) -> str:
    """Return the nearest short text that stands before the link's list, empty where none does.

    The entries beside a link are its peers: of equal elements only one without a link is a heading.
    """
    here = element
    for _ in range(HIGHEST_MENU):
        before = _before(here)
        if before is not None:
            text = _short_text(before)
            if text:
                return text
        parent = here.getparent()
        if parent is None or parent.tag in {"body", "html"}:
            return ""
        own = squeeze(parent.text or "") if parent.tag in {"li", "dd"} else ""
        if 1 < len(own) <= LONGEST_HEADING:
            return own
        here = parent
    return ""


def _before(element: etree._Element) -> etree._Element | None:
    """Return the element before it and before its peers: for a dd its dt."""
    before = element.getprevious()
    for _ in range(MOST_PEERS):
        if before is None or not isinstance(before.tag, str):
            return None
        if before.tag != "br" and (before.tag != element.tag or not _leads_on(before)):
            return before
        before = before.getprevious()
    return None


def _short_text(element: etree._Element) -> str:
    if element.tag in {"script", "style", "img", "br", "select"}:
        return ""
    text = ""
    for part in element.itertext():
        text += squeeze(cast("str", part))
        if len(text) > LONGEST_HEADING:
            return ""
    return text if len(text) > 1 else ""


def _leads_on(element: etree._Element) -> bool:
    """Whether a link in ``element`` leads anywhere; those of accordions only open them."""
    anchors = [element] if element.tag == "a" else list(element.iter("a"))
    return any(
        not (anchor.get("href") or "#").lower().startswith(("#", "javascript:"))
        for anchor in anchors
    )
