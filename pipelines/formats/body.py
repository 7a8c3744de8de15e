"""Where in a page the document is.

The document is one run of leaves. It is anchored on the families' containers, else on the marks
around the printed part, else on the innermost block that holds nearly all prose and tables; and it
grows from there over prose and tables that stand outside (two editors side by side, a table behind
its container), until it meets what a template prints. Last, the template's lines are cut off at
both ends.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pipelines.document import Table
from pipelines.formats.furniture import is_either, is_footer, is_head, is_tail
from pipelines.formats.index_table import index_of_table
from pipelines.formats.leaf import Kind, Leaf, Nodes, Page
from pipelines.formats.links import is_file
from pipelines.formats.names import CONTAINER, FURNITURE, SHARE

# A block that is furniture by its name, yet holds this much of all prose and tables, is the page
_FURNITURE_MAX_SHARE = 0.4
# - and so is one with this many characters in sentences: no menu or footer has as many.
_FURNITURE_MAX_WEIGHT = 150
# Containers with less than this part of the page's prose are not this page's (a teaser, a box).
_CONTAINER_MIN_SHARE = 0.3
# Density goes down into a block as long as it holds this part of what its parent holds; what it
# loses on the way is found again by growing.
_DENSE = 0.8
# A line with this part of its text in links is navigation ...
_LINKED = 0.7
# ... and this many such lines in a row are a menu even in the middle of the document.
_MENU = 3
# Prose has at least so many characters; so many short lines may follow behind the last of it.
_SENTENCE = 20
_CODA = 15
# A picture weighs like a short paragraph: pages whose text is only pictures have a body as well.
_PICTURE_WEIGHT = 40
_HEADING = re.compile(
    r"(?:[一二三四五六七八九十]{1,3}[、.．]|[（(][一二三四五六七八九十]{1,3}[）)]"
    r"|第[一二三四五六七八九十]{1,3}[章条部分])"
)
_SIGNED = re.compile(r"(?:20\d\d|二[〇○零0ＯOo][一二三四五六七八九〇○零]{2})年.{1,3}月.{1,3}日")
_ATTACHED = re.compile(
    r"(?:相关)?附件\d{0,2}(?:下载)?[一二三四五六七八九十]?[:：.]?|\d{1,2}[.、]"
    r"|点击(?:下载|查看|阅读)(?:附件|全文)?|下载"
)


@dataclass(frozen=True, slots=True)
class Body:
    """The document's leaves, those before and behind it, and its index tables."""

    leaves: tuple[Leaf, ...]
    before: tuple[Leaf, ...]
    after: tuple[Leaf, ...]
    index: tuple[Leaf, ...]


@dataclass(slots=True)
class _Judged:
    """A leaf, and what speaks for it and against it."""

    leaf: Leaf
    line: str  # its text without blanks, where it is a paragraph
    weight: int  # characters of prose and of tables
    contained: bool  # it stands in a container
    furniture: bool = False  # it stands in a block that is furniture by its name

    @property
    def linked(self) -> bool:
        """Whether it is mostly links."""
        return bool(self.leaf.links) and self.leaf.linked >= self.leaf.size * _LINKED


def find_body(page: Page) -> Body:
    """Return the part of ``page`` that is the document; empty where there is none."""
    leaves, index = _sorted_out(page)
    contained = _inherited(page.nodes, CONTAINER)
    judged = [_judge(leaf, contained[leaf.node]) for leaf in leaves]
    _find_furniture(judged, page.nodes)
    anchor = _anchor(judged, page.nodes)
    if not anchor:
        return Body(leaves=(), before=tuple(leaves), after=(), index=index)
    first, last = _grow(judged, anchor[0], anchor[-1])
    first, last = _trim(judged, first, last)
    return Body(
        leaves=tuple(_without_menus(judged[first : last + 1])),
        before=tuple(leaves[:first]),
        after=tuple(leaves[last + 1 :]),
        index=index,
    )


def files_only(leaf: Leaf) -> bool:
    """Whether a line holds nothing but links to files, and the word 附件 before them."""
    if not leaf.links or not all(is_file(url) for url, _ in leaf.links):
        return False
    if leaf.kind is Kind.EMBEDDED:
        return True
    if leaf.kind is not Kind.PARAGRAPH:
        return False
    rest = leaf.text
    for _, text in leaf.links:
        rest = rest.replace(text, "", 1)
    line = "".join(rest.split())
    return not line or _ATTACHED.fullmatch(line) is not None


# -- judging leaves -------------------------------------------------------------------------------


def _sorted_out(page: Page) -> tuple[list[Leaf], tuple[Leaf, ...]]:
    """The leaves without share widgets; index tables apart."""
    shared = _inherited(page.nodes, SHARE)
    leaves: list[Leaf] = []
    index: list[Leaf] = []
    for leaf in page.leaves:
        if shared[leaf.node]:
            continue
        is_index = isinstance(leaf.block, Table) and index_of_table(leaf.block) is not None
        (index if is_index else leaves).append(leaf)
    return leaves, tuple(index)


def _judge(leaf: Leaf, contained: bool) -> _Judged:
    line = "".join(leaf.text.split())
    return _Judged(leaf=leaf, line=line, weight=_weight(leaf, line), contained=contained)


def _weight(leaf: Leaf, line: str) -> int:
    if leaf.linked > leaf.size * _LINKED / 2:
        return 0
    if isinstance(leaf.block, Table):
        cells = sum(len(row) for row in leaf.block.rows)
        return leaf.size + cells if cells >= 4 else 0
    if leaf.kind is Kind.PICTURE:
        return _PICTURE_WEIGHT
    if leaf.kind is not Kind.PARAGRAPH:
        return 0
    if _HEADING.match(line):
        return leaf.size
    if leaf.size >= _SENTENCE and ("。" in line or "；" in line or line.count("，") > 1):
        return 0 if leaf.size < 200 and is_footer(line) else leaf.size
    return 0


def _find_furniture(judged: Sequence[_Judged], nodes: Nodes) -> None:
    totals = _totals(judged, nodes)
    limit = min(totals[0] * _FURNITURE_MAX_SHARE, _FURNITURE_MAX_WEIGHT)
    contained = _inherited(nodes, CONTAINER)
    marked = [
        bool(mark & FURNITURE) and not contained[node] and totals[node] <= limit
        for node, mark in enumerate(nodes.marks)
    ]
    for node in range(1, len(marked)):
        marked[node] = marked[node] or marked[nodes.parents[node]]
    for item in judged:
        item.furniture = marked[item.leaf.node]


def _totals(judged: Iterable[_Judged], nodes: Nodes) -> list[int]:
    """What each block holds, furniture that is already known left out."""
    totals = [0] * len(nodes.parents)
    for item in judged:
        if not item.furniture:
            totals[item.leaf.node] += item.weight
    for node in range(len(totals) - 1, 0, -1):
        totals[nodes.parents[node]] += totals[node]
    return totals


def _inherited(nodes: Nodes, mark: int) -> list[bool]:
    """For each block, whether it or a block around it is marked so."""
    marked = [False] * len(nodes.marks)
    for node, parent in enumerate(nodes.parents):
        marked[node] = bool(nodes.marks[node] & mark) or (node > 0 and marked[parent])
    return marked


# -- the anchor -----------------------------------------------------------------------------------


def _anchor(judged: Sequence[_Judged], nodes: Nodes) -> list[int]:
    """The numbers of the leaves that are in the document most likely, in order."""

    def held(numbers: Iterable[int]) -> int:
        return sum(judged[i].weight for i in numbers if not judged[i].furniture)

    enough = held(range(len(judged))) * _CONTAINER_MIN_SHARE
    contained = [i for i, item in enumerate(judged) if item.contained and not _is_mark(item)]
    if contained and held(contained) >= enough:
        # an editor without prose (a shell, a picture, a file) still says where the document is
        return contained
    printed = _between_marks(judged)
    if printed and held(printed) >= enough:
        return printed
    return _densest(judged, nodes)


def _between_marks(judged: Sequence[_Judged]) -> list[int]:
    """The leaves between the last start mark that has an end behind it, and the last end."""
    starts = [i for i, item in enumerate(judged) if item.leaf.kind is Kind.START]
    if not starts:
        return []
    ends = [i for i, item in enumerate(judged) if item.leaf.kind is Kind.END and i > starts[0]]
    last = ends[-1] if ends else len(judged)
    first = max(i for i in starts if i < last)
    return [i for i in range(first + 1, last) if not _is_mark(judged[i])]


def _is_mark(item: _Judged) -> bool:
    return item.leaf.kind in (Kind.START, Kind.END)


def _densest(judged: Sequence[_Judged], nodes: Nodes) -> list[int]:
    totals = _totals(judged, nodes)
    if not totals[0]:  # neither prose nor a table: a title, a file, a few words
        return [i for i, item in enumerate(judged) if not _is_mark(item)]
    children: dict[int, list[int]] = {}
    for node in range(1, len(totals)):
        if totals[node]:
            children.setdefault(nodes.parents[node], []).append(node)
    node = 0
    while True:
        best = max(children.get(node, ()), key=totals.__getitem__, default=0)
        if not best or totals[best] < totals[node] * _DENSE:
            break
        node = best
    within = [False] * len(totals)
    for number, parent in enumerate(nodes.parents):
        within[number] = number == node or (number > 0 and within[parent])
    return [i for i, item in enumerate(judged) if within[item.leaf.node] and not _is_mark(item)]


# -- the run --------------------------------------------------------------------------------------


def _grow(judged: Sequence[_Judged], first: int, last: int) -> tuple[int, int]:
    """Widen the run over prose and tables on both sides, up to what a template prints."""
    for i in range(first - 1, -1, -1):
        if _stops(judged[i]):
            break
        if judged[i].weight and judged[i].leaf.kind is not Kind.PICTURE:
            first = i
    grown = False
    for i in range(last + 1, len(judged)):
        if _stops(judged[i]) or i > last + _CODA:
            break
        if judged[i].weight and judged[i].leaf.kind is not Kind.PICTURE:
            last, grown = i, True
        elif i <= last + 2 and _SIGNED.fullmatch(judged[i].line):
            last = i
    if grown:  # the document goes on outside its container: so do its last, short lines
        while last + 1 < len(judged) and not _stops(judged[last + 1]):
            last += 1
    return first, last


def _stops(item: _Judged) -> bool:
    """Whether growing ends at this leaf: a line of a template, a menu, a file."""
    if item.furniture or item.linked or item.leaf.kind is Kind.EMBEDDED:
        return True
    return bool(item.line) and (is_head(item.line) or is_tail(item.line))


def _trim(judged: Sequence[_Judged], first: int, last: int) -> tuple[int, int]:
    """Cut a template's lines off both ends: before the first prose and behind the last."""
    heavy = [i for i in range(first, last + 1) if judged[i].weight and not judged[i].furniture]
    begin, end = (heavy[0], heavy[-1]) if heavy else (last + 1, first - 1)
    for i in range(begin - 1, first - 1, -1):
        if _is_away(judged[i]) or _is_foreign_link(judged[i]) or _is_head(judged[i]):
            first = i + 1
            break
    for i in range(max(end, first - 1) + 1, last + 1):
        item = judged[i]
        foreign = not item.contained and _is_foreign_link(item)
        if _is_away(item) or foreign or (item.line and is_tail(item.line)):
            last = i - 1
            break
    return first, last


def _is_away(item: _Judged) -> bool:
    return item.furniture and not item.contained


def _is_foreign_link(item: _Judged) -> bool:
    return item.linked and item.leaf.kind is Kind.PARAGRAPH and not files_only(item.leaf)


def _is_head(item: _Judged) -> bool:
    return bool(item.line) and is_head(item.line) and not _HEADING.match(item.line)


def _without_menus(run: Iterable[_Judged]) -> list[Leaf]:
    """The run without the furniture that stands in its middle."""
    kept: list[Leaf] = []
    menu: list[Leaf] = []
    for item in run:
        if _is_mark(item) or _is_away(item):
            continue
        if not item.contained and item.linked and item.leaf.size:
            menu.append(item.leaf)
            continue
        if len(menu) < _MENU:
            kept.extend(menu)
        menu.clear()
        if item.line and is_either(item.line):
            continue
        kept.append(item.leaf)
    if len(menu) < _MENU:
        kept.extend(menu)
    return kept
