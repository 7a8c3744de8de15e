"""What the reader of one statutory table hands back."""

from __future__ import annotations

from dataclasses import dataclass, field

from pipelines.figures.printed import Printed, Row


@dataclass(slots=True)
class Outcome:
    """Named cells, the rows that were understood, and what was wrong with the others.

    ``doubts`` are messages for a finding each: a row whose name or values are in doubt, with the
    cells that it may have.
    """

    printed: list[Printed] = field(default_factory=list)
    used: list[Row] = field(default_factory=list)
    doubts: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)
