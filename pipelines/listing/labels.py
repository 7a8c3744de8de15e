"""The label of a link as a reader sees it, without any white space."""

from __future__ import annotations

import re

from lxml import etree

from pipelines.listing.tree import text_of

# Blanks that str.split does not know: zero-width ones, soft hyphens, byte order marks.
_INVISIBLE = ("\u200b", "\u200c", "\u200d", "\u2060", "\ufeff", "\u00ad")
_CUT = re.compile(r"(?:…+|\.{2,}|。{3,}|··+)$")
_DATE_AT_EDGE = re.compile(
    r"^[\[\(（【]?(?:19|20)\d\d[-/.年]\d{1,2}(?:[-/.月]\d{1,2}日?)?[\]\)）】]?"
    r"|[\[\(（【]?(?:19|20)\d\d[-/.年]\d{1,2}[-/.月]\d{1,2}日?(?:\d{1,2}:\d\d(?::\d\d)?)?[\]\)）】]?$"
)
_BULLET = re.compile(r"^[·•▪■◆▶>»\-*]+")


def squeeze(text: str) -> str:
    """Return ``text`` without white space: labels are broken by blanks, <br> and &nbsp; at will."""
    if not text.isascii():  # str.translate is ten times slower, and these are rare
        for invisible in _INVISIBLE:
            if invisible in text:
                text = text.replace(invisible, "")
    return "".join(text.split())


def is_cut(label: str) -> bool:
    """Whether a label says itself that it goes on."""
    return bool(_CUT.search(label))


def label_of(element: etree._Element) -> str:
    """Return the label: visible text, else ``title``, else a picture's ``alt``; whole if cut."""
    text = squeeze(text_of(element))
    title = element.get("title")
    if text and not title:
        return _whole(text, element) if _CUT.search(text) else text
    title = squeeze(title) if title else ""
    if not text:
        return title or _picture(element)
    stem = _CUT.sub("", text)
    if stem != text and title.startswith(stem[:6]):
        return title
    # Some templates cut silently, by width: then the text is a beginning of the title.
    return title if len(title) > len(text) and title.startswith(text) else text


def row_title(label: str) -> str:
    """Return a row's label without the bullet and the date that some lists put in the anchor."""
    bare = _BULLET.sub("", label)
    stripped = _DATE_AT_EDGE.sub("", bare)
    return stripped or bare


def _whole(text: str, element: etree._Element) -> str:
    stem = _CUT.sub("", text)
    for inner in element.iter():
        title = inner.get("title") if isinstance(inner.tag, str) else None
        if title and squeeze(title).startswith(stem[:6]):
            return squeeze(title)
    return text


def _picture(element: etree._Element) -> str:
    for inner in element.iter("img", "span", "div", "input"):
        for name in ("alt", "title", "value"):
            value = squeeze(inner.get(name) or "")
            if value:
                return value
    return ""
