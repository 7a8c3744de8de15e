"""Ruled tables in a picture: where their cells are, and which rows and columns each covers.

Lines are what survives an erosion longer than any stroke of a character; cells are the white areas
that lines enclose, so that a merged cell needs no rule of its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.uint8]

# A rule is longer than this part of the page's width; the longest stroke of a character is shorter.
_RULE_SHARE = 1 / 40
# The smallest table of a report, a row of fifteen figures, has this many cells with its head.
_FEWEST_CELLS = 4
# Rules that nearly meet belong together: skew and noise leave gaps of this many pixels.
_GAP = 3


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in pixels; right and bottom are outside it."""

    left: int
    top: int
    right: int
    bottom: int

    @property
    def width(self) -> int:
        return self.right - self.left

    @property
    def height(self) -> int:
        return self.bottom - self.top


@dataclass(frozen=True, slots=True)
class GridCell:
    """A cell of a table: where it is, and its place on the grid."""

    box: Box
    row: int
    column: int
    rowspan: int
    colspan: int


@dataclass(frozen=True, slots=True)
class Ruled:
    """A ruled table: its frame, and its cells from above to below, left to right."""

    box: Box
    cells: tuple[GridCell, ...]


def ink_of(gray: Pixels) -> Pixels:
    """Return where a page is printed (255) and where it isn't (0), whatever its lighting."""
    block = max(15, gray.shape[1] // 40) | 1
    found = cv2.adaptiveThreshold(
        gray, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, block, 15
    )
    return np.asarray(found, dtype=np.uint8)


def skew_of(ink: Pixels) -> float:
    """Return by how many degrees the rules of a page are turned, 0 where it has none."""
    length = ink.shape[1] // 6
    lines = cv2.HoughLinesP(ink, 1, np.pi / 1800, 200, minLineLength=length, maxLineGap=_GAP)
    if lines is None:
        return 0.0
    ends = np.asarray(lines, dtype=np.float64).reshape(-1, 4)
    angles = np.degrees(np.arctan2(ends[:, 3] - ends[:, 1], ends[:, 2] - ends[:, 0]))
    level = angles[np.abs(angles) < 10]
    return float(np.median(level)) if level.size else 0.0


def find_ruled(ink: Pixels) -> list[Ruled]:
    """Return the ruled tables of a page, from above to below."""
    rules = _rules(ink)
    count, _, stats, _ = cv2.connectedComponentsWithStats(rules, connectivity=8)
    smallest = ink.shape[1] * _RULE_SHARE
    tables = []
    for number in range(1, count):
        left, top, width, height = (int(value) for value in stats[number][:4])
        if width < 4 * smallest or height < smallest:
            continue
        box = Box(left, top, left + width, top + height)
        cells = _cells(rules, box)
        if len(cells) >= _FEWEST_CELLS:
            tables.append(Ruled(box=box, cells=cells))
    return sorted(_outermost(tables), key=lambda table: table.box.top)


def _rules(ink: Pixels) -> Pixels:
    length = max(20, int(ink.shape[1] * _RULE_SHARE))
    across = cv2.getStructuringElement(cv2.MORPH_RECT, (length, 1))
    down = cv2.getStructuringElement(cv2.MORPH_RECT, (1, length))
    # A rule that is a little turned goes aside by a pixel in steps: it is thickened across, never
    # along, where a stroke would reach over the rule to the stroke of the next row.
    level = cv2.morphologyEx(cv2.dilate(ink, np.ones((_GAP, 1))), cv2.MORPH_OPEN, across)
    upright = cv2.morphologyEx(cv2.dilate(ink, np.ones((1, _GAP))), cv2.MORPH_OPEN, down)
    level = cv2.dilate(level, np.ones((1, 2 * _GAP)))
    upright = cv2.dilate(upright, np.ones((2 * _GAP, 1)))
    return np.asarray(cv2.bitwise_or(level, upright), dtype=np.uint8)


def _cells(rules: Pixels, frame: Box) -> tuple[GridCell, ...]:
    inside = rules[frame.top : frame.bottom, frame.left : frame.right]
    white = cv2.bitwise_not(inside)
    count, _, stats, _ = cv2.connectedComponentsWithStats(white, connectivity=4)
    boxes = []
    for number in range(1, count):
        left, top, width, height, area = (int(value) for value in stats[number][:5])
        if width < 6 or height < 6 or area < 0.7 * width * height:
            continue
        outside = left == 0 or top == 0 or left + width == frame.width
        if outside or top + height == frame.height:
            continue
        boxes.append(
            Box(
                frame.left + left,
                frame.top + top,
                frame.left + left + width,
                frame.top + top + height,
            )
        )
    if not boxes:
        return ()
    # the white of neighbours is a rule's thickness apart: an edge is where both end
    tolerance = max(6, min(min(box.height, box.width) for box in boxes) // 2)
    columns = _edges([box.left for box in boxes], tolerance)
    rows = _edges([box.top for box in boxes], tolerance)
    cells = [
        GridCell(
            box=box,
            row=_place(rows, box.top),
            column=_place(columns, box.left),
            rowspan=sum(1 for edge in rows if box.top - tolerance < edge < box.bottom),
            colspan=sum(1 for edge in columns if box.left - tolerance < edge < box.right),
        )
        for box in boxes
    ]
    return tuple(sorted(cells, key=lambda cell: (cell.row, cell.column)))


def _edges(positions: Sequence[int], tolerance: int) -> list[int]:
    """Return where rows or columns begin: positions of about the same value are one edge."""
    edges: list[list[int]] = []
    for position in sorted(positions):
        if edges and position - edges[-1][0] <= tolerance:
            edges[-1].append(position)
        else:
            edges.append([position])
    return [group[0] for group in edges]


def _place(edges: Sequence[int], position: int) -> int:
    return max(number for number, edge in enumerate(edges) if edge <= position)


def _outermost(tables: Sequence[Ruled]) -> list[Ruled]:
    """Leave out what stands within another table."""
    return [
        table
        for table in tables
        if not any(
            other is not table
            and other.box.left <= table.box.left
            and other.box.top <= table.box.top
            and other.box.right >= table.box.right
            and other.box.bottom >= table.box.bottom
            for other in tables
        )
    ]
