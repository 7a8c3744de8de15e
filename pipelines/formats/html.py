"""An HTML page, or a piece of one, as a document."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from lxml import etree

from pipelines.document import Block, Document, Paragraph, Picture, Table
from pipelines.errors import Unreadable
from pipelines.formats.body import Body, files_only, find_body
from pipelines.formats.head import (
    find_date_line,
    first_lines,
    page_headlines,
    read_meta,
    read_title,
)
from pipelines.formats.index_table import index_of_lines, index_of_table
from pipelines.formats.leaf import Leaf, Nodes
from pipelines.formats.leaves import read_leaves
from pipelines.formats.links import absolute, is_file, unwrap
from pipelines.formats.markup import parse
from storage.records import Link

# An attachment box stands within so many blocks of the text; further away are other pages' files.
_NEAR = 12


def read_html(text: str, *, url: str | None = None) -> Document:
    """Return the document in ``text``. Raises ``Unreadable`` (``empty``, ``too_large``)."""
    root = parse(text)
    if root is None:
        return _without_text(text)
    meta = read_meta(root)
    title = read_title(root, meta)
    base = _base(root, url)
    page = read_leaves(root, base)
    if not page.leaves and title is None:
        return _without_text(text)
    body = find_body(page)
    index, above = _read_index(body)
    lines = [leaf for leaf in body.leaves if leaf not in above and not files_only(leaf)]
    before = [leaf for leaf in body.before if leaf not in above]
    return Document(
        format="html",
        blocks=tuple(_blocks(lines)),
        headlines=tuple(_headlines(before, lines, page.nodes, meta.get("articletitle"), title)),
        meta=meta,
        index=index,
        date_line=find_date_line(before, body.after),
        attachments=tuple(_attachments(body, base)),
    )


def _without_text(text: str) -> Document:
    """Return a page of nothing but scripts as a document of nothing. Raises ``Unreadable``."""
    if "<script" not in text.lower():
        raise Unreadable("empty", "an HTML page without any text")
    return Document(format="html", blocks=())


def _base(root: etree._Element, url: str | None) -> str | None:
    element = next(root.iter("base"), None)
    href = element.get("href") if element is not None else None
    return absolute(href, url) if href else url


def _blocks(leaves: Iterable[Leaf]) -> Iterable[Block]:
    for leaf in leaves:
        if isinstance(leaf.block, Table | Picture) or (
            isinstance(leaf.block, Paragraph) and leaf.block.text
        ):
            yield leaf.block


def _read_index(body: Body) -> tuple[dict[str, str], list[Leaf]]:
    index: dict[str, str] = {}
    for leaf in body.index:
        if isinstance(leaf.block, Table):
            for label, value in (index_of_table(leaf.block) or {}).items():
                index.setdefault(label, value)
    found, used = index_of_lines([*body.before[-60:], *body.leaves[:_NEAR]])
    for label, value in found.items():
        index.setdefault(label, value)
    return index, used


def _headlines(
    before: Sequence[Leaf],
    lines: Sequence[Leaf],
    nodes: Nodes,
    article_title: str | None,
    title: str | None,
) -> list[str]:
    agreed = [text for text in (article_title, title) if text]
    found = [*page_headlines(before, lines, nodes, agreed), *first_lines(lines), *agreed]
    return list(dict.fromkeys(found))


def _attachments(body: Body, base: str | None) -> Iterable[Link]:
    seen: set[str] = set()
    for leaf in (*body.before[-_NEAR:], *body.leaves, *body.after[:_NEAR]):
        for href, text in leaf.links:
            if not is_file(href):
                continue
            target = absolute(unwrap(href), base)
            if target not in seen:
                seen.add(target)
                yield Link(url=target, text=text)
