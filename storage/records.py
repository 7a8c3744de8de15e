"""The vocabulary of nianbao: frozen records that cross package borders.

Words are those of the public interface (docs/reference): a *report* is one issuer's report for
one year, a *source* one URL at which it was found, a *capture* one HTTP exchange, a *reading* what
one reader made of one capture, a *revision* what the primary source said for a while.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum


class Status(StrEnum):
    """What a printed statutory cell holds. All but ``NUMBER`` have no value."""

    NUMBER = "number"
    BLANK = "blank"
    DASH = "dash"
    TEXT = "text"
    UNREAD = "unread"


class Read(StrEnum):
    """How a cell got its name."""

    LABEL = "label"
    TOLERANT = "tolerant"
    STRUCTURE = "structure"
    SPLIT = "split"
    OCR = "ocr"


class Verdict(StrEnum):
    """Whose doing a broken rule is: the government printed it so, or we may have misread."""

    PUBLISHED = "published"
    EXTRACTION = "extraction"


class IssuerKind(StrEnum):
    """What sort of body an issuer is."""

    GOVERNMENT = "government"
    OFFICE = "office"
    DEPARTMENT = "department"
    TOWNSHIP = "township"
    OTHER = "other"


class Scope(StrEnum):
    """Whose figures a report gives: the whole government's, or the issuer's own."""

    WHOLE_GOVERNMENT = "whole_government"
    OWN = "own"
    UNKNOWN = "unknown"


class Form(StrEnum):
    """Which statutory form the printed cells belong to."""

    F2014 = "2014"
    F2019 = "2019"
    F2021 = "2021"
    MIXED = "mixed"
    FREE = "free"


class SectionKind(StrEnum):
    """What a section of the narrative is about."""

    PREAMBLE = "preamble"
    OVERVIEW = "overview"
    PROACTIVE_DISCLOSURE = "proactive_disclosure"
    APPLICATIONS = "applications"
    REVIEW_LITIGATION = "review_litigation"
    PROBLEMS = "problems"
    OTHER_MATTERS = "other_matters"
    OTHER = "other"


class Cause(StrEnum):
    """Why a revision exists."""

    FIRST = "first"
    SOURCE = "source"
    SWITCH = "switch"
    EXTRACTOR = "extractor"


class SourceStatus(StrEnum):
    """Whether a source still answers with its report."""

    LIVE = "live"
    GONE = "gone"
    UNKNOWN = "unknown"


class ReportStatus(StrEnum):
    """Whether a report can still be read at any of its sources."""

    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


class VisitOutcome(StrEnum):
    """How one request for one URL ended."""

    OK = "ok"
    NOT_MODIFIED = "not_modified"
    REDIRECTED = "redirected"
    GONE = "gone"
    SOFT_404 = "soft_404"
    BLOCKED = "blocked"
    ERROR = "error"


class Outcome(StrEnum):
    """How one crawl of one site ended."""

    OK = "ok"
    BLOCKED = "blocked"
    DEAD = "dead"
    ROBOTS = "robots"
    NO_COLUMN = "no_column"
    EMPTY = "empty"
    ERROR = "error"


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """One portal to crawl: a row of the site list."""

    site: str
    name: str
    url: str
    division_code: str
    column_url: str | None = None
    enabled: bool = True
    acknowledged_until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Capture:
    """One HTTP exchange as received: the body before content decoding, after transfer decoding."""

    site: str
    url: str
    visited_at: datetime
    status: int
    headers: Mapping[str, str]
    body: bytes = field(repr=False)
    record_id: str
    warc_file: str
    warc_offset: int
    payload_digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One printed statutory cell; ``value`` (万元 for amounts) only where ``status`` is number."""

    cell: str
    raw: str
    status: Status
    value: Decimal | None
    read: Read


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """The prose under one heading; paragraphs are lines."""

    kind: SectionKind
    heading: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalTable:
    """A table of the report's body that is no statutory form, as printed, spans expanded."""

    caption: str
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One broken rule. ``expected`` and ``actual`` are null where the rule is no arithmetic."""

    rule: str
    verdict: Verdict
    cells: tuple[str, ...] = ()
    expected: Decimal | None = None
    actual: Decimal | None = None
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A link out of a page: an attachment, a picture, a list row. ``url`` is absolute."""

    url: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Locality:
    """What a crawl knows of where a document comes from; a lone document has none.

    ``county`` is the division's name in the site list without 人民政府 (示例县); ``headline`` the
    title of the page or list row that led to an attachment.
    """

    division_code: str
    county: str
    headline: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What one reader made of one document. What is no report has ``reason`` and nothing else."""

    is_report: bool
    reason: str | None
    reader_version: str
    title: str | None = None
    issuer: str | None = None
    issuer_kind: IssuerKind | None = None
    division_code: str | None = None
    scope: Scope | None = None
    year: int | None = None
    form: Form | None = None
    published_on: date | None = None
    signed_on: date | None = None
    sections: tuple[Section, ...] = ()
    figures: tuple[Figure, ...] = ()
    tables: tuple[LocalTable, ...] = ()
    findings: tuple[Finding, ...] = ()
    attachments: tuple[Link, ...] = ()
    content_digest: str | None = None
