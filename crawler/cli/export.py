"""``nianbao export``: the researcher's data set."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from crawler.cli.errors import UsageError
from crawler.cli.filters import (
    DivisionOption,
    FormOption,
    IssuerKindOption,
    ProvinceOption,
    SiteOption,
    YearOption,
    selection_of,
)
from crawler.cli.opening import open_archive
from crawler.cli.options import DEFAULT_ARCHIVE, ArchiveOption
from crawler.cli.packing import pack
from storage.exports.clocks import Clocks
from storage.exports.crew import one_state
from storage.exports.drop import MassDrop
from storage.exports.export import DirectoryInUse, MadeBy, Progress, export_archive
from storage.exports.formats import DoesNotFit, LibraryMissing, Options, encoder, format_names

if TYPE_CHECKING:
    from storage.archive import Archive


def command(
    directory: Annotated[
        Path, typer.Argument(metavar="DIR", help="Where to write; an earlier export is replaced.")
    ],
    *,
    format_name: Annotated[
        str,
        typer.Option(
            "--format", help="How to write: csv, parquet, xlsx, dta or jsonl.", metavar="FORMAT"
        ),
    ] = "csv",
    year: YearOption = None,
    division: DivisionOption = None,
    province: ProvinceOption = None,
    issuer_kind: IssuerKindOption = None,
    form: FormOption = None,
    site: SiteOption = None,
    revisions: Annotated[
        bool, typer.Option("--revisions", help="All revisions, not only the current ones.")
    ] = False,
    as_of: Annotated[
        datetime | None,
        typer.Option(
            "--as-of",
            formats=["%Y-%m-%d"],
            metavar="DATE",
            help="Only what had been published and seen by the end of this day in China.",
        ),
    ] = None,
    read_as_of: Annotated[
        datetime | None,
        typer.Option(
            "--read-as-of",
            formats=["%Y-%m-%d"],
            metavar="DATE",
            help="Only what had been read by the end of this day, as it was read then.",
        ),
    ] = None,
    redact_contacts: Annotated[
        bool,
        typer.Option(
            "--redact-contacts",
            help="Leave phone numbers, e-mails and names of contacts out of texts.",
        ),
    ] = False,
    bom: Annotated[
        bool, typer.Option("--bom", help="Begin CSV files with a byte order mark, for Excel.")
    ] = False,
    wacz: Annotated[
        bool,
        typer.Option("--wacz", help="Instead of tables, pack the captures into one file, DIR."),
    ] = False,
    report: Annotated[
        list[str] | None,
        typer.Option(
            "--report", metavar="REPORT_ID", help="With --wacz: only this report; repeatable."
        ),
    ] = None,
    force: Annotated[
        bool, typer.Option("--force", help="Export though much less is there than last time.")
    ] = False,
    by_workers: Annotated[
        bool, typer.Option("--by-workers", help="Have the workers of many machines make it.")
    ] = False,
    archive: ArchiveOption = DEFAULT_ARCHIVE,
) -> int:
    """Write the data set: all tables, a codebook, a datapackage.json and a README.md.

    A directory that holds an earlier export is replaced as a whole; any other that is not empty is
    refused.
    """
    if format_name not in format_names():
        raise UsageError(
            f"there is no format {format_name!r}; choose one of: {', '.join(format_names())}"
        )
    if bom and format_name != "csv":
        raise UsageError("--bom is for --format csv; the other formats say how they are encoded")
    if report and not wacz:
        raise UsageError(
            "--report goes with --wacz; tables are filtered by --year, --site and so on"
        )
    if by_workers and wacz:
        raise UsageError("--by-workers is for tables; captures are packed by one process")
    with open_archive(archive) as opened:
        selection = selection_of(
            opened.sites(),
            year=year,
            division=division,
            province=province,
            issuer_kind=issuer_kind,
            form=form,
            site=site,
            revisions=revisions,
            clocks=Clocks(
                as_of=as_of.date() if as_of else None,
                read_as_of=read_as_of.date() if read_as_of else None,
            ),
            redacts_contacts=redact_contacts,
        )
        if wacz:
            return pack(opened, directory, selection, report or [])
        try:
            with _progress() as progress:
                edition = export_archive(
                    opened,
                    directory,
                    format_name=format_name,
                    selection=selection,
                    options=Options(byte_order_mark=bom),
                    progress=progress,
                    force=force,
                    made_by=_workers(opened, format_name) if by_workers else one_state,
                )
        except DirectoryInUse as error:
            raise UsageError(f"{error}; name a new or an empty directory") from error
        except MassDrop as error:
            typer.echo(
                f"nianbao: not exported, for much less is there than at the last export: {error}. "
                "See nianbao status and nianbao verify; --force exports it all the same.",
                err=True,
            )
            return 3
        except (DoesNotFit, LibraryMissing) as error:
            raise UsageError(str(error)) from error
        is_audited = opened.is_audited()
    width = max(len(table.file) for table in edition.tables)
    for table in edition.tables:
        typer.echo(f"{table.file:<{width}}  {table.rows:>9,} rows")
    reports = next(table.rows for table in edition.tables if table.spec.name == "reports")
    typer.echo(f"Written to {directory}; README.md there says what each table holds.", err=True)
    if not is_audited:
        typer.echo(
            "The archive has changed since it was audited: run nianbao audit and export again "
            "where you need what reports say against one another.",
            err=True,
        )
    if reports == 0 and edition.filters:
        typer.echo("No report of the archive passes these filters: the tables are empty.", err=True)
        return 1
    return 0


def _workers(opened: Archive, format_name: str) -> MadeBy:
    """Return what has workers make the parts. Raises UsageError where there can be none."""
    from crawler.cli.distributed import importable

    if encoder(format_name) is None:
        raise UsageError("--by-workers is for --format csv, jsonl and parquet")
    with importable():
        from crawler.jobs.divided import export_by_workers
        from crawler.jobs.queue import open_queue
    open_queue(opened)
    return export_by_workers


@contextmanager
def _progress() -> Iterator[Progress]:
    """Show a bar on a terminal, nothing elsewhere."""
    if not sys.stderr.isatty():
        yield lambda done, total: None
        return
    from rich.console import Console
    from rich.progress import Progress as Bar

    with Bar(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("reports", total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)
