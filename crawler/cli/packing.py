"""``nianbao export --wacz``: captures in one file, to be replayed elsewhere."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from crawler.cli.errors import UsageError
from crawler.cli.suggestions import near
from storage.exports.selection import Selection
from storage.records import Capture

if TYPE_CHECKING:
    from storage.archive import Archive


def pack(archive: Archive, target: Path, selection: Selection, reports: Iterable[str]) -> int:
    """Write the package; return the exit status. Raises UsageError and StorageError."""
    from storage.exports.wacz import export_wacz

    if target.exists() and not zipfile.is_zipfile(target):
        raise UsageError(f"{target} is no earlier package: name a new file, such as reports.wacz")
    if not target.parent.is_dir():
        raise UsageError(f"there is no directory {target.parent}")
    packed = export_wacz(
        archive,
        target,
        selection,
        reports=[_known(archive, name) for name in reports],
        pictures_of=_pictures_of,
    )
    typer.echo(f"{target.name}  {packed.captures:,} captures, {packed.pages:,} reports")
    if packed.captures == 0:
        typer.echo("No capture of the archive passes these filters.", err=True)
        return 1
    typer.echo(f"Open {target} with ReplayWeb.page, or any tool that reads WACZ.", err=True)
    return 0


def _pictures_of(capture: Capture) -> list[str]:
    from pipelines.errors import Unreadable
    from pipelines.reading import read_capture

    if capture.body.startswith((b"%PDF", b"PK")):
        return []  # whose pictures are in them
    try:
        return [picture.url for picture in read_capture(capture, None).pictures]
    except Unreadable:
        return []


def _known(archive: Archive, report: str) -> str:
    """The id that a report has today, by that or an earlier one."""
    found = archive.history(report)
    if found is None:
        raise UsageError(
            f"no report {report!r} is in the archive{near(report, archive.report_ids())}"
        )
    why = {one.report_id: one.why for one in archive.restrictions()}.get(found.report_id)
    if why is not None:
        raise UsageError(f"{report} is restricted ({why}): nianbao restrict {report} --lift")
    return found.report_id
