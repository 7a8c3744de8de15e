"""HTML text to an lxml tree, without scripts, styles, hidden text and inline tags.

Everything here runs in C (lxml's own strippers, XPath), because Word spreads one line of text over
dozens of elements and walking those in Python would cost more than all the rest.
"""

from __future__ import annotations

import re

from lxml import etree

from pipelines.errors import Unreadable
from pipelines.formats.names import CONTAINER, mark_of
from pipelines.formats.stylesheet import hidden_by, hiding_selectors

# lxml takes twenty to thirty times a page's size; real report pages stay below 3 MB.
MAX_CHARACTERS = 12_000_000
# An element costs about a kilobyte in lxml and here, and 15 µs; Word's worst (a span around each
# character, three deep) has 100,000 tags for a long report.
MAX_TAGS = 200_000

_OUTER_ENDS = re.compile(r"</(?:html|body)\s*>", re.I)
# Word's own elements (<o:p>, <st1:chsdate>) in text, and as literals again.
_PREFIXED = re.compile(r"<((?:[oOvwmx]|[sS][tT]1|u[12]):[A-Za-z0-9]{1,30})")
_NOT_TEXT = (
    "script", "style", "noscript", "template", "select", "textarea", "svg", "canvas", "audio",
    "video", "map", "applet",
)  # fmt: skip
_INLINE = (
    "span", "font", "b", "strong", "i", "em", "u", "big", "small", "sub", "sup", "s", "strike",
    "ins", "label", "nobr", "tt", "abbr", "acronym", "bdo", "cite", "code", "dfn", "kbd", "q",
    "samp", "var", "wbr", "mark", "time", "data", "shape",
)  # fmt: skip
# What hides an element, as editors spell it: a word, asked first because that is fast, and all of
# it. A pattern that ignores case would take longer than the parser.
_HIDING = tuple(
    (word, re.compile(word + rest))
    for word, rest in (
        ("display", r"\s{0,9}:\s{0,9}none"),
        ("DISPLAY", r"\s{0,9}:\s{0,9}(?:none|NONE)"),
        ("Display", r"\s{0,9}:\s{0,9}[nN]one"),
        ("visibility", r"\s{0,9}:\s{0,9}hidden"),
        ("VISIBILITY", r"\s{0,9}:\s{0,9}(?:hidden|HIDDEN)"),
        ("mso-hide", r"\s{0,9}:\s{0,9}all"),
        (" hidden", r"(?=[\s>=])"),
    )
)
_TAG = re.compile(r"<([A-Za-z][A-Za-z0-9:_.-]{0,30})")
# An attribute stands within this many characters of its tag.
_TAG_CHARACTERS = 2000


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
    # Word ends every paragraph so; it says nothing, and each costs the parser an element.
    text = text.replace("<o:p></o:p>", "")
    parser = etree.HTMLParser(encoding="utf-8", huge_tree=True, remove_pis=True, collect_ids=False)
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
    selectors = hiding_selectors(root)
    etree.strip_elements(root, *_NOT_TEXT, with_tail=False)
    for element in list(hidden_by(selectors, root)):
        _empty(element)
    hiding = _tags_that_may_hide(text) - {"html", "body", "style", "script"}
    if hiding:
        for element in list(root.iter(*hiding)):
            if _is_hidden(element):
                _empty(element)
    # Old editors made their container a <span id=zoom>: it has to survive, as a block.
    for element in root.iter("span", "font"):
        if not element.keys():
            continue
        if mark_of("span", element.get("class"), element.get("id")) & CONTAINER:
            element.tag = "div"
    prefixed = {name.lower() for name in _PREFIXED.findall(text)}
    etree.strip_tags(root, *_INLINE, *prefixed)


def _tags_that_may_hide(text: str) -> set[str]:
    """The names of tags that hide something somewhere: only those are looked at one by one."""
    names: set[str] = set()
    for word, pattern in _HIDING:
        at = text.find(word)
        while at >= 0:
            if pattern.match(text, at):
                start = text.rfind("<", max(at - _TAG_CHARACTERS, 0), at)
                tag = _TAG.match(text, start) if start >= 0 else None
                if tag is not None:
                    names.add(tag[1].lower())
            at = text.find(word, at + len(word))
    return names


def _is_hidden(element: etree._Element) -> bool:
    if element.get("hidden") is not None:
        return True
    style = element.get("style")
    return style is not None and any(pattern.search(style) for _, pattern in _HIDING)


def _empty(element: etree._Element) -> None:
    """Leave nothing of a hidden element but its place; as a <span> it is stripped with the rest.

    <body> itself is never asked: pages hide it until a script shows them.
    """
    tail = element.tail
    element.clear()
    element.tag, element.tail = "span", tail
