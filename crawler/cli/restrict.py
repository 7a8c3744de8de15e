"""``nianbao restrict``: keep a report out of exports and pages, and in the archive."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from crawler.cli.errors import UsageError
from crawler.cli.opening import open_archive
from crawler.cli.options import DEFAULT_ARCHIVE, ArchiveOption
from crawler.cli.suggestions import near
from storage.clock import now, written

if TYPE_CHECKING:
    from storage.archive import Archive


def command(
    report_id: Annotated[
        str | None,
        typer.Argument(
            metavar="[REPORT_ID]", help="The report; without one, list them.", show_default=False
        ),
    ] = None,
    why: Annotated[
        str | None, typer.Option("--why", metavar="TEXT", help="Who asked, and what for.")
    ] = None,
    lift: Annotated[bool, typer.Option("--lift", help="Show the report again.")] = False,
    archive: ArchiveOption = DEFAULT_ARCHIVE,
) -> int:
    """Leave a report out of exports and pages from now on; the archive keeps it.

    For reports that name persons who ask to be left out, or that were published by mistake.
    """
    with open_archive(archive) as opened:
        if report_id is None:
            if why is not None or lift:
                raise UsageError("name the report")
            for one in opened.restrictions():
                typer.echo(f"{one.report_id}  {written(one.restricted_at)}  {one.why}")
            return 0
        history = opened.history(report_id)
        if history is None:
            raise UsageError(
                f"the archive has no report {report_id!r}{near(report_id, opened.report_ids())}"
            )
        return _change(opened, history.report_id, why, lift=lift)


def _change(archive: Archive, report_id: str, why: str | None, *, lift: bool) -> int:
    if lift == (why is not None):
        raise UsageError("say --why it is to be left out, or --lift to show it again")
    if why is not None:
        archive.restrict(report_id, why, now())
        typer.echo(f"{report_id} is left out of exports and pages; the archive keeps it", err=True)
        return 0
    if not archive.lift_restriction(report_id):
        raise UsageError(f"{report_id} is not restricted")
    typer.echo(f"{report_id} is shown again", err=True)
    return 0
