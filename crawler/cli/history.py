"""``nianbao history``: what a report said, when, and what changed."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import datetime, time
from typing import TYPE_CHECKING, Annotated, Any

import typer

from crawler.cli.errors import UsageError
from crawler.cli.opening import open_archive
from crawler.cli.options import DEFAULT_ARCHIVE, ArchiveOption
from crawler.cli.suggestions import near
from storage.clock import CHINA, written
from storage.records import Cause, ChangeKind, History, RevisionChange

if TYPE_CHECKING:
    from rich.text import Text

    from storage.archive import Archive


def command(
    report_id: Annotated[
        str | None,
        typer.Argument(
            metavar="REPORT_ID",
            help="An id of the column report_id of an export.",
            show_default=False,
        ),
    ] = None,
    since: Annotated[
        datetime | None,
        typer.Option(
            formats=["%Y-%m-%d"],
            metavar="DATE",
            help="Instead of one report: what governments changed since then, newest first.",
        ),
    ] = None,
    site: Annotated[
        str | None, typer.Option(metavar="SITE", help="With --since: only reports of this site.")
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="JSON: one object, or with --since one a line.")
    ] = False,
    archive: ArchiveOption = DEFAULT_ARCHIVE,
) -> int:
    """Show the revisions of a report, and what changed from each to the next, cell by cell."""

    if (report_id is None) == (since is None):
        raise UsageError("name one report, or a date by --since")
    if site is not None and since is None:
        raise UsageError("--site goes with --since")
    with open_archive(archive) as opened:
        if report_id is not None:
            _show_report(opened, report_id, as_json=as_json)
        elif since is not None:
            midnight = datetime.combine(since.date(), time(), tzinfo=CHINA)
            _show_ledger(opened, midnight, site, as_json=as_json)
    return 0


def as_object(history: History) -> dict[str, Any]:
    """Return a history as ``--json`` prints it."""
    return {
        "report_id": history.report_id,
        "title": history.title,
        "status": history.status,
        "revisions": [
            {
                "revision": revision.revision,
                "cause": revision.cause,
                "first_seen_at": written(revision.first_seen_at),
                "last_seen_at": written(revision.last_seen_at),
                "url": revision.url,
                "content_digest": revision.content_digest,
                "changes": [change_as_object(change) for change in revision.changes],
            }
            for revision in history.revisions
        ],
        "sources": [
            {
                "site": source.site,
                "url": source.url,
                "primary": source.primary,
                "status": source.status,
                "first_seen_at": written(source.first_seen_at),
                "last_seen_at": written(source.last_seen_at),
            }
            for source in history.sources
        ],
    }


def change_as_object(change: RevisionChange) -> dict[str, Any]:
    """Return a change as it stands under its revision."""
    return {
        "kind": change.kind,
        "name": change.name,
        "old": change.old,
        "new": change.new,
        "last_seen_old_at": written(change.last_seen_old_at),
        "first_seen_new_at": written(change.first_seen_new_at),
    }


def _show_report(archive: Archive, report_id: str, *, as_json: bool) -> None:
    history = archive.history(report_id)
    if history is None:
        raise UsageError(
            f"the archive has no report {report_id!r}{near(report_id, archive.report_ids())}; "
            "ids are in the column report_id of reports.csv (nianbao export DIR)"
        )
    if as_json:
        typer.echo(json.dumps(as_object(history), ensure_ascii=False))
    else:
        _print(_report_lines(history))


def _show_ledger(archive: Archive, since: datetime, site: str | None, *, as_json: bool) -> None:
    if site is not None and archive.site(site) is None:
        names = [known.site for known in archive.sites()]
        raise UsageError(f"the registry has no site {site!r}{near(site, names)}")
    # What we read otherwise is no deed of the government.
    changes = sorted(
        (
            change
            for change in archive.changes(archive.changed_since(since, site=site))
            if change.first_seen_new_at >= since and change.cause is not Cause.EXTRACTOR
        ),
        key=lambda change: change.first_seen_new_at,
        reverse=True,
    )
    if as_json:
        for change in changes:
            line = {
                "report_id": change.report_id,
                "revision": change.revision,
                "cause": change.cause,
                **change_as_object(change),
            }
            typer.echo(json.dumps(line, ensure_ascii=False))
    else:
        _print(_ledger_lines(archive, changes))


def _print(lines: Iterable[Text]) -> None:
    from rich.console import Console

    console = Console(highlight=False, soft_wrap=True)
    for line in lines:
        console.print(line)


def _report_lines(history: History) -> Iterator[Text]:
    from rich.text import Text

    yield Text.assemble((history.report_id, "bold"), f"  {history.title}  ({history.status})")
    for revision in history.revisions:
        yield Text.assemble(
            ("\nrevision ", "bold"),
            (f"{revision.revision}", "bold"),
            f"  {revision.cause}  {written(revision.first_seen_at)} to "
            f"{written(revision.last_seen_at)}  {revision.url}",
        )
        for change in revision.changes:
            yield from _change_lines(change)
    yield Text("\nsources", style="bold")
    for source in history.sources:
        primary = ", primary" if source.primary else ""
        yield Text(
            f"  {source.url}  ({source.status}{primary})  {written(source.first_seen_at)} to "
            f"{written(source.last_seen_at)}"
        )


def _ledger_lines(archive: Archive, changes: Iterable[RevisionChange]) -> Iterator[Text]:
    from rich.text import Text

    last: tuple[str, int, datetime] | None = None
    for change in changes:
        event = (change.report_id, change.revision, change.first_seen_new_at)
        if event != last:
            last = event
            history = archive.history(change.report_id)
            yield Text.assemble(
                (f"{written(change.first_seen_new_at)}  {change.report_id}", "bold"),
                f"  {history.title if history else ''}  revision {change.revision}",
                f" ({change.cause})",
            )
        yield from _change_lines(change)


def _change_lines(change: RevisionChange) -> Iterator[Text]:
    """Show a figure or date on one line, a text as a diff of its lines."""
    from difflib import unified_diff

    from rich.text import Text

    if change.kind in (ChangeKind.WITHDRAWN, ChangeKind.RESTORED):
        yield Text(
            f"  {change.kind}: last seen {change.old} at {written(change.last_seen_old_at)}, "
            f"first seen {change.new} at {written(change.first_seen_new_at)}",
            style="yellow",
        )
    elif change.kind in (ChangeKind.SECTION, ChangeKind.TABLE):
        yield Text(f"  {change.kind} {change.name}:")
        diff = unified_diff(change.old.splitlines(), change.new.splitlines(), n=1, lineterm="")
        for line in list(diff)[2:]:  # without the names of files
            style = {"+": "green", "-": "red", "@": "dim"}.get(line[:1], "")
            yield Text(f"    {line}", style=style)
    else:
        yield Text.assemble(
            f"  {change.name}: ",
            (change.old or "(not printed)", "red"),
            " → ",
            (change.new or "(not printed)", "green"),
        )
