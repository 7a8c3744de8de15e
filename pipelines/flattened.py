"""Statutory tables that were flattened into paragraphs, put back into rows.

Some pages lost their tables' markup: cells stand one a line, a row a line, or run together,
``规章000行政规范性文件693665``. The labels of the forms still tell where the rows begin. What
stands between two labels is left as printed, so that nothing is decided here about what it means.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from pipelines.document import Block, Cell, Paragraph, Table
from pipelines.forms import Named, load_forms
from pipelines.labels import core, normal, number

# Every flattened statutory table has at least one of these words; asked first, because it is fast.
_TELLING = re.compile(r"信息内容|结果维持|本年新收政府信息公开申请")
# What may stand between two labels: figures, dashes, blanks, units.
_FIGURES = re.compile(r"[\s\d.,，+\-−－–—―/／无件万元]*")
# So many labels make a table; prose names a few in a row, but never heads and rows.
_FEWEST = 6
_SPACE = r"\s*"
_CLASSES = {
    "(": "[(（〔【]",
    ")": "[)）〕】]",
    ".": "[.．、]",
    ",": "[,，、]",
    ":": "[:：]",
}
HEAD = "head"
BALANCE = "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）"
# These begin a new row of a head.
_OPENERS = ("信息内容", "商业企业")
# A label so short names different things with a number before it and without.
_AMBIGUOUS = 2
_APPLICANTS = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class _Label:
    """A label in the text: what it is to its table, and the figures that follow it."""

    kind: str
    text: str
    start: int
    end: int


def restore_tables(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """Return the blocks with each stretch of paragraphs that was a table as a table again."""
    if not any(isinstance(block, Paragraph) and _is_telling(block.text) for block in blocks):
        return tuple(blocks)
    restored: list[Block] = []
    run: list[Paragraph] = []
    for block in (*blocks, None):
        if isinstance(block, Paragraph):
            run.append(block)
            continue
        restored += _restore(run)
        run = []
        if block is not None:
            restored.append(block)
    return tuple(restored)


def _is_telling(text: str) -> bool:
    return _TELLING.search("".join(text.split())) is not None


def _restore(run: Sequence[Paragraph]) -> list[Block]:
    text = "\n".join(paragraph.text for paragraph in run)
    blocks: list[Block] = []
    position = 0
    for stretch, end in _stretches(text):
        blocks += _paragraphs(run, position, stretch[0].start)
        blocks.append(Table(rows=tuple(_rows(text, stretch, end))))
        position = end
    return [*blocks, *_paragraphs(run, position, len(text))] if position else list(run)


def _paragraphs(run: Sequence[Paragraph], start: int, end: int) -> Iterator[Paragraph]:
    """Yield what the paragraphs hold between two places of their joint text."""
    offset = 0
    for paragraph in run:
        rest = paragraph.text[max(0, start - offset) : max(0, end - offset)].strip()
        if rest == paragraph.text.strip():
            yield paragraph
        elif rest:
            yield Paragraph(text=rest)
        offset += len(paragraph.text) + 1


def _stretches(text: str) -> Iterator[tuple[list[_Label], int]]:
    """Yield the labels of each table in the text, and where its last figure ends."""
    stretch: list[_Label] = []
    for found in _pattern().finditer(text):
        if stretch and not _FIGURES.fullmatch(text, stretch[-1].end, found.start()):
            if _is_table(stretch):
                yield stretch, _end_of_figures(text, stretch)
            stretch = []
        kind = _kinds()[_key(found.group())]
        if kind == HEAD:  # 总计 stands in the heads of two tables
            kind = stretch[-1].kind if stretch else kind
        stretch.append(_Label(kind=kind, text=found.group(), start=found.start(), end=found.end()))
    if _is_table(stretch):
        yield stretch, _end_of_figures(text, stretch)


def _end_of_figures(text: str, stretch: Sequence[_Label]) -> int:
    figures = _FIGURES.match(text, stretch[-1].end)
    return figures.end() if figures else stretch[-1].end


def _is_table(stretch: Sequence[_Label]) -> bool:
    heads = sum(label.kind.endswith(HEAD) for label in stretch)
    return len(stretch) >= _FEWEST and heads > 0


def _rows(text: str, stretch: Sequence[_Label], end: int) -> Iterator[tuple[Cell, ...]]:
    """Yield the rows: one for each item, one for each head, one for each row of figures.

    A row of which no figure is printed has all its cells blank, as many as its head has columns.
    """
    cells: list[str] = []
    before = ""
    columns = 0
    stops = [label.start for label in stretch[1:]] + [end]
    for label, stop in zip(stretch, stops, strict=True):
        opens = normal(label.text) in _OPENERS
        if cells and before != "group" and (label.kind != before or label.kind == "item" or opens):
            yield _cells(cells)
            cells = []
        columns = 0 if label.kind == "t2head" and opens else columns
        columns += label.kind == "t2head" and not opens
        cells.append(label.text)
        before = label.kind
        figures = text[label.end : stop].split()
        if figures and label.kind.endswith(HEAD):
            yield _cells(cells)
            cells = []
        if label.kind == "row":
            wide = _APPLICANTS if normal(label.text) in _applicant_rows() else columns
            figures = figures or [""] * wide
        if figures:
            yield _cells([*cells, *figures])
            cells = []
    if cells:
        yield _cells(cells)


def _cells(texts: Sequence[str]) -> tuple[Cell, ...]:
    return tuple(Cell(text=" ".join(text.split())) for text in texts)


def _key(label: str) -> tuple[bool, str]:
    """Return what tells two labels apart: 其他 is a column, 3.其他 a row."""
    return bool(number(label)) and len(core(label)) <= _AMBIGUOUS, core(label)


@cache
def _labels() -> tuple[tuple[str, str], ...]:
    """Return every label of the forms with what it is: item, head of a table, group or row."""
    labels = [(word, "t2head") for word in ("信息内容",)]
    labels += [(word, "t3head") for word in ("申请人情况", "法人或其他组织", BALANCE)]
    labels += [("行政诉讼", "t4head"), ("总计", HEAD)]

    def add(kind: str, named: Sequence[Named]) -> None:
        labels.extend((label, kind) for one in named for label in one.labels)

    for form in load_forms():
        for block in form.disclosure:
            labels.append((block.item, "item"))
            add("row", block.rows)
            add("t2head", block.columns)
        if form.applications:
            labels.append((form.applications.result, "group"))
            labels += [(row.group, "group") for row in form.applications.rows if row.group]
            add("row", form.applications.rows)
            add("t3head", form.applications.columns)
        if form.review:
            add("t4head", form.review.groups)
            add("t4head", form.review.columns)
    return tuple(labels)


@cache
def _kinds() -> dict[tuple[bool, str], str]:
    kinds: dict[tuple[bool, str], str] = {}
    for label, kind in _labels():
        kinds.setdefault(_key(label), kind)
    return kinds


@cache
def _applicant_rows() -> frozenset[str]:
    return frozenset(
        normal(label)
        for form in load_forms()
        if form.applications
        for row in form.applications.rows
        for label in row.labels
    )


@cache
def _pattern() -> re.Pattern[str]:
    """Return a pattern of every label, longest first, with blanks between any two characters."""
    labels = sorted({normal(label) for label, _ in _labels()}, key=len, reverse=True)
    return re.compile("|".join(_SPACE.join(_parts(label)) for label in labels))


def _parts(label: str) -> Iterator[str]:
    """Yield a pattern for each character, in every width and bracket of its normal form."""
    for place, character in enumerate(label):
        if character.isdigit():
            part = f"[{character}{chr(0xFEE0 + ord(character))}]"
        else:
            part = _CLASSES.get(character, re.escape(character))
        # The number before a long label may be lost.
        numbered = place < 2 and label[0].isdigit() and len(core(label)) > _AMBIGUOUS
        yield f"(?:{part})?" if numbered else part
