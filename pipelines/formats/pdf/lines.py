"""Characters of a page to lines, and lines to paragraphs."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from pipelines.formats.whitespace import is_wide
from pipelines.headings import names_section

# Characters whose middles differ by less than this part of their size stand on one line.
_SAME_LINE = 0.5
# A gap this wide (in sizes) between two Latin characters is a blank.
_BLANK = 0.2
# A gap this wide (in sizes) divides a line into columns; justification stretches less.
_COLUMN = 1.4
# A paragraph's first line is indented by two characters, its last ends before the margin; the
# rules of line breaking leave up to one and a half characters free at the end of any other.
_INDENTED = 1.2
_SHORT = 2.2
# A section begins a paragraph, however full the line before it is.
_ENDED = re.compile(r"[。；！：]$")
_SECTION = re.compile(
    r"[一二三四五六七八九十]{1,2}、|[（(][一二三四五六七八九十]{1,2}[）)]|第[一二三四五六]部分"
)
# Lines of different size belong to different paragraphs.
_SIZE_CHANGE = 1.15
_PAGE_NUMBER = re.compile(
    r"[-—–－‐~·\s|]*(?:第?\s*\d{1,3}\s*页?(?:\s*[,，/／]?\s*共?\s*\d{1,3}\s*页?)?|[ivxIVX]{1,5})[-—–－‐~·\s|]*"
)
# What browsers print at the edges of each page: 11/24/26, 1:49 PM and the title; the address, 1/2.
_BROWSER = re.compile(
    r"\d{1,4}[/.-]\d{1,2}[/.-]\d{1,4},?\s?(?:[上下]午)?\d{1,2}:\d{2}(?:\s?[AP]M)?.*"
    r"|(?:https?|file):/\S+(?:\s?\d{1,3}/\d{1,3})?"
)
# Running heads stand within this part of the page's height from its upper edge, page numbers from
# its lower one: official documents (GB/T 9704) print those 28 mm above it.
_HEAD, _FOOT = 0.085, 0.12


@dataclass(frozen=True, slots=True)
class Character:
    """One printed character and its box, in points from the page's upper left corner.

    ``blank_before``: what stands between it and the one before was printed, as blanks.
    """

    text: str
    x0: float
    x1: float
    top: float
    bottom: float
    size: float
    blank_before: bool = False

    @property
    def middle(self) -> float:
        """The height at which it stands."""
        return (self.top + self.bottom) / 2


@dataclass(slots=True)
class Line:
    """Characters side by side, in order. ``shift`` is the height of the pages before its own.

    ``page`` is the page's number, from 1; of parts of a line it is not kept.
    """

    characters: list[Character] = field(default_factory=list)
    shift: float = 0.0
    page: int = 0

    @property
    def x0(self) -> float:
        return self.characters[0].x0

    @property
    def x1(self) -> float:
        return self.characters[-1].x1

    @property
    def top(self) -> float:
        return min(c.top for c in self.characters) + self.shift

    @property
    def bottom(self) -> float:
        return max(c.bottom for c in self.characters) + self.shift

    @property
    def size(self) -> float:
        """The commonest size of its characters."""
        return Counter(round(c.size, 1) for c in self.characters).most_common(1)[0][0]

    @property
    def text(self) -> str:
        return text_of(self.characters)

    def segments(self, gap: float = _COLUMN) -> list[Line]:
        """The line divided where it leaves gaps (in sizes) as wide as between columns."""
        parts = [Line([self.characters[0]], self.shift)]
        for before, after in zip(self.characters, self.characters[1:], strict=False):
            if after.x0 - before.x1 > gap * max(before.size, after.size):
                parts.append(Line(shift=self.shift))
            parts[-1].characters.append(after)
        return parts


def text_of(characters: Sequence[Character]) -> str:
    """The text of characters in order: blanks only where Latin words or numbers are apart."""
    parts: list[str] = []
    before: Character | None = None
    for character in characters:
        if (
            before is not None
            and character.x0 - before.x1 > _BLANK * character.size
            and not is_wide(before.text[-1])
            and not is_wide(character.text[0])
        ):
            parts.append(" ")
        parts.append(character.text)
        before = character
    return "".join(parts)


def to_lines(characters: Iterable[Character]) -> list[Line]:
    """Lines from above to below. Blanks are no characters: gaps tell them."""
    lines: list[Line] = []
    middle = 0.0
    for character in sorted(characters, key=lambda c: (c.middle, c.x0)):
        if character.text.isspace():
            continue
        if lines and character.middle - middle <= _SAME_LINE * character.size:
            lines[-1].characters.append(character)
        else:
            lines.append(Line([character]))
            middle = character.middle
    for line in lines:
        line.characters.sort(key=lambda c: c.x0)
    return lines


def is_page_number(line: Line, height: float) -> bool:
    """Whether a line is a page number, or a browser's, at the edge of a page of ``height``."""
    return is_at_edge(line, height) and any(
        pattern.fullmatch(line.text) is not None for pattern in (_PAGE_NUMBER, _BROWSER)
    )


def running_heads(pages: Sequence[tuple[Sequence[Line], float]]) -> set[str]:
    """Texts that stand at the edge of most pages: running heads and feet."""
    counts: Counter[str] = Counter()
    for lines, height in pages:
        counts.update({line.text for line in lines if is_at_edge(line, height)})
    return {text for text, count in counts.items() if count > 2 and count > len(pages) * 0.6}


def is_at_edge(line: Line, height: float) -> bool:
    """Whether a line stands where page numbers and running heads do."""
    return line.bottom < height * _HEAD or line.top > height * (1 - _FOOT)


@dataclass(frozen=True, slots=True)
class Margins:
    """Where most lines of a document begin and end."""

    left: float
    right: float


def margins_of(lines: Sequence[Line]) -> Margins:
    """The margins of the text: its leftmost common beginning and its rightmost common end."""
    if not lines:
        return Margins(0, 0)
    long = sorted(lines, key=lambda line: line.x0 - line.x1)[: max(len(lines) // 2, 1)]
    lefts = sorted(line.x0 for line in long)
    rights = sorted(line.x1 for line in long)
    return Margins(lefts[len(lefts) // 10], rights[len(rights) * 9 // 10])


def breaks_between(before: Line, after: Line, margins: Margins) -> bool:
    """Whether a paragraph ends with ``before``, ``after`` being the next line of the document."""
    size = before.size
    if _ENDED.search(before.text) and (_SECTION.match(after.text) or names_section(after.text)):
        return True
    if before.x1 < margins.right - _SHORT * size:
        return True
    if after.x0 > margins.left + _INDENTED * after.size:
        return True
    return max(size, after.size) > _SIZE_CHANGE * min(size, after.size)


def is_centred(line: Line, margins: Margins) -> bool:
    """Whether a line stands in the middle between the margins, clear of both."""
    left, right = line.x0 - margins.left, margins.right - line.x1
    return left > 2 * line.size and right > 2 * line.size and abs(left - right) < 2 * line.size
