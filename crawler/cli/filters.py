"""The options by which a command takes a part of the archive, and what they choose."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated

import typer

from crawler.cli.errors import UsageError
from crawler.cli.suggestions import near
from storage.exports.clocks import NOW, Clocks
from storage.exports.selection import Selection
from storage.records import Form, IssuerKind, Site
from storage.reference.divisions import all_divisions
from storage.reference.places import province_codes

YearOption = Annotated[
    list[int] | None,
    typer.Option("--year", metavar="YEAR", help="Only reports for this year; repeatable."),
]
DivisionOption = Annotated[
    list[str] | None,
    typer.Option(
        "--division",
        metavar="CODE",
        help="Only this division (GB/T 2260) and all below it; repeatable.",
    ),
]
ProvinceOption = Annotated[
    list[str] | None,
    typer.Option(
        "--province", metavar="NAME", help="Only this province, also by code; repeatable."
    ),
]
IssuerKindOption = Annotated[
    list[IssuerKind] | None,
    typer.Option(
        "--issuer-kind",
        metavar="KIND",
        help=f"Only issuers of this kind ({', '.join(IssuerKind)}); repeatable.",
    ),
]
FormOption = Annotated[
    list[Form] | None,
    typer.Option(
        "--form",
        metavar="FORM",
        help=f"Only reports on this form ({', '.join(Form)}); repeatable.",
    ),
]
SiteOption = Annotated[
    list[str] | None,
    typer.Option("--site", metavar="SITE", help="Only reports found on this site; repeatable."),
]


def selection_of(
    registry: Iterable[Site],
    *,
    year: list[int] | None,
    division: list[str] | None,
    province: list[str] | None,
    issuer_kind: list[IssuerKind] | None,
    site: list[str] | None,
    form: list[Form] | None = None,
    revisions: bool = False,
    clocks: Clocks = NOW,
    redacts_contacts: bool = False,
) -> Selection:
    """Return what the options choose. Raises UsageError where one names what is not there."""
    sites = list(registry)
    return Selection(
        years=tuple(sorted(set(year or []))),
        divisions=_division_codes(division or [], sites),
        provinces=_province_codes(province or []),
        issuer_kinds=tuple(sorted(set(issuer_kind or []))),
        forms=tuple(sorted(set(form or []))),
        sites=_known_sites(site or [], [known.site for known in sites]),
        all_revisions=revisions,
        clocks=clocks,
        redacts_contacts=redacts_contacts,
    )


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
