"""Jobs of dead workers, put back into the queue by whichever worker notices first."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from datetime import UTC, datetime

from procrastinate import App
from procrastinate.exceptions import ConnectorException
from procrastinate.jobs import Job, Status

from crawler.jobs.queue import ALONE, CRAWL, PIECE, PIECES, REREAD, REREADING, SILENT_FOR, SITES
from crawler.set_aside import MOST_DEATHS
from storage.archive import Archive

_log = logging.getLogger(__name__)

LOOK_EACH = 10.0  # seconds


async def keep_reviving(queue: App, archive: Archive) -> None:
    """Look for jobs of dead workers until cancelled. Raises StorageError."""
    suspects: frozenset[int | None] = frozenset()
    while True:
        for task, its_queue in ((REREAD, REREADING), (PIECE, PIECES)):
            await _do_again(queue, task, its_queue)
        stalled = await _stalled(queue, archive)
        for job in stalled:
            # A job that was just taken, by a worker that was just busy, looks like that once.
            if job.id in suspects:
                await take_back(queue, archive, job)
        suspects = frozenset(job.id for job in stalled)
        await asyncio.sleep(LOOK_EACH)


async def _stalled(queue: App, archive: Archive) -> list[Job]:
    """The jobs of workers that are silent and hold no lock on the site: one may only be busy."""
    silent = await queue.job_manager.get_stalled_jobs(
        task_name=CRAWL, seconds_since_heartbeat=SILENT_FOR
    )
    return [job for job in silent if not archive.is_crawling(str(job.task_kwargs["site"]))]


async def _do_again(queue: App, task: str, its_queue: str) -> None:
    """Put back what silent workers were at where done twice is as if done once."""
    silent = await queue.job_manager.get_stalled_jobs(
        task_name=task, seconds_since_heartbeat=SILENT_FOR
    )
    for job in silent:
        with contextlib.suppress(ConnectorException):  # another worker was faster
            await queue.job_manager.retry_job(job, queue=its_queue)


async def take_back(queue: App, archive: Archive, job: Job) -> None:
    """Put a dead worker's job back, or give it up as the last of too many.

    A worker has many sites, and one death says little; whose worker dies a second time is crawled
    alone from then on, so that the next death is its own doing.
    """
    site = str(job.task_kwargs["site"])
    known = archive.deaths().get(site)
    deaths = 1 if known is None else known.deaths + 1
    try:
        if deaths >= MOST_DEATHS:
            await queue.job_manager.finish_job(job, status=Status.FAILED, delete_job=False)
        else:
            await queue.job_manager.retry_job(job, queue=ALONE if deaths > 1 else SITES)
    except ConnectorException:
        return  # another worker was faster
    archive.note_death(site, at=datetime.now(UTC))
    _log.warning(
        "%s: its worker died (%d in a row); the job is taken back",
        site,
        deaths,
        extra={"id": "log/worker_died", "site": site},
    )
