"""What a validation found."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

METHOD = (
    "Each cell that a current report prints, or that its form has and nobody found in it, could be "
    "drawn; rare strata with a larger chance (in proportion to the root of their size), which the "
    "rates weigh out. Intervals are Wilson's at 95 %, with the effective size of the sample. Each "
    "cell was coded twice from the captured page; where the codes differed, a third look decided."
)


class Verdict(StrEnum):
    """What the page says of one sampled cell.

    ``WRONG``: the archive says something else than the page; ``MISSED``: the page prints the cell,
    and the archive does not have it; ``UNREAD``: the archive says itself that it does not know;
    ``UNCLEAR``: persons could not tell either, so it counts nowhere.
    """

    RIGHT = "right"
    WRONG = "wrong"
    MISSED = "missed"
    UNREAD = "unread"
    UNCLEAR = "unclear"


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """An estimated share and its interval."""

    share: float
    low: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Stratum:
    """The rates of one part of the archive: ``read`` ``tolerant``; ``all`` of it has no part.

    ``cells`` are those of the archive, ``coded`` those of the sample.
    """

    dimension: str
    part: str
    cells: int
    coded: int
    wrong_cells: int
    wrong: Share
    missed: Share
    unread: Share


@dataclass(frozen=True, slots=True, kw_only=True)
class Validation:
    """A sample that was coded, and the rates that follow; ``kappa`` is Cohen's.

    ``unclear``: cells of it that nobody can tell; ``settled``: those that a third look decided.
    """

    drawn_at: datetime
    taken_at: datetime
    reader_version: str
    sampled: int
    reports: int
    unclear: int
    settled: int
    agreement: Share
    kappa: float | None
    strata: tuple[Stratum, ...]
