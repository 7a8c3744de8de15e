"""``nianbao crawl``: fetch what the sites have, into the archive."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from crawler.cli.errors import UsageError
from crawler.cli.opening import open_archive
from crawler.cli.options import DEFAULT_ARCHIVE, ArchiveOption
from crawler.cli.suggestions import near
from storage.records import Site

if TYPE_CHECKING:
    from crawler.run import Crawl
    from storage.archive import Archive

DONE, ATTENTION, STOPPED = 0, 1, 3


def command(
    sites: Annotated[
        list[str] | None, typer.Argument(metavar="[SITE]...", help="Sites of the registry.")
    ] = None,
    *,
    everything: Annotated[
        bool, typer.Option("--all", help="Crawl all enabled sites of the registry.")
    ] = False,
    due: Annotated[
        bool, typer.Option("--due", help="Crawl the enabled sites that are due tonight.")
    ] = False,
    again: Annotated[
        bool, typer.Option("--again", help="Visit every known page again, due or not.")
    ] = False,
    site_list: Annotated[
        Path | None,
        typer.Option(
            "--sites",
            metavar="FILE",
            help="Copy the rows of this site list into the registry, and crawl only them.",
        ),
    ] = None,
    settings: Annotated[
        list[str] | None,
        typer.Option("-s", metavar="NAME=VALUE", help="Set a Scrapy setting; repeatable."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one object a site.")] = False,
    archive_directory: ArchiveOption = DEFAULT_ARCHIVE,
) -> int:
    """Crawl sites into the archive: those named, --all, those --due, or those of a list.

    Killed at any moment, the same command goes on where it stopped. Exit status: 0 done; 1 a site
    needs attention; 3 stopped before the end.
    """
    chosen = [bool(sites), everything, due, site_list is not None]
    if sum(chosen) != 1:
        raise UsageError(
            "say what to crawl: SITE…, --all, --due or --sites FILE"
            + (", one of them at a time" if any(chosen) else "")
        )
    from crawler.overrides import read_overrides

    overrides = read_overrides(settings or [])
    rows = None if site_list is None else _read_site_list(site_list)

    from crawler.run import Crawl, run, settings_of
    from crawler.site_line import as_json as to_json
    from crawler.site_line import plain

    with open_archive(archive_directory, create=True) as archive:
        if rows is not None:
            archive.add_sites(rows)
        wanted = _choose(archive, sites or [], rows, due=due)
        crawl = Crawl(sites=tuple(wanted), again=again)
        to_line = to_json if as_json else plain
        with _progress(crawl) as show:
            run(
                crawl,
                archive,
                settings_of(overrides),
                on_end=lambda summary: show(to_line(summary)),
            )
    return _status(crawl, archive_directory)


def _read_site_list(path: Path) -> list[Site]:
    from crawler.sites import read_site_list

    return read_site_list(path)


def _choose(
    archive: Archive, names: list[str], rows: list[Site] | None, *, due: bool
) -> list[Site]:
    """The sites to crawl, as the registry has them."""
    registry = {site.site: site for site in archive.sites()}
    if rows is not None:
        return [registry[row.site] for row in rows if row.enabled]
    for name in names:
        if name not in registry:
            hint = near(name, registry) or "; nianbao sites list shows what there is"
            raise UsageError(f"the registry has no site {name!r}{hint}")
    if names:
        return [registry[name] for name in dict.fromkeys(names)]
    enabled = [site for site in registry.values() if site.enabled]
    if not enabled:
        raise UsageError(
            "the registry has no enabled site: fill it with nianbao sites import FILE, "
            "or crawl a list with --sites FILE"
        )
    if not due:
        return enabled
    from crawler.schedule import is_site_due

    last, now = {run.site: run for run in archive.last_runs()}, datetime.now(UTC)
    return [site for site in enabled if is_site_due(last.get(site.site), now)]


def _status(crawl: Crawl, directory: Path) -> int:
    """Say in one line what was done and what to do next; return the exit status."""
    outcomes = Counter(str(context.summary.outcome) for context in crawl.ended if context.summary)
    counts = ", ".join(f"{number} {outcome}" for outcome, number in outcomes.most_common())
    told = f"{len(crawl.ended)} of {len(crawl.sites)} sites crawled"
    told += f": {counts}" if counts else ""
    for site in crawl.locked:
        typer.echo(f"{site.site}: another process is crawling it", err=True)
    if crawl.failure is not None:
        typer.echo(f"nianbao: {crawl.failure}", err=True)
        typer.echo(f"{told}. The archive failed: mend it and run the same command again.", err=True)
        return STOPPED
    if crawl.is_stopped or crawl.locked:
        typer.echo(f"{told}. Stopped: run the same command again to go on.", err=True)
        return STOPPED
    troubled = [context.site.site for context in crawl.ended if context.attention]
    if len(crawl.ended) < len(crawl.sites):
        missing = len(crawl.sites) - len(crawl.ended)
        typer.echo(f"{told}. {missing} did not end: see the log above.", err=True)
        return STOPPED
    if troubled:
        typer.echo(
            f"{told}. Needs attention: {', '.join(troubled)}; see nianbao status, "
            "or nianbao sites ack SITE --until DATE for what you know of.",
            err=True,
        )
        return ATTENTION
    typer.echo(f"{told}. Next: nianbao export DIR --archive {directory}", err=True)
    return DONE


@contextmanager
def _progress(crawl: Crawl) -> Iterator[Callable[[str], None]]:
    """Give what prints a site's line: above a bar where somebody is watching, plainly elsewhere."""
    if not sys.stderr.isatty():
        yield typer.echo
        return
    from crawler.cli.bar import crawl_bar

    with crawl_bar(crawl) as show:
        yield show
