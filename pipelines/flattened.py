"""Statutory tables that were flattened into paragraphs, put back into rows.

Some pages lost their tables' markup: cells stand one a line, a row a line, or run together,
``规章000行政规范性文件693665``. The labels of the forms still tell where the rows begin. What
stands between two labels is left as printed, so that nothing is decided here about what it means.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import islice

from pipelines.document import Block, Cell, Paragraph, Table
from pipelines.flattened_zeros import rows_under_zeros
from pipelines.forms import Named, load_forms
from pipelines.headings import names_section
from pipelines.labels import core, normal, number

# Every flattened statutory table has at least one of these words; asked first, because it is fast.
_TELLING = ("信息内容", "结果维持", "本年新收政府信息公开申请")
_LINE = re.compile(r"^.+$", re.MULTILINE)
_COUNT = (
    r"\d(?![.．、]\D)(?:[\d,，](?![.．、]\D))*(?:\.\d+)?[余多]?"
    r"(?:[件次宗项个条万亿千元]+|[ \u00a0](?:件|次|宗|项|个|条|万?元)(?![\u4e00-\u9fff]))?"
    # A remark, but not （三）, which is what is left of the next label.
    r"(?:[（(](?![一二三四五六七八九十][）)])[^（）()\d]*\d*[^（）()\d]*[）)])?"
)
# What stands between two labels: figures, marks for none, and words that are a damaged label.
_WORDS = r"(?P<words>(?:\d[.．、]\s*)?[^\s\d]+)|\d+"
_TOKEN = re.compile(
    rf"(?P<figure>[约近共超]?[+\-−－]?{_COUNT}|[-—–―－−/／]{{1,4}}(?!\d)|不适用|无(?!\w))|{_WORDS}"
)
# Nobody applied less than no time: where figures run together behind a label of 表三, a dash is a
# dash, whatever follows.
_COUNT_TOKEN = re.compile(
    rf"(?P<figure>[约近共超]?(?:(?<=\s)[+\-−－])?{_COUNT}|[-—–―－−/／]+"
    rf"|(?:不适用|无)(?=[\d\s无不\-—–―－−/／]|$))|{_WORDS}"
)
# What the last label may have behind it before its figures: （元）.
_REMARK = re.compile(r"\s?[（(][^（）()\s]{1,12}[）)](?=\s*\d)")
# A damaged label is no longer than the longest label, and no sentence.
_LONGEST_GAP = 60
_SENTENCE = re.compile(r"[。；！？!?]")
# So many labels make a table; prose names a few in a row, but never heads and rows.
_FEWEST = 6
_SPACE = r"\s{0,2}"  # white space is folded; a break between two paragraphs may stand beside it
_CLASSES = {
    "(": "[(（〔【《〈]",
    ")": "[)）〕】》〉]",
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
    """A label in the text, and what it is to its table: item, head, group or row."""

    kind: str
    text: str
    start: int
    end: int


# A report's text is below 100,000 characters; the search is not made for more.
_LONGEST_TEXT = 400_000


def restore_tables(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """Return the blocks with each stretch of paragraphs that was a table as a table again."""
    if not _is_telling([block.text for block in blocks if isinstance(block, Paragraph)]):
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


def _is_telling(paragraphs: Sequence[str]) -> bool:
    text = "".join("\0".join(paragraphs).split())
    return any(word in text for word in _TELLING)


def _restore(run: Sequence[Paragraph]) -> list[Block]:
    text = "\n".join(paragraph.text for paragraph in run)
    if len(text) > _LONGEST_TEXT:
        return list(run)
    blocks: list[Block] = []
    position = 0
    for stretch, end in _stretches(text):
        blocks += paragraphs_between(run, position, stretch[0].start)
        blocks.append(Table(rows=tuple(_rows(text, stretch, end)), flattened=True))
        position = end
    return [*blocks, *paragraphs_between(run, position, len(text))] if position else list(run)


def paragraphs_between(run: Sequence[Paragraph], start: int, end: int) -> Iterator[Paragraph]:
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
    # A heading names what its table is about in the words of the table's own head.
    headings = [
        found.span()
        for found in _LINE.finditer(text)
        if names_section(found.group()) and not _pattern().fullmatch(found.group().strip())
    ]
    stretch: list[_Label] = []
    for found in _whole_labels(text):
        if any(start <= found.start() < end for start, end in headings):
            continue
        if stretch and not _is_between(text, stretch[-1].end, found.start(), headings):
            yield from _table(text, stretch)
            stretch = []
        kind = _kinds()[_key(found.group())]
        if kind == HEAD:  # 总计 stands in the heads of two tables
            kind = stretch[-1].kind if stretch else kind
        stretch.append(_Label(kind=kind, text=found.group(), start=found.start(), end=found.end()))
    yield from _table(text, stretch)


def _whole_labels(text: str) -> Iterator[re.Match[str]]:
    """Yield the labels in the text, but no 其他 or 总计 that is a part of a damaged one."""
    matches = list(_pattern().finditer(text))
    ends = {found.end() for found in matches}
    starts = {found.start() for found in matches}
    for found in matches:
        is_part = len(normal(found.group())) <= _AMBIGUOUS and (
            (text[found.start() - 1 : found.start()].isalpha() and found.start() not in ends)
            or (text[found.end() : found.end() + 1].isalpha() and found.end() not in starts)
        )
        if not is_part:
            yield found


def _is_between(text: str, start: int, end: int, headings: Sequence[tuple[int, int]]) -> bool:
    """Return whether figures and at most a damaged label stand between two labels."""
    if any(start <= heading < end for heading, _ in headings):
        return False
    gap = text[start:end]
    if _SENTENCE.search(gap):
        return False
    words = sum(len(token.group()) for token in _TOKEN.finditer(gap) if token.lastgroup == "words")
    return words <= _LONGEST_GAP


def _table(text: str, stretch: list[_Label]) -> Iterator[tuple[list[_Label], int]]:
    while stretch and stretch[0].kind == "t2head" and normal(stretch[0].text) not in _OPENERS:
        stretch = stretch[1:]  # nobody knows how many columns the head has lost
    heads = any(label.kind.endswith(HEAD) for label in stretch)
    if len(stretch) < _FEWEST or not (heads or _is_headless(text, stretch)):
        return
    end = stretch[-1].end
    if _lies(text, stretch):
        return
    remark = _REMARK.match(text, end)
    end = remark.end() if remark else end
    for token in _tokens(stretch[-1]).finditer(text, end):
        if token.lastgroup == "words" or text[end : token.start()].strip():
            break
        end = token.end()
    yield stretch, end


def _is_headless(text: str, stretch: Sequence[_Label]) -> bool:
    """Say whether these are rows of 表三 that lost its head: no prose counts seven applicants."""
    stops = [label.start for label in stretch[1:]] + [len(text)]
    whole = 0
    for label, stop in zip(stretch, stops, strict=True):
        tokens = islice(_TOKEN.finditer(text, label.end, stop), _APPLICANTS)
        figures = [token.group() for token in tokens if token.lastgroup == "figure"]
        whole += normal(label.text) in _applicant_rows() and (
            len(figures) == _APPLICANTS
            or (len(figures) == 1 and figures[0].isdigit() and len(figures[0]) >= _APPLICANTS)
        )
    return whole >= _FEWEST


def _lies(text: str, stretch: Sequence[_Label]) -> bool:
    """Say whether the figures stand behind the applicants: a table on its side, of other rows."""
    stops = [label.start for label in stretch[1:]] + [len(text)]
    return any(
        label.kind == "t3head"
        and len(
            [
                token
                for token in islice(_TOKEN.finditer(text, label.end, stop), _APPLICANTS + 1)
                if token.lastgroup == "figure"
            ]
        )
        > _APPLICANTS
        for label, stop in zip(stretch, stops, strict=True)
    )


def _rows(text: str, stretch: Sequence[_Label], end: int) -> Iterator[tuple[Cell, ...]]:
    """Yield the rows: one for each item, one for each head, one for each row of figures.

    A row of which no figure is printed has all its cells blank, as many as its head has columns.
    """
    cells: list[str] = []
    before = ""
    columns = 0
    stops = [label.start for label in stretch[1:]] + [end]
    prints_all = _prints_all(text, stretch, stops)
    for label, after, stop in zip(stretch, [*stretch[1:], None], stops, strict=True):
        opens = normal(label.text) in _OPENERS
        if cells and before != "group" and (label.kind != before or label.kind == "item" or opens):
            yield _cells(cells)
            cells = []
        columns = 0 if label.kind == "t2head" and opens else columns
        columns += label.kind == "t2head" and not opens
        cells.append(label.text)
        before = label.kind
        figures: list[str] = []
        for token in _tokens(label).finditer(text, label.end, stop):
            if token.lastgroup != "words":
                if not figures and before.endswith(HEAD):
                    yield _cells(cells)
                    cells = []
                figures.append(token.group())
            elif before.endswith(HEAD) and not figures:
                cells.append(token.group())  # a damaged column
                columns += 1
            else:
                yield _cells([*cells, *figures])
                cells, figures, before = [token.group()], [], "row"
        # （六）其他处理 is a row in one form and stands over rows in the other.
        # A label that is printed again is one whose span was expanded.
        is_repeated = after is not None and _key(after.text) == _key(label.text)
        if (
            before == "row"
            and not figures
            and not is_repeated
            and normal(cells[-1]) not in _groups()
        ):
            wide = _APPLICANTS if normal(cells[-1]) in _applicant_rows() else columns
            figures = [""] * wide
        if before == "group" and figures and (rows := rows_under_zeros(figures)):
            yield from (_cells([*cells, *rows[0]]), *map(_cells, rows[1:]))
            cells = []
        elif figures:
            is_own = prints_all and cells[-1:] == [label.text]
            first, *others = _rows_in(figures) if is_own else [figures]
            yield _cells([*cells, *first])
            yield from (_cells(["", *row]) for row in others)
            cells = []
    if cells:
        yield _cells(cells)


def _prints_all(text: str, stretch: Sequence[_Label], stops: Sequence[int]) -> bool:
    """Say whether no row of 表三 is short of a figure, so that blanks are not left out."""
    return not any(
        sum(t.lastgroup == "figure" for t in _COUNT_TOKEN.finditer(text, label.end, stop))
        % _APPLICANTS
        for label, stop in zip(stretch, stops, strict=True)
        if normal(label.text) in _applicant_rows()
    )


def _rows_in(figures: Sequence[str]) -> list[Sequence[str]]:
    """Return the rows of 表三 that figures are, all but the first of which lost their labels.

    Each must end with what its others come to; else they are one row, which nobody can read.
    """
    rows = [figures[i : i + _APPLICANTS] for i in range(0, len(figures), _APPLICANTS)]
    numbers = [[int(text) if text.isdigit() else None for text in map(normal, r)] for r in rows]
    for row in numbers:
        *parts, total = row
        known = [part for part in parts if part is not None]
        if len(known) < _APPLICANTS - 1 or sum(known) != total:
            return [figures]
    return rows


def _tokens(label: _Label) -> re.Pattern[str]:
    """Return the pattern of what stands behind the label."""
    return _COUNT_TOKEN if normal(label.text) in _applicant_rows() else _TOKEN


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
def _groups() -> frozenset[str]:
    return frozenset(
        normal(row.group)
        for form in load_forms()
        if form.applications
        for row in form.applications.rows
    )


@cache
def _pattern() -> re.Pattern[str]:
    return label_pattern(label for label, _ in _labels())


def label_pattern(labels: Iterable[str]) -> re.Pattern[str]:
    """Return a pattern of every label, longest first, with blanks between any two characters."""
    longest_first = sorted({normal(label) for label in labels}, key=len, reverse=True)
    return re.compile("|".join(_SPACE.join(_parts(label)) for label in longest_first))


_NUMBERED = re.compile(r"\d\.")
_CIRCLED = {f"({character})": chr(0x3220 + i) for i, character in enumerate("一二三四五六七八九十")}


def _parts(label: str) -> Iterator[str]:
    """Yield a pattern for each character, in every width and bracket of its normal form."""
    if label[:3] in _CIRCLED:  # ㈠
        mark = _SPACE.join(_CLASSES.get(c, c) for c in label[:3])
        yield f"(?:{mark}|{_CIRCLED[label[:3]]})"
        label = label[3:]
    # The number before a long label may be lost, or, where a mark tells it from a figure, another.
    if _NUMBERED.match(label) and len(core(label)) > _AMBIGUOUS:
        own = f"[{label[0]}{chr(0xFEE0 + ord(label[0]))}]"
        # Without its mark it is never the end of a figure: 17 and 属于行政执法案卷.
        alone = rf"(?<!\d){own}{_SPACE}"
        yield f"(?:{alone}|{_SPACE.join((r'[0-9０-９]', _CLASSES['.'], ''))})?"
        label = label[2:]
    for character in label:
        if character.isdigit():
            yield f"[{character}{chr(0xFEE0 + ord(character))}]"
        else:
            yield _CLASSES.get(character, re.escape(character))
