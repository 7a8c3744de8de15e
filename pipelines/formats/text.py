"""Plain text: a page that somebody flattened.

A line with ``|`` is a row of a table, and rows next to each other are one table; so are lines that
tabs or wide gaps divide, where neighbours agree. Everything else is a paragraph.

Spans are lost in such text: a row prints its cells in order, and empty cells at its end stand for
the columns that wider cells took up (``规章 | 0 | | |``). The cells are left as printed, padding
included, so that every row of a padded table is as wide as the table; which of them are blank cells
only the form can tell.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pipelines.document import Block, Cell, Document, Paragraph, Table
from pipelines.errors import Unreadable
from pipelines.formats.first_lines import headline_of
from pipelines.formats.furniture import is_date_line, is_head, is_tail
from pipelines.formats.whitespace import fold

# As for HTML: a report's text is below 100 kB.
MAX_CHARACTERS = 12_000_000
# A line or a cell costs half a kilobyte; a report with its tables has a thousand.
MAX_PIECES = 200_000

_BREAK = re.compile(r"\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]")
_BAR = re.compile(r"[|｜]")
_RULE = re.compile(r"[|｜\s:+=-]*-{2,}[|｜\s:+=-]*")
# Columns set with blanks stand at least this far apart; two blanks also follow a full stop.
_GAP = re.compile(r"[ \u00a0]{3,}|\u3000{2,}")
_PROSE = re.compile(r"[。；]")


def read_text(text: str) -> Document:
    """Return the document in ``text``. Raises ``Unreadable`` (``empty``, ``too_large``)."""
    if len(text) > MAX_CHARACTERS:
        raise Unreadable("too_large", f"text of more than {MAX_CHARACTERS:,} characters")
    if sum(text.count(mark) for mark in "\n|｜\t") > MAX_PIECES:
        raise Unreadable("too_large", f"text of more than {MAX_PIECES:,} lines and cells")
    lines = [line for line in _BREAK.split(text) if fold(line)]
    if not lines:
        raise Unreadable("empty", "nothing but white space")
    blocks: list[Block] = []
    for separator, run in _runs(lines):
        if separator is None:
            blocks.extend(Paragraph(text=fold(line)) for line in run)
        else:
            blocks.append(_table(separator, run))
    date_line, blocks = _without_furniture(blocks)
    paragraphs = (block.text for block in blocks if isinstance(block, Paragraph))
    return Document(
        format="text",
        blocks=tuple(blocks),
        headlines=tuple(headline_of(paragraphs)),
        date_line=date_line,
    )


def _runs(lines: Sequence[str]) -> Iterator[tuple[re.Pattern[str] | None, list[str]]]:
    """Neighbouring lines of one kind: rows by one separator, or prose (``None``)."""
    kinds = [_separator(line) for line in lines]
    first = 0
    while first < len(lines):
        last = first
        while last + 1 < len(lines) and kinds[last + 1] is kinds[first]:
            last += 1
        kind, run = kinds[first], list(lines[first : last + 1])
        yield (kind if kind is not None and _agrees(kind, run) else None), run
        first = last + 1


_TAB = re.compile(r"\t")
# One tab at the head of a line is an indent; so many before or behind its text are blank cells.
_BLANK_CELLS = 2


def _separator(line: str) -> re.Pattern[str] | None:
    if _BAR.search(line):
        return None if is_date_line("".join(line.split())) else _BAR
    inner = line.strip()
    if _PROSE.search(inner) and len(inner) > 80:
        return None
    if "\t" in inner or line.count("\t") >= _BLANK_CELLS:
        return _TAB
    return _GAP if _GAP.search(inner) else None


def _agrees(separator: re.Pattern[str], run: Sequence[str]) -> bool:
    """Whether the lines are a table: bars always; gaps where several lines have as many columns."""
    if separator is _BAR:
        return True
    counts = [len(separator.findall(line.strip())) for line in run]
    if separator is _TAB:
        return len(run) > 1
    return len(run) > 1 and min(counts) > 1 and max(counts) == min(counts)


def _table(separator: re.Pattern[str], run: Sequence[str]) -> Table:
    lines = [line.strip(" \u00a0\u3000\r") for line in run]
    if separator is _BAR:
        lines = [line for line in lines if not _RULE.fullmatch(line)] or lines
        # Where every line begins or ends with a bar, the bar is the table's frame.
        opened = all(line[0] in "|｜" for line in lines)
        closed = all(line[-1] in "|｜" and len(line) > 1 for line in lines)
        lines = [line[opened : len(line) - closed] for line in lines]
    rows = (separator.split(line) for line in lines)
    return Table(rows=tuple(tuple(Cell(text=fold(cell)) for cell in row) for row in rows))


def _without_furniture(blocks: list[Block]) -> tuple[str | None, list[Block]]:
    """Cut a template's lines off both ends, as for HTML; return the date line as well."""
    heavy = [i for i, block in enumerate(blocks) if _is_heavy(block)]
    if not heavy:
        return None, blocks
    date_line = None
    first, last = 0, len(blocks)
    for i in range(heavy[0]):
        line = "".join(_text(blocks[i]).split())
        if date_line is None and is_date_line(line):
            date_line = _text(blocks[i])
        if is_head(line) and line:
            first = i + 1
    for i in range(heavy[-1] + 1, len(blocks)):
        line = "".join(_text(blocks[i]).split())
        if line and is_tail(line):
            last = i
            break
    if first and date_line is not None:
        # The headline stands above the date line, and belongs to the document.
        above = [b for b in blocks[:first] if _text(b) and not is_head("".join(_text(b).split()))]
        return date_line, [*above[-1:], *blocks[first:last]]
    return date_line, blocks[first:last]


def _is_heavy(block: Block) -> bool:
    if isinstance(block, Table):
        return True
    text = _text(block)
    return (_PROSE.search(text) is not None and len(text) > 20) or re.match(
        r"[一二三四五六]、", text
    ) is not None


def _text(block: Block) -> str:
    return block.text if isinstance(block, Paragraph) else ""
