"""One plan, crawled by several processes: a core is what one of them saturates.

The parent shares the sites out, starts a child for each share, and takes in what they tell. It
passes SIGTERM and SIGINT on, and children whose parent was killed stop by themselves, so nobody
crawls unattended.
"""

from __future__ import annotations

import logging
import os
import signal
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from pathlib import Path
from typing import TYPE_CHECKING

from crawler.cli.opening import open_archive
from crawler.progress import Closed, Event, Plan, Stop
from storage.errors import StorageError
from storage.records import Site

if TYPE_CHECKING:
    from types import FrameType

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """What a child is given: its share of the plan, and all it needs to crawl it."""

    plan: Plan
    archive: Path
    night: str  # of the command: what its processes find, they find together
    overrides: Mapping[str, object]


def crawl_in_processes(
    task: Task, shares: list[tuple[Site, ...]], tell: Callable[[Event], None]
) -> None:
    """Crawl each share in a process of its own. Returns when all are through.

    The sites of a process that dies stay as they are: the next crawl takes them up.
    """
    # Twisted's reactor, threads and open databases do not survive a fork.
    start = get_context("spawn")
    children: dict[Connection, SpawnProcess] = {}
    for share in shares:
        receiver, sender = start.Pipe(duplex=False)
        child = start.Process(
            target=_crawl, args=(replace(task, plan=replace(task.plan, sites=share)), sender)
        )
        child.start()
        sender.close()
        children[receiver] = child
    with _signals_go_to(list(children.values())) as signals:
        for event in _told(list(children)):
            tell(event)
            if isinstance(event, Closed) and event.failure is not None:
                _stop(children.values())  # what one of them cannot write, the others cannot
        for child in children.values():
            child.join()
    if signals:
        tell(Closed(stop=Stop.SIGNAL))
    for child in children.values():
        if child.exitcode and child.exitcode != -signal.SIGTERM:
            _log.error(
                "a process that crawled died (%s): its sites go on with the next crawl",
                _how(child.exitcode),
                extra={"id": "log/process_died"},
            )


def _told(receivers: list[Connection]) -> Iterator[Event]:
    while receivers:
        for ready in wait(receivers):
            assert isinstance(ready, Connection)  # noqa: S101 - nothing else was given
            try:
                yield ready.recv()
            except EOFError:
                receivers.remove(ready)


def _stop(children: Iterable[SpawnProcess]) -> None:
    for child in children:
        if child.is_alive():
            child.terminate()


@contextmanager
def _signals_go_to(children: list[SpawnProcess]) -> Iterator[list[int]]:
    """Pass signals on to the children; give those that came."""
    came: list[int] = []

    def pass_on(number: int, _frame: FrameType | None) -> None:
        came.append(number)
        _stop(children)

    before = {number: signal.signal(number, pass_on) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield came
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _how(exitcode: int) -> str:
    return f"killed by {signal.Signals(-exitcode).name}" if exitcode < 0 else f"status {exitcode}"


def _crawl(task: Task, sender: Connection) -> None:
    """What a child does. A terminal's Ctrl-C is for the parent, which passes it on once."""
    os.setsid()
    from crawler.run import run, settings_of  # noqa: PLC0415 - Scrapy is for children only

    def tell(event: Event) -> None:
        with suppress(BrokenPipeError):  # the parent was killed: nobody listens any more
            sender.send(event)

    try:
        with open_archive(task.archive, create=True) as archive:
            archive.join_night(task.night)
            run(task.plan, archive, settings_of(task.overrides), tell)
    except StorageError as error:
        tell(Closed(stop=Stop.FAILURE, failure=str(error)))
