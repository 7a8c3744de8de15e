"""The queue: which jobs there are, and what is done when one fails."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

from procrastinate import App, BaseRetryStrategy, PsycopgConnector, RetryDecision
from procrastinate.exceptions import AlreadyEnqueued
from procrastinate.jobs import Job, Status
from procrastinate.schema import SchemaManager

from crawler.cli.errors import UsageError
from crawler.manners import gate_key
from crawler.scope import host_of
from storage.archive import Archive
from storage.clock import CHINA
from storage.errors import StorageError
from storage.records import Site

CRAWL = "crawl"  # a task: one night's crawl of one site
REREAD = "reread"  # a task: reading the captures of one site again
PIECE = "piece"  # a task: a part of an audit or export for who waits for it
SITES = "sites"  # the queue of a night's sites, many at once in a worker
ALONE = "alone"  # of sites whose crawl two workers did not survive: in a child process each
REREADING = "rereading"  # of sites to read again
PIECES = "pieces"  # of parts of audits and exports
# Three heartbeats (Procrastinate's are 10 s apart) without a word.
SILENT_FOR = 30
# Pauses double from one try to the next: a fault that passes is over by the second, and a night
# has room for all of them (1 + 2 + 4 + 8 + 16 minutes).
FIRST_PAUSE = timedelta(minutes=1)
MOST_TRIES = 5


class Interrupted(Exception):
    """A crawl was stopped with its worker: another goes on with it, at once."""


class Patience(BaseRetryStrategy):
    """Tries a failed job again after growing pauses, an interrupted one at once."""

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision | None:
        """Say when ``job`` is tried again, None: not tonight."""
        if isinstance(exception, Interrupted):
            return RetryDecision(retry_in={"seconds": 0})
        if job.attempts >= MOST_TRIES:
            return None
        pause = FIRST_PAUSE * 2**job.attempts
        return RetryDecision(retry_in={"seconds": int(pause.total_seconds())})


def open_queue(archive: Archive) -> App:
    """Return the queue beside an archive, its tables made where they are missing.

    Raises UsageError where the archive is not in PostgreSQL, and StorageError.
    """
    if archive.server is None:
        raise UsageError(
            "a queue needs an archive in PostgreSQL: name it by NIANBAO_DATABASE_URL; "
            "on one machine nianbao crawl --due needs none"
        )
    archive.share_tables("procrastinate_jobs", SchemaManager.get_schema())
    return App(connector=PsycopgConnector(conninfo=archive.server))


def night_of(now: datetime) -> int:
    """Return the night that ``now`` belongs to, as unix seconds: from noon to noon in China."""
    evening = (now.astimezone(CHINA) - timedelta(hours=12)).replace(
        hour=0, minute=0, second=0, microsecond=0
    )
    return int(evening.timestamp())


def night_name(night: int) -> str:
    """Return what the runs of a night have in common in the archive."""
    return f"{datetime.fromtimestamp(night, UTC).astimezone(CHINA):%Y-%m-%d}"


async def put(queue: App, site: Site, night: int) -> bool:
    """Put the job of a site for a night, once, however often this is called by whomever.

    Returns whether the job is new. One that still waits from the night before is left as it is.
    """
    job = Job(
        queue=SITES,
        lock=gate_key(host_of(site.url)),
        queueing_lock=site.site,
        task_name=CRAWL,
        task_kwargs={"site": site.site, "timestamp": night},
    )
    try:
        # What the library has for its cron jobs: unique by name and moment, in one statement.
        made = await queue.job_manager.defer_periodic_job(
            job=job, periodic_id=site.site, defer_timestamp=night
        )
    except AlreadyEnqueued:
        return False
    return made is not None


async def put_rereading(archive: Archive, sites: Iterable[str]) -> int:
    """Put a job for each of ``sites`` to be read again; return how many did not wait already."""
    put_now = 0
    async with open_queue(archive).open_async() as queue:
        for site in sites:
            job = queue.configure_task(
                REREAD,
                queue=REREADING,
                queueing_lock=f"{REREAD} {site}",
                task_kwargs={"site": site},
            )
            try:
                await job.defer_async()
            except AlreadyEnqueued:
                continue
            put_now += 1
    return put_now


async def put_orders(archive: Archive, orders: Iterable[dict[str, Any]]) -> list[int]:
    """Put a job for each part of a work; return their ids."""
    async with open_queue(archive).open_async() as queue:
        return await queue.configure_task(PIECE, queue=PIECES).batch_defer_async(*orders)


async def are_under_way(archive: Archive, ids: Collection[int]) -> bool:
    """Whether a worker makes parts, these or another's, or is to try again one that failed.

    Raises StorageError where one of these failed as often as it may.
    """
    async with open_queue(archive).open_async() as queue:
        jobs = list(await queue.job_manager.list_jobs_async(queue=PIECES))
        stalled = await queue.job_manager.get_stalled_jobs(
            task_name=PIECE, seconds_since_heartbeat=SILENT_FOR
        )
    failed = sum(job.id in ids and job.status == Status.FAILED.value for job in jobs)
    if failed:
        raise StorageError(f"workers failed with {failed} of {len(ids)} parts: see their logs")
    left = {job.id for job in stalled}
    return any(
        job.scheduled_at is not None or (job.status == Status.DOING.value and job.id not in left)
        for job in jobs
        if job.status in {Status.TODO.value, Status.DOING.value}
    )


async def withdraw(archive: Archive, ids: Iterable[int]) -> None:
    """Take back jobs that nobody has begun; who works at one finds that nobody waits for it."""
    async with open_queue(archive).open_async() as queue:
        for job in ids:
            await queue.job_manager.cancel_job_by_id_async(job, delete_job=True)
