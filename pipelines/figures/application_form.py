"""Which form the rows of 表三 are, and which row is which."""

from __future__ import annotations

from collections.abc import Sequence

from pipelines.figures.alignment import Alignment, Expected, Seen, align
from pipelines.figures.application_lines import Line, reach
from pipelines.figures.printed import Row
from pipelines.figures.vocabulary import Vocabulary
from pipelines.labels import core


def best_form(lines: Sequence[Line], words: Vocabulary) -> tuple[tuple[Expected, ...], Alignment]:
    """Return the variant that explains the rows best: （六） as one row or as three."""
    seen = seen_in(lines, words)
    ranked: list[tuple[tuple[Expected, ...], Alignment]] = []
    for form in words.application_variants:
        ranked.append((form, align(seen, form)))
        if ranked[-1][1].is_whole(len(seen), len(form)):
            return ranked[-1]
    return max(ranked, key=lambda pair: pair[1].score(len(lines), len(pair[0])))


def seen_in(lines: Sequence[Line], words: Vocabulary) -> list[Seen]:
    """Return what the rows' labels say, as rows are aligned by it."""
    return [
        Seen(
            label=line.label,
            group=line.group,
            empty=line.row.is_empty() or is_heading(line.row, words),
            reach=reach(line),
            broken=broken,
            spans=line.row.spans,
        )
        for line, broken in zip(lines, broken_rows(lines), strict=True)
    ]


def broken_rows(lines: Sequence[Line]) -> list[bool]:
    """Return which rows are the first after a page break, which prints labels over a row again."""
    found = []
    table = lines[0].row.table if lines else 0
    begun = False
    for line in lines:
        found.append(line.row.table != table or (line.results and begun))
        table, begun = line.row.table, begun or line.results
    return found


def is_heading(row: Row, words: Vocabulary) -> bool:
    """Return whether the row holds nothing but 三、本年度办理结果 or a group's label."""
    texts = [core(text) for text in row.texts if text]
    if not texts or "其他处理" in texts:
        return False
    return all(text in words.application_heads for text in texts)
