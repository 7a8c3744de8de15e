"""What a command crawls, and what has come of it so far: told by those who crawl, as it happens."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from storage.records import RunSummary, Site


class Stop(StrEnum):
    """Why a crawl asks for nothing more before all its sites are done. It goes on the next time."""

    SIGNAL = "signal"
    WINDOW = "window"  # the end of the night that it was given
    FAILURE = "failure"  # the archive gave way


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """The crawl of one site has ended. ``attention``: a person should look at it."""

    summary: RunSummary
    attention: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class UnderWay:
    """What a process has under way now: the requests so far, by site."""

    process: int
    requests: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Closed:
    """A process is through. ``locked`` are sites that another command is crawling."""

    locked: tuple[str, ...] = ()
    stop: Stop | None = None
    failure: str | None = None  # in words, where the archive gave way


Event = Ended | UnderWay | Closed


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Which sites to crawl, in which order, and when.

    A site begins not before its moment in ``begin_at``; what is not done at ``until`` is left for
    the next time.
    """

    sites: tuple[Site, ...]
    again: bool = False
    begin_at: Mapping[str, datetime] = field(default_factory=dict)
    until: datetime | None = None


@dataclass(slots=True, kw_only=True)
class Progress:
    """How far a plan has come. ``stop`` is there once it will not come to its end."""

    plan: Plan
    ended: list[Ended] = field(default_factory=list)
    locked: list[str] = field(default_factory=list)
    stop: Stop | None = None
    failure: str | None = None
    _under_way: dict[int, Mapping[str, int]] = field(default_factory=dict)

    def take_in(self, event: Event) -> None:
        """Take in what a process tells."""
        match event:
            case Ended():
                self.ended.append(event)
            case UnderWay():
                self._under_way[event.process] = event.requests
            case Closed():
                self.locked.extend(event.locked)
                self.stop = event.stop or self.stop
                self.failure = self.failure or event.failure

    @property
    def under_way(self) -> dict[str, int]:
        """The requests so far of each site that is being crawled."""
        done = {end.summary.site for end in self.ended}
        running = {name: n for part in self._under_way.values() for name, n in part.items()}
        return {name: number for name, number in running.items() if name not in done}

    @property
    def left(self) -> list[str]:
        """The sites whose crawl did not end."""
        done = {end.summary.site for end in self.ended} | set(self.locked)
        return [site.site for site in self.plan.sites if site.site not in done]
