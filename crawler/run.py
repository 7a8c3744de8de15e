"""Several sites, crawled side by side in one process by one Scrapy crawler each."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from scrapy.crawler import AsyncCrawlerProcess, Crawler
from scrapy.settings import Settings

from crawler import settings as defaults
from crawler.context import Context, Shared, attach
from crawler.scope import Scope
from crawler.spiders.reports import ReportsSpider
from storage.archive import Archive
from storage.errors import ArchiveLocked, StorageError
from storage.records import RunSummary, Site, Withdrawal
from storage.reference.divisions import all_divisions

_log = logging.getLogger(__name__)

# One core reads 56 to 72 reports a second, a site gives at most one: beyond 50 they would wait for
# the core instead of for their hosts. 50 crawlers take under 100 MB beside what Python needs.
SITES_AT_ONCE = 50


@dataclass(slots=True, kw_only=True)
class Crawl:
    """What a command crawls, and what has come of it so far.

    ``ended`` hold a summary each; ``locked`` are sites that another process is crawling.
    ``is_stopped``: by a signal, or by ``failure``, which is the archive's.
    """

    sites: tuple[Site, ...]
    again: bool = False
    running: list[Context] = field(default_factory=list)
    ended: list[Context] = field(default_factory=list)
    locked: list[Site] = field(default_factory=list)
    failure: StorageError | None = None
    is_stopped: bool = False


def settings_of(overrides: Mapping[str, object]) -> Settings:
    """The settings of nianbao with those that the command line changes."""
    settings = Settings()
    settings.setmodule(defaults, priority="project")
    for name, value in overrides.items():
        settings.set(name, value, priority="cmdline")
    return settings


def run(
    crawl: Crawl, archive: Archive, settings: Settings, on_end: Callable[[RunSummary], None]
) -> None:
    """Crawl the sites; ``on_end`` is called as each ends. Returns when all have, or it stopped.

    A process can do this once: Twisted's reactor does not start again.
    """
    archive.withdrawal = Withdrawal(
        visits=settings.getint("WITHDRAWN_AFTER_VISITS"),
        days=settings.getfloat("WITHDRAWN_AFTER_DAYS"),
    )
    _Process(settings, crawl, archive, on_end).start()


def open_site(shared: Shared, site: Site, registry: Iterable[Site], *, again: bool) -> Context:
    """Start a crawl of ``site``, or take up one that was killed.

    Raises ArchiveLocked where another process is crawling it, and StorageError.
    """
    if not any(division.code == site.division_code for division in all_divisions()):
        # SiteIDCodes and site lists carry codes that never were, or no longer are, in the register.
        _log.warning(
            "%s: GB/T 2260 has no division %s; the site list's word is taken for it",
            site.site,
            site.division_code,
        )
    run = shared.archive.start_run(site.site, again=again, now=datetime.now(UTC))
    return Context(shared=shared, site=site, run=run, scope=Scope(site, registry))


class _Process(AsyncCrawlerProcess):
    """Scrapy's process with our own idea of what it waits for."""

    def __init__(
        self,
        settings: Settings,
        crawl: Crawl,
        archive: Archive,
        on_end: Callable[[RunSummary], None],
    ) -> None:
        super().__init__(settings)
        self._crawl_of_sites = crawl
        self._shared = Shared(archive=archive)
        self._registry = archive.sites()
        self._on_end = on_end

    async def join(self) -> None:
        """Crawl every site; a failing archive, or a signal, ends it before."""
        watch = asyncio.ensure_future(self._watch())
        places = asyncio.Semaphore(SITES_AT_ONCE)
        try:
            await asyncio.gather(*(self._one(site, places) for site in self._crawl_of_sites.sites))
        finally:
            watch.cancel()
            self._crawl_of_sites.failure = self._shared.failure
            self._crawl_of_sites.is_stopped = self._shared.halted.is_set()

    async def stop(self) -> None:
        """Ask for nothing more, and wait for what is under way."""
        self._shared.halt()
        await super().stop()

    async def _watch(self) -> None:
        await self._shared.halted.wait()
        await super().stop()

    async def _one(self, site: Site, places: asyncio.Semaphore) -> None:
        crawl = self._crawl_of_sites
        async with places:
            if self._shared.halted.is_set():
                return
            try:
                context = open_site(self._shared, site, self._registry, again=crawl.again)
            except ArchiveLocked:
                crawl.locked.append(site)
                return
            except StorageError as error:
                self._shared.fail(error)
                return
            crawl.running.append(context)
            crawler = Crawler(ReportsSpider, self.settings)
            attach(crawler, context)
            await self.crawl(crawler)
            crawl.running.remove(context)
            if context.summary is not None:
                crawl.ended.append(context)
                self._on_end(context.summary)
