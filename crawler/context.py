"""What one crawl of one site works with, and what all crawls of a process share."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from crawler.expectations import judge
from crawler.host_files import HostFiles
from crawler.manners import HostGate
from crawler.measures import Measures
from crawler.monitors import Verdict
from crawler.robots import RobotsCache
from crawler.scope import Scope
from storage.archive import Archive
from storage.clock import day_in_china
from storage.errors import StorageError
from storage.records import ListsRead, Pace, Promise, Run, RunSummary, Site

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

HOSTS = ".hosts"  # in the archive's directory: the turns at hosts, for the processes that crawl


@dataclass(slots=True, kw_only=True)
class Shared:
    """One archive, one gate and one set of robots.txt for all crawls of a process."""

    archive: Archive
    gate: HostGate = field(init=False)
    robots: RobotsCache = field(default_factory=RobotsCache)
    failure: StorageError | None = None
    halted: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        """Share the turns at hosts with all the processes that crawl into the archive."""
        files = HostFiles(self.archive.directory / HOSTS)
        self.gate = HostGate(self.archive.host_turns or files)

    def fail(self, error: StorageError) -> None:
        """The archive gave way: nothing more is asked of anybody, the process stops."""
        self.failure = self.failure or error
        self.halt()

    def halt(self) -> None:
        """Ask for nothing more; what is pending stays so for the next time."""
        self.gate.stop()
        self.halted.set()


@dataclass(slots=True, kw_only=True)
class Contact:
    """One site that is being asked: what every request to it needs, whoever makes it.

    ``requests`` counts what was sent, robots.txt and retries included.
    """

    shared: Shared
    site: Site
    scope: Scope
    requests: int = 0
    measures: Measures = field(default_factory=Measures)


@dataclass(slots=True, kw_only=True)
class Context(Contact):
    """One crawl of one site; one that was killed goes on with what it had counted.

    ``summary`` is there once the crawl has ended by itself; ``attention`` says that a person
    should look at it.
    """

    run: Run
    reports: int = 0
    summary: RunSummary | None = None
    attention: bool = False

    def __post_init__(self) -> None:
        """Go on from where the run stands."""
        self.requests = self.run.pace.requests
        self.measures = Measures.from_json(self.run.pace.measures)

    @property
    def pace(self) -> Pace:
        """How far the crawl has come."""
        return Pace(requests=self.requests, measures=self.measures.to_json())

    def finish(self, verdict: Verdict, now: datetime, *, promises: tuple[Promise, ...]) -> None:
        """End the crawl: nothing of it is pending. Raises StorageError.

        ``promises`` are those that its lists made and that were not kept. A crawl that was killed
        in between no longer knows what its first half saw, so it proves nothing missing.
        """
        is_whole = verdict.lists_read and not self.run.resumed
        archive, site = self.shared.archive, self.site
        until = site.acknowledged_until
        known = until is not None and day_in_china(now) <= until
        judged = judge(
            site,
            verdict,
            self.measures,
            archive.site_counts(site.site),
            archive.last_judgement(site.site),
            now=now,
            known=known,
        )
        self.summary = archive.finish_run(
            self.run.run_id,
            outcome=verdict.outcome,
            message=verdict.message,
            requests=self.requests,
            now=now,
            lists=ListsRead(promised=promises) if is_whole else None,
            judged=judged,
        )
        self.attention = bool(judged.alarms) and not known

    def stop(self, now: datetime) -> None:
        """Leave the crawl for the next time. Raises StorageError."""
        self.shared.archive.stop_run(self.run.run_id, pace=self.pace, now=now)


_contacts: WeakKeyDictionary[Crawler, Contact] = WeakKeyDictionary()


def attach(crawler: Crawler, contact: Contact) -> None:
    """Give a Scrapy crawler the site that it is to ask; its components find it there."""
    _contacts[crawler] = contact
    # The stages know nothing of crawls: Scrapy's crawler is all that they are given.
    vars(crawler)["archive"] = contact.shared.archive


def contact_of(crawler: Crawler) -> Contact:
    """The site that a Scrapy crawler asks. Raises KeyError before ``attach``."""
    return _contacts[crawler]


def context_of(crawler: Crawler) -> Context:
    """The crawl that a Scrapy crawler makes. Raises KeyError before ``attach``."""
    contact = contact_of(crawler)
    assert isinstance(contact, Context)  # noqa: S101 - only crawls have spiders and captures
    return contact


def has_context(crawler: Crawler) -> bool:
    """Whether the crawler was given its crawl; ``scrapy crawl`` gives it none."""
    return crawler in _contacts
