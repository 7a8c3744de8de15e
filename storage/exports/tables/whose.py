"""The columns that say whose report it is, for which year, on which form."""

from __future__ import annotations

from storage.exports.heads import Head, Said
from storage.exports.spec import Row, integer, needed, text
from storage.exports.tables.keys import REPORT_ID
from storage.records import Form, IssuerKind, Scope
from storage.reference.places import place_of

WHOSE = (
    REPORT_ID,
    text(
        "division_code",
        "GB/T 2260 code of the issuer's division as of 31 December of the report's year; townships "
        "have their county's. Empty where it is not known beyond doubt.",
    ),
    text("province", "Name of the division's province on that day."),
    text("prefecture", "Name of the division's prefecture on that day; empty where it has none."),
    text("county", "Name of the division's county on that day; empty above the county."),
    needed("issuer_id", "The body whose report it is, whatever names it goes by."),
    needed("issuer", "Full name of the issuer."),
    needed("issuer_kind", "What sort of body the issuer is.", IssuerKind),
    text(
        "scope",
        "Whether the figures are those of the whole government with its departments or of the "
        "issuer alone, where the report says so.",
        values=Scope,
    ),
    integer("year", "The year that the report is about, not that of its publication."),
    text(
        "form",
        "The statutory form by the cells that are printed; free: no statutory table; empty: the "
        "tables could not be read (pictures, a damaged file), so nothing is known of its figures.",
        values=Form,
    ),
)


def whose(head: Head, said: Said) -> Row:
    """Return the columns that say whose report it is, for which year, on which form."""
    place = place_of(head.division_code, head.year)
    return (
        head.report_id,
        head.division_code,
        place.province,
        place.prefecture,
        place.county,
        head.issuer_id,
        head.issuer,
        head.issuer_kind,
        said.scope,
        head.year,
        said.form,
    )
