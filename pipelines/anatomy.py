"""Where in a document the title, the prose, its headings and the signature stand."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipelines.document import Document, Paragraph, Table
from pipelines.folding import fold
from pipelines.headings import Heading, kind_of, names_section, statutory_kind
from pipelines.identity.days import is_dateish
from pipelines.identity.titles import Title, read_title
from pipelines.outline import find_headings
from pipelines.signature import Line, Signature, find_signature, set_apart
from storage.records import SectionKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Anatomy:
    """A document's parts.

    ``printed_titles`` are the headlines that stand in the body itself. ``paragraphs`` is the prose
    between title and signature, each with the index of its block; ``headings`` count in it.
    """

    printed_titles: tuple[Title, ...]
    paragraphs: tuple[tuple[int, str], ...]
    headings: tuple[Heading, ...]
    signature: Signature

    @property
    def prose(self) -> str:
        """The paragraphs as lines."""
        return "\n".join(text for _, text in self.paragraphs)


_TITLE_LINES = 4  # a title set in large type takes at most so many lines
_TITLE_AMONG = 10  # paragraphs: before it stand at most a letterhead and what is left of an index
_TITLE_LENGTH = 70  # characters; the longest joint titles have about 50
_SENTENCE = re.compile(r"[。；;！!？?]|[:：]$")
_INNER = re.compile(r"[（(]|\d{1,2}[.．]")
_NO_TITLE = re.compile(rf"{_SENTENCE.pattern}|[,，]|如下$")


def dissect(document: Document) -> Anatomy:
    """Find the parts of a document."""
    lines = list(_lines(document))
    titles, first = _printed_titles(lines)
    lines = set_apart(lines[first:])
    headings = find_headings([line.text for line in lines], [line.rank for line in lines])
    signature, end = find_signature(lines, headings[-1].position + 1 if headings else 0)
    return Anatomy(
        printed_titles=titles,
        paragraphs=tuple((line.index, line.text) for line in lines[:end]),
        headings=tuple(heading for heading in headings if heading.position < end),
        signature=signature,
    )


def _lines(document: Document) -> Iterator[Line]:
    """Yield the paragraphs, and the statutory headings that tables fused into one hold as rows.

    A table that only repeats the heading above it holds none.
    """
    printed = {
        kind
        for block in document.blocks
        if isinstance(block, Paragraph) and (kind := _heads(block.text.strip())) is not None
    }
    for index, block in enumerate(document.blocks):
        if isinstance(block, Paragraph) and block.text.strip():
            yield Line(index, block.text.strip(), block.heading)
        elif isinstance(block, Table):
            for row in block.rows:
                if len(row) > 1 and row[0].text.strip() and row[-1].text.strip():
                    continue  # most rows: their other cells need not be asked
                texts = [cell.text.strip() for cell in row if cell.text.strip()]
                kind = statutory_kind(texts[0]) if len(texts) == 1 else None
                if kind is not None and kind not in printed:
                    yield Line(index, " ".join(texts[0].split()), None)


def _heads(text: str) -> SectionKind | None:
    """Return the kind of the section that a paragraph heads; those of parts of one head none."""
    kind = statutory_kind(text)
    if kind is None and not _INNER.match(text) and names_section(text):
        kind = kind_of(fold(text))
    return kind


def _printed_titles(lines: Sequence[Line]) -> tuple[tuple[Title, ...], int]:
    """Return the headlines at the head of the body, and where the text behind them begins."""
    titles: list[Title] = []
    first, position = 0, 0
    while position < min(_TITLE_AMONG, len(lines)):
        run = _title_at(lines, position)
        if run is None:
            if titles or _SENTENCE.search(lines[position].text):
                break
            position += 1
            continue
        title, count = run
        titles.append(title)
        position += count
        first = position
    while titles and first < len(lines) and is_dateish(lines[first].text):
        first += 1  # （2024年1月25日） under the title
    return tuple(titles), first


def _title_at(lines: Sequence[Line], position: int) -> tuple[Title, int] | None:
    """Read the title that begins at a line: the fewest lines that make one, then its brackets."""
    for count in range(1, _TITLE_LINES + 1):
        run = lines[position : position + count]
        if len(run) < count or any(_NO_TITLE.search(line.text) for line in run):
            return None
        text = "".join(line.text for line in run)
        if len(fold(text)) > _TITLE_LENGTH:
            return None
        title = read_title(text)
        joined = count > 1 and title.issuer is None and fold(title.before)
        if title.is_report and not joined and not _starts_sentence(text):
            behind = lines[position + count].text if position + count < len(lines) else ""
            if title.year is None and _names_year(behind):
                return read_title(text + behind), count + 1
            return title, count
    return None


def _names_year(text: str) -> bool:
    """Say whether a line is nothing but a bracketed year or period: （2021年度）, 〔2021〕."""
    folded = fold(text)
    if not (folded[:1] in "([〔【" and folded[-1:] in ")]〕】"):
        return False
    title = read_title(text)
    return title.year is not None and not title.before.strip("()[]〔〕【】")


def _starts_sentence(text: str) -> bool:
    """Say whether words go on behind 年度报告 as a sentence does, or lead to it as a list does."""
    folded = fold(text)
    tail = re.split(r"(?:年度报告|年报|工作报告|报告)", folded)[-1]
    return len(tail) > 30 or bool(re.match(r"[一二三四五六][、.]|[(]?[一二三四五六][)]", folded))
