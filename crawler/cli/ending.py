"""How a crawl ended, as a whole: what was done, what needs attention, what to do next."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from crawler.progress import Progress, Stop

DONE, ATTENTION, STOPPED = 0, 1, 3


@dataclass(frozen=True, slots=True)
class Ending:
    """What a crawl leaves: lines for a person, the last of them the sum, and the exit status."""

    lines: tuple[str, ...]
    status: int


def ending(progress: Progress, directory: Path) -> Ending:
    """Say how a crawl ended."""
    outcomes = Counter(str(end.summary.outcome) for end in progress.ended)
    counts = ", ".join(f"{number} {outcome}" for outcome, number in outcomes.most_common())
    done = f"{len(progress.ended)} of {len(progress.plan.sites)} sites crawled"
    done += f": {counts}." if counts else "."
    said = [f"{site}: another process is crawling it" for site in progress.locked]
    troubled = ", ".join(end.summary.site for end in progress.ended if end.attention)
    news = f" Needs attention: {troubled}; see nianbao status" if troubled else ""
    left = len(progress.left)
    if progress.failure is not None:
        said.append(f"nianbao: {progress.failure}")
        rest, status = " The archive failed: mend it and run the same command again.", STOPPED
    elif progress.stop is Stop.SIGNAL or progress.locked:
        rest, status = " Stopped: run the same command again to go on.", STOPPED
    elif left and progress.stop is Stop.WINDOW:
        rest, status = f" The time is up: {left} go on the next time.{news}", ATTENTION
    elif left:
        rest, status = f" {left} did not end: see the log above.{news}", STOPPED
    elif troubled:
        known = ", or nianbao sites ack SITE --until DATE for what you know of."
        rest, status = f"{news}{known}", ATTENTION
    else:
        rest, status = f" Next: nianbao export DIR --archive {directory}", DONE
    return Ending((*said, done + rest), status)
