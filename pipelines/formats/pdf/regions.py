"""Where on the pages tables without rules may be: lines of several columns, and those around."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipelines.formats.pdf.lines import Line
from pipelines.formats.pdf.pieces import SECTION

# Lines of a table stand closer than this (in sizes), whatever stands between its rows.
_GAP = 4.0
# Text of a table set in a size of its own differs by this part from the prose around.
_OTHER_SIZE = 0.08


def find_regions(lines: Sequence[Line], prose_size: float) -> Iterator[tuple[int, int]]:
    """Runs of lines around those with several columns."""
    columns = [len(line.segments()) > 1 for line in lines]
    number = 0
    while number < len(lines):
        if not columns[number]:
            number += 1
            continue
        size = lines[number].size
        own = abs(size - prose_size) > prose_size * _OTHER_SIZE
        start, last = number, number
        while own and start > 0 and _belongs(lines[start - 1], lines[start], size):
            start -= 1
        end = number + 1
        while end < len(lines) and _belongs(lines[end], lines[end - 1], size):
            if columns[end]:
                last = end
            elif not own and not any(columns[end : end + 4]):
                break
            end += 1
        end = end if own else last + 1
        while end > number + 1 and SECTION.match(lines[end - 1].text) and not columns[end - 1]:
            end -= 1
        yield start, end
        number = end


def _belongs(line: Line, neighbour: Line, size: float) -> bool:
    apart = abs(line.top - neighbour.top)
    if len(line.segments()) == 1 and SECTION.match(line.text) and line.size > size * 1.05:
        return False
    return apart < _GAP * size and abs(line.size - size) <= size * _OTHER_SIZE
