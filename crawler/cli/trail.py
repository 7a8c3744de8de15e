"""What the last crawl of a site did, step by step, as ``nianbao status SITE`` shows it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from storage.records import Step

if TYPE_CHECKING:
    from storage.archive import Archive


def trail_of(archive: Archive, site: str) -> dict[str, Any]:
    """Return the columns a site was read from and the steps of its last crawl, as JSON has them."""
    return {
        "columns": archive.columns(site),
        "trail": [asdict(step) for step in archive.last_trail(site)],
    }


def trail_lines(archive: Archive, site: str) -> Iterator[str]:
    """Yield the same as text, a line a column and a step."""
    yield from (f"  column {url}" for url in archive.columns(site))
    yield from (f"  {step_line(step)}" for step in archive.last_trail(site))


def step_line(step: Step) -> str:
    """Return a step in one line: what became of it, what was expected, where, why."""
    note = f" ({step.note})" if step.note else ""
    why = f": {step.reason}" if step.reason else ""
    return f"{step.state} {step.kind} {step.url}{why}{note}"
