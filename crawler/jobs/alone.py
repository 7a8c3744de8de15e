"""A module in a process of its own, which may die without harm to others."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import sys
from collections.abc import Sequence

STOPPED = 3  # exit status of nianbao: not done


class Died(Exception):
    """The process was killed, or crashed."""


class Unfinished(Exception):
    """The process stopped before the end, and said so; or it was stopped with us."""


async def run_alone(module: str, arguments: Sequence[str], *, stopping: asyncio.Event) -> None:
    """Run a module with ``arguments`` in a child process; ended with us by SIGTERM.

    What it prints goes to standard error: standard output has the worker's own lines. Raises Died
    and Unfinished.
    """
    command = ("-m", module, *arguments)
    child = await asyncio.create_subprocess_exec(sys.executable, *command, stdout=sys.stderr)
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
    told = f"{module} {' '.join(arguments)} ended with status {status}"
    if status == STOPPED or stopping.is_set():
        raise Unfinished(told)
    if status not in (0, 1):
        raise Died(told)
