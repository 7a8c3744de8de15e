"""What the doctor says of one thing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One thing that was looked at. ``note``: nothing is wrong, but something could be had.

    ``remedy`` is what to do, empty where there is nothing.
    """

    name: str
    state: Literal["ok", "note", "warning", "error"]
    told: str
    remedy: str = ""
