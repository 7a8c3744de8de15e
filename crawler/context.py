"""What one crawl of one site works with, and what all crawls of a process share."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from crawler.manners import HostGate
from crawler.monitors import Verdict
from crawler.robots import RobotsCache
from crawler.scope import Scope
from storage.archive import Archive
from storage.clock import day_in_china
from storage.errors import StorageError
from storage.records import Run, RunSummary, Site

if TYPE_CHECKING:
    from scrapy.crawler import Crawler


@dataclass(slots=True, kw_only=True)
class Shared:
    """One archive, one gate and one set of robots.txt for all crawls of a process."""

    archive: Archive
    gate: HostGate = field(default_factory=HostGate)
    robots: RobotsCache = field(default_factory=RobotsCache)
    failure: StorageError | None = None
    halted: asyncio.Event = field(default_factory=asyncio.Event)

    def fail(self, error: StorageError) -> None:
        """The archive gave way: nothing more is asked of anybody, the process stops."""
        self.failure = self.failure or error
        self.halt()

    def halt(self) -> None:
        """Ask for nothing more; what is pending stays so for the next time."""
        self.gate.stop()
        self.halted.set()


@dataclass(slots=True, kw_only=True)
class Context:
    """One crawl of one site.

    ``requests`` counts what was sent, robots.txt and retries included. ``summary`` is there once
    the crawl has ended by itself; ``attention`` says that a person should look at it.
    """

    shared: Shared
    site: Site
    run: Run
    scope: Scope
    requests: int = 0
    reports: int = 0
    summary: RunSummary | None = None
    attention: bool = False

    def finish(self, verdict: Verdict, now: datetime) -> None:
        """End the crawl: nothing of it is pending. Raises StorageError."""
        self.summary = self.shared.archive.finish_run(
            self.run.run_id,
            outcome=verdict.outcome,
            message=verdict.message,
            requests=self.requests,
            now=now,
        )
        until = self.site.acknowledged_until
        known = until is not None and day_in_china(now) <= until
        self.attention = verdict.attention and not known


_contexts: WeakKeyDictionary[Crawler, Context] = WeakKeyDictionary()


def attach(crawler: Crawler, context: Context) -> None:
    """Give a Scrapy crawler the crawl that it is to make; its components find it there."""
    _contexts[crawler] = context
    # The stages know nothing of crawls: Scrapy's crawler is all that they are given.
    vars(crawler)["archive"] = context.shared.archive


def context_of(crawler: Crawler) -> Context:
    """The crawl that a Scrapy crawler makes. Raises KeyError before ``attach``."""
    return _contexts[crawler]


def has_context(crawler: Crawler) -> bool:
    """Whether the crawler was given its crawl; ``scrapy crawl`` gives it none."""
    return crawler in _contexts
