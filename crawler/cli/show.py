"""``nianbao show``: from a figure to the page that printed it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from crawler.cli.errors import UsageError
from crawler.cli.opening import open_archive
from crawler.cli.options import DEFAULT_ARCHIVE, ArchiveOption
from crawler.cli.suggestions import near
from storage.clock import written
from storage.records import Figure, PictureCapture, Provenance
from storage.reference.codebook import load_codebook

if TYPE_CHECKING:
    from storage.archive import Archive


def command(
    report_id: Annotated[
        str, typer.Argument(metavar="REPORT_ID", help="An id of the column report_id of an export.")
    ],
    cell: Annotated[
        str | None,
        typer.Option("--cell", metavar="CELL", help="Only this cell, by its name or variable."),
    ] = None,
    mark: Annotated[
        Path | None,
        typer.Option(
            "--mark",
            metavar="FILE",
            help="Write a copy of the captured page with the cell marked, or all without --cell.",
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False,
    archive: ArchiveOption = DEFAULT_ARCHIVE,
) -> int:
    """Show a report's current revision, the capture behind it, and its figures as printed."""
    status = 0
    with open_archive(archive) as opened:
        found = opened.provenance(report_id)
        if found is None:
            raise UsageError(
                f"the archive has no report {report_id!r}{near(report_id, opened.report_ids())}; "
                "ids are in the column report_id of reports (nianbao export DIR)"
            )
        if cell is not None:
            found = _only(found, cell)
        if mark is not None:
            status = _write_marked(opened, found, mark)
    if as_json:
        typer.echo(json.dumps(_as_object(found), ensure_ascii=False))
    else:
        for line in _lines(found):
            typer.echo(line)
    return status


def _write_marked(archive: Archive, found: Provenance, path: Path) -> int:
    from crawler.marked import CapturedPage
    from pipelines.marking.copy import ANCHOR, NoPage

    if not found.figures:
        raise UsageError(f"{found.report_id} prints no such cell: there is nothing to mark")
    try:
        marked = CapturedPage(archive, found).marked(found.figures)
    except NoPage as error:
        raise UsageError(
            f"{found.url} was captured as {error}, and only pages of HTML and text can be marked; "
            f"nianbao export FILE.wacz --wacz --report {found.report_id} takes the capture out"
        ) from error
    try:
        path.write_bytes(marked.html)
    except OSError as error:
        raise UsageError(f"cannot write {path}: {error.strerror or error}") from error
    typer.echo(f"{len(marked.cells)} of {len(found.figures)} marked: {path}#{ANCHOR}", err=True)
    unmarked = [figure.cell for figure in found.figures if figure.cell not in marked.cells]
    if not unmarked:
        return 0
    typer.echo(
        "Where these stand cannot be told for certain, for their digits ran together, they were "
        f"read off a picture, or today's reader reads them otherwise: {' '.join(unmarked)}",
        err=True,
    )
    return 1


def _only(found: Provenance, asked: str) -> Provenance:
    """Keep one figure. A cell that the report does not print is no mistake: then none is left."""
    names = {known.variable: known.cell for known in load_codebook()}
    cell = names.get(asked, asked)
    if cell not in names.values():
        raise UsageError(f"no form has a cell {asked!r}{near(asked, [*names, *names.values()])}")
    return replace(found, figures=tuple(one for one in found.figures if one.cell == cell))


def _lines(found: Provenance) -> Iterator[str]:
    yield f"{found.report_id}  {found.title}  ({found.status})"
    yield f"revision     {found.revision} of {found.revisions}, cause {found.cause}"
    yield f"said         {written(found.first_seen_at)} to {written(found.last_seen_at)}"
    yield f"page         {found.page}"
    if found.url != found.page:
        yield f"file         {found.url}"
    yield f"captured     {written(found.captured_at)}"
    yield f"record       {found.warc_record_id}"
    yield f"where        warc/{found.warc_file}, offset {found.warc_offset}"
    yield f"payload      {found.payload_digest}"
    for picture in found.pictures:
        where = "never captured"
        if picture.warc_record_id is not None:
            at = written(picture.captured_at) if picture.captured_at else ""
            where = f"{picture.warc_record_id}, {at}, {picture.payload_digest}"
        yield f"picture      {picture.url}: {where}"
    read = f", first read so {written(found.read_at)}" if found.read_at else ""
    yield f"reader       {found.reader_version}{read}"
    yield ""
    if not found.figures:
        yield "It prints no such cell."
    for figure in found.figures:
        known = load_codebook().by_name.get(figure.cell)
        value = "" if figure.value is None else f" = {figure.value:f}"
        read = f"{figure.status}, read by {figure.read}"
        yield f"{figure.cell}{value}  printed {figure.raw!r}, {read}"
        if known is not None:
            yield f"    表{known.table}  {known.label_zh}  ({known.label_en})"


def _as_object(found: Provenance) -> dict[str, Any]:
    return {
        "report_id": found.report_id,
        "title": found.title,
        "status": found.status,
        "revision": found.revision,
        "revisions": found.revisions,
        "cause": found.cause,
        "first_seen_at": written(found.first_seen_at),
        "last_seen_at": written(found.last_seen_at),
        "page": found.page,
        "url": found.url,
        "captured_at": written(found.captured_at),
        "warc_record_id": found.warc_record_id,
        "warc_file": found.warc_file,
        "warc_offset": found.warc_offset,
        "payload_digest": found.payload_digest,
        "reader_version": found.reader_version,
        "pictures": [_picture(picture) for picture in found.pictures],
        "figures": [_figure(figure) for figure in found.figures],
    }


def _picture(picture: PictureCapture) -> dict[str, Any]:
    return {
        "url": picture.url,
        "captured_at": written(picture.captured_at) if picture.captured_at else None,
        "warc_record_id": picture.warc_record_id,
        "warc_file": picture.warc_file,
        "warc_offset": picture.warc_offset,
        "payload_digest": picture.payload_digest,
    }


def _figure(figure: Figure) -> dict[str, Any]:
    value: int | float | None = None
    if figure.value is not None:
        whole = figure.value == figure.value.to_integral_value()
        value = int(figure.value) if whole else float(figure.value)
    return {
        "cell": figure.cell,
        "value": value,
        "raw": figure.raw,
        "status": figure.status,
        "read": figure.read,
    }
