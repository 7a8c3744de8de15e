"""HTML text to an lxml tree, cleaned of what nobody sees: scripts, styles, hidden text, inline tags.

Everything here runs in C (lxml's own strippers, XPath), because Word spreads one line of text over
dozens of elements and walking those in Python would cost more than all the rest.
"""

from __future__ import annotations

import re

from lxml import etree

from pipelines.errors import Unreadable

# lxml takes twenty to thirty times a page's size; real report pages stay below 3 MB.
MAX_CHARACTERS = 12_000_000
# An element costs about a kilobyte in lxml and here; real pages stay below 50,000 tags.
MAX_TAGS = 400_000

_OUTER_ENDS = re.compile(r"</(?:html|body)\s*>", re.I)
_PREFIXED = re.compile(r"<([a-z][a-z0-9]{0,9}:[a-z0-9_.-]{1,30})", re.I)
_NOT_TEXT = (
    "script", "style", "noscript", "template", "select", "textarea", "svg", "canvas", "audio",
    "video", "map", "applet",
)  # fmt: skip
_INLINE = (
    "span", "font", "b", "strong", "i", "em", "u", "big", "small", "sub", "sup", "s", "strike",
    "ins", "label", "nobr", "tt", "abbr", "acronym", "bdo", "cite", "code", "dfn", "kbd", "q",
    "samp", "var", "wbr", "mark", "time", "data", "shape",
)  # fmt: skip
# Old editors made their container a <span id=zoom>: with an id or a class that names one it has to
# survive, as a block.
_NAMED_INLINE = etree.XPath("//span[@id] | //font[@id] | //span[contains(@class, 'TRS_')]")
_CONTAINER_ID = re.compile(r"^(?:zoom|ivs_|vsb_content|ucap|content|webeditor)|TRS_", re.I)
_MAYBE_HIDDEN = etree.XPath(
    "//*[@hidden or contains(@style, 'none') or contains(@style, 'NONE') or contains(@style, 'None')"
    " or contains(@style, 'mso-hide') or contains(@style, 'hidden')]"
)
_HIDDEN = re.compile(
    r"(?:^|[;\s])(?:display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all)", re.I
)


def parse(text: str) -> etree._Element | None:
    """Return the root of the page, or ``None`` where there is no element at all.

    Raises ``Unreadable("too_large")`` beyond the limits above.
    """
    if len(text) > MAX_CHARACTERS:
        raise Unreadable("too_large", f"HTML of more than {MAX_CHARACTERS:,} characters")
    if text.count("<") > MAX_TAGS:
        raise Unreadable("too_large", f"HTML with more than {MAX_TAGS:,} tags")
    # lxml starts a second root behind </html> and loses tables behind </body>.
    text = _OUTER_ENDS.sub("", text).replace("\0", "")
    parser = etree.HTMLParser(encoding="utf-8", huge_tree=True, remove_pis=True)
    try:
        root = etree.fromstring(text.encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError:
        return None
    if root is None:
        return None
    if any("Excessive depth" in entry.message for entry in parser.error_log.filter_from_fatals()):
        raise Unreadable("too_large", "HTML nested more than 2,048 elements deep")
    _clean(root, text)
    return root


def _clean(root: etree._Element, text: str) -> None:
    etree.strip_elements(root, *_NOT_TEXT, with_tail=False)
    for element in _MAYBE_HIDDEN(root):
        if element.get("hidden") is not None or _HIDDEN.search(element.get("style") or ""):
            _empty(element)
    for element in _NAMED_INLINE(root):
        name = f"{element.get('id') or ''} {element.get('class') or ''}"
        if _CONTAINER_ID.search(name.strip()):
            element.tag = "div"
    inline = _INLINE
    if ":" in text:
        inline += tuple({name.lower() for name in _PREFIXED.findall(text)})
    etree.strip_tags(root, *inline)


def _empty(element: etree._Element) -> None:
    """Leave nothing of a hidden element but its place; as a <span> it is stripped with the rest.

    <body> itself is hidden on pages that a script shows once they are loaded.
    """
    if element.tag in ("html", "body") or not isinstance(element.tag, str):
        return
    element.clear(keep_tail=True)
    element.tag = "span"
