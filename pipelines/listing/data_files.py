"""Data that come neither as a page nor as JSON: JSON in a call (JSONP), and plain XML."""

from __future__ import annotations

import json
import re
from typing import Any

from lxml import etree

from pipelines.listing.tree import text_of

_CALL = re.compile(r"^(?:/\*.{0,40}?\*/)?\s*[\w$.]{1,60}\s*\(\s*(?=[\[{])")
_XML = re.compile(r"^<\?xml[^>]*\?>\s*")
# An XHTML page begins like this too, and an island of records is read elsewhere.
_OTHER_XML = re.compile(r"^(?:<!DOCTYPE\s+html|<html|<datastore)", re.IGNORECASE)
# Lists are flat; what is deeper is a document.
DEEPEST = 8


def data_in(text: str) -> Any | None:
    """Return the data in ``text`` as JSON would give them, None where it holds no data."""
    call = _CALL.match(text)
    if call is not None:
        try:
            return json.JSONDecoder().raw_decode(text, call.end())[0]
        except (ValueError, RecursionError):
            return None
    declared = _XML.match(text)
    if declared is None or _OTHER_XML.match(text, declared.end()):
        return None
    parser = etree.XMLParser(
        recover=True, resolve_entities=False, no_network=True, remove_comments=True
    )
    try:
        root = etree.fromstring(text[declared.end() :].encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError:
        return None
    return None if root is None or root.tag == "html" else _value(root, 0)


def _value(element: etree._Element, depth: int) -> Any:
    """Return an element as its text, or as its attributes and children by name."""
    children = [child for child in element if isinstance(child.tag, str)]
    if depth >= DEEPEST or (not children and not element.attrib):
        return text_of(element).strip()
    found: dict[str, Any] = {str(name): str(value) for name, value in element.attrib.items()}
    for child in children:
        name, value = etree.QName(child).localname, _value(child, depth + 1)
        if name in found:
            earlier = found[name]
            found[name] = [*earlier, value] if isinstance(earlier, list) else [earlier, value]
        else:
            found[name] = value
    return found
