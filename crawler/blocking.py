"""A page that is not the page: walls, challenges, soft 404s, pages of somebody else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Judgement = Literal["normal", "blocked", "soft_404", "parked", "gone", "error"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What an answer really is. ``gone`` is a plain 404 or 410, ``error`` any other failure."""

    kind: Judgement
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Probe:
    """How a site answers for a page that it cannot have: learned once, compared with later."""

    status: int
    title: str
    text: str
    length: int
