"""Who reports, for which year, and when: the rules of docs/reference, one idea a file."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from pipelines.anatomy import Anatomy
from pipelines.document import Document
from pipelines.identity.evidence import Evidence
from pipelines.identity.issuers import Issuer, find_issuer
from pipelines.identity.publication import published_on, signed_on
from pipelines.identity.scope import read_scope
from pipelines.identity.years import report_year, year_findings
from storage.records import Finding, Locality, Scope


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """What a report is, apart from what it says. Unknown is null."""

    title: str | None
    year: int | None
    issuer: Issuer | None
    scope: Scope
    published_on: date | None
    signed_on: date | None
    findings: tuple[Finding, ...]


# Characters of prose in which a report says who made it and for when. The longest county reports
# have some 20,000; beyond that a page is hostile.
_ENOUGH = 50_000


def identify(
    document: Document, anatomy: Anatomy, evidence: Evidence, locality: Locality | None
) -> Identity:
    """Read the identity of a report out of its document and the evidence gathered from it."""
    signed = anatomy.signature.date_text
    prose = anatomy.prose[:_ENOUGH]
    year = report_year(evidence.titles, prose, signed)
    issuer = find_issuer(evidence, anatomy.signature.bodies, prose, year, locality)
    return Identity(
        title=evidence.titles[0].text if evidence.titles else None,
        year=year,
        issuer=issuer,
        scope=read_scope(issuer.kind if issuer else None, prose),
        published_on=published_on(document),
        signed_on=signed_on(signed),
        findings=year_findings(year, prose, signed),
    )
