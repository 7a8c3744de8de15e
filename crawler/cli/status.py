"""``nianbao status``: the last run of each site, what broke, what is overdue."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Any

import typer

from crawler.alarms import alarms_of
from crawler.cli.errors import UsageError
from crawler.cli.opening import open_archive
from crawler.cli.options import DEFAULT_ARCHIVE, ArchiveOption
from crawler.cli.suggestions import near
from crawler.cli.trail import trail_lines, trail_of
from crawler.schedule import due_at
from storage.clock import day_in_china, written
from storage.records import Alarm, RunSummary, Site


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteStatus:
    """A site, its last run if there was one, and what needs attention."""

    site: Site
    last: RunSummary | None
    due_at: datetime
    running: bool
    alarms: tuple[Alarm, ...]
    acknowledged: bool

    @property
    def ended(self) -> RunSummary | None:
        """The last run where it ended: only then are its reports counted."""
        return self.last if self.last and self.last.finished_at else None

    @property
    def needs_attention(self) -> bool:
        return bool(self.alarms) and not self.acknowledged


def command(
    site: Annotated[
        str | None, typer.Argument(metavar="SITE", help="Only this site, with its trail.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False,
    archive: ArchiveOption = DEFAULT_ARCHIVE,
) -> int:
    """Show the last run of each site, what broke, and what is overdue.

    Exits with 1 where a site needs attention that nobody has acknowledged (sites ack).
    """

    now = datetime.now(UTC)
    with open_archive(archive) as opened:
        sites = opened.sites()
        last_runs = {run.site: run for run in opened.last_runs()}
        running = {known.site for known in sites if opened.is_crawling(known.site)}
        trail: dict[str, Any] = {}
        steps: list[str] = []
        if site is not None:
            names = [known.site for known in sites]
            if site not in names:
                raise UsageError(f"the registry has no site {site!r}{near(site, names)}")
            sites = [known for known in sites if known.site == site]
            trail, steps = trail_of(opened, site), list(trail_lines(opened, site))
    statuses = [
        _status(known, last_runs.get(known.site), now, running=known.site in running)
        for known in sites
    ]
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


def _status(site: Site, last: RunSummary | None, now: datetime, *, running: bool) -> SiteStatus:
    until = site.acknowledged_until
    return SiteStatus(
        site=site,
        last=last,
        due_at=due_at(last, now),
        running=running,
        alarms=alarms_of(site, last, now, running=running),
        acknowledged=until is not None and day_in_china(now) <= until,
    )


def as_object(status: SiteStatus) -> dict[str, Any]:
    """Return a status as ``--json`` prints it; what is not known yet is null."""
    last, ended, until = status.last, status.ended, status.site.acknowledged_until
    return {
        "site": status.site.site,
        "outcome": last and last.outcome,
        "reports": ended and ended.reports,
        "new": ended and ended.new,
        "changed": ended and ended.changed,
        "requests": last and last.requests,
        "seconds": ended and round(ended.seconds, 3),
        "message": last and last.message,
        "started_at": last and written(last.started_at),
        "finished_at": written(last.finished_at) if last and last.finished_at else None,
        "due_at": written(status.due_at),
        "alarms": [
            {
                "id": alarm.id,
                "severity": alarm.severity,
                "message": alarm.message,
                "since": written(alarm.since),
            }
            for alarm in status.alarms
        ],
        "acknowledged_until": until and until.isoformat(),
    }


def _outcome(status: SiteStatus) -> str:
    last = status.last
    if last is None:
        return "never crawled"
    if last.outcome is None:
        return "running" if status.running else "killed"
    return last.outcome.value


def _print_lines(status: SiteStatus) -> None:
    told = [f"due {written(status.due_at)}"]
    if status.last is not None:
        told.insert(0, f"crawled {written(status.last.started_at)}")
    if status.ended is not None:
        ended = status.ended
        told.insert(0, f"{ended.reports} reports, {ended.new} new, {ended.changed} changed")
    typer.echo(f"{status.site.site}: {_outcome(status)}; {', '.join(told)}")
    for alarm in status.alarms:
        typer.echo(f"  {_alarm_line(status, alarm)}")


def _alarm_line(status: SiteStatus, alarm: Alarm) -> str:
    known = " (acknowledged)" if status.acknowledged else ""
    return f"{alarm.severity}: {alarm.id}: {alarm.message}{known}"


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
            Text(_outcome(status), style="red" if status.needs_attention else ""),
            *(map(str, (ended.reports, ended.new, ended.changed)) if ended else ("", "", "")),
            f"{last.started_at:%Y-%m-%d %H:%M}" if last else "",
            f"{status.due_at:%Y-%m-%d %H:%M}",
        )
    console = Console()
    console.print(table)
    for status in statuses:
        for alarm in status.alarms:
            console.print(Text(f"{status.site.site}: {_alarm_line(status, alarm)}"))
