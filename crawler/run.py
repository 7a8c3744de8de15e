"""Several sites, crawled side by side in one process by one Scrapy crawler each."""

from __future__ import annotations

import asyncio
import logging
import os
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from multiprocessing import parent_process

from scrapy.crawler import AsyncCrawlerProcess, Crawler
from scrapy.settings import Settings

from crawler import logs
from crawler import settings as defaults
from crawler.context import Context, Shared, attach
from crawler.progress import Closed, Ended, Event, Plan, Stop, UnderWay
from crawler.scope import Scope
from crawler.site_line import plain
from crawler.spiders.reports import ReportsSpider
from crawler.stopping import stop_running
from storage.archive import Archive
from storage.errors import ArchiveLocked, StorageError
from storage.records import Site, Withdrawal
from storage.reference.divisions import all_divisions

_log = logging.getLogger(__name__)

TELL_EACH = 1.0  # seconds; how often a person who watches sees the counts move


def settings_of(overrides: Mapping[str, object]) -> Settings:
    """The settings of nianbao with those that the command line changes."""
    settings = Settings()
    settings.setmodule(defaults, priority="project")
    for name, value in overrides.items():
        settings.set(name, value, priority="cmdline")
    return settings


def run(plan: Plan, archive: Archive, settings: Settings, tell: Callable[[Event], None]) -> None:
    """Crawl the sites and ``tell`` what comes of it. Returns when all are done, or it stopped.

    A process can do this once: Twisted's reactor does not start again.
    """
    archive.withdrawal = Withdrawal(
        visits=settings.getint("WITHDRAWN_AFTER_VISITS"),
        days=settings.getfloat("WITHDRAWN_AFTER_DAYS"),
    )
    _Process(settings, plan, archive, tell).start()


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
            extra={"id": "log/unknown_division", "site": site.site},
        )
    run = shared.archive.start_run(site.site, again=again, now=datetime.now(UTC))
    return Context(shared=shared, site=site, run=run, scope=Scope(site, registry))


class _Process(AsyncCrawlerProcess):
    """Scrapy's process with our own idea of what it waits for."""

    def __init__(
        self, settings: Settings, plan: Plan, archive: Archive, tell: Callable[[Event], None]
    ) -> None:
        settings.set("LOG_INSTALL_ROOT_HANDLER", value=False)  # crawler.logs has its own
        super().__init__(settings)
        logs.install(dict(settings), archive.night(datetime.now(UTC)))
        self._plan = plan
        self._shared = Shared(archive=archive)
        self._registry = archive.sites()
        self._tell = tell
        self._running: list[Context] = []
        self._locked: list[str] = []
        self._stop: Stop | None = None
        self._is_through = asyncio.Event()
        self._places = asyncio.Semaphore(settings.getint("SITES_AT_ONCE"))

    async def join(self) -> None:
        """Crawl every site; a failing archive, a signal, or the end of the night ends it before."""
        beside = [
            asyncio.ensure_future(work)
            for work in (self._watch(), self._keep_telling(), self._end_with_the_night())
        ]
        self._stop_with_the_parent()
        try:
            await asyncio.gather(*(self._one(site) for site in self._plan.sites))
        finally:
            for work in beside:
                work.cancel()
            self._is_through.set()
            self._tell(self._closed())

    async def stop(self) -> None:
        """Ask for nothing more, and wait for what is under way."""
        self._halt(Stop.SIGNAL)
        await self._is_through.wait()

    def _halt(self, why: Stop) -> None:
        if not self._shared.halted.is_set():
            self._stop = why
            self._shared.halt()

    def _closed(self) -> Closed:
        failure = self._shared.failure
        return Closed(
            locked=tuple(self._locked),
            stop=self._stop if failure is None else Stop.FAILURE,
            failure=None if failure is None else str(failure),
        )

    async def _watch(self) -> None:
        await self._shared.halted.wait()
        await stop_running(self.crawlers)

    async def _keep_telling(self) -> None:
        while True:
            await asyncio.sleep(TELL_EACH)
            requests = {context.site.site: context.requests for context in self._running}
            self._tell(UnderWay(process=os.getpid(), requests=requests))

    async def _end_with_the_night(self) -> None:
        if self._plan.until is not None:
            await self._pause_until(self._plan.until)
            self._halt(Stop.WINDOW)

    def _stop_with_the_parent(self) -> None:
        """A child whose parent was killed stops as it would for a signal."""
        parent = parent_process()
        if parent is not None:
            loop = asyncio.get_running_loop()

            def stop() -> None:
                loop.remove_reader(parent.sentinel)
                self._halt(Stop.SIGNAL)

            loop.add_reader(parent.sentinel, stop)

    async def _pause_until(self, moment: datetime) -> None:
        """Wait for a moment, or until nothing more is asked of anybody."""
        while not self._shared.halted.is_set():
            remaining = (moment - datetime.now(UTC)).total_seconds()
            if remaining <= 0:
                return
            with suppress(TimeoutError):
                await asyncio.wait_for(self._shared.halted.wait(), remaining)

    async def _one(self, site: Site) -> None:
        begin_at = self._plan.begin_at.get(site.site)
        if begin_at is not None:
            await self._pause_until(begin_at)
        async with self._places:
            if self._shared.halted.is_set():
                return
            try:
                context = open_site(self._shared, site, self._registry, again=self._plan.again)
            except ArchiveLocked:
                self._locked.append(site.site)
                return
            except StorageError as error:
                self._shared.fail(error)
                return
            self._running.append(context)
            named = {"site": site.site, "run": context.run.run_id}
            again = " again where it stood" if context.run.resumed else ""
            _log.info("%s: begun%s", site.site, again, extra={"id": "log/begun", **named})
            crawler = Crawler(ReportsSpider, self.settings)
            attach(crawler, context)
            await self.crawl(crawler)
            self._running.remove(context)
            if context.summary is not None:
                _log.info("%s", plain(context.summary), extra={"id": "log/ended", **named})
                self._tell(Ended(summary=context.summary, attention=context.attention))
            elif self._shared.failure is None and self._shared.halted.is_set():
                self._leave(context)

    def _leave(self, context: Context) -> None:
        named = {"site": context.site.site, "run": context.run.run_id}
        _log.info("%s: stopped, to go on", context.site.site, extra={"id": "log/stopped", **named})
        try:
            context.stop(datetime.now(UTC))
        except StorageError as error:
            self._shared.fail(error)
