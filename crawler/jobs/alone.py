"""A crawl of one site in a process of its own, which may die without harm to others."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import sys
from collections.abc import Mapping
from pathlib import Path

STOPPED = 3  # exit status of nianbao crawl: not done


class Died(Exception):
    """The process that crawled the site was killed, or crashed."""


class Unfinished(Exception):
    """The process that crawled the site stopped before the end, and said so."""


async def crawl_alone(
    site: str, directory: Path, overrides: Mapping[str, object], *, stopping: asyncio.Event
) -> None:
    """Crawl ``site`` by ``nianbao crawl`` in a child process; ended with us by SIGTERM.

    Raises Died and Unfinished.
    """
    settings = [part for pair in overrides.items() for part in ("-s", "{}={}".format(*pair))]
    command = ["-m", "crawler", "crawl", site, "--archive", str(directory), *settings]
    child = await asyncio.create_subprocess_exec(sys.executable, *command)
    ended = asyncio.ensure_future(child.wait())
    stop = asyncio.ensure_future(stopping.wait())
    try:
        await asyncio.wait((ended, stop), return_when=asyncio.FIRST_COMPLETED)
        if not ended.done():
            with contextlib.suppress(ProcessLookupError):
                child.send_signal(signal.SIGTERM)
        status = await ended
    finally:
        stop.cancel()
    if status == STOPPED or stopping.is_set():
        raise Unfinished(f"the crawl of {site} stopped with status {status}")
    if status not in (0, 1):
        raise Died(f"the process that crawled {site} ended with status {status}")
