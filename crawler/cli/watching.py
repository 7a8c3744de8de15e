"""What is shown while a crawl goes on: a line for each site that has ended, and a bar."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import typer

from crawler.progress import Ended, Event, Progress
from crawler.site_line import as_json as to_json
from crawler.site_line import plain


@contextmanager
def shown(progress: Progress, *, as_json: bool) -> Iterator[Callable[[Event], None]]:
    """Give what takes events in and prints a site's line when it has ended."""
    to_line = to_json if as_json else plain
    with _lines(progress) as show:

        def tell(event: Event) -> None:
            progress.take_in(event)
            if isinstance(event, Ended):
                show(to_line(event.summary))

        yield tell


@contextmanager
def _lines(progress: Progress) -> Iterator[Callable[[str], None]]:
    """Give what prints a line: above a bar where somebody is watching, plainly elsewhere."""
    if not sys.stderr.isatty():
        yield typer.echo
        return
    from crawler.cli.bar import crawl_bar

    with crawl_bar(progress) as show:
        yield show
