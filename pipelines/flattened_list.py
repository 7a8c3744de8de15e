"""The national list of 2014 that was flattened into paragraphs, put back into rows.

Its labels tell where a row begins, as in ``pipelines.flattened``. Behind each stand its unit and
its figure, and, where the rows are counted, the number of the next. Where more than one figure
could be a row's, nothing is made of the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import groupby

from pipelines.document import Block, Cell, Paragraph, Table
from pipelines.flattened import label_pattern, paragraphs_between
from pipelines.forms import Statistics, load_forms
from pipelines.labels import core

# The head of the list; without it, nobody knows what the text before the figures is.
_HEAD = re.compile(r"(?:序号\s*)?统计指标\s*(?:计量)?单位\s*统计数(?:据)?")
# The form has 58 rows. So many of them make a list.
_FEWEST = 30
# What may stand behind a label: a remark, the unit, a figure, the number of the next row.
_BEHIND = re.compile(
    r"(?P<remark>\s*[（(][^（）()]{2,60}[）)])?"
    r"(?:\s*(?P<unit>万元|人次|元|条|件|次|篇|个|人)(?![\u4e00-\u9fff]))?(?P<rest>[^\u4e00-\u9fff]*)"
)
_FIGURE = re.compile(r"\s*(?:[\d,.]+|[-—–―－−/／]{1,4})(?!\S)")
# The number of the next label, which labels are known without.
_NUMBER = re.compile(r"[一二三四五六七八九]、\s*\Z")
_COUNTED = 0.9  # of the rows have their number before them, where rows are counted


def restore_list(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """Return the blocks with the paragraphs that were the national list as a table again."""
    if not any(isinstance(b, Paragraph) and "统计指标" in b.text for b in blocks):
        return tuple(blocks)
    restored: list[Block] = []
    for is_text, group in groupby(blocks, key=lambda block: isinstance(block, Paragraph)):
        run = list(group)
        restored += _restore([b for b in run if isinstance(b, Paragraph)]) if is_text else run
    return tuple(restored)


def _restore(run: Sequence[Paragraph]) -> list[Block]:
    text = "\n".join(paragraph.text for paragraph in run)
    head = _HEAD.search(text)
    found = list(_pattern().finditer(text, head.end())) if head else []
    if head is None or len(found) < _FEWEST:
        return list(run)
    behind = [
        _behind(text, one, after) for one, after in zip(found, [*found[1:], None], strict=True)
    ]
    if None in behind:
        return list(run)
    rows = list(_rows(text[head.end() : found[0].start()], found, [b for b in behind if b]))
    if len(rows) < _FEWEST or any(len(figures) > 1 for _, _, figures in rows):
        return list(run)
    last = behind[-1]
    cells = [
        tuple(Cell(text=part) for part in (label, unit, "".join(figures)))
        for label, unit, figures in rows
    ]
    names = tuple(Cell(text=name) for name in ("统计指标", "单位", "统计数"))
    return [
        *paragraphs_between(run, 0, head.start()),
        Table(rows=(names, *cells), flattened=True),
        *paragraphs_between(run, last.end() if last else len(text), len(text)),
    ]


def _behind(text: str, label: re.Match[str], after: re.Match[str] | None) -> re.Match[str] | None:
    """Return what stands between two labels, None where it is more than a row holds."""
    if after is None:
        found = _BEHIND.match(text, label.end())
        figure = _FIGURE.match(text, found.start("rest")) if found else None
        return _BEHIND.match(text, label.end(), figure.end()) if figure else found
    end = _NUMBER.search(text, label.end(), after.start())
    stop = end.start() if end else after.start()
    found = _BEHIND.match(text, label.end(), stop)
    if found is None or found.end() != stop:
        return None
    is_apart = not found["rest"].strip() or found["rest"][-1].isspace()
    return found if is_apart else None


def _rows(
    before: str, labels: Sequence[re.Match[str]], behind: Sequence[re.Match[str]]
) -> Iterator[tuple[str, str, list[str]]]:
    """Yield each row's label, its unit and its figures, without the numbers that count rows."""
    rests = [before.split(), *(found["rest"].split() for found in behind)]
    rows = [i for i, label in enumerate(labels) if core(label.group()) not in _headings()]
    numbers = {i: str(n) for n, i in enumerate(rows, 1)}
    counted = [i for i in rows if rests[i][-1:] == [numbers[i]]]
    is_counted = len(counted) >= _COUNTED * len(rows)
    for i in rows:
        figures = rests[i + 1]
        following = numbers.get(i + 1)
        if is_counted and following is not None and figures[-1:] == [following]:
            figures = figures[:-1]
        yield labels[i].group(), behind[i]["unit"] or "", figures


def _form() -> Statistics:
    return next(form.statistics for form in load_forms() if form.statistics)


@cache
def _headings() -> frozenset[str]:
    return frozenset(core(heading) for heading in _form().headings)


@cache
def _pattern() -> re.Pattern[str]:
    """Return a pattern of the list's labels, with the numbers before headings."""
    labels = [label for row in _form().rows for label in row.labels]
    labels += [label.removeprefix("其中：") for label in labels]
    numbered = [f"({number}){heading}" for heading in _form().headings for number in "一二"]
    return label_pattern([*labels, *numbered, *_form().headings])
