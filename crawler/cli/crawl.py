"""``nianbao crawl``: fetch what the sites have, into the archive."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
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
    from crawler.progress import Event, Plan, Progress
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
    until: Annotated[
        datetime | None,
        typer.Option(
            "--until",
            formats=["%H:%M", "%H:%M:%S"],
            metavar="HH:MM",
            help="Stop then, by this machine's clock; the next crawl goes on.",
        ),
    ] = None,
    processes: Annotated[
        int | None,
        typer.Option(min=1, help="How many processes crawl; as many as are of use."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one object a site.")] = False,
    archive_directory: ArchiveOption = DEFAULT_ARCHIVE,
) -> int:
    """Crawl sites into the archive: those named, --all, those --due, or those of a list.

    Killed at any moment, the same command goes on where it stopped. Exit status: 0 done; 1 a site
    needs attention, or --until came first; 3 stopped before the end.
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

    from crawler.progress import Plan, Progress
    from crawler.schedule import next_time, spread

    now = datetime.now(UTC)
    end = None if until is None else next_time(until.time(), now)
    with open_archive(archive_directory, create=True) as archive:
        if rows is not None:
            archive.add_sites(rows)
        wanted = _choose(archive, sites or [], rows, due=due)
        plan = Plan(
            sites=tuple(wanted),
            again=again,
            begin_at=spread(wanted, now, end) if due and end is not None else {},
            until=end,
        )
        progress = Progress(plan=plan)
        with _shown(progress, as_json=as_json) as tell:
            _crawl(plan, archive, overrides, processes, tell)
        if progress.failure is None:
            archive.seal(datetime.now(UTC))
    return _status(progress, archive_directory)


def _crawl(
    plan: Plan,
    archive: Archive,
    overrides: Mapping[str, object],
    processes: int | None,
    tell: Callable[[Event], None],
) -> None:
    """Crawl in this process, or in several where that is of use or was asked for."""
    from crawler.shares import processes_for, shares

    number = processes or processes_for(len(plan.sites))
    seconds = {run.site: run.seconds for run in archive.last_runs() if run.finished_at}
    shared_out = shares(plan.sites, number, seconds)
    if len(shared_out) <= 1:
        from crawler.run import run, settings_of

        run(plan, archive, settings_of(overrides), tell)
        return
    from crawler.processes import Task, crawl_in_processes

    task = Task(
        plan=plan,
        archive=archive.directory,
        night=archive.night(datetime.now(UTC)),
        overrides=overrides,
    )
    crawl_in_processes(task, shared_out, tell)


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
    from crawler.schedule import tonight

    return tonight(enabled, {run.site: run for run in archive.last_runs()}, datetime.now(UTC))


def _status(progress: Progress, directory: Path) -> int:
    """Say in one line what was done and what to do next; return the exit status."""
    from crawler.progress import Stop

    outcomes = Counter(str(end.summary.outcome) for end in progress.ended)
    counts = ", ".join(f"{number} {outcome}" for outcome, number in outcomes.most_common())
    told = f"{len(progress.ended)} of {len(progress.plan.sites)} sites crawled"
    told += f": {counts}" if counts else ""
    for site in progress.locked:
        typer.echo(f"{site}: another process is crawling it", err=True)
    if progress.failure is not None:
        typer.echo(f"nianbao: {progress.failure}", err=True)
        typer.echo(f"{told}. The archive failed: mend it and run the same command again.", err=True)
        return STOPPED
    if progress.stop is Stop.SIGNAL or progress.locked:
        typer.echo(f"{told}. Stopped: run the same command again to go on.", err=True)
        return STOPPED
    troubled = [end.summary.site for end in progress.ended if end.attention]
    news = f" Needs attention: {', '.join(troubled)}; see nianbao status." if troubled else ""
    left = progress.left
    if left and progress.stop is Stop.WINDOW:
        typer.echo(f"{told}. The time is up: {len(left)} go on the next time.{news}", err=True)
        return ATTENTION
    if left:
        typer.echo(f"{told}. {len(left)} did not end: see the log above.{news}", err=True)
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
def _shown(progress: Progress, *, as_json: bool) -> Iterator[Callable[[Event], None]]:
    """Give what takes events in and prints a site's line when it has ended."""
    from crawler.progress import Ended
    from crawler.site_line import as_json as to_json
    from crawler.site_line import plain

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
