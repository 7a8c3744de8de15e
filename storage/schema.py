"""The tables of the archive: one schema for SQLite and PostgreSQL.

A *reading* is one content state of one source as one reader read it; figures, sections, tables,
facts and findings hang on it. A *revision* only points to a reading, so that a page seen a hundred
times unchanged costs one row a visit, and a second source can take over without being fetched
again.
"""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import MAX_PREC, Context, Decimal
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Numeric,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
)
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeEngine, UserDefinedType


class UtcDateTime(TypeDecorator[datetime]):
    """A moment in UTC; naive datetimes are refused because they would be read as local time."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"naive datetime {value!r}")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None or value.tzinfo is not None:
            return value
        return value.replace(tzinfo=UTC)


class _Untyped(UserDefinedType[Any]):
    """A column of SQLite without affinity: what is put in comes out, whatever the declared type."""

    cache_ok = True

    def get_col_spec(self, **_: Any) -> str:
        return "NUMBER_BLOB"  # "BLOB" in the name is what turns SQLite's conversions off


class ExactDecimal(TypeDecorator[Decimal]):
    """A number as printed, exactly: trailing zeros dropped, no other digit ever changed.

    SQLite has no decimals, and its NUMERIC columns round beyond 15 digits: a number is kept as an
    integer or a float where that is exact, and as text where it is not.
    """

    impl = Numeric
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        if dialect.name == "sqlite":
            return dialect.type_descriptor(_Untyped())
        return dialect.type_descriptor(Numeric())

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> Any:
        if value is None:
            return None
        plain = format(value.normalize(_UNROUNDED), "f")
        if dialect.name != "sqlite":
            return Decimal(plain)
        if "." not in plain:
            return int(plain) if abs(value) < _INT64 else plain
        return float(plain) if format(Decimal(repr(float(plain))), "f") == plain else plain

    def process_result_value(self, value: Any, dialect: Dialect) -> Decimal | None:
        if value is None:
            return None
        return Decimal(repr(value)) if isinstance(value, float) else Decimal(value)


_INT64 = 2**63  # SQLite's integers end there
_UNROUNDED = Context(prec=MAX_PREC)  # the default context would round to 28 digits

metadata = MetaData()

sites = Table(
    "sites",
    metadata,
    Column("site", String, primary_key=True),
    Column("name", Text, nullable=False),
    Column("url", Text, nullable=False),
    Column("division_code", String, nullable=False),
    Column("column_url", Text),
    Column("enabled", Boolean, nullable=False),
    Column("acknowledged_until", Date),
)

report_columns = Table(  # list pages that held reports, remembered for the next night
    "report_columns",
    metadata,
    Column("site", String, ForeignKey("sites.site"), primary_key=True),
    Column("url", Text, primary_key=True),
    Column("found_at", UtcDateTime, nullable=False),
    Column("last_yield_at", UtcDateTime),  # when it last listed a report
    Column("reports", Integer, nullable=False, default=0),  # how many it listed then
)

runs = Table(  # one crawl of one site; without finished_at it was killed, and is taken up again
    "runs",
    metadata,
    Column("run_id", Integer, primary_key=True),
    Column("site", String, ForeignKey("sites.site"), nullable=False, index=True),
    Column("night", String, nullable=False),  # runs of one command, on however many sites
    Column("again", Boolean, nullable=False),
    Column("started_at", UtcDateTime, nullable=False),
    Column("finished_at", UtcDateTime),
    Column("outcome", String),
    Column("message", Text),
    Column("reports", Integer),
    Column("new", Integer),
    Column("changed", Integer),
    Column("requests", Integer, nullable=False, default=0),
    # What a crawl proves of reports that it did not find; null: nothing.
    Column("lists_read", Boolean),  # every list page that it came to know, to the end
    Column("promised", JSON),  # years of reports that lists name and that were not read; null: any
    Column("earliest_year", Integer),  # of the reports that the site shows
    Column("measures", JSON(none_as_null=True)),  # what it has seen so far, in the end all
    Column("expected", JSON(none_as_null=True)),  # what the site is held to after it
    Column("alarms", JSON(none_as_null=True)),  # what it raised, each with its severity and since
    Column("stopped_at", UtcDateTime),  # on purpose, to go on later
)

absences = Table(  # reports that a crawl proved missing; of issuers that may never have published
    "absences",
    metadata,
    Column("issuer_id", String, primary_key=True),
    Column("year", Integer, primary_key=True),
    Column("site", String, nullable=False),
    Column("first_run_id", Integer, ForeignKey("runs.run_id"), nullable=False),
    Column("first_read_at", UtcDateTime, nullable=False),
    Column("last_run_id", Integer, ForeignKey("runs.run_id"), nullable=False),
    Column("last_read_at", UtcDateTime, nullable=False),
)

worker_deaths = Table(  # workers that died with a site's crawl, since one of it last ended
    "worker_deaths",
    metadata,
    Column("site", String, ForeignKey("sites.site"), primary_key=True),
    Column("deaths", Integer, nullable=False),
    Column("first_at", UtcDateTime, nullable=False),
    Column("last_at", UtcDateTime, nullable=False),
)

host_turns = Table(  # when a host was last asked, by any machine; its lock is the server's
    "host_turns",
    metadata,
    Column("host", String, primary_key=True),
    Column("begun_at", UtcDateTime, nullable=False),
    Column("rest_until", UtcDateTime, nullable=False),
)

frontier = Table(  # where a crawl stands; of each site's last crawl, ended, the trail it left
    "frontier",
    metadata,
    Column("run_id", Integer, ForeignKey("runs.run_id"), primary_key=True),
    Column("key", String, primary_key=True),  # canonical form of the request
    Column("url", Text, nullable=False),
    Column("method", String, nullable=False),
    Column("body", Text),
    Column("kind", String, nullable=False),  # what it is expected to bring: home, column, report …
    Column("depth", Integer, nullable=False),
    Column("priority", Integer, nullable=False),
    Column("reason", Text, nullable=False),  # why this link was worth a request
    Column("meta", JSON, nullable=False),
    Column("state", String, nullable=False),  # pending; refused: a link left alone; or its end
    Column("note", Text),  # why it failed, or was refused or left
)

visits = Table(  # one request for one URL; with record_id it was answered, and the answer captured
    "visits",
    metadata,
    Column("visit_id", Integer, primary_key=True),
    Column("run_id", Integer, ForeignKey("runs.run_id"), index=True),
    Column("site", String, nullable=False),
    Column("url", Text, nullable=False),
    Column("visited_at", UtcDateTime, nullable=False),
    Column("status", Integer),
    Column("outcome", String),  # null between the capture and its judgement
    Column("record_id", String, unique=True),  # WARC-Record-ID
    Column("content_type", Text),
    Column("etag", Text),
    Column("last_modified", Text),
    Column("payload_digest", String, index=True),
    Column("refers_to", String),  # of a revisit: the record that holds the payload
    Column("warc_file", Text),
    Column("warc_offset", BigInteger),
    Column("sealed_in", Integer),  # the number of the manifest that holds it
    Index("visits_by_url", "url", "visited_at"),
    Index("visits_by_manifest", "sealed_in"),
)
captures = visits  # those with a record_id

ingests = Table(  # files of other tools that are taken in, and how far
    "ingests",
    metadata,
    Column("ingest_id", Integer, primary_key=True),
    Column("digest", String, nullable=False, unique=True),  # sha256 of the file
    Column("name", Text, nullable=False),  # without its directory
    Column("bytes", BigInteger, nullable=False),
    Column("reader_version", String, nullable=False),
    Column("night", String, nullable=False),  # shared by the files of one command
    Column("started_at", UtcDateTime, nullable=False),
    Column("finished_at", UtcDateTime),
    Column("stage", String, nullable=False),  # pages, their files, pages of pictures
    Column("position", Integer, nullable=False),  # records of the stage that are done with
    Column("links", JSON, nullable=False),  # such files: [the report's page or null, headline]
)

ingested = Table(  # captures that came out of them
    "ingested",
    metadata,
    Column("record_id", String, ForeignKey("visits.record_id"), primary_key=True),
    Column("ingest_id", Integer, ForeignKey("ingests.ingest_id"), nullable=False),
    Column("foreign_id", Text, nullable=False),  # the WARC-Record-ID there; empty of a document
)

redactions = Table(  # captures that were removed by decision
    "redactions",
    metadata,
    Column("record_id", String, ForeignKey("visits.record_id"), primary_key=True),
    Column("redacted_at", UtcDateTime, nullable=False),
    Column("reason", Text, nullable=False),
    Column("sealed_in", Integer),  # the number of the manifest that holds it
)

rejections = Table(  # captures that were read and are no report, or that nobody could read
    "rejections",
    metadata,
    Column("record_id", String, ForeignKey("visits.record_id"), primary_key=True),
    Column("site", String, nullable=False),
    Column("url", Text, nullable=False),
    Column("kind", String, nullable=False),  # not_report, or the kind of an Unreadable
    Column("reason", Text, nullable=False),
    Column("reader_version", String, nullable=False),
    Column("parent_url", Text),
    Column("locality", JSON),
)

issuers = Table(
    "issuers",
    metadata,
    Column("issuer_id", String, primary_key=True),
    Column("division_code", String),
    Column("name", Text, nullable=False),  # the fullest in its latest report
    Column("kind", String, nullable=False),
    Index("issuers_by_division", "division_code"),
)

reports = Table(
    "reports",
    metadata,
    Column("report_id", String, primary_key=True),
    Column("issuer_id", String, ForeignKey("issuers.issuer_id"), nullable=False, index=True),
    Column("year", Integer, nullable=False, index=True),
    Column("status", String, nullable=False),
    Column("run_id", Integer, ForeignKey("runs.run_id"), index=True),  # that found it
    Column("first_seen_at", UtcDateTime, nullable=False),
    Column("last_seen_at", UtcDateTime, nullable=False),
)

report_aliases = Table(  # ids that reports had before they were read better, or issuers merged
    "report_aliases",
    metadata,
    Column("old_id", String, primary_key=True),
    Column("report_id", String, nullable=False),
)

status_changes = Table(  # withdrawals and returns
    "status_changes",
    metadata,
    Column("report_id", String, ForeignKey("reports.report_id"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("status", String, nullable=False),
    Column("revision", Integer, nullable=False),  # the current one then
    Column("last_seen_old_at", UtcDateTime, nullable=False),
    Column("first_seen_new_at", UtcDateTime, nullable=False),
)

sources = Table(
    "sources",
    metadata,
    Column("source_id", Integer, primary_key=True),
    Column("report_id", String, ForeignKey("reports.report_id"), nullable=False, index=True),
    Column("site", String, nullable=False, index=True),
    Column("url", Text, nullable=False, index=True),
    Column("parent_url", Text),  # the page whose attachment it is
    Column("primary", Boolean, nullable=False),
    Column("status", String, nullable=False),
    Column("first_seen_at", UtcDateTime, nullable=False),
    Column("last_seen_at", UtcDateTime, nullable=False),
    Column("last_visited_at", UtcDateTime, nullable=False),
    Column("night", String, nullable=False),  # of the run that found it
    Column("last_outcome", String, nullable=False),
    Column("gone_visits", Integer, nullable=False, default=0),  # in a row, one a run that ended ok
    Column("gone_since", UtcDateTime),  # the first of them
    Column("gone_until", UtcDateTime),  # the last
    Column("gone_run_id", Integer),  # the run under way that found it gone; not counted yet
    Column("locality", JSON),  # with which its captures are read
    Column("etag", Text),
    Column("last_modified", Text),
    UniqueConstraint("report_id", "url", name="source_of_report"),
)

readings = Table(
    "readings",
    metadata,
    Column("reading_id", Integer, primary_key=True),
    Column("source_id", Integer, ForeignKey("sources.source_id"), nullable=False, index=True),
    Column("record_id", String, ForeignKey("visits.record_id"), nullable=False, index=True),
    Column("reader_version", String, nullable=False),
    Column("first_seen_at", UtcDateTime, nullable=False),  # the source said this from then
    Column("last_seen_at", UtcDateTime, nullable=False),  # until then at least
    Column("superseded_by", Integer, ForeignKey("readings.reading_id")),  # read otherwise since
    Column("read_at", UtcDateTime),  # when it was first read so; null before that was kept
    Column("content_digest", String, nullable=False),
    Column("issuer", Text),  # the name it is printed under; null in what was stored without it
    Column("title", Text),
    Column("scope", String),
    Column("form", String),
    Column("published_on", Date),
    Column("signed_on", Date),
)

reading_pictures = Table(  # pictures of a page that were asked for what they show
    "reading_pictures",
    metadata,
    Column("reading_id", Integer, ForeignKey("readings.reading_id"), primary_key=True),
    Column("url", Text, primary_key=True),  # as the page names it
    # Null where the archive had none: what it shows is missing from the reading.
    Column("record_id", String, ForeignKey("visits.record_id"), index=True),
)

recognitions = Table(  # what OCR made of pictures, which takes seconds each
    "recognitions",
    metadata,
    Column("digest", String, primary_key=True),  # SHA-256 of the picture, or of the file it is in
    Column("part", String, primary_key=True),  # which of the file's pictures, and how it was read
    Column("recogniser", String, nullable=False),
    # What it was recognised in: it goes when that is removed by decision.
    Column("record_id", String, ForeignKey("visits.record_id"), nullable=False, index=True),
    Column("answer", Text, nullable=False),  # of pipelines.sandbox
)

figures = Table(
    "figures",
    metadata,
    Column("reading_id", Integer, ForeignKey("readings.reading_id"), primary_key=True),
    Column("cell", String, primary_key=True),
    Column("position", Integer, nullable=False),
    Column("value", ExactDecimal),
    Column("raw", Text, nullable=False),
    Column("status", String, nullable=False),
    Column("read", String, nullable=False),
    sqlite_with_rowid=False,  # the key is the table: a third of an archive less
)

sections = Table(
    "sections",
    metadata,
    Column("reading_id", Integer, ForeignKey("readings.reading_id"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("kind", String, nullable=False),
    Column("heading", Text, nullable=False),
    Column("text", Text, nullable=False),
)

local_tables = Table(
    "local_tables",
    metadata,
    Column("reading_id", Integer, ForeignKey("readings.reading_id"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("caption", Text, nullable=False),
    Column("rows", JSON, nullable=False),
)

facts = Table(  # what the narrative must state: the processing fee
    "facts",
    metadata,
    Column("reading_id", Integer, ForeignKey("readings.reading_id"), primary_key=True),
    Column("fact", String, primary_key=True),
    Column("value", ExactDecimal),
    Column("unit", String, nullable=False),
    Column("raw", Text, nullable=False),
)

restrictions = Table(  # reports that stay in the archive, and out of what is made from it
    "restrictions",
    metadata,
    Column("report_id", String, primary_key=True),
    Column("why", Text, nullable=False),
    Column("restricted_at", UtcDateTime, nullable=False),
)

findings = Table(
    "findings",
    metadata,
    Column("reading_id", Integer, ForeignKey("readings.reading_id"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("rule", String, nullable=False, index=True),
    Column("verdict", String, nullable=False),
    Column("cells", JSON, nullable=False),
    Column("expected", ExactDecimal),
    Column("actual", ExactDecimal),
    Column("message", Text, nullable=False),
)

revisions = Table(
    "revisions",
    metadata,
    Column("report_id", String, ForeignKey("reports.report_id"), primary_key=True),
    Column("revision", Integer, primary_key=True),
    Column("cause", String, nullable=False),
    Column("reading_id", Integer, ForeignKey("readings.reading_id"), nullable=False, index=True),
    # What the primary source of today says alike: another reading after a move, else the same.
    Column(
        "current_reading_id",
        Integer,
        ForeignKey("readings.reading_id"),
        nullable=False,
        index=True,
    ),
    Column("run_id", Integer, ForeignKey("runs.run_id"), index=True),
    Column("first_seen_at", UtcDateTime, nullable=False),
    Column("last_seen_at", UtcDateTime, nullable=False),
    Column("sealed_in", Integer),  # the number of the manifest that holds it
    Index("revisions_by_manifest", "sealed_in"),
)

manifests = Table(  # what was added to the archive, a night a row, each with the digest before it
    "manifests",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("previous", String),
    Column("digest", String, nullable=False),  # of the body before it was packed
    Column("sealed_at", UtcDateTime, nullable=False),
    Column("rows", Integer, nullable=False),
    Column("body", LargeBinary, nullable=False),  # zlib: a head, then a line of JSON a row
)

retractions = Table(  # sealed revisions that nianbao itself has changed or removed since
    "retractions",
    metadata,
    Column("retraction_id", Integer, primary_key=True),
    Column("report_id", String, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("number", Integer, nullable=False),  # of the manifest that holds the line
    Column("why", Text, nullable=False),
    Column("sealed_in", Integer),
)

audits = Table(  # when the archive was last audited, and what it was like then; one row at most
    "audits",
    metadata,
    Column("audited_at", UtcDateTime, primary_key=True),
    Column("state", String, nullable=False),
)

audit_findings = Table(  # what the last audit found; derived, replaced as a whole
    "audit_findings",
    metadata,
    Column("finding_id", String, primary_key=True),
    Column("report_id", String, nullable=False, index=True),
    Column("revision", Integer, nullable=False),
    Column("rule", String, nullable=False),
    Column("verdict", String, nullable=False),
    Column("cells", JSON, nullable=False),
    Column("expected", ExactDecimal),
    Column("actual", ExactDecimal),
    Column("message", Text, nullable=False),
    Column("other_id", String),  # the report it is compared with
)

similarities = Table(  # pairs of reports that are alike; derived by the audit
    "similarities",
    metadata,
    Column("report_id", String, primary_key=True),
    Column("other_id", String, primary_key=True),
    Column("kind", String, primary_key=True),
    Column("score", Float, nullable=False),
)

reviews = Table(  # what a person says of a finding; kept for good
    "reviews",
    metadata,
    Column("finding_id", String, primary_key=True),
    Column("report_id", String, nullable=False),
    Column("rule", String, nullable=False),
    Column("cells", JSON, nullable=False),
    Column("other_id", String),
    Column("word", String, nullable=False),
    Column("why", Text, nullable=False),
    Column("reviewed_at", UtcDateTime, nullable=False),
    Column("basis", String, nullable=False),  # what the cells said: another, and it holds no more
)

exports = Table(  # how large the last export with the same filters was
    "exports",
    metadata,
    Column("filters", String, primary_key=True),  # JSON, in order
    Column("exported_at", UtcDateTime, nullable=False),
    Column("reports", Integer, nullable=False),
    Column("cells", BigInteger, nullable=False),
    Column("counties", Integer, nullable=False),
)

validations = Table(  # samples of cells that persons coded, and what follows from them
    "validations",
    metadata,
    Column("drawn_at", UtcDateTime, primary_key=True),
    Column("taken_at", UtcDateTime, nullable=False),
    Column("found", JSON, nullable=False),
)
