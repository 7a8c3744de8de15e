"""``nianbao worker``: crawl what the queue holds, beside other workers on other machines."""

from __future__ import annotations

from typing import Annotated

import typer

from crawler.cli.opening import open_archive
from crawler.cli.options import DEFAULT_ARCHIVE, ArchiveOption


def command(
    *,
    drain: Annotated[
        bool, typer.Option("--drain", help="End when nothing waits in the queue any more.")
    ] = False,
    settings: Annotated[
        list[str] | None,
        typer.Option("-s", metavar="NAME=VALUE", help="Set a Scrapy setting; repeatable."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one object a site.")] = False,
    archive_directory: ArchiveOption = DEFAULT_ARCHIVE,
) -> int:
    """Take jobs from the queue and crawl their sites, until stopped by SIGTERM or Ctrl-C.

    The archive has to be in PostgreSQL (NIANBAO_DATABASE_URL). Killed at any moment, other workers
    go on with its sites. Exit status: 0 stopped or drained; 3 the archive gave way: start it again.
    """
    from crawler.overrides import read_overrides

    overrides = read_overrides(settings or [])

    from crawler.cli.distributed import importable
    from crawler.site_line import as_json as to_json
    from crawler.site_line import plain

    with importable():
        from crawler.jobs.worker import work
    to_line = to_json if as_json else plain
    with open_archive(archive_directory, create=True) as archive:
        work(archive, overrides, drain=drain, on_end=lambda summary: typer.echo(to_line(summary)))
    return 0
