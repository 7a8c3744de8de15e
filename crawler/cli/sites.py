"""``nianbao sites``: the registry of portals, which is in the archive."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from crawler.cli import portals
from crawler.cli.errors import UsageError
from crawler.cli.opening import open_archive
from crawler.cli.options import DEFAULT_ARCHIVE, ArchiveOption
from crawler.cli.suggestions import near
from crawler.sites import bundled_sites, read_site_list
from storage.records import Site

if TYPE_CHECKING:
    from storage.archive import Archive

app = typer.Typer(
    help="The site registry.", add_completion=False, no_args_is_help=True, rich_markup_mode=None
)

JsonOption = Annotated[bool, typer.Option("--json", help="One JSON object a line.")]
SiteArgument = Annotated[str, typer.Argument(metavar="SITE", help="The site's slug.")]


@app.command("list")
def list_sites(*, as_json: JsonOption = False, archive: ArchiveOption = DEFAULT_ARCHIVE) -> int:
    """List the sites of the registry."""
    with _open(archive) as opened:
        sites = opened.sites()
    if as_json:
        for site in sites:
            typer.echo(json.dumps(as_object(site), ensure_ascii=False))
    elif not sites:
        typer.echo("The registry is empty: fill it by nianbao sites import FILE.", err=True)
    elif sys.stdout.isatty():
        _print_table(sites)
    else:
        for site in sites:
            disabled = "" if site.enabled else "  (disabled)"
            typer.echo(f"{site.site}  {site.name}  {site.division_code}  {site.url}{disabled}")
    return 0


@app.command("show")
def show_site(
    site: SiteArgument, *, as_json: JsonOption = False, archive: ArchiveOption = DEFAULT_ARCHIVE
) -> int:
    """Show one site, and the columns it was read from."""
    with _open(archive) as opened:
        found = _find(opened, site)
        columns = opened.columns(site)
    described = as_object(found) | {"columns": columns}
    if as_json:
        typer.echo(json.dumps(described, ensure_ascii=False))
        return 0
    width = max(map(len, described))
    for name, value in described.items():
        lines = value if isinstance(value, list) else [value]
        for line in lines or [None]:
            typer.echo(f"{name:<{width}}  {'' if line is None else line}".rstrip())
    return 0


@app.command("import")
def import_sites(
    file: Annotated[
        Path | None,
        typer.Argument(
            metavar="FILE", help="A site list (CSV). Without it: the portals that nianbao knows."
        ),
    ] = None,
    *,
    archive: ArchiveOption = DEFAULT_ARCHIVE,
) -> int:
    """Fill the registry from a site list.

    Sites that are there already are changed to what the list says.
    """
    sites = bundled_sites() if file is None else read_site_list(file)
    with _open(archive, create=True) as opened:
        before = {known.site: known for known in opened.sites()}
        opened.add_sites(sites)
        after = {known.site: known for known in opened.sites()}
    added = [site.site for site in sites if site.site not in before]
    changed = [
        site.site for site in sites if site.site in before and before[site.site] != after[site.site]
    ]
    same = len(sites) - len(added) - len(changed)
    typer.echo(f"{len(added)} added, {len(changed)} changed, {same} as they were")
    return 0


@app.command("ack")
def acknowledge_site(
    site: SiteArgument,
    *,
    until: Annotated[
        datetime,
        typer.Option("--until", formats=["%Y-%m-%d"], metavar="DATE", help="Last day (China)."),
    ],
    archive: ArchiveOption = DEFAULT_ARCHIVE,
) -> int:
    """Acknowledge a site's trouble until a date.

    Until the end of that day it does not make the exit status 1.
    """
    with _open(archive) as opened:
        _find(opened, site)
        opened.acknowledge(site, until.date())
    typer.echo(f"{site}: acknowledged until {until.date()}")
    return 0


app.command("probe")(portals.probe)
app.command("discover")(portals.discover)


def as_object(site: Site) -> dict[str, Any]:
    """Return a site as ``--json`` prints it."""
    until = site.acknowledged_until
    return {
        "site": site.site,
        "name": site.name,
        "url": site.url,
        "division_code": site.division_code,
        "column_url": site.column_url,
        "enabled": site.enabled,
        "acknowledged_until": until and until.isoformat(),
    }


@contextmanager
def _open(directory: Path, *, create: bool = False) -> Iterator[Archive]:

    with open_archive(directory, create=create) as archive:
        yield archive


def _find(archive: Archive, slug: str) -> Site:
    found = archive.site(slug)
    if found is None:
        known = [site.site for site in archive.sites()]
        raise UsageError(f"the registry has no site {slug!r}{near(slug, known)}")
    return found


def _print_table(sites: list[Site]) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table("site", "name", "division", "url", "", box=None, pad_edge=False)
    for site in sites:
        notes = [] if site.enabled else ["disabled"]
        if site.acknowledged_until is not None:
            notes.append(f"acknowledged until {site.acknowledged_until}")
        table.add_row(site.site, site.name, site.division_code, site.url, ", ".join(notes))
    Console().print(table, markup=False)
