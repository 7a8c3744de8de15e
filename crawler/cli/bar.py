"""What a person who watches a crawl sees: a bar of sites, and what is under way."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, ProgressColumn, Task, TextColumn, TimeElapsedColumn
from rich.text import Text

if TYPE_CHECKING:
    from crawler.progress import Progress as Course

NAMED = 3  # sites under way that are named; more would not fit into a line


class _UnderWay(ProgressColumn):
    """The sites under way, with the requests that they cost so far."""

    def __init__(self, course: Course) -> None:
        super().__init__()
        self._course = course

    def render(self, task: Task) -> Text:
        running = list(self._course.under_way.items())
        named = [f"{site} {requests}" for site, requests in running[:NAMED]]
        rest = [f"{len(running) - NAMED} more"] if len(running) > NAMED else []
        return Text(", ".join(named + rest), style="dim")


@contextmanager
def crawl_bar(course: Course) -> Iterator[Callable[[str], None]]:
    """Show the bar on standard error; give what prints a site's line above it."""
    console = Console(stderr=True)
    with Progress(
        TextColumn("{task.completed:.0f}/{task.total:.0f} sites"),
        BarColumn(bar_width=20),
        TimeElapsedColumn(),
        _UnderWay(course),
        console=console,
        transient=True,
    ) as progress:
        task = progress.add_task("crawl", total=len(course.plan.sites))

        def show(line: str) -> None:
            progress.advance(task)
            if sys.stdout.isatty():
                progress.print(Text(line))
            else:
                typer.echo(line)

        yield show
