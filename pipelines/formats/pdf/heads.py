"""The head of a table without rules: titles, and names over one column or over several."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from operator import attrgetter

from pipelines.document import Cell
from pipelines.formats.pdf.columns import Column
from pipelines.formats.pdf.parts import Part
from pipelines.formats.pdf.pieces import CENTRED, FLUSH, Block
from pipelines.formats.whitespace import join_lines

# First and last column.
Run = tuple[int, int]
_Fits = Callable[[Block, Sequence[Column], Run], bool]


def head_rows(part: Part, columns: Sequence[Column], depth: int, size: float) -> list[list[Cell]]:
    """Return the rows above the figures; ``depth`` columns of labels are left of them."""
    whole = depth + len(columns)
    rows = [[Cell(text=title.text, colspan=whole)] for title in part.titles]
    lowest = [name for column in columns for name in column.names]
    over = [name for name in part.names if not any(name is low for low in lowest)]
    levels: list[dict[Run, Block]] = []
    for placed in _levels(over, columns, size):
        broad: dict[Run, Block] = {}
        for (one, other), name in placed.items():
            if one == other and _is_centred(name, columns, (one, other)):
                # a page break divided the name of one column
                columns[one].names.insert(0, name)
                continue
            broad[one, other] = name
        if broad:
            levels.append(broad)
    if not part.names and not part.beside:
        return rows
    height = len(levels) + 1
    for level in range(height):
        cells = _beside(part.beside, depth, height) if level == 0 else []
        column = 0
        while column < len(columns):
            run = (
                next((run for run in levels[level] if run[0] == column), None)
                if (level < len(levels))
                else None
            )
            if run is not None:
                cells.append(Cell(text=levels[level][run].text, colspan=run[1] - run[0] + 1))
                column = run[1] + 1
                continue
            first = max(
                (n + 1 for n, names in enumerate(levels) if _covers(names, column)), default=0
            )
            if level == first:
                text = join_lines([name.text for name in columns[column].names])
                cells.append(Cell(text=text, rowspan=height - level))
            elif level < first:
                cells.append(Cell(text=""))
            column += 1
        rows.append(cells)
    return rows


def _beside(blocks: Sequence[Block], depth: int, height: int) -> list[Cell]:
    """Return the cells over the labels: one each where they are as many, else one."""
    if not depth:
        return []
    if len(blocks) == depth and len({block.line for block in blocks}) == 1:
        return [Cell(text=b.text, rowspan=height) for b in sorted(blocks, key=lambda b: b.x0)]
    text = join_lines([block.text for block in sorted(blocks, key=lambda b: (b.y, b.x0))])
    return [Cell(text=text, colspan=depth, rowspan=height)]


def _covers(level: dict[Run, Block], column: int) -> bool:
    return any(first <= column <= last for first, last in level)


def _levels(
    over: Sequence[Block], columns: Sequence[Column], size: float
) -> list[dict[Run, Block]]:
    """Return the names over several columns, line by line, each with its columns.

    They are flush left, flush right or centred, all alike: whichever way they cover the most.
    """
    heights: list[list[Block]] = []
    for block in sorted(over, key=lambda block: block.y):
        if heights and block.y - heights[-1][0].y < size / 2:
            heights[-1].append(block)
        else:
            heights.append([block])
    alike = []
    for way in _WAYS:
        levels = _placed(heights, columns, [way], size)
        if levels is not None:
            alike.append((sum(b - a + 1 for level in levels for a, b in level), levels))
    if alike:
        return max(alike, key=lambda found: found[0])[1]
    return [_level(line, columns, _WAYS, size, lowest=line is heights[-1]) for line in heights]


def _placed(
    lines: Sequence[Sequence[Block]], columns: Sequence[Column], ways: Sequence[_Fits], size: float
) -> list[dict[Run, Block]] | None:
    """Return the names of each line with their columns; None where one fits none."""
    levels = []
    for line in lines:
        level = _level(line, columns, ways, size, lowest=line is lines[-1])
        if not all(any(way(name, columns, run) for way in ways) for run, name in level.items()):
            return None
        levels.append(level)
    return levels


def _level(
    line: Sequence[Block],
    columns: Sequence[Column],
    ways: Sequence[_Fits],
    size: float,
    *,
    lowest: bool,
) -> dict[Run, Block]:
    """Return which columns each name of a line is over: the most that fit, else those below it."""
    level: dict[Run, Block] = {}
    line = sorted(line, key=lambda name: name.x0)
    heights = _heights(columns, size)
    begin = 0
    for number, name in enumerate(line):
        inner = _under(name, columns)
        below = {
            number
            for number, column in enumerate(columns)
            if _is_below(column, name, size)
            and (not lowest or _is_beside(heights, number, inner, size))
        }
        end = _under(line[number + 1], columns)[0] if number + 1 < len(line) else len(columns)
        runs = [
            (first, last)
            for first in range(begin, inner[0] + 1)
            for last in range(inner[1], end)
            if below.issuperset(range(first, last + 1))
        ]
        fitting = [run for run in runs if any(way(name, columns, run) for way in ways)]
        fitting = fitting or [inner]
        best = max(fitting, key=lambda run: run[1] - run[0])
        level[best] = name
        begin = best[1] + 1
    return level


def _under(name: Block, columns: Sequence[Column]) -> Run:
    """Return the columns that a name reaches over."""
    reached = [n for n, column in enumerate(columns) if column.x0 < name.x1 and name.x0 < column.x1]
    if not reached:
        nearest = min(range(len(columns)), key=lambda n: abs(columns[n].middle - name.middle))
        return nearest, nearest
    return reached[0], reached[-1]


def _is_below(column: Column, name: Block, size: float) -> bool:
    """Whether a column's own name, if any, stands lower than a name over several."""
    return all(own.bottom > name.y + size / 2 for own in column.names)


def _is_beside(heights: Sequence[float | None], column: int, run: Run, size: float) -> bool:
    """Whether a column's name stands beside those of the columns that a name reaches over."""
    own = heights[column]
    others = [height for height in heights[run[0] : run[1] + 1] if height is not None]
    return own is None or not others or any(abs(own - other) < size / 4 for other in others)


def _heights(columns: Sequence[Column], size: float) -> list[float | None]:
    """Return at which height the name of each column stands: its top, its middle or its foot.

    Whichever it is that most names have in common: one row's are set alike.
    """
    ways: list[list[float | None]] = [
        [place(column.names[0]) if column.names else None for column in columns]
        for place in (attrgetter("y"), attrgetter("bottom"), attrgetter("top"))
    ]
    return min(ways, key=lambda way: len({round(h / (size / 4)) for h in way if h is not None}))


def _is_centred(name: Block, columns: Sequence[Column], run: Run) -> bool:
    first, last = columns[run[0]], columns[run[1]]
    size = (name.x1 - name.x0) / max(1, len(name.pieces[0].text))
    return (
        abs((first.middle + last.middle) / 2 - name.middle) < CENTRED * size
        or abs((first.x0 + last.x1) / 2 - name.middle) < CENTRED * size
    )


def _is_flush_left(name: Block, columns: Sequence[Column], run: Run) -> bool:
    size = (name.x1 - name.x0) / max(1, len(name.pieces[0].text))
    return abs(columns[run[0]].x0 - name.x0) < 2 * FLUSH * size


def _is_flush_right(name: Block, columns: Sequence[Column], run: Run) -> bool:
    size = (name.x1 - name.x0) / max(1, len(name.pieces[0].text))
    return abs(columns[run[1]].x1 - name.x1) < 2 * FLUSH * size


_WAYS: tuple[_Fits, ...] = (_is_centred, _is_flush_left, _is_flush_right)
