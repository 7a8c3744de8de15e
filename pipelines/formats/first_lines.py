"""The headline of a document without markup: its first lines, joined."""

from __future__ import annotations

import re
from collections.abc import Iterable

from pipelines.formats.whitespace import join_lines

# A headline takes a few lines at most, and is no longer than this.
_MAX_LINES = 4
_MAX_HEADLINE = 120
_END = re.compile(
    r"(?:报告|年报|报表|通知|公告|办法|规定|指南|要点|目录)(?:[（(〔\[].{0,20}[）)〕\]])?$"
)
_TEXT = re.compile(
    r"[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十]{1,3}[）)]|第[一二三四五六七八九十]{1,3}[部章节条]"
)


def headline_of(lines: Iterable[str]) -> list[str]:
    """Candidates for the title, best first, from the lines above the text."""
    taken: list[str] = []
    for line in lines:
        if not line:
            continue
        if _TEXT.match(line) or "。" in line or len(line) > _MAX_HEADLINE:
            break
        taken.append(line)
        if _END.search(line):
            return [join_lines(taken), *([line] if len(taken) > 1 else [])]
        if len(taken) == _MAX_LINES:
            break
    return taken[:1]
