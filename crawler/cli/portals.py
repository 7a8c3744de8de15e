"""``nianbao sites probe`` and ``sites discover``: whose portal is at a URL, and which are below."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from crawler.cli.errors import UsageError
from crawler.cli.opening import open_archive
from crawler.cli.options import DEFAULT_ARCHIVE, ArchiveOption
from storage.records import Site

if TYPE_CHECKING:
    from scrapy.settings import Settings

    from crawler.hunt import Proposal
    from crawler.portraits import Portrait
    from storage.archive import Archive

UrlArgument = Annotated[str, typer.Argument(metavar="URL", help="The portal's home page.")]
SettingsOption = Annotated[
    list[str] | None,
    typer.Option("-s", metavar="NAME=VALUE", help="Set a Scrapy setting; repeatable."),
]
JsonOption = Annotated[bool, typer.Option("--json", help="One JSON object a portal.")]


def probe(
    url: UrlArgument,
    *,
    settings: SettingsOption = None,
    as_json: JsonOption = False,
    archive: ArchiveOption = DEFAULT_ARCHIVE,
) -> int:
    """Tell family, site code and division of a portal, and compare it with the registry.

    One page is asked for, politely. Exit status 1: it did not answer, or says otherwise than the
    registry.
    """
    from crawler.contact import contact
    from crawler.portraits import differences, portrait_of, registered

    with _open(archive) as opened:
        (answer,) = contact(_checked(url), opened, _settings(settings))
        site = registered(url, opened.sites())
    if answer.page is None:
        typer.echo(f"{url}: {answer.failure}", err=True)
        return 1
    portrait = portrait_of(answer.page)
    otherwise = [] if site is None else list(differences(portrait, site))
    told = {"url": portrait.url, **_described(portrait), "registered": site and site.site}
    if as_json:
        typer.echo(json.dumps(told | {"differences": otherwise}, ensure_ascii=False))
        return 1 if otherwise else 0
    for name, value in told.items():
        typer.echo(f"{name:<13}  {value or ''}".rstrip())
    for difference in otherwise:
        typer.echo(f"differs: {difference}")
    return 1 if otherwise else 0


def discover(
    url: UrlArgument,
    *,
    settings: SettingsOption = None,
    as_json: JsonOption = False,
    archive: ArchiveOption = DEFAULT_ARCHIVE,
) -> int:
    """Propose site-list rows for the county portals that a prefecture's or province's links to.

    Each portal that is not in the registry is asked for its home page, whose site code is compared
    with the county. What could not be verified is proposed as not enabled. Exit status 1: it said
    nothing of its counties, a county has no portal here, or one could not be verified.
    """
    from crawler.contact import contact
    from crawler.hunt import Hunt, further_pages

    with _open(archive) as opened:
        hunt = Hunt(opened.sites())
        _, *others = contact(
            _checked(url), opened, _settings(settings), further=further_pages, lead=hunt.lead
        )
    if hunt.problem:
        typer.echo(f"{url}: {hunt.problem}", err=True)
        return 1
    proposals = list(hunt.proposals(others))
    if as_json:
        for proposal in proposals:
            typer.echo(json.dumps(_as_object(proposal), ensure_ascii=False))
    else:
        _write_site_list(proposal.site for proposal in proposals if not proposal.known)
    for proposal in proposals:
        if proposal.known:
            typer.echo(f"{proposal.site.site}: in the registry already", err=True)
        elif proposal.doubt:
            typer.echo(f"{proposal.site.site}: not verified: {proposal.doubt}", err=True)
    for county in hunt.without_link():
        typer.echo(f"{county.code} {county.name}: no link to its portal here", err=True)
    return 1 if hunt.without_link() or any(proposal.doubt for proposal in proposals) else 0


@contextmanager
def _open(directory: Path) -> Iterator[Archive]:
    with open_archive(directory, create=True) as archive:
        yield archive


def _settings(pairs: list[str] | None) -> Settings:
    from crawler.overrides import read_overrides
    from crawler.run import settings_of

    return settings_of(read_overrides(pairs or []))


def _checked(url: str) -> str:
    from crawler.sites import is_page, shown

    if not is_page(url):
        raise UsageError(f"{shown(url)} is no address of a page: http:// or https:// and a host")
    return url


def _described(portrait: Portrait | None) -> dict[str, Any]:
    division = portrait.division if portrait else None
    return {
        "family": portrait and portrait.family,
        "site_name": portrait and portrait.site_name,
        "site_code": portrait and portrait.site_code,
        "division_code": division and division.code,
        "division": division and division.name,
    }


def _as_object(proposal: Proposal) -> dict[str, Any]:
    site = proposal.site
    return {
        **_described(proposal.portrait),
        "site": site.site,
        "name": site.name,
        "url": site.url,
        "division_code": site.division_code,
        "enabled": site.enabled,
        "registered": proposal.known,
        "doubt": proposal.doubt or None,
    }


def _write_site_list(sites: Iterable[Site]) -> None:
    rows = csv.writer(sys.stdout, lineterminator="\n")
    rows.writerow(["site", "name", "url", "division_code", "enabled"])
    for site in sites:
        enabled = str(site.enabled).lower()
        rows.writerow([site.site, site.name, site.url, site.division_code, enabled])
