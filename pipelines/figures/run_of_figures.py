"""Figures that were printed without anything between them, and the ways to cut them apart."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from pipelines.labels import normal

# No count of a report has more digits; longer figures would only slow the search.
LONGEST = 7
# 约109, 109余件, 0（其中修订1件）: what stands before a run's first figure, and behind its last.
_DRESSED = re.compile(r"([约近共超]?)(\d+)([余多]?[件次宗项个条]{0,2}(?:\([^()]*\))?)")
_DASHES = re.compile(r"[-—–―−/]+|无|不适用")


@dataclass(frozen=True, slots=True)
class Run:
    """A row's figures as one run of digits, a dash or a blank being a zero in it.

    A figure ends at each of ``ends``. ``before`` and ``behind`` are what is printed beside the
    figure that begins or ends there, ``instead`` what is printed in a zero's place.
    """

    digits: str
    ends: frozenset[int]
    before: Mapping[int, str]
    behind: Mapping[int, str]
    instead: Mapping[int, str]

    def has(self, figures: Sequence[str]) -> bool:
        """Return whether these are the run's figures, one after the other."""
        reached, places = 0, {0}
        for figure in figures:
            reached += len(figure)
            places.add(reached)
        return "".join(figures) == self.digits and self.ends <= places

    def printed(self, figures: Sequence[str]) -> list[tuple[str, bool]]:
        """Return each figure as it is printed, and whether it stood alone."""
        texts: list[tuple[str, bool]] = []
        start = 0
        for figure in figures:
            end = start + len(figure)
            text = self.instead.get(start)
            if text is None:
                text = f"{self.before.get(start, '')}{figure}{self.behind.get(end, '')}"
            texts.append((text, end in self.ends and (start == 0 or start in self.ends)))
            start = end
        return texts

    def ways(self, parts: int, most: int) -> list[list[str]]:
        """Return the ways (at most ``most``) to cut it into parts and their sum behind them."""
        found: list[list[str]] = []
        last = max((end for end in self.ends if end < len(self.digits)), default=0)
        for length in range(1, min(len(self.digits) - max(parts, last), LONGEST) + 1):
            total = self.digits[-length:]
            if length > 1 and total[0] == "0":
                continue
            for cut in self._parts(0, len(self.digits) - length, parts, int(total)):
                found.append([*cut, total])
                if len(found) >= most:
                    return found
        return found

    def _parts(self, start: int, stop: int, parts: int, total: int) -> Iterator[list[str]]:
        """Yield the ways to cut what lies between into so many figures that make the total."""
        if not parts:
            if start == stop and not total:
                yield []
            return
        longest = len(str(total))  # what the parts may still come to bounds the search
        for end in range(start + 1, min(stop - parts + 1, start + longest) + 1):
            figure = self.digits[start:end]
            if int(figure) > total or (len(figure) > 1 and figure[0] == "0"):
                return  # and no longer one will do either
            if stop - end <= (parts - 1) * longest:
                for others in self._parts(end, stop, parts - 1, total - int(figure)):
                    yield [figure, *others]
            if end in self.ends:
                return


def read_run(texts: Sequence[str], dash: int) -> Run | None:
    """Return the run that a row's texts are; None where they are anything but figures.

    ``dash`` is how many marks stand for nothing: —— may be one dash or two.
    """
    digits = ""
    ends: set[int] = set()
    before: dict[int, str] = {}
    behind: dict[int, str] = {}
    instead: dict[int, str] = {}
    for text in texts:
        plain = normal(text)
        if found := _DRESSED.fullmatch(plain):
            before[len(digits)] = found[1]
            digits += found[2]
            behind[len(digits)] = found[3]
        elif _DASHES.fullmatch(plain) or not plain:
            count = len(plain) // dash if plain and not plain[0].isalpha() else 1
            for _ in range(count):
                instead[len(digits)] = plain[:dash] if count > 1 else plain
                digits += "0"
                ends.add(len(digits))
        else:
            return None
        ends.add(len(digits))
    return Run(digits, frozenset(ends), before, behind, instead)


def dash_of(rows: Sequence[Sequence[str]]) -> int:
    """Return how many marks the rows print for nothing: one if any of their runs is odd.

    A table prints — or —— all over, and dashes of several cells run together.
    """
    lengths = [
        len(plain)
        for texts in rows
        for text in texts
        if (plain := normal(text)) and _DASHES.fullmatch(plain) and not plain[0].isalpha()
    ]
    return 1 if any(length % 2 for length in lengths) else 2
