"""Which elements a page's own style sheets hide.

Only selectors of one class or one id are followed (``.x``, ``#x``, ``div.x``): what depends on a
state, a place or a medium (``@media print``) is shown to somebody. Sheets in files of their own are
not known here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lxml import etree

_BRACE = re.compile(r"[{}]")
_SIMPLE = re.compile(r"([a-z][a-z0-9]*)?([.#])([\w-]{1,60})", re.I)
_SHOWN_OR_NOT = re.compile(r"(?:^|;)\s*(display|visibility|mso-hide)\s*:\s*([\w-]+)", re.I)
_HIDDEN = frozenset({("display", "none"), ("visibility", "hidden"), ("mso-hide", "all")})
# Word writes sheets of 100 kB; ten times that many rules would take seconds.
_LONGEST_SHEET = 500_000
# A sheet that hides more names than this hides parts of a template, and no text of a report.
_MOST_NAMES = 100
# What holds more of the page's text than this is shown by a script: a tab, a page that fades in.
_MOST_TEXT = 0.6


@dataclass(frozen=True, slots=True)
class Selector:
    """``tag.name`` or ``tag#name``; the tag may be empty."""

    tag: str
    mark: str
    name: str


def hiding_selectors(root: etree._Element) -> Sequence[Selector]:
    """Return the selectors that the page's sheets hide and that no later rule shows."""
    hidden: dict[Selector, bool] = {}
    for element in root.iter("style"):
        sheet = (element.text or "")[:_LONGEST_SHEET]
        for selectors, declarations in _rules(_without_comments(sheet)):
            said = {(name.lower(), v.lower()) for name, v in _SHOWN_OR_NOT.findall(declarations)}
            if not said:
                continue
            for selector in selectors.split(","):
                match = _SIMPLE.fullmatch(selector.strip())
                if match:
                    name = Selector((match[1] or "").lower(), match[2], match[3])
                    hidden[name] = bool(said & _HIDDEN)
    return [selector for selector, is_hidden in hidden.items() if is_hidden][:_MOST_NAMES]


def hidden_by(selectors: Sequence[Selector], root: etree._Element) -> Iterator[etree._Element]:
    """Yield the elements that the selectors hide; one may stand in another."""
    if not selectors:
        return
    limit = _size(root) * _MOST_TEXT
    for selector in selectors:
        test = (
            f"contains(concat(' ', normalize-space(@class), ' '), ' {selector.name} ')"
            if selector.mark == "."
            else f"@id = '{selector.name}'"
        )
        found = root.xpath(f"//body//{selector.tag or '*'}[{test}]")
        for element in found if isinstance(found, list) else ():
            if isinstance(element, etree._Element) and _size(element) <= limit:
                yield element


def _without_comments(sheet: str) -> str:
    sheet = sheet.replace("<!--", " ").replace("-->", " ")
    kept: list[str] = []
    position = 0
    while (start := sheet.find("/*", position)) >= 0:
        kept.append(sheet[position:start])
        end = sheet.find("*/", start + 2)
        if end < 0:
            return "".join(kept)
        position = end + 2
    return "".join([*kept, sheet[position:]])


def _rules(sheet: str) -> Iterator[tuple[str, str]]:
    """Yield selectors and declarations of the rules outside any @-rule."""
    depth = start = inside = 0
    selectors = ""
    for brace in _BRACE.finditer(sheet):
        if brace.group() == "{":
            if depth == 0:
                selectors = sheet[start : brace.start()].rpartition(";")[2]
                inside = brace.end()
            depth += 1
        elif depth:
            depth -= 1
            if depth == 0:
                start = brace.end()
                if "@" not in selectors:
                    yield selectors, sheet[inside : brace.start()]


def _size(element: etree._Element) -> int:
    return sum(len(text.strip()) for text in element.itertext())
