"""Where in a page the document is.

The document is one run of leaves. It is anchored on the families' containers, else on the marks
around the printed part, else on the innermost block that holds nearly all prose and tables; and it
grows from there over prose and tables that stand outside (two editors side by side, a table behind
its container), until it meets what a template prints. Last, the template's lines are cut off at
both ends.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pipelines.document import Paragraph, Table
from pipelines.formats.furniture import is_either, is_footer, is_head, is_tail
from pipelines.formats.index_table import index_of_table
from pipelines.formats.leaf import Kind, Leaf, Nodes, Page
from pipelines.formats.links import is_file
from pipelines.formats.names import Mark

# A block that is furniture by its name, yet holds this much of all prose and tables, is the page.
_FURNITURE_MAX_SHARE = 0.4
# The same in characters: no menu or footer holds as many in sentences.
_FURNITURE_MAX_WEIGHT = 150
# Containers that hold less than this part of the page's prose are not this page's (a teaser, a box).
_CONTAINER_MIN_SHARE = 0.3
# Density goes down into a block as long as it holds this part of what its parent holds; what it
# loses on the way is found again by growing.
_DENSE = 0.8
# A line with this part of its text in links is navigation ...
_LINKED = 0.7
# ... and this many such lines in a row are a menu even in the middle of the document.
_MENU = 3
_SENTENCE = 20
_HEADING = re.compile(
    r"(?:[一二三四五六七八九十]{1,3}[、.．]|[（(][一二三四五六七八九十]{1,3}[）)]|第[一二三四五六七八九十]{1,3}[章条部分])"
)
_ATTACHED = re.compile(
    r"(?:相关)?附件\d{0,2}(?:下载)?[一二三四五六七八九十]?[:：.]?|\d{1,2}[.、]|点击(?:下载|查看|阅读)(?:附件|全文)?|下载"
)
# A picture weighs like a short paragraph: pages whose text is only pictures have a body as well.
_PICTURE_WEIGHT = 40


@dataclass(frozen=True, slots=True)
class Body:
    """The document's leaves, and those before and behind that furnish its title and files."""

    leaves: tuple[Leaf, ...]
    before: tuple[Leaf, ...]
    after: tuple[Leaf, ...]
    index: tuple[Leaf, ...]


def find_body(page: Page) -> Body:
    """Return the part of ``page`` that is the document; empty where there is none."""
    leaves = [leaf for leaf in page.leaves if not _is_share(leaf, page.nodes)]
    index = tuple(leaf for leaf in leaves if _is_index(leaf))
    for leaf in index:
        leaves.remove(leaf)
    weights = [_weight(leaf) for leaf in leaves]
    furniture = _furniture(leaves, weights, page.nodes)
    chosen = _anchor(leaves, weights, furniture, page.nodes)
    if not chosen:
        return Body(leaves=(), before=tuple(leaves), after=(), index=index)
    strict = _in_containers(leaves, page.nodes)
    first, last = _grow(leaves, weights, furniture, chosen[0], chosen[-1])
    first, last = _trim(leaves, weights, furniture, first, last, strict)
    inside = _without_menus(
        leaves[first : last + 1], furniture[first : last + 1], strict[first : last + 1]
    )
    return Body(
        leaves=tuple(inside),
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


# -- what a leaf weighs ---------------------------------------------------------------------------


def _weight(leaf: Leaf) -> int:
    """How much a leaf speaks for being in the document: characters of prose and of tables."""
    if leaf.kind is Kind.TABLE and isinstance(leaf.block, Table):
        cells = sum(len(row) for row in leaf.block.rows)
        if leaf.linked > leaf.size * _LINKED / 2 or cells < 4:
            return 0
        return leaf.size + cells
    if leaf.kind is Kind.PICTURE:
        return _PICTURE_WEIGHT
    if leaf.kind is not Kind.PARAGRAPH or leaf.linked > leaf.size * _LINKED / 2:
        return 0
    text = leaf.text
    if _HEADING.match(text):
        return leaf.size
    if leaf.size >= _SENTENCE and ("。" in text or "；" in text or (text.count("，") > 1)):
        line = "".join(text.split())
        return 0 if is_footer(line) and leaf.size < 200 else leaf.size
    return 0


def _is_index(leaf: Leaf) -> bool:
    return isinstance(leaf.block, Table) and index_of_table(leaf.block) is not None


def _is_share(leaf: Leaf, nodes: Nodes) -> bool:
    node = leaf.node
    while node > 0:
        if nodes.marks[node] & Mark.SHARE:
            return True
        node = nodes.parents[node]
    return False


def _totals(leaves: Sequence[Leaf], weights: Sequence[int], nodes: Nodes) -> list[int]:
    totals = [0] * len(nodes.parents)
    for leaf, weight in zip(leaves, weights, strict=True):
        totals[leaf.node] += weight
    for node in range(len(totals) - 1, 0, -1):
        totals[nodes.parents[node]] += totals[node]
    return totals


def _inherited(nodes: Nodes, own: Sequence[bool]) -> list[bool]:
    """For each block, whether it or a block around it is marked."""
    marked = list(own)
    for node in range(1, len(marked)):
        marked[node] = marked[node] or marked[nodes.parents[node]]
    return marked


def _furniture(leaves: Sequence[Leaf], weights: Sequence[int], nodes: Nodes) -> list[bool]:
    """For each leaf, whether it stands in a block that is furniture by its name."""
    totals = _totals(leaves, weights, nodes)
    limit = min(totals[0] * _FURNITURE_MAX_SHARE, _FURNITURE_MAX_WEIGHT)
    contained = _inherited(nodes, [bool(mark & Mark.CONTAINER) for mark in nodes.marks])
    marked = _inherited(
        nodes,
        [
            bool(mark & Mark.FURNITURE)
            and not contained[node]
            and (totals[node] < limit or not totals[node])
            for node, mark in enumerate(nodes.marks)
        ],
    )
    return [marked[leaf.node] for leaf in leaves]


def _in_containers(leaves: Sequence[Leaf], nodes: Nodes) -> list[bool]:
    contained = _inherited(nodes, [bool(mark & Mark.CONTAINER) for mark in nodes.marks])
    return [contained[leaf.node] for leaf in leaves]


# -- the anchor -----------------------------------------------------------------------------------


def _anchor(
    leaves: Sequence[Leaf], weights: Sequence[int], furniture: Sequence[bool], nodes: Nodes
) -> list[int]:
    """The numbers of the leaves that are in the document most likely, in order."""
    plain = [0 if away else weight for weight, away in zip(weights, furniture, strict=True)]
    total = sum(plain)
    contained = [i for i, inside in enumerate(_in_containers(leaves, nodes)) if inside]
    held = sum(plain[i] for i in contained)
    if contained and held >= total * _CONTAINER_MIN_SHARE:
        # an editor without prose (a shell, a picture, a file) still says where the document is
        return [i for i in contained if leaves[i].kind not in (Kind.START, Kind.END)]
    printed = _between_marks(leaves)
    if printed and sum(plain[i] for i in printed) >= total * _CONTAINER_MIN_SHARE:
        return printed
    return _densest(leaves, plain, nodes)


def _between_marks(leaves: Sequence[Leaf]) -> list[int]:
    starts = [i for i, leaf in enumerate(leaves) if leaf.kind is Kind.START]
    ends = [i for i, leaf in enumerate(leaves) if leaf.kind is Kind.END]
    if not starts:
        return []
    first = starts[0]
    last = next((i for i in reversed(ends) if i > first), len(leaves))
    # marks may be nested (startprint around ContentStart): the innermost pair that holds anything
    inner = next((i for i in reversed(starts) if i < last), first)
    return [i for i in range(inner + 1, last) if leaves[i].kind not in (Kind.START, Kind.END)]


def _densest(leaves: Sequence[Leaf], weights: Sequence[int], nodes: Nodes) -> list[int]:
    totals = _totals(leaves, weights, nodes)
    if not totals[0]:
        return []
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
    within = _inherited(nodes, [number == node for number in range(len(totals))])
    return [
        i
        for i, leaf in enumerate(leaves)
        if within[leaf.node] and leaf.kind not in (Kind.START, Kind.END)
    ]


# -- the run --------------------------------------------------------------------------------------


def _stops(leaf: Leaf) -> bool:
    """Whether growing ends at this leaf: a line of a template, a menu, a file."""
    if leaf.kind in (Kind.START, Kind.END):
        return False
    if leaf.kind is not Kind.PARAGRAPH:
        return leaf.kind is Kind.TABLE and leaf.linked > leaf.size * _LINKED / 2
    if leaf.links and leaf.linked >= leaf.size * _LINKED:
        return True
    line = "".join(leaf.text.split())
    return is_head(line) or is_tail(line)


def _grow(
    leaves: Sequence[Leaf],
    weights: Sequence[int],
    furniture: Sequence[bool],
    first: int,
    last: int,
) -> tuple[int, int]:
    for i in range(first - 1, -1, -1):
        if furniture[i] or _stops(leaves[i]):
            break
        if weights[i] and leaves[i].kind is not Kind.PICTURE:
            first = i
    for i in range(last + 1, len(leaves)):
        if furniture[i] or _stops(leaves[i]):
            break
        if weights[i] and leaves[i].kind is not Kind.PICTURE:
            last = i
    return first, last


def _trim(
    leaves: Sequence[Leaf],
    weights: Sequence[int],
    furniture: Sequence[bool],
    first: int,
    last: int,
    strict: Sequence[bool],
) -> tuple[int, int]:
    """Cut a template's lines off both ends: before the first prose and behind the last."""
    heavy = [i for i in range(first, last + 1) if weights[i] and not furniture[i]]
    begin, end = (heavy[0], heavy[-1]) if heavy else (last + 1, first - 1)
    for i in range(min(begin, last + 1) - 1, first - 1, -1):
        if _is_head(leaves[i], furniture[i], strict[i]):
            first = i + 1
            break
    for i in range(max(end, first - 1) + 1, last + 1):
        if _is_tail(leaves[i], furniture[i], strict[i]):
            last = i - 1
            break
    return first, last


def _is_head(leaf: Leaf, furniture: bool, strict: bool) -> bool:
    if furniture and not strict:
        return True
    if leaf.kind is not Kind.PARAGRAPH:
        return False
    if leaf.links and leaf.linked >= leaf.size * _LINKED and not files_only(leaf):
        return True
    line = "".join(leaf.text.split())
    if not line:
        return False
    return is_head(line) and not _HEADING.match(line)


def _is_tail(leaf: Leaf, furniture: bool, strict: bool) -> bool:
    if furniture and not strict:
        return True
    if leaf.kind is not Kind.PARAGRAPH:
        return False
    if leaf.links and leaf.linked >= leaf.size * _LINKED and not files_only(leaf):
        return not strict
    line = "".join(leaf.text.split())
    return bool(line) and is_tail(line)


def _without_menus(
    leaves: Sequence[Leaf], furniture: Sequence[bool], strict: Sequence[bool]
) -> list[Leaf]:
    """The run without furniture that stands in its middle, and without lines that are only files."""
    kept: list[Leaf] = []
    menu: list[Leaf] = []
    for leaf, away, contained in zip(leaves, furniture, strict, strict=True):
        if leaf.kind in (Kind.START, Kind.END) or (away and not contained):
            continue
        if not contained and leaf.links and leaf.linked >= leaf.size * _LINKED and leaf.size:
            menu.append(leaf)
            continue
        if len(menu) < _MENU:
            kept.extend(menu)
        menu.clear()
        if isinstance(leaf.block, Paragraph) and is_either("".join(leaf.text.split())):
            continue
        kept.append(leaf)
    if len(menu) < _MENU:
        kept.extend(menu)
    return kept
