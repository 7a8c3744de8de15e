"""``nianbao status``: the last run of each site, what broke, what is overdue."""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from crawler.alarm_kinds import KINDS
from crawler.cli.errors import UsageError
from crawler.cli.opening import open_archive
from crawler.cli.options import DEFAULT_ARCHIVE, ArchiveOption
from crawler.cli.suggestions import near
from crawler.cli.trail import trail_lines, trail_of
from crawler.morning import morning
from crawler.morning_page import as_page
from crawler.site_line import as_object as run_as_object
from crawler.standing import SiteStatus, standing
from storage.clock import written
from storage.records import Alarm


def command(
    site: Annotated[
        str | None, typer.Argument(metavar="SITE", help="Only this site, with its trail.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False,
    html: Annotated[
        Path | None,
        typer.Option("--html", metavar="FILE", help="Write a page, what is new first."),
    ] = None,
    archive: ArchiveOption = DEFAULT_ARCHIVE,
) -> int:
    """Show the last run of each site, what broke, and what is overdue.

    Exits with 1 where a site needs attention that nobody has acknowledged (sites ack).
    """

    now = datetime.now(UTC)
    with open_archive(archive) as opened:
        statuses = standing(opened, now)
        trail: dict[str, Any] = {}
        steps: list[str] = []
        if site is not None:
            names = [status.site.site for status in statuses]
            if site not in names:
                raise UsageError(f"the registry has no site {site!r}{near(site, names)}")
            statuses = [status for status in statuses if status.site.site == site]
            trail, steps = trail_of(opened, site), list(trail_lines(opened, site))
    if html is not None:
        _write_page(html, as_page(morning(statuses, now)))
    if as_json:
        for status in statuses:
            typer.echo(json.dumps(as_object(status) | trail, ensure_ascii=False))
    elif not statuses:
        typer.echo("The registry is empty: fill it by nianbao sites import FILE.", err=True)
    elif sys.stdout.isatty():
        _print_table(statuses)
    else:
        for status in statuses:
            _print_lines(status)
    if not as_json:
        for step in steps:
            typer.echo(step)
    troubled = [status.site.site for status in statuses if status.needs_attention]
    if troubled:
        typer.echo(f"Needs attention: {', '.join(troubled)}", err=True)
    return 1 if troubled else 0


def _write_page(path: Path, page: str) -> None:
    """Put the page in the file's place at once: a browser never sees half of it."""
    beside = path.with_name(f".{path.name}.new")
    try:
        beside.write_text(page, encoding="utf-8")
        beside.replace(path)
    except OSError as error:
        raise UsageError(f"cannot write {path}: {error.strerror or error}") from error


def as_object(status: SiteStatus) -> dict[str, Any]:
    """Return a status as ``--json`` prints it; what is not known yet is null."""
    last, until = status.last, status.site.acknowledged_until
    return {
        **run_as_object(status.site.site, last),
        "started_at": last and written(last.started_at),
        "finished_at": written(last.finished_at) if last and last.finished_at else None,
        "due_at": written(status.due_at),
        "alarms": [
            {
                "id": alarm.id,
                "severity": alarm.severity,
                "message": alarm.message,
                "since": written(alarm.since),
                "remedy": KINDS[alarm.id].remedy,
            }
            for alarm in status.alarms
        ],
        "acknowledged_until": until and until.isoformat(),
    }


def _print_lines(status: SiteStatus) -> None:
    told = [f"due {written(status.due_at)}"]
    if status.last is not None:
        told.insert(0, f"crawled {written(status.last.started_at)}")
    if status.ended is not None:
        ended = status.ended
        told.insert(0, f"{ended.reports} reports, {ended.new} new, {ended.changed} changed")
    typer.echo(f"{status.site.site}: {status.outcome}; {', '.join(told)}")
    for alarm in status.alarms:
        typer.echo(f"  {_alarm_line(status, alarm)}")


def _alarm_line(status: SiteStatus, alarm: Alarm) -> str:
    known = " (acknowledged)" if status.acknowledged else ""
    since = written(alarm.since)[:10]
    return f"{alarm.severity}: {alarm.id}: {alarm.message} (since {since}){known}"


def _print_table(statuses: list[SiteStatus]) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False)
    for heading in ("site", "outcome"):
        table.add_column(heading, no_wrap=True)
    for heading in ("reports", "new", "changed"):
        table.add_column(heading, justify="right", no_wrap=True)
    for heading in ("crawled (UTC)", "due (UTC)"):
        table.add_column(heading, no_wrap=True)
    for status in statuses:
        last, ended = status.last, status.ended
        table.add_row(
            status.site.site,
            Text(status.outcome, style="red" if status.needs_attention else ""),
            *(map(str, (ended.reports, ended.new, ended.changed)) if ended else ("", "", "")),
            f"{last.started_at:%Y-%m-%d %H:%M}" if last else "",
            f"{status.due_at:%Y-%m-%d %H:%M}",
        )
    console = Console()
    console.print(table)
    for status in statuses:
        for alarm in status.alarms:
            console.print(Text(f"{status.site.site}: {_alarm_line(status, alarm)}"))
