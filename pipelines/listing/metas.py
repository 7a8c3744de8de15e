"""What a page says it is: national tags, site code, trail of columns, headline."""

from __future__ import annotations

import re
from collections.abc import Mapping

from lxml import etree

from pipelines.listing.labels import label_of, squeeze
from pipelines.listing.tree import text_of

_CODE = r"(\d{10}|bm\d{8})(?!\d)"
_CODES = (
    re.compile(rf"(?:sitecode|site_code|SiteIDCode)[\"'=:\s]+(?:value\s*=\s*[\"'])?{_CODE}", re.I),
    re.compile(rf"(?:网站|政府网站)标识码(?:[:：\s]|&nbsp;|<[^<>]*>)*{_CODE}", re.I),
    re.compile(rf"report_tb_{_CODE}\.pdf", re.I),
    re.compile(rf"jiucuo\.png\?v={_CODE}", re.I),
)
_META_CODE = re.compile(rf"^{_CODE}$", re.I)
# Fillers of templates that were never filled in.
_FILLERS = frozenset({"0000000000", "1234567890", "1111111111"})
_TRAIL_CLASS = re.compile(
    r"crumb|position|breadnav|bread|location|currchnl|dqwz|weizhi|curpos|\bpos\b|\bplace\b|wz\b",
    re.I,
)
_TRAIL_WORDS = re.compile(r"(?:当前|所在|您的|现在的?)位置|位置[:：是]|您所在的?栏目")
_SEPARATORS = re.compile(r"[>›»/\\|→＞·]+|&gt;")
# A trail longer than this is a menu.
LONGEST_TRAIL = 12


def metas_of(root: etree._Element) -> dict[str, str]:
    """Return the <meta> tags by lower-case name, the first that is not empty."""
    found: dict[str, str] = {}
    for meta in root.iter("meta"):
        name = (meta.get("name") or meta.get("property") or "").strip().lower()
        content = (meta.get("content") or "").strip()
        if name and content and name not in found:
            found[name] = content
    return found


def site_codes(html: str, metas: Mapping[str, str]) -> tuple[str, ...]:
    """Return the 网站标识码 wherever the page shows one, an entry for each place."""
    votes: list[str] = []
    tag = _META_CODE.match(metas.get("siteidcode", ""))
    if tag:
        votes.append(tag.group(1).lower())
    if any(
        word in html for word in ("标识码", "itecode", "ite_code", "iteCode", "report_tb", "jiucuo")
    ):
        for pattern in _CODES:
            votes.extend(code.lower() for code in pattern.findall(html))
    return tuple(vote for vote in votes if vote not in _FILLERS)


def trail_of(root: etree._Element) -> tuple[str, ...]:
    """Return the labels of the trail (首页 > 政务公开 > 年报), empty where there is none."""
    for element in root.iter(
        "div", "p", "td", "ul", "ol", "span", "dl", "nav", "section", "h2", "h3"
    ):
        marked = _TRAIL_CLASS.search(
            f"{element.get('class') or ''} {element.get('id') or ''}"
        ) or _TRAIL_WORDS.search(element.text or "")
        if not marked:
            continue
        labels = _labels(element)
        if 1 <= len(labels) <= LONGEST_TRAIL and ("首页" in labels[0] or len(labels) > 1):
            return labels
    # TRS marks each link of the trail instead of its container.
    links = [a for a in root.iter("a") if "CurrChnlCls" in (a.get("class") or "")]
    return tuple(label_of(a) for a in links[:LONGEST_TRAIL])


def _labels(element: etree._Element) -> tuple[str, ...]:
    text = squeeze(text_of(element))
    text = re.sub(r"^.*?(?:位置|栏目)(?:是)?[:：]?", "", text, count=1)
    if not any(True for _ in element.iter("a")):
        return ()
    return tuple(part for part in _SEPARATORS.split(text) if part)
