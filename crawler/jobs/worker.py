"""A worker: takes jobs off the queue and crawls their sites, many at once, until it is stopped."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Callable, Mapping
from datetime import UTC, datetime

import tenacity
from procrastinate import App, JobContext
from procrastinate.exceptions import ConnectorException
from procrastinate.jobs import DeleteJobCondition
from procrastinate.worker import Worker
from scrapy.crawler import AsyncCrawlerProcess, Crawler

from crawler.context import Shared, attach
from crawler.jobs.alone import Died, Unfinished, run_alone
from crawler.jobs.queue import (
    ALONE,
    CRAWL,
    PIECE,
    PIECES,
    REREAD,
    REREADING,
    SITES,
    Interrupted,
    Patience,
    night_name,
    open_queue,
)
from crawler.jobs.revival import keep_reviving
from crawler.run import open_site, settings_of
from crawler.schedule import is_site_due
from crawler.set_aside import MOST_DEATHS, set_aside
from crawler.spiders.reports import ReportsSpider
from crawler.stopping import stop_running
from storage.archive import Archive
from storage.errors import StorageError
from storage.records import RunSummary, Withdrawal

_log = logging.getLogger(__name__)

# A server that restarts, or a network that is mended, is back within that; a supervisor starts a
# worker anew that gave up.
SERVER_AWAY_FOR = 300  # seconds
# A child takes 100 MB; few sites ever come so far.
CHILDREN_AT_ONCE = 4
DRAINED_EACH = 1.0  # seconds between two looks whether anything waits or runs


class Failed(Exception):
    """A crawl ended without an outcome: nianbao broke on the site."""


def work(
    archive: Archive,
    overrides: Mapping[str, object],
    *,
    drain: bool,
    on_end: Callable[[RunSummary], None],
) -> None:
    """Take jobs until stopped by a signal, or, with ``drain``, until there are none.

    ``overrides`` are settings of the command line; ``on_end`` is called as each site ends. Raises
    StorageError where the archive gave way: what was under way goes on with the next worker.
    """
    open_queue(archive)  # what is wrong with it is said before anything is started
    process = _WorkerProcess(archive, overrides, drain=drain, on_end=on_end)
    process.start()
    if process.shared.failure is not None:
        raise process.shared.failure


class _WorkerProcess(AsyncCrawlerProcess):
    """Scrapy's process; instead of for crawls that it is given, it waits for Procrastinate."""

    def __init__(
        self,
        archive: Archive,
        overrides: Mapping[str, object],
        *,
        drain: bool,
        on_end: Callable[[RunSummary], None],
    ) -> None:
        settings = settings_of(overrides)
        super().__init__(settings)
        archive.withdrawal = Withdrawal(
            visits=settings.getint("WITHDRAWN_AFTER_VISITS"),
            days=settings.getfloat("WITHDRAWN_AFTER_DAYS"),
        )
        self.shared = Shared(archive=archive)
        self._archive = archive
        self._overrides = overrides
        self._drain = drain
        self._on_end = on_end
        self._workers: list[Worker] = []
        self._is_through = asyncio.Event()

    async def join(self) -> None:
        """Work; a failing archive or a signal ends it."""
        try:
            async with open_queue(self._archive).open_async() as queue:
                queue.task(name=CRAWL, pass_context=True, retry=Patience())(self._do)
                queue.task(name=REREAD, retry=Patience())(self._reread)
                queue.task(name=PIECE, retry=Patience())(self._make_piece)
                await self._work(queue)
        except StorageError as error:
            self.shared.fail(error)
        except ConnectorException as error:
            reason = error.__cause__ or error
            self.shared.fail(StorageError(f"the queue's server does not answer: {reason}"))
        finally:
            self._is_through.set()

    async def stop(self) -> None:
        """Take no more jobs; what is under way goes on with another worker."""
        self.shared.halt()
        self._stop_workers()
        # Scrapy ends the process after this; the queue is to know first what was interrupted.
        await self._is_through.wait()

    def _stop_workers(self) -> None:
        for worker in self._workers:
            worker.stop()  # type: ignore[no-untyped-call]

    async def _work(self, queue: App) -> None:
        watch = asyncio.ensure_future(self._watch())
        reviving = asyncio.ensure_future(self._revive(queue))
        try:
            async for attempt in tenacity.AsyncRetrying(
                retry=tenacity.retry_if_exception_type(ConnectorException),
                stop=tenacity.stop_after_delay(SERVER_AWAY_FOR),
                wait=tenacity.wait_exponential(max=30),
                reraise=True,
            ):
                with attempt:
                    await self._take_jobs(queue)
        finally:
            watch.cancel()
            reviving.cancel()

    async def _take_jobs(self, queue: App) -> None:
        while not self.shared.halted.is_set():
            self._workers = [
                self._worker(queue, SITES, at_once=self.settings.getint("SITES_AT_ONCE")),
                self._worker(queue, ALONE, at_once=CHILDREN_AT_ONCE),
                self._worker(queue, REREADING, at_once=1),  # that takes all processors
                self._worker(queue, PIECES, at_once=1),  # as many processors as there are workers
            ]
            await asyncio.gather(*(worker.run() for worker in self._workers))  # type: ignore[no-untyped-call]
            if self._drain and await _is_empty(queue):
                return
            await asyncio.sleep(DRAINED_EACH)

    def _worker(self, queue: App, name: str, *, at_once: int) -> Worker:
        return Worker(
            queue,
            queues=[name],
            name=name,
            concurrency=at_once,
            wait=not self._drain,
            delete_jobs=DeleteJobCondition.SUCCESSFUL,  # the archive has the night's runs
            install_signal_handlers=False,  # Scrapy has its own
        )

    async def _watch(self) -> None:
        await self.shared.halted.wait()
        self._stop_workers()
        await stop_running(self.crawlers)

    async def _revive(self, queue: App) -> None:
        while not self.shared.halted.is_set():
            try:
                await keep_reviving(queue, self._archive)
            except ConnectorException as error:
                _log.info("the queue could not be looked through: %s", error)
                await asyncio.sleep(DRAINED_EACH)
            except StorageError as error:
                self.shared.fail(error)

    # -- a job -------------------------------------------------------------------------------------

    async def _do(self, context: JobContext, *, site: str, timestamp: int) -> None:
        """Crawl a site of a night, unless it is done. Whatever it raises goes to ``Patience``."""
        if not self._is_wanted(site):
            return
        if context.job.queue == ALONE:
            await self._crawl_alone(site)
        else:
            await self._crawl_here(site, night_name(timestamp))

    def _is_wanted(self, slug: str) -> bool:
        """Whether the site is still to be crawled: a job may be done, and its worker not know."""
        site = self._archive.site(slug)
        if site is None or not site.enabled or slug in set_aside(self._archive):
            return False
        last = {run.site: run for run in self._archive.last_runs()}
        return is_site_due(last.get(slug), datetime.now(UTC))

    async def _crawl_alone(self, site: str) -> None:
        settings = [
            part for pair in self._overrides.items() for part in ("-s", "{}={}".format(*pair))
        ]
        try:
            await self._run_nianbao("crawl", site, *settings)
        except Died:
            deaths = self._archive.note_death(site, at=datetime.now(UTC))
            if deaths < MOST_DEATHS:
                raise
            _log.warning(
                "%s: killed %d workers in a row and is set aside",
                site,
                deaths,
                extra={"id": "log/set_aside", "site": site},
            )

    async def _reread(self, *, site: str) -> None:
        """Read a site's captures again. Whatever it raises goes to ``Patience``."""
        await self._run_nianbao("reparse", site)

    async def _make_piece(self, **order: object) -> None:
        """Make a part of an audit or export. Whatever it raises goes to ``Patience``."""
        directory = str(self._archive.directory)
        await self._run_alone("crawler.jobs.pieces", directory, json.dumps(order))

    async def _run_nianbao(self, command: str, site: str, *options: str) -> None:
        directory = str(self._archive.directory)
        await self._run_alone("crawler", command, site, "--archive", directory, *options)

    async def _run_alone(self, module: str, *arguments: str) -> None:
        try:
            await run_alone(module, arguments, stopping=self.shared.halted)
        except Unfinished as error:
            if self.shared.halted.is_set():
                raise Interrupted(module) from error
            raise

    async def _crawl_here(self, slug: str, night: str) -> None:
        registry = self._archive.sites()
        site = next(site for site in registry if site.site == slug)
        try:
            self._archive.join_night(night)
            context = open_site(self.shared, site, registry, again=False)
        except StorageError as error:
            if self._archive.is_crawling(slug):
                raise  # by somebody at a keyboard; tried again later
            self.shared.fail(error)
            raise Interrupted(slug) from error
        crawler = Crawler(ReportsSpider, self.settings)
        attach(crawler, context)
        await self.crawl(crawler)
        if context.summary is not None:
            self._on_end(context.summary)
            return
        if self.shared.halted.is_set():
            if self.shared.failure is None:
                context.stop(datetime.now(UTC))
            raise Interrupted(slug)
        raise Failed(f"the crawl of {slug} broke off: see the log")


async def _is_empty(queue: App) -> bool:
    """Whether nothing waits or runs, here or elsewhere."""
    queues = await queue.job_manager.list_queues_async()
    return not any(found["todo"] or found["doing"] for found in queues)
