"""Where on the pages tables without rules may be: lines that end in figures, and those around."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pipelines.formats.pdf.lines import Line
from pipelines.formats.pdf.pieces import PART, figures_at_end, pieces_of
from pipelines.headings import names_section

# Lines of a table stand closer than this (in sizes), whatever stands between its rows.
_GAP = 4.0
# Behind its last figure only the rest of a label and rows without figures may follow, closer still.
_BEHIND = 2.5
# Text of a table set in a size of its own differs by this part from the prose around.
_OTHER_SIZE = 0.08
# A row of figures may be larger or smaller than the others, as headings in a table are.
_ROW_OF_OTHER_SIZE = 0.3
# A table has this many figures at least.
_FEWEST_FIGURES = 2
_SENTENCE = re.compile(r"[。；：:;]$")


def find_regions(lines: Sequence[Line], prose_size: float) -> Iterator[tuple[int, int]]:
    """Runs of lines around those that end in figures, from one heading or sentence to the next."""
    pieces = [pieces_of(line, number) for number, line in enumerate(lines)]
    figures = [figures_at_end(line) for line in pieces]
    is_row = [bool(end) and (len(line) > 1) for line, end in zip(pieces, figures, strict=True)]
    number = 0
    while number < len(lines):
        if not is_row[number]:
            number += 1
            continue
        size = lines[number].size
        own = abs(size - prose_size) > prose_size * _OTHER_SIZE
        left = figures[number][0].x0
        start, last = number, number
        while start > 0 and _belongs(
            lines[start - 1], lines[start], size, own=own, is_row=is_row[start - 1]
        ):
            start -= 1
        end = number + 1
        while end < len(lines) and _belongs(
            lines[end], lines[end - 1], size, own=own, is_row=is_row[end]
        ):
            if is_row[end]:
                last = end
                left = min(left, figures[end][0].x0)
            end += 1
        stop = end
        end = last + 1
        while (
            end < stop
            and lines[end].x1 <= left
            and lines[end].top - lines[end - 1].top < _BEHIND * size
        ):
            end += 1
        if sum(len(figures[n]) for n in range(start, end) if is_row[n]) >= _FEWEST_FIGURES:
            yield start, end
        number = end


def _belongs(line: Line, neighbour: Line, size: float, *, own: bool, is_row: bool) -> bool:
    """Whether a line may be of the table that its neighbour is of.

    A sentence or a heading may not, but for text of a size of its own: there a label may be either.
    """
    other = _ROW_OF_OTHER_SIZE if is_row else _OTHER_SIZE
    if abs(line.top - neighbour.top) >= _GAP * size or abs(line.size - size) > size * other:
        return False
    is_label = PART.match(line.text) is not None
    return own or not (_SENTENCE.search(line.text) or (names_section(line.text) and not is_label))
