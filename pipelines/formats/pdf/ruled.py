"""Tables drawn with rules: cells from the lines of a page, a grid from the cells."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from pdfplumber import table as plumber

from pipelines.document import Cell, Table
from pipelines.formats.pdf.lines import Character, to_lines
from pipelines.formats.whitespace import is_wide

# Rules closer than this (points) are one; Word draws borders of two cells up to a point apart.
_SNAP = 3.0
# A filled box thinner than this is a rule, a thicker one a background.
_THIN = 3.0
# A rule shorter than this is a stroke of a drawing or an underline's end.
_SHORTEST = 4.0
# A drawing with more rules than this is no table; finding those that touch is quadratic in them.
_MAX_EDGES = 3000
# Nor is one with more cells on a page.
_MAX_GRID = 20_000
# Between two parts of a table without rules at its sides stands at most one row (points).
_OPEN_ROW = 45.0
_SECTION = re.compile(r"[一二三四五六七八九十]{1,3}、")
# A line of digits that fills this part of its cell was broken by the cell's edge.
_FILLED = 0.6

Edge = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Box:
    """One cell of a drawn table: its corners in points, and its text."""

    x0: float
    top: float
    x1: float
    bottom: float
    text: str = ""

    def holds(self, character: Character) -> bool:
        """Whether a character's middle is inside."""
        x = (character.x0 + character.x1) / 2
        return self.x0 <= x <= self.x1 and self.top <= character.middle <= self.bottom


@dataclass(slots=True)
class Drawn:
    """One table of one page: its cells, with text."""

    boxes: list[Box]

    @property
    def x0(self) -> float:
        return min(box.x0 for box in self.boxes)

    @property
    def x1(self) -> float:
        return max(box.x1 for box in self.boxes)

    @property
    def top(self) -> float:
        return min(box.top for box in self.boxes)

    @property
    def bottom(self) -> float:
        return max(box.bottom for box in self.boxes)


def edges_of(page: Any) -> list[Edge]:
    """The visible rules of a pdfplumber page as horizontal and vertical edges."""
    edges: list[Edge] = []
    for shape in (*page.lines, *page.rects, *page.curves):
        width, height = float(shape["x1"] - shape["x0"]), float(shape["bottom"] - shape["top"])
        stroked, filled = bool(shape.get("stroke")), bool(shape.get("fill"))
        thin = min(width, height) <= _THIN
        if shape["object_type"] == "line" or stroked:
            colour = shape.get("stroking_color")
        elif filled and thin:
            colour = shape.get("non_stroking_color")
        else:
            continue
        if _is_white(colour):
            continue
        x0, x1, top, bottom = (float(shape[key]) for key in ("x0", "x1", "top", "bottom"))
        if thin:
            if max(width, height) < _SHORTEST:
                continue
            if width > height:
                middle = (top + bottom) / 2
                edges.append(_horizontal(x0, x1, middle))
            else:
                middle = (x0 + x1) / 2
                edges.append(_vertical(middle, top, bottom))
        elif shape["object_type"] == "rect":
            edges += [_horizontal(x0, x1, top), _horizontal(x0, x1, bottom)]
            edges += [_vertical(x0, top, bottom), _vertical(x1, top, bottom)]
    return edges[:_MAX_EDGES]


def find_drawn(edges: Sequence[Edge], characters: Sequence[Character]) -> list[Drawn]:
    """The tables that the rules of one page draw, from above to below."""
    if not edges:
        return []
    merged = plumber.merge_edges(list(edges), _SNAP, _SNAP, _SNAP, _SNAP)
    found = []
    for group in _joined_open(_groups(merged), characters):
        boxes = _cells(group)
        # one column is a frame around text, or around a table without rules
        if any(box.x1 - box.x0 < boxes[0].x1 - boxes[0].x0 - _SNAP for box in boxes) or any(
            box.x0 > boxes[0].x0 + _SNAP for box in boxes
        ):
            found.append(Drawn(_with_text(boxes, characters)))
    return sorted(found, key=lambda drawn: drawn.top)


def grid_of(boxes: Sequence[Box]) -> Table:
    """Cells with spans, from boxes that tile a rectangle."""
    xs = _steps(x for box in boxes for x in (box.x0, box.x1))
    ys = _steps(y for box in boxes for y in (box.top, box.bottom))
    rows: list[list[tuple[int, Cell]]] = [[] for _ in range(max(len(ys) - 1, 1))]
    for box in boxes:
        column, right = _nearest(xs, box.x0), _nearest(xs, box.x1)
        row, below = _nearest(ys, box.top), _nearest(ys, box.bottom)
        cell = Cell(text=box.text, colspan=max(right - column, 1), rowspan=max(below - row, 1))
        rows[min(row, len(rows) - 1)].append((column, cell))
    return Table(
        rows=tuple(
            tuple(cell for _, cell in sorted(row, key=lambda placed: placed[0])) for row in rows
        )
    )


def _horizontal(x0: float, x1: float, y: float) -> Edge:
    return {
        "object_type": "line", "orientation": "h", "x0": x0, "x1": x1, "top": y, "bottom": y,
        "width": x1 - x0, "height": 0.0,
    }  # fmt: skip


def _vertical(x: float, top: float, bottom: float) -> Edge:
    return {
        "object_type": "line", "orientation": "v", "x0": x, "x1": x, "top": top, "bottom": bottom,
        "width": 0.0, "height": bottom - top,
    }  # fmt: skip


def _is_white(colour: Any) -> bool:
    """Whether a grey or RGB colour is (nearly) the paper's; CMYK white is four zeros."""
    if colour is None:
        return False
    parts = list(colour) if isinstance(colour, tuple | list) else [colour]
    if not all(isinstance(part, int | float) for part in parts):
        return False
    if len(parts) == 4:
        return bool(max(parts) < 0.02)
    return len(parts) in (1, 3) and bool(min(parts) > 0.98)


def _joined_open(groups: Sequence[list[Edge]], characters: Sequence[Character]) -> list[list[Edge]]:
    """Groups of rules, those joined that are one table without rules at its sides.

    There a row that is one cell has no rule that leads over it.
    """
    joined: list[list[Edge]] = []
    for group in sorted(groups, key=lambda group: min(edge["top"] for edge in group)):
        before = joined[-1] if joined else None
        if before is not None and _is_one_open(before, group, characters):
            before.extend(group)
        else:
            joined.append(list(group))
    return joined


def _is_one_open(
    above: Sequence[Edge], below: Sequence[Edge], characters: Sequence[Character]
) -> bool:
    x0, x1, _, bottom = _bounds(above)
    other0, other1, top, _ = _bounds(below)
    if abs(x0 - other0) > _SNAP or abs(x1 - other1) > _SNAP or not 0 <= top - bottom < _OPEN_ROW:
        return False
    for edge in (*above, *below):
        if edge["orientation"] == "v" and (edge["x0"] < x0 + _SNAP or edge["x0"] > x1 - _SNAP):
            return False
    between = [c for c in characters if bottom < c.middle < top]
    return not any(_SECTION.match(line.text) for line in to_lines(between))


def _bounds(edges: Sequence[Edge]) -> tuple[float, float, float, float]:
    return (
        min(edge["x0"] for edge in edges),
        max(edge["x1"] for edge in edges),
        min(edge["top"] for edge in edges),
        max(edge["bottom"] for edge in edges),
    )


def _cells(group: Sequence[Edge]) -> list[Box]:
    """The cells that a group of rules draws: parts of its grid that no rule divides.

    The group is closed to a rectangle: a table that goes on over a page break often has no rule at
    the break, an open one none at its sides. Nothing inside is left out.
    """
    vertical = [edge for edge in group if edge["orientation"] == "v"]
    horizontal = [edge for edge in group if edge["orientation"] == "h"]
    if not vertical or not horizontal:
        return []
    x0, x1, top, bottom = _bounds(group)
    xs = _steps([x0, x1, *(edge["x0"] for edge in vertical)])
    ys = _steps([top, bottom, *(edge["top"] for edge in horizontal)])
    rows, columns = len(ys) - 1, len(xs) - 1
    if rows < 1 or columns < 1 or rows * columns > _MAX_GRID:
        return []
    right = [[column == columns - 1 for column in range(columns)] for _ in range(rows)]
    below = [[row == rows - 1] * columns for row in range(rows)]
    for edge in vertical:
        column = _nearest(xs, edge["x0"]) - 1
        for row in range(rows):
            if column >= 0 and edge["top"] < (ys[row] + ys[row + 1]) / 2 < edge["bottom"]:
                right[row][column] = True
    for edge in horizontal:
        row = _nearest(ys, edge["top"]) - 1
        for column in range(columns):
            if row >= 0 and edge["x0"] < (xs[column] + xs[column + 1]) / 2 < edge["x1"]:
                below[row][column] = True
    return _undivided(right, below, xs, ys)


def _undivided(
    right: Sequence[Sequence[bool]],
    below: Sequence[Sequence[bool]],
    xs: Sequence[float],
    ys: Sequence[float],
) -> list[Box]:
    """Rectangles without a rule inside: runs of a row, joined with the same run beneath."""
    boxes: list[Box] = []
    open_runs: dict[tuple[int, int], int] = {}  # (first column, last) -> the row it begins in
    for row, line in enumerate(right):
        runs: list[tuple[int, int]] = []
        first = 0
        for column, wall in enumerate(line):
            if wall:
                runs.append((first, column))
                first = column + 1
        starts = {run: open_runs.get(run, row) for run in runs}
        open_runs = {}
        for run, start in starts.items():
            if all(below[row][column] for column in range(run[0], run[1] + 1)):
                boxes.append(Box(xs[run[0]], ys[start], xs[run[1] + 1], ys[row + 1]))
            elif row + 1 < len(right) and _is_run(right[row + 1], run):
                open_runs[run] = start
            else:
                boxes.append(Box(xs[run[0]], ys[start], xs[run[1] + 1], ys[row + 1]))
    return boxes


def _is_run(walls: Sequence[bool], run: tuple[int, int]) -> bool:
    first, last = run
    return walls[last] and not any(walls[first:last]) and (first == 0 or walls[first - 1])


def _groups(edges: Sequence[Edge]) -> list[list[Edge]]:
    """Edges that touch each other, directly or through others."""
    waiting = list(edges)
    groups: list[list[Edge]] = []
    while waiting:
        group, frontier = [], [waiting.pop()]
        while frontier:
            edge = frontier.pop()
            group.append(edge)
            apart: list[Edge] = []
            for other in waiting:
                (frontier if _touch(edge, other) else apart).append(other)
            waiting = apart
        groups.append(group)
    return groups


def _touch(one: Edge, other: Edge) -> bool:
    return bool(
        one["x0"] <= other["x1"] + _SNAP
        and other["x0"] <= one["x1"] + _SNAP
        and one["top"] <= other["bottom"] + _SNAP
        and other["top"] <= one["bottom"] + _SNAP
    )


def _with_text(boxes: Sequence[Box], characters: Sequence[Character]) -> list[Box]:
    return [
        Box(
            box.x0,
            box.top,
            box.x1,
            box.bottom,
            cell_text(box, [c for c in characters if box.holds(c)]),
        )
        for box in boxes
    ]


def cell_text(box: Box, characters: Iterable[Character]) -> str:
    """The text of one cell. A line that its edge broke goes on without a blank, digits as well."""
    text = ""
    filled = False
    for line in to_lines(characters):
        if text and not is_wide(text[-1]) and not is_wide(line.text[0]):
            broken = (
                filled
                and (text[-1].isdigit() or text[-1] in ".,")
                and line.text[0] in "0123456789.,"
            )
            text += "" if broken else "\n"
        text += line.text
        filled = line.x1 - line.x0 > _FILLED * (box.x1 - box.x0)
    return text


def _steps(values: Iterable[float]) -> list[float]:
    """Distinct coordinates; those within the tolerance count once."""
    steps: list[float] = []
    for value in sorted(values):
        if not steps or value - steps[-1] > _SNAP:
            steps.append(value)
    return steps


def _nearest(steps: Sequence[float], value: float) -> int:
    return min(range(len(steps)), key=lambda i: abs(steps[i] - value))
