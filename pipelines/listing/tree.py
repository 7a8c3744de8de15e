"""A page's markup as a tree that hides nothing: what follows a stray </body> is still in it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import cast

from lxml import etree

# Pasted Word pages close html in the middle; lxml then starts a second root that searches miss.
_CLOSERS = re.compile(r"</(?:html|body)\s*>", re.IGNORECASE)
_XML_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")


def parse(text: str) -> etree._Element | None:
    """Return the root of ``text`` read as HTML (a fragment is wrapped), None if there is none."""
    source = _CLOSERS.sub("", _XML_DECLARATION.sub("", text.replace("\x00", "")))
    if not source.strip():
        return None
    # huge_tree: unclosed tags nest real pages deeper than the parser's default of 256.
    parser = etree.HTMLParser(
        encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True
    )
    try:
        return etree.fromstring(source.encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError:
        return None


def text_of(element: etree._Element) -> str:
    """Return the text of an element and all in it, as it stands."""
    return "".join(cast("Iterator[str]", element.itertext()))
