"""Links that only a script knows: menus it writes, targets it sets, handlers that open pages.

Nothing is run. What is read are the strings that real pages were seen to use: anchors inside
``document.write``, jQuery's ``.attr('href', …)``, ``location.href=``, ``window.open(…)`` and
functions of the page's own that take an address.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipelines.listing.labels import is_cut, squeeze
from pipelines.paging.escapes import unescape_string

_ANCHOR = re.compile(
    r"<a\b(?P<attributes>[^<>]*?\bhref\s*=\s*(?P<quote>[\"']?)(?P<href>[^\"'<>\s]+)(?P=quote)"
    r"(?!\s*\+)[^<>]*)>(?P<label>.*?)</a",
    re.IGNORECASE | re.DOTALL,
)
_TITLE = re.compile(r"\btitle\s*=\s*[\"']([^\"']+)", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]*>")
_SURROGATE = re.compile("[\ud800-\udfff]")
_JOINT = re.compile(r"([\"'])\s*\+\s*\1")
_SET_HREF = re.compile(
    r"\$\(\s*(?P<q>[\"'])(?P<selector>.{1,200}?)(?P=q)\s*\)[\w.()]*?"
    r"\.(?:attr|prop)\(\s*[\"']href[\"']\s*,\s*[\"'](?P<href>[^\"']+)[\"']"
    r"|getElementById\(\s*[\"'](?P<id>[\w-]+)[\"']\s*\)\.href\s*=\s*[\"'](?P<href2>[^\"']+)[\"']"
)
_CONTAINS = re.compile(r":contains\(\s*[\"']?([^\"')]+)")
_SELECTOR_ID = re.compile(r"#([\w-]+)\s*(?:a)?$")
_QUOTED = re.compile(r"[\"']([^\"']+)[\"']")
_ADDRESS = re.compile(
    r"^(?:https?:)?//[\w.-]+(?::\d+)?(?:[/?][^\s'\"<>]*)?$|^\.{0,2}/[\w\-./?=&%#;~]+$"
    r"|^[\w\-./]+\.(?:s?html?|jhtml|thtml|jspx?|aspx?|php|asp|pdf|docx?|xlsx?)(?:\?[^\s]*)?$",
    re.IGNORECASE,
)
_BARE_TARGET = re.compile(r"(?:location(?:\.href)?\s*=|open\(|href\s*=)\s*(https?://[^\s'\");]+)")
# Handlers longer than this are programs, not links.
_LONGEST_HANDLER = 400


def unescape(script: str) -> str:
    """Return ``script`` with string escapes resolved and strings joined by ``+`` run together."""
    return _JOINT.sub("", unescape_string(script))


def written_anchors(script: str) -> Iterator[tuple[str, str]]:
    """Yield (href, label) of the anchors that a script writes with whole addresses."""
    if "<a" not in script and "<A" not in script:
        return
    for anchor in _ANCHOR.finditer(unescape(script)):
        label = squeeze(_TAG.sub("", anchor.group("label")))
        title = _TITLE.search(anchor.group("attributes"))
        if title and (not label or "+" in label or is_cut(label)):
            label = squeeze(title.group(1))
        yield anchor.group("href"), label


def set_targets(script: str) -> Iterator[tuple[str, str, str]]:
    """Yield (href, label, element id) where a script gives an anchor its address.

    The label is what ``:contains(…)`` names; else it is empty and the id tells the element.
    """
    if "href" not in script:
        return
    for found in _SET_HREF.finditer(script):
        if found.group("id"):
            yield found.group("href2"), "", found.group("id")
            continue
        selector = found.group("selector")
        label = _CONTAINS.search(selector)
        identifier = _SELECTOR_ID.search(selector)
        yield (
            found.group("href"),
            squeeze(label.group(1)) if label else "",
            identifier.group(1) if identifier else "",
        )


def handler_targets(handler: str) -> Iterator[str]:
    """Yield the addresses in an event handler or a ``javascript:`` address."""
    if len(handler) > _LONGEST_HANDLER:
        return
    seen: set[str] = set()
    for quoted in _QUOTED.findall(unescape(handler)):
        if quoted not in seen and _ADDRESS.match(quoted):
            seen.add(quoted)
            yield quoted
    for bare in _BARE_TARGET.findall(handler):
        if bare not in seen:
            yield bare
