"""The prose of a report by section: kind, heading and whole text."""

from __future__ import annotations

import re

from pipelines.anatomy import Anatomy
from pipelines.folding import fold
from pipelines.headings import Heading
from storage.records import Section, SectionKind

# A full-width row of 表二 that a flattened text sets as a line of its own.
_BLOCK_ROW = re.compile(r"第二十条第\([一二三四五六七八九十]+\)项")


def read_sections(anatomy: Anatomy) -> tuple[Section, ...]:
    """Return the sections in reading order; an empty one is listed with empty text.

    What stands before the first heading is the ``preamble``, listed only where there is text.
    Paragraphs are lines. Headings, tables, title and signature are no text.
    """
    headings = anatomy.headings
    sections = []
    before = headings[0].position if headings else len(anatomy.paragraphs)
    preamble = _lines(anatomy, 0, before)
    if preamble:
        sections.append(Section(kind=SectionKind.PREAMBLE, heading="", text=preamble))
    ends = [*(heading.position for heading in headings[1:]), len(anatomy.paragraphs)]
    for heading, end in zip(headings, ends, strict=False):  # no heading, no section
        sections.append(_section(anatomy, heading, end))
    return tuple(sections)


def _section(anatomy: Anatomy, heading: Heading, end: int) -> Section:
    text = _lines(anatomy, heading.position + heading.lines, end)
    if heading.rest:
        text = f"{heading.rest}\n{text}" if text else heading.rest
    return Section(kind=heading.kind, heading=heading.text, text=text)


def _lines(anatomy: Anatomy, start: int, end: int) -> str:
    lines = (text for _, text in anatomy.paragraphs[start:end])
    return "\n".join(line for line in lines if not _BLOCK_ROW.fullmatch(fold(line)))
