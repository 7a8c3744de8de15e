"""``nianbao export``: the researcher's data set."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from crawler.cli.errors import UsageError
from crawler.cli.opening import open_archive
from crawler.cli.options import DEFAULT_ARCHIVE, ArchiveOption
from crawler.cli.suggestions import near
from storage.exports.export import DirectoryInUse, Progress, export_archive
from storage.exports.formats import Options, format_names
from storage.exports.selection import Selection
from storage.records import Form, IssuerKind, Site
from storage.reference.divisions import all_divisions
from storage.reference.places import province_codes


def command(
    directory: Annotated[
        Path, typer.Argument(metavar="DIR", help="Where to write; an earlier export is replaced.")
    ],
    *,
    format_name: Annotated[
        str, typer.Option("--format", help="How to write: csv.", metavar="FORMAT")
    ] = "csv",
    year: Annotated[
        list[int] | None,
        typer.Option("--year", metavar="YEAR", help="Only reports for this year; repeatable."),
    ] = None,
    division: Annotated[
        list[str] | None,
        typer.Option(
            "--division",
            metavar="CODE",
            help="Only this division (GB/T 2260) and all below it; repeatable.",
        ),
    ] = None,
    province: Annotated[
        list[str] | None,
        typer.Option(
            "--province", metavar="NAME", help="Only this province, also by code; repeatable."
        ),
    ] = None,
    issuer_kind: Annotated[
        list[IssuerKind] | None,
        typer.Option(
            "--issuer-kind",
            metavar="KIND",
            help=f"Only issuers of this kind ({', '.join(IssuerKind)}); repeatable.",
        ),
    ] = None,
    form: Annotated[
        list[Form] | None,
        typer.Option(
            "--form",
            metavar="FORM",
            help=f"Only reports on this form ({', '.join(Form)}); repeatable.",
        ),
    ] = None,
    site: Annotated[
        list[str] | None,
        typer.Option("--site", metavar="SITE", help="Only reports found on this site; repeatable."),
    ] = None,
    revisions: Annotated[
        bool, typer.Option("--revisions", help="All revisions, not only the current ones.")
    ] = False,
    bom: Annotated[
        bool, typer.Option("--bom", help="Begin CSV files with a byte order mark, for Excel.")
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
    with open_archive(archive) as opened:
        sites = _known_sites(site or [], [known.site for known in opened.sites()])
        selection = Selection(
            years=tuple(sorted(set(year or []))),
            divisions=_division_codes(division or [], opened.sites()),
            provinces=_province_codes(province or []),
            issuer_kinds=tuple(sorted(set(issuer_kind or []))),
            forms=tuple(sorted(set(form or []))),
            sites=sites,
            all_revisions=revisions,
        )
        try:
            with _progress() as progress:
                edition = export_archive(
                    opened,
                    directory,
                    format_name=format_name,
                    selection=selection,
                    options=Options(byte_order_mark=bom),
                    progress=progress,
                )
        except DirectoryInUse as error:
            raise UsageError(f"{error}; name a new or an empty directory") from error
    width = max(len(table.file) for table in edition.tables)
    for table in edition.tables:
        typer.echo(f"{table.file:<{width}}  {table.rows:>9,} rows")
    reports = next(table.rows for table in edition.tables if table.spec.name == "reports")
    typer.echo(f"Written to {directory}; README.md there says what each table holds.", err=True)
    if reports == 0 and edition.filters:
        typer.echo("No report of the archive passes these filters: the tables are empty.", err=True)
        return 1
    return 0


def _known_sites(asked: list[str], known: list[str]) -> tuple[str, ...]:
    for name in asked:
        if name not in known:
            raise UsageError(f"the registry has no site {name!r}{near(name, known)}")
    return tuple(sorted(set(asked)))


def _division_codes(asked: list[str], sites: list[Site]) -> tuple[str, ...]:
    known = {row.code for row in all_divisions()} | {site.division_code for site in sites}
    for code in asked:
        if code not in known:
            raise UsageError(
                f"--division {code}: neither GB/T 2260 since 1980 nor the registry has this code"
            )
    return tuple(sorted(set(asked)))


def _province_codes(asked: list[str]) -> tuple[str, ...]:
    found: set[str] = set()
    for name in asked:
        codes = province_codes(name)
        if not codes:
            names = [row.name for row in all_divisions() if row.level == "province"]
            raise UsageError(f"--province {name}: no such province{near(name, names)}")
        found.update(codes)
    return tuple(sorted(found))


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
