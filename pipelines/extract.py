"""One document, one reading: bytes to figures, narrative and identity. Pure, without network."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from pipelines.anatomy import Anatomy, dissect
from pipelines.contradictions import narrative_findings
from pipelines.digest import content_digest
from pipelines.document import Document, Picture, Table
from pipelines.facts import read_facts
from pipelines.figures import Figures, read_figures
from pipelines.flattened import restore_tables
from pipelines.flattened_list import restore_list
from pipelines.formats import ocr, read_document
from pipelines.identity.evidence import gather
from pipelines.identity.identify import identify
from pipelines.narrative import read_sections
from pipelines.pictures import (
    PictureOf,
    can_read_pictures,
    is_scan,
    read_pictures,
    read_scan,
    with_pictures,
)
from pipelines.reader_version import reader_version
from pipelines.recognition import Recognise
from pipelines.reportness import elsewhere, why_no_report
from pipelines.sandbox import read_sandboxed
from pipelines.validate import validate
from storage.records import Finding, Form, Link, Locality, Reading, SectionKind, Verdict

if TYPE_CHECKING:
    READER_VERSION: str


def __getattr__(name: str) -> str:
    """Give ``READER_VERSION`` when it is asked for: it reads every source file of the reader."""
    if name == "READER_VERSION":
        return reader_version()
    raise AttributeError(name)


def extract(
    body: bytes,
    *,
    url: str | None = None,
    content_type: str | None = None,
    locality: Locality | None = None,
    picture_of: PictureOf | None = None,
    recognise: Recognise = read_sandboxed,
) -> Reading:
    """Read one document.

    ``body`` is as after content decoding, ``content_type`` the header's value, ``locality`` what a
    crawl knows of where the document comes from; ``picture_of`` gives the bytes of a page's picture
    by its address, where they are at hand; ``recognise`` reads pictures. What is no report has
    ``is_report`` false and a ``reason``. Raises ``Unreadable``, and nothing else.
    """
    document = read_document(body, url=url, content_type=content_type)
    if is_scan(document):
        return read(read_scan(document, body, recognise), locality=locality)
    reading = read(document, locality=locality)
    if any(finding.rule == ELSEWHERE for finding in reading.findings):
        document = with_pictures(document, picture_of)
        if can_read_pictures(document):
            return read(read_pictures(document, body, recognise), locality=locality)
    return reading


def wants_pictures(reading: Reading) -> bool:
    """Say whether a page was read whose tables are missing, and may stand in its pictures."""
    return (
        ocr.is_installed()
        and bool(reading.pictures)
        and any(finding.rule == ELSEWHERE for finding in reading.findings)
    )


def read(document: Document, *, locality: Locality | None = None) -> Reading:
    """Read a document that was taken out of its bytes already."""
    # Lines that OCR read leave out digits that it did not find; where labels of several lines stand
    # beside their figures, lines in order are no rows.
    if not document.recognised and not document.interleaved:
        document = replace(document, blocks=restore_list(restore_tables(document.blocks)))
    anatomy = dissect(document)
    evidence = gather(document, anatomy, locality)
    identity = identify(document, anatomy, evidence, locality)
    tables = tuple(block for block in document.blocks if isinstance(block, Table))
    figures = read_figures(tables, year=identity.year)
    sections = read_sections(anatomy)
    reason = why_no_report(document, anatomy, evidence.titles, sections, figures.figures)
    if reason is not None:
        return Reading(is_report=False, reason=reason, reader_version=reader_version())
    hidden = _hidden_tables(document, anatomy, identity.year, figures)
    issuer = identity.issuer
    reading = Reading(
        is_report=True,
        reason=None,
        reader_version=reader_version(),
        title=identity.title,
        issuer=issuer.name if issuer else None,
        issuer_kind=issuer.kind if issuer else None,
        division_code=issuer.division_code if issuer else None,
        scope=identity.scope,
        year=identity.year,
        form=None if hidden else figures.form or Form.FREE,
        published_on=identity.published_on,
        signed_on=identity.signed_on,
        sections=sections,
        figures=figures.figures,
        tables=figures.local_tables,
        facts=read_facts(sections),
        findings=(
            *figures.findings,
            *identity.findings,
            *hidden,
            *_pictured_tables(document, anatomy, figures),
            *_refused_tables(document, figures),
            *narrative_findings(sections, figures.figures),
        ),
        attachments=document.attachments,
        pictures=tuple(
            Link(url=block.url, text=block.alt)
            for block in document.blocks
            if isinstance(block, Picture) and block.url.startswith(("http://", "https://"))
        ),
    )
    reading = replace(reading, findings=(*reading.findings, *validate(reading)))
    return replace(reading, content_digest=content_digest(reading))


ELSEWHERE = "text.elsewhere"
_FIRST_FORM = 2019  # from this year on a report must hold the three tables


def _hidden_tables(
    document: Document, anatomy: Anatomy, year: int | None, figures: Figures
) -> tuple[Finding, ...]:
    """Say where the tables are that nobody read: all the text, or the pictures under a heading."""
    if figures.figures:
        return ()
    addresses = elsewhere(document, anatomy)
    what = "the text of the report is in"
    if not addresses and (year is None or year >= _FIRST_FORM):
        addresses = _held_elsewhere(document)
        what = "the tables of the report are in"
    if not addresses:
        return ()
    return (_elsewhere(what, addresses, document),)


def _elsewhere(what: str, addresses: Sequence[str], document: Document) -> Finding:
    message = f"{what} {', '.join(addresses)}"
    if not ocr.is_installed() and any(isinstance(block, Picture) for block in document.blocks):
        message += f"; pictures need OCR: {ocr.HOW_TO}, then nianbao parse, or nianbao reparse"
    return Finding(rule=ELSEWHERE, verdict=Verdict.EXTRACTION, message=message)


_TABLE_OF = {
    SectionKind.PROACTIVE_DISCLOSURE: "t2.",
    SectionKind.APPLICATIONS: "t3.",
    SectionKind.REVIEW_LITIGATION: "t4.",
}


def _pictured_tables(document: Document, anatomy: Anatomy, figures: Figures) -> tuple[Finding, ...]:
    """Say which sections hold a picture in place of their table, where others have theirs."""
    read = {figure.cell[:3] for figure in figures.figures} & set(_TABLE_OF.values())
    if not read or not anatomy.headings:
        return ()
    starts = [anatomy.paragraphs[heading.position][0] for heading in anatomy.headings]
    addresses = [
        block.url
        for heading, start, end in zip(
            anatomy.headings, starts, [*starts[1:], len(document.blocks)], strict=True
        )
        if heading.kind in _TABLE_OF and _TABLE_OF[heading.kind] not in read
        for block in document.blocks[start:end]
        if isinstance(block, Picture)
    ]
    if not addresses:
        return ()
    return (_elsewhere("tables of the report are in", addresses, document),)


def _refused_tables(document: Document, figures: Figures) -> tuple[Finding, ...]:
    """Say on which pages a table stands that nobody read, where one that is due is missing.

    What is no table of the layout may still have been read as text.
    """
    read = {figure.cell.partition(".")[0] for figure in figures.figures}
    if not document.refused or "s14" in read or {"t2", "t3", "t4"} <= read:
        return ()
    pages = ", ".join(str(page) for page in document.refused)
    return (
        Finding(
            rule="text.unruled",
            verdict=Verdict.EXTRACTION,
            message=f"a table without lines on page {pages} could not be taken apart, "
            "for it is in doubt which figure is of which row or column: look there for what is "
            "missing, or for the same report as a web page or a Word file",
        ),
    )


def _held_elsewhere(document: Document) -> tuple[str, ...]:
    """Return the pictures and files of a page whose tables are not in the page."""
    pictures = (block.url for block in document.blocks if isinstance(block, Picture))
    return (*pictures, *(link.url for link in document.attachments))
