"""Figures that ran together, taken apart where the sums leave exactly one way."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from itertools import accumulate, pairwise

from pipelines.labels import normal
from pipelines.values import read_number
from storage.records import Status

# Two ways are as good as a million: the search stops when it knows that there is a doubt.
ENOUGH = 2
# No count of a report has more digits; longer figures would only slow the search.
_LONGEST = 7
# Steps after which the search gives up, some hundredths of a second; then the run stays in doubt.
_STEPS = 20_000

# (index of the total, indices of its parts)
Sum = tuple[int, tuple[int, ...]]
# The figures of a row, each with whether its text stood alone.
Way = list[tuple[str, bool]]


def split(
    texts: Sequence[str],
    wanted: int,
    sums: Sequence[Sum],
    counts: Sequence[int] | None = None,
) -> list[Way]:
    """Return the ways (two at most) to take the texts apart into the figures.

    ``counts``, where known, say how many figures each text holds.

    Each figure comes with whether its text stood alone. A text that is no run of digits stays
    whole; blanks and dashes count as nothing, and a sum with words in it is not asked. A search
    without an end returns two equal ways: a doubt.
    """
    search = _Search([normal(text) for text in texts], texts, wanted, sums)
    if counts is not None:
        search.ends = list(accumulate(counts))
    search.go(0, 0, [])
    return search.ways


def is_run(text: str) -> bool:
    """Return whether the text is several figures for certain: no number is printed 00 or 07."""
    digits = normal(text)
    return len(digits) > 1 and digits.isdigit() and digits[0] == "0"


def may_be_fused(texts: Sequence[str], sums: Sequence[Sum]) -> bool:
    """Return whether cells of which some are blank could be fewer that hold all the figures.

    A page that was flattened may print ``205 | 25 | | | | |`` where seven figures stood, or
    ``205 | | | 25 | | |`` with the blanks where the figures were.
    """
    filled = [text for text in texts if normal(text)]
    if len(filled) == len(texts) or not filled or not normal(texts[0]):
        return False
    if sum(len(normal(text)) for text in filled) < len(texts):
        return False
    if all(normal(text) for text in texts[: len(filled)]) and split(filled, len(texts), sums):
        return True
    starts = [i for i, text in enumerate(texts) if normal(text)]
    counts = [end - start for start, end in pairwise([*starts, len(texts)])]
    return bool(split(filled, len(texts), sums, counts))


def may_have_moved_up(texts: Sequence[str], total: Sum) -> bool:
    """Return whether two figures of a row may be one cell, those behind it a place too far left.

    Asked of rows whose last cell alone is blank: ``368 | 13247 | | 286 | 285 | 1222 |`` with 1222
    for the total. It may be so where some cut leaves a total that is no less than what is printed
    of its parts, and no more where none of them is blank.
    """
    cells = [normal(text) for text in texts[:-1]]
    for place, run in enumerate(cells):
        for cut in range(1, len(run)) if run.isdigit() else ():
            one, other = run[:cut], run[cut:]
            if is_run(one) or is_run(other):
                continue
            moved = [*cells[:place], one, other, *cells[place + 1 :]]
            if _may_be_sum(moved, total):
                return True
    return False


def _may_be_sum(texts: Sequence[str], total: Sum) -> bool:
    """Return whether the total could be the sum of its parts, whatever the blank ones would be."""
    whole, parts = total
    values = [value_of(texts[part]) for part in parts]
    printed = sum(value for value in values if value is not None)
    wanted = value_of(texts[whole])
    if wanted is None or None in values:
        return True
    return printed <= wanted if not all(texts[part] for part in parts) else printed == wanted


def adds_up(rows: Sequence[Sequence[str]], total: int) -> int:
    """Return in how many rows the figure at ``total`` is the sum of the others."""
    count = 0
    for row in rows:
        values = [value_of(text) for text in row]
        rest = [value for i, value in enumerate(values) if i != total]
        count += None not in values and values[total] == sum(v for v in rest if v is not None)
    return count


class _Search:
    def __init__(
        self, runs: list[str], texts: Sequence[str], wanted: int, sums: Sequence[Sum]
    ) -> None:
        self.runs = runs
        self.texts = texts
        self.wanted = wanted
        self.due: dict[int, list[Sum]] = {}  # the sums that can be asked once a figure is known
        for total, parts in sums:
            self.due.setdefault(max(total, *parts), []).append((total, parts))
        self.ways: list[Way] = []
        self.steps = 0
        self.ends: list[int] | None = None  # how many figures there are at the end of each run

    def go(self, index: int, offset: int, figures: Way) -> None:
        """Take the next figure from run ``index``, beginning at ``offset``."""
        self.steps += 1
        if self.steps > _STEPS:
            self.ways = [figures] * ENOUGH
        if len(self.ways) >= ENOUGH:
            return
        missing = self.wanted - len(figures)
        if index == len(self.runs):
            if not missing:
                self.ways.append(list(figures))
            return
        run = self.runs[index]
        whole_runs_after = len(self.runs) - index - 1
        if missing <= whole_runs_after:
            return
        if not run.isdigit():
            if not self.ends or len(figures) + 1 == self.ends[index]:
                self._take(index + 1, 0, [*figures, (self.texts[index], True)])
            return
        for length in range(1, min(len(run) - offset, _LONGEST) + 1):
            figure = run[offset : offset + length]
            ends = offset + length == len(run)
            if len(figure) > 1 and figure[0] == "0":
                return  # and no longer one will do either
            grown = [*figures, (figure, offset == 0 and ends)]
            if self.ends and (len(grown) == self.ends[index]) is not ends:
                continue
            if ends:
                self._take(index + 1, 0, grown)
            else:
                self._take(index, offset + length, grown)

    def _take(self, index: int, offset: int, figures: Way) -> None:
        for total, parts in self.due.get(len(figures) - 1, ()):
            values = [value_of(figures[i][0]) for i in (total, *parts)]
            if None not in values and values[0] != sum(v for v in values[1:] if v is not None):
                return
        self.go(index, offset, figures)


def value_of(text: str) -> Decimal | None:
    """Return what the cell adds to a sum: nothing if blank; None if it holds words."""
    status, value = read_number(text, "件")
    if status is Status.NUMBER:
        return value
    return Decimal(0) if status in (Status.BLANK, Status.DASH) else None
