"""What a page says about itself: national <meta> tags, headlines, the line with date and source."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from lxml import etree

from pipelines.formats.furniture import is_bare_date, is_date_line
from pipelines.formats.leaf import Kind, Leaf, Nodes
from pipelines.formats.names import TITLE
from pipelines.formats.whitespace import fold, join_lines

# 《政府网站发展指引》 2017, 网页标签规范; Kaipu's "others" names the time of generation.
_NATIONAL = frozenset(
    {
        "sitename", "sitedomain", "siteidcode", "columnname", "columndescription",
        "columnkeywords", "columntype", "articletitle", "pubdate", "contentsource", "keywords",
        "author", "description", "image", "url",
    }
)  # fmt: skip
# A headline is one or a few lines; what is longer is prose in a heading's markup.
_MAX_HEADLINE = 120
_MAX_LINES = 4
_CENTRED = re.compile(r"text-align\s*:\s*center", re.I)
_NOT_HEADLINE = re.compile(
    r"[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十]{1,3}[）)]|第[一二三四五六七八九十]{1,3}[部章节]|[（(]?20\d\d年\d{1,2}月\d{1,2}日[）)]?$"
    r"|.{0,10}[〔\[（(]20\d\d[〕\]）)]\d+号$|附件\d?[:：]?$|目录$"
)
_SEPARATORS = re.compile(r"\s*(?:[_|｜]|--+|\s[-–—]\s|[-–—](?=[^-–—]*$))\s*")
_SITE_NAME = re.compile(r"(?:网|网站|门户|平台|专栏|人民政府|信息公开|政务公开|委员会|局|年报)$")


def read_meta(root: etree._Element) -> dict[str, str]:
    """The national tags by lower-case name; the first that isn't empty."""
    found: dict[str, str] = {}
    for element in root.iter("meta"):
        name = (element.get("name") or "").strip().lower()
        if name in _NATIONAL and not found.get(name):
            content = fold(element.get("content") or "")
            if content:
                found[name] = content
    return found


def read_title(root: etree._Element, meta: Mapping[str, str]) -> str | None:
    """<title> without the site's and the column's name."""
    element = next(root.iter("title"), None)
    if element is None:
        return None
    title = fold("".join(map(str, element.itertext()))).strip("【】")
    names = {meta.get("sitename", ""), meta.get("columnname", "")} - {""}
    parts = [part for part in _SEPARATORS.split(title) if part]
    while len(parts) > 1:
        if parts[-1] in names or _SITE_NAME.search(parts[-1]):
            parts.pop()
        elif parts[0] in names:
            parts.pop(0)
        else:
            break
    kept = parts[0] if len(parts) == 1 else title
    return kept.strip("【】 ") or None


def page_headlines(
    before: Sequence[Leaf], body: Sequence[Leaf], nodes: Nodes, agreed: Sequence[str]
) -> list[str]:
    """Headlines that the page prints, best first.

    ``agreed`` are the meta tag and <title>: a printed line that one of them repeats is best.
    """
    groups = _groups([*before[-40:], *body[:_MAX_LINES]], nodes)
    candidates: list[tuple[int, int, str]] = []
    wanted = ["".join(text.split()) for text in agreed]
    for position, (score, text) in enumerate(groups):
        line = "".join(text.split())
        if any(line == want for want in wanted):
            score += 8  # noqa: PLW2901
        elif len(line) > 5 and any(line in want or want in line for want in wanted if want):
            score += 5  # noqa: PLW2901
        candidates.append((-score, -position, text))
    return [text for _, _, text in sorted(candidates)]


def first_lines(body: Sequence[Leaf]) -> list[str]:
    """The centred lines that the document begins with, joined; else nothing."""
    lines: list[str] = []
    for leaf in body[: _MAX_LINES + 1]:
        text = leaf.text
        if leaf.kind is not Kind.PARAGRAPH or not text or _NOT_HEADLINE.match(text):
            break
        if leaf.size > _MAX_HEADLINE or "。" in text or not _is_centred(leaf):
            break
        lines.append(text)
    joined = join_lines(lines)
    return [joined] if joined and len(joined) <= _MAX_HEADLINE else []


def find_date_line(before: Sequence[Leaf], after: Sequence[Leaf]) -> str | None:
    """The line with publication time, source, visits: nearest above the document, else below.

    Templates split it over neighbouring blocks; those are joined by blanks.
    """
    for leaves in ([*reversed(before[-30:])], [*after[:10]]):
        run: list[str] = []
        gap = 0
        for leaf in leaves:
            line = "".join(leaf.text.split())
            if is_date_line(line) or is_bare_date(line):
                run.append(leaf.text)
                gap = 0
            elif run and line:
                gap += 1
                if gap > 3:
                    break
        if run:
            return " ".join(run if leaves and after and leaves[0] is after[0] else reversed(run))
    return None


def _groups(leaves: Sequence[Leaf], nodes: Nodes) -> list[tuple[int, str]]:
    """Lines that stand in one title block or heading, joined, with what speaks for them."""
    groups: list[tuple[int, str]] = []
    last_key: tuple[int, int | None] | None = None
    lines: list[str] = []
    score = 0

    def close() -> None:
        joined = join_lines(lines)
        if joined and len(joined) <= _MAX_HEADLINE and len(lines) <= _MAX_LINES:
            groups.append((score, joined))

    for leaf in leaves:
        if leaf.kind is not Kind.PARAGRAPH or not leaf.text or leaf.linked > leaf.size / 2:
            continue
        title = _title_block(leaf, nodes)
        rank = leaf.block.heading if leaf.block is not None else None  # type: ignore[union-attr]
        if title == 0 and rank is None:
            continue
        line = "".join(leaf.text.split())
        if is_date_line(line) or _NOT_HEADLINE.match(line):
            continue
        key = (title, rank)
        same = key == last_key and title != 0
        if not same:
            if lines:
                close()
            lines = []
            score = (3 if rank == 1 else 2 if rank in (2, 3) else 0) + (2 if title else 0)
        lines.append(leaf.text)
        last_key = key
    if lines:
        close()
    return groups


def _title_block(leaf: Leaf, nodes: Nodes) -> int:
    node, found = leaf.node, 0
    for _ in range(4):
        if node <= 0:
            break
        if nodes.marks[node] & TITLE:
            found = node
        node = nodes.parents[node]
    return found


def _is_centred(leaf: Leaf) -> bool:
    element = leaf.element
    for _ in range(3):
        if element is None:
            return False
        if (element.get("align") or "").lower() == "center" or element.tag == "center":
            return True
        if _CENTRED.search(element.get("style") or ""):
            return True
        if element.tag in ("td", "table", "body"):
            return False
        element = element.getparent()
    return False
