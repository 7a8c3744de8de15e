"""Tonight's jobs: one for each site that is due."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from crawler.jobs.queue import night_of, open_queue, put
from crawler.schedule import tonight
from crawler.set_aside import set_aside
from storage.archive import Archive
from storage.records import Site


def due_sites(archive: Archive, now: datetime) -> list[Site]:
    """Return the enabled sites that are due and not set aside, the longest overdue first."""
    last = {run.site: run for run in archive.last_runs()}
    aside = set_aside(archive)
    enabled = (site for site in archive.sites() if site.enabled and site.site not in aside)
    return tonight(enabled, last, now)


async def put_tonight(archive: Archive, sites: Iterable[Site], now: datetime) -> list[Site]:
    """Put a job for each of ``sites``; return those whose job nobody had put before."""
    night = night_of(now)
    async with open_queue(archive).open_async() as queue:
        return [site for site in sites if await put(queue, site, night)]
