"""``nianbao crawl``: fetch what the sites have, into the archive."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from crawler.cli.errors import UsageError
from crawler.cli.opening import open_archive
from crawler.cli.options import DEFAULT_ARCHIVE, ArchiveOption
from crawler.cli.suggestions import near
from storage.errors import StorageError
from storage.records import Site

if TYPE_CHECKING:
    from crawler.progress import Event, Plan, Progress
    from storage.archive import Archive


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
    explained: Annotated[
        str | None,
        typer.Option(
            "--explain",
            metavar="URL",
            help="Say what a crawl of SITE would do with this URL, and ask nobody.",
        ),
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
    if explained is not None:
        return _explain(archive_directory, sites or [], explained, overrides, as_json=as_json)
    rows = None if site_list is None else _read_site_list(site_list)

    from crawler.cli.ending import ATTENTION, ending
    from crawler.cli.watching import shown
    from crawler.progress import Plan, Progress
    from crawler.schedule import next_time, spread

    now = datetime.now(UTC)
    last_moment = None if until is None else next_time(until.time(), now)
    with open_archive(archive_directory, create=True) as archive:
        if rows is not None:
            archive.add_sites(rows)
        wanted = _choose(archive, sites or [], rows, due=due)
        plan = Plan(
            sites=tuple(wanted),
            again=again,
            begin_at=spread(wanted, now, last_moment) if due and last_moment else {},
            until=last_moment,
        )
        progress = Progress(plan=plan)
        with shown(progress, as_json=as_json) as tell:
            _crawl(plan, archive, overrides, processes, tell)
        if progress.failure is None:
            _seal(archive, progress)
        end = ending(progress, archive_directory)
        for line in end.lines:
            typer.echo(line, err=True)
        was_told = not due or _tell_the_morning(archive, end.lines[-1])
    return end.status if was_told else max(end.status, ATTENTION)


def _explain(
    directory: Path,
    names: list[str],
    url: str,
    overrides: Mapping[str, object],
    *,
    as_json: bool,
) -> int:
    if len(names) != 1:
        raise UsageError("--explain goes with one SITE")
    from crawler.cli.ending import DONE
    from crawler.cli.explanation import show
    from crawler.explain import explain
    from crawler.run import settings_of

    days = settings_of(overrides).getfloat("REVISIT_DAYS")
    with open_archive(directory, create=False) as archive:
        (site,) = _choose(archive, names, None, due=False)
        told = explain(archive, site, url, revisit_days=days, now=datetime.now(UTC))
        show(told, as_json=as_json)
    return DONE


def _seal(archive: Archive, progress: Progress) -> None:
    from crawler.progress import Closed, Stop

    try:
        archive.seal(datetime.now(UTC))
    except StorageError as error:
        progress.take_in(Closed(stop=Stop.FAILURE, failure=str(error)))


def _tell_the_morning(archive: Archive, note: str) -> bool:
    """Give the morning report to whom NIANBAO_NOTIFY names; say whether it got there."""
    command = os.environ.get("NIANBAO_NOTIFY", "").strip()
    if not command:
        return True
    from crawler.morning import as_text, morning
    from crawler.notify import NotNotified, notify
    from crawler.standing import standing

    now = datetime.now(UTC)
    try:
        notify(command, as_text(morning(standing(archive, now), now, note=note)))
    except (NotNotified, StorageError) as error:
        typer.echo(f"nianbao: nobody got the morning report: {error}", err=True)
        return False
    return True


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
    from crawler import logs
    from crawler.processes import Task, crawl_in_processes

    night = archive.night(datetime.now(UTC))
    logs.install(overrides, night)
    task = Task(
        plan=plan,
        archive=archive.directory,
        night=night,
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
    from crawler.set_aside import set_aside

    aside = set_aside(archive)
    enabled = [site for site in enabled if site.site not in aside]
    return tonight(enabled, {run.site: run for run in archive.last_runs()}, datetime.now(UTC))
