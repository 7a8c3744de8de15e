"""A mass drop: an export that holds much less than the last one with the same filters.

A reader that stopped reading, or an archive that was restored in part, must not replace a data set
unnoticed. Governments cannot cause it: what they withdraw stays in the archive.
"""

from __future__ import annotations

from dataclasses import dataclass

# What is read better moves a report from one issuer to another, or drops one that was none: a few
# in a hundred at most. Beyond that something broke.
MOST = 0.05


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """What an export holds: reports, printed cells, divisions with a report."""

    reports: int
    cells: int
    counties: int

    def drops_from(self, before: Size) -> list[str]:
        """Say in words what is fewer than before by more than MOST."""
        return [
            f"{getattr(before, name):,} {name} are now {getattr(self, name):,}"
            for name in self.__slots__
            if getattr(self, name) < getattr(before, name) * (1 - MOST)
        ]


class MassDrop(Exception):
    """The export would hold much less than the last one did. What was there before stands."""
