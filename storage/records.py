"""The vocabulary of nianbao: frozen records that cross package borders.

Words are those of the public interface (docs/reference): a *report* is one issuer's report for
one year, a *source* one URL at which it was found, a *capture* one HTTP exchange, a *reading* what
one reader made of one capture, a *revision* what the primary source said for a while.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Literal


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


class FactKind(StrEnum):
    """What a report must state outside its tables."""

    PROCESSING_FEE = "processing_fee"  # 信息处理费 collected in the year


class CoverageState(StrEnum):
    """What is known of a report that an issuer ought to have published for a year."""

    PUBLISHED = "published"
    LATE = "late"
    UNDATED = "undated"
    MISSING = "missing"
    NOT_OBSERVED = "not_observed"
    NOT_DUE = "not_due"
    WITHDRAWN = "withdrawn"
    UNREAD = "unread"
    BLOCKED = "blocked"
    DEAD = "dead"
    ROBOTS = "robots"
    NO_COLUMN = "no_column"


class ChangeKind(StrEnum):
    """What of a report changed."""

    FIGURE = "figure"
    TABLE = "table"
    SECTION = "section"
    TITLE = "title"
    DATE = "date"
    WITHDRAWN = "withdrawn"
    RESTORED = "restored"


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
    """One HTTP exchange as received: the body before content decoding, after transfer decoding.

    A document that was handed in without an exchange has status 0.
    """

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
    refers_to: str | None = None  # of a revisit: the record that holds the payload


@dataclass(frozen=True, slots=True, kw_only=True)
class ForeignFile:
    """A file that another tool made: its name without directory, its SHA-256, its bytes."""

    name: str
    digest: str
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Ingest:
    """How far the archive is with taking a foreign file in.

    ``position`` records of ``stage`` (``pages``, then ``files``) are done with; ``links`` are the
    files that its pages lead to, by URL, each with the page and the headline that led to it.
    """

    ingest_id: int
    night: str
    stage: str
    position: int
    links: Mapping[str, tuple[str | None, str | None]]
    is_finished: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One printed statutory cell; ``value`` (万元 for amounts) only where ``status`` is number."""

    cell: str
    raw: str
    status: Status
    value: Decimal | None
    read: Read

    def __reduce__(self) -> tuple[Callable[..., Figure], tuple[object, ...]]:
        """Pickle as its values: two hundred a report travel between processes."""
        return _figure, (self.cell, self.raw, self.status, self.value, self.read)


def _figure(cell: str, raw: str, status: Status, value: Decimal | None, read: Read) -> Figure:
    return Figure(cell=cell, raw=raw, status=status, value=value, read=read)


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
class Fact:
    """A statement of the narrative that has a number, or should have one.

    ``value`` counts ``unit`` (万元 for amounts), null where the words leave the number in doubt;
    ``raw`` is the sentence.
    """

    fact: FactKind
    value: Decimal | None
    unit: str
    raw: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureCapture:
    """A picture that figures were read off, and where its capture is; null: there is none."""

    url: str
    captured_at: datetime | None
    warc_record_id: str | None
    warc_file: str | None
    warc_offset: int | None
    payload_digest: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """What the current revision of a report rests on, and its figures as printed.

    ``page`` is the page that the source ``url`` is attached to, else the source itself; ``read_at``
    is null for what was read before that was kept.
    """

    report_id: str
    title: str
    status: ReportStatus
    revision: int
    revisions: int
    cause: Cause
    first_seen_at: datetime
    last_seen_at: datetime
    url: str
    page: str
    captured_at: datetime
    warc_record_id: str
    warc_file: str
    warc_offset: int
    payload_digest: str
    reader_version: str
    read_at: datetime | None
    figures: tuple[Figure, ...]
    pictures: tuple[PictureCapture, ...] = ()  # that the figures were read off


@dataclass(frozen=True, slots=True, kw_only=True)
class Restriction:
    """A report that is left out of exports and pages, and why."""

    report_id: str
    why: str
    restricted_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A link out of a page: an attachment, a picture, a list row. ``url`` is absolute."""

    url: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptPicture:
    """What an archive has of the picture at an address of a page.

    ``captures`` are the answers that may be it, the likeliest first; ``failed``: at the page's own
    time it was asked for in vain, so that they are of another time.
    """

    captures: tuple[Capture, ...] = ()
    failed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Validators:
    """With what a server is asked whether something has changed."""

    etag: str | None
    last_modified: str | None


# The rule of the finding that says so of pictures of a page; one finding a reading.
PICTURE_FAILED = "text.picture"


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownBy:
    """A picture that a page's reading rests on; ``record_id`` None where there is no capture."""

    url: str
    record_id: str | None


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
    facts: tuple[Fact, ...] = ()
    findings: tuple[Finding, ...] = ()
    attachments: tuple[Link, ...] = ()
    pictures: tuple[Link, ...] = ()  # of the body, at addresses of their own
    shown_by: tuple[ShownBy, ...] = ()  # those of them that were asked for the tables
    content_digest: str | None = None
    is_redacted: bool = False  # its words were removed by decision, its figures stand


@dataclass(frozen=True, slots=True, kw_only=True)
class Recognition:
    """What OCR made of one picture: the answer of its process, as JSON.

    ``digest`` is the SHA-256 of the picture's bytes, or of those of the file that holds it, in
    hexadecimal; ``part`` says which picture of the file; ``recogniser`` is the version of OCR;
    ``record_id`` names the capture of those bytes.
    """

    digest: str
    part: str
    recogniser: str
    record_id: str
    answer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """A request that a crawl means to make. ``key`` is its canonical form, unique in a run."""

    key: str
    url: str
    method: str = "GET"
    body: str | None = None
    kind: str
    depth: int = 0
    priority: int = 0
    reason: str
    meta: Mapping[str, object] = field(default_factory=dict)  # JSON


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """A link that a crawl left alone, its label, and why in words."""

    url: str
    label: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A step of a crawl's trail: a request that was planned, or a link that was refused.

    ``kind`` is what a request was expected to bring, ``link`` for a refused one. ``state``:
    ``pending``, ``refused``, or what became of it. ``reason`` is why it was planned, of a refused
    link its label; ``note`` why it failed, was left or refused.
    """

    url: str
    kind: str
    state: str
    reason: str
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How far a run has come: the requests so far, and what it has measured (JSON)."""

    requests: int = 0
    measures: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One crawl of one site; ``resumed`` where it goes on after it was killed, from ``pace`` on."""

    run_id: int
    site: str
    again: bool
    started_at: datetime
    resumed: bool
    pace: Pace = Pace()


@dataclass(frozen=True, slots=True, kw_only=True)
class Alarm:
    """One thing that is wrong with a site. ``id`` names the kind; ``since`` when it was seen."""

    id: str
    severity: Literal["error", "warning"]
    message: str
    since: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """How a run compares with its site's past: its measures and the next expectations (JSON)."""

    measures: Mapping[str, object]
    expected: Mapping[str, object]
    alarms: tuple[Alarm, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteCounts:
    """The reports that a site shows now: ``unread`` of them, and read ``with_findings``."""

    reports: int
    unread: int
    with_findings: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """A row of a list that names a report of which none came.

    ``year`` is null where it names none, or several; ``title`` where it names no issuer.
    """

    year: int | None
    title: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ListsRead:
    """That a crawl read every list of its site to the end, and what in them it could not read."""

    promised: tuple[Promise, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RunSummary:
    """How a crawl of a site went; without ``outcome`` it is still going, or was killed."""

    run_id: int
    site: str
    started_at: datetime
    finished_at: datetime | None
    outcome: Outcome | None
    message: str
    reports: int  # those with a live source on the site
    new: int  # those first seen in this run
    changed: int  # those with a new revision of cause ``source`` in it
    requests: int
    stopped_at: datetime | None = None  # on purpose: it goes on with the next crawl
    alarms: tuple[Alarm, ...] = ()

    @property
    def seconds(self) -> float:
        """How long it took; 0 where it has not finished."""
        if self.finished_at is None:
            return 0.0
        return (self.finished_at - self.started_at).total_seconds()


@dataclass(frozen=True, slots=True, kw_only=True)
class Deaths:
    """How many workers died with a site's crawl, since one of it last ended, and when."""

    site: str
    deaths: int
    first_at: datetime
    last_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownSource:
    """A source as the crawl needs it: when to visit it again, and with which validators."""

    site: str
    url: str
    report_id: str
    parent_url: str | None
    primary: bool
    status: SourceStatus
    first_seen_at: datetime
    last_seen_at: datetime
    last_visited_at: datetime
    etag: str | None
    last_modified: str | None
    last_outcome: str  # a VisitOutcome, or that its URL holds another report now
    locality: Locality | None = None
    is_pictured: bool = False  # what it says rests on pictures as well


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """A request for a URL and how it ended; ``leads_to`` is where a redirect sent it.

    ``record_id`` is of the capture of its answer, which is in the archive before; None: it has
    none. What was taken in from a file has no run.
    """

    run_id: int | None
    site: str
    url: str
    visited_at: datetime
    status: int | None
    outcome: VisitOutcome
    record_id: str | None
    leads_to: str | None = None

    @classmethod
    def of(
        cls,
        capture: Capture,
        outcome: VisitOutcome,
        *,
        run_id: int | None,
        leads_to: str | None = None,
    ) -> Visit:
        """Return the visit of which there is a capture."""
        return cls(
            run_id=run_id,
            site=capture.site,
            url=capture.url,
            visited_at=capture.visited_at,
            status=capture.status or None,
            outcome=outcome,
            record_id=capture.record_id,
            leads_to=leads_to,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class LastVisit:
    """How the last request for a URL ended."""

    url: str
    visited_at: datetime
    outcome: VisitOutcome

    @property
    def was_seen(self) -> bool:
        """Whether it answered with something that was judged then."""
        return self.outcome in (VisitOutcome.OK, VisitOutcome.NOT_MODIFIED, VisitOutcome.REDIRECTED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One difference between two contents. ``name`` is a cell, ``overview#2``, a caption, a date.

    ``old`` and ``new`` are values, else the status word, empty where nothing was printed.
    """

    kind: ChangeKind
    name: str
    old: str
    new: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RevisionChange(Change):
    """A change as the archive has seen it: a row of the export table ``changes``."""

    report_id: str
    revision: int
    cause: Cause
    last_seen_old_at: datetime
    first_seen_new_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """What the primary source said for a while, and how it differs from what it said before."""

    revision: int
    cause: Cause
    first_seen_at: datetime
    last_seen_at: datetime
    url: str
    content_digest: str
    changes: tuple[RevisionChange, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """All that an archive knows of one report over time; revisions by number."""

    report_id: str
    title: str
    status: ReportStatus
    revisions: tuple[Revision, ...]
    sources: tuple[KnownSource, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdrawal:
    """What proves a report withdrawn: ``visits`` in a row, one a run, over at least ``days``."""

    visits: int = 3
    days: float = 14
