"""The tables of the archive: one schema for SQLite and PostgreSQL.

A *reading* is one content state of one source as one reader read it; figures, sections, tables and
findings hang on it. A *revision* only points to a reading, so that a page seen a hundred times
unchanged costs one row a visit, and a second source can take over without being fetched again.
"""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Date,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Numeric,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
)
from sqlalchemy.engine import Dialect


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


class ExactDecimal(TypeDecorator[Decimal]):
    """A number as printed. SQLite gets text into a NUMERIC column, which keeps 15 digits exactly."""

    impl = Numeric(24, 6)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> Any:
        if dialect.name == "sqlite":
            return dialect.type_descriptor(Numeric(24, 6, asdecimal=False))
        return dialect.type_descriptor(Numeric())

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> Any:
        if value is None:
            return None
        return format(value, "f") if dialect.name == "sqlite" else value

    def process_result_value(self, value: Any, dialect: Dialect) -> Decimal | None:
        if value is None:
            return None
        return value if isinstance(value, Decimal) else Decimal(str(value))


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
    Column("again", Boolean, nullable=False),
    Column("started_at", UtcDateTime, nullable=False),
    Column("finished_at", UtcDateTime),
    Column("outcome", String),
    Column("message", Text),
    Column("reports", Integer),
    Column("new", Integer),
    Column("changed", Integer),
    Column("requests", Integer, nullable=False, default=0),
)

frontier = Table(  # where a crawl stands: what it means to fetch, and what it has fetched
    "frontier",
    metadata,
    Column("run_id", Integer, ForeignKey("runs.run_id"), primary_key=True),
    Column("key", String, primary_key=True),  # canonical form of the request
    Column("url", Text, nullable=False),
    Column("method", String, nullable=False),
    Column("body", Text),
    Column("kind", String, nullable=False),  # robots, home, menu, column, report, attachment, probe
    Column("depth", Integer, nullable=False),
    Column("priority", Integer, nullable=False),
    Column("reason", Text, nullable=False),  # why this link was worth a request
    Column("meta", JSON, nullable=False),
    Column("state", String, nullable=False),  # pending, done, failed
)

captures = Table(
    "captures",
    metadata,
    Column("record_id", String, primary_key=True),  # WARC-Record-ID
    Column("run_id", Integer, ForeignKey("runs.run_id"), index=True),
    Column("site", String, nullable=False),
    Column("url", Text, nullable=False),
    Column("visited_at", UtcDateTime, nullable=False),
    Column("status", Integer, nullable=False),
    Column("content_type", Text),
    Column("etag", Text),
    Column("last_modified", Text),
    Column("payload_digest", String, nullable=False, index=True),
    Column("warc_file", Text, nullable=False),
    Column("warc_offset", Integer, nullable=False),
    Index("captures_by_url", "url", "visited_at"),
)

visits = Table(
    "visits",
    metadata,
    Column("visit_id", Integer, primary_key=True),
    Column("run_id", Integer, ForeignKey("runs.run_id"), index=True),
    Column("site", String, nullable=False),
    Column("url", Text, nullable=False),
    Column("visited_at", UtcDateTime, nullable=False),
    Column("status", Integer),
    Column("outcome", String, nullable=False),
    Column("record_id", String, ForeignKey("captures.record_id")),
    Index("visits_by_url", "url", "visited_at"),
)

rejections = Table(  # captures that were read and are no report, or that nobody could read
    "rejections",
    metadata,
    Column("record_id", String, ForeignKey("captures.record_id"), primary_key=True),
    Column("site", String, nullable=False),
    Column("url", Text, nullable=False),
    Column("kind", String, nullable=False),  # not_report, or the kind of an Unreadable
    Column("reason", Text, nullable=False),
    Column("reader_version", String, nullable=False),
)

issuers = Table(
    "issuers",
    metadata,
    Column("issuer_id", String, primary_key=True),
    Column("division_code", String),
    Column("name", Text, nullable=False),
    Column("kind", String, nullable=False),
)

reports = Table(
    "reports",
    metadata,
    Column("report_id", String, primary_key=True),
    Column("issuer_id", String, ForeignKey("issuers.issuer_id"), nullable=False, index=True),
    Column("year", Integer, nullable=False, index=True),
    Column("status", String, nullable=False),
    Column("first_seen_at", UtcDateTime, nullable=False),
    Column("last_seen_at", UtcDateTime, nullable=False),
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
    Column("etag", Text),
    Column("last_modified", Text),
    UniqueConstraint("report_id", "url", name="source_of_report"),
)

readings = Table(
    "readings",
    metadata,
    Column("reading_id", Integer, primary_key=True),
    Column("source_id", Integer, ForeignKey("sources.source_id"), nullable=False, index=True),
    Column("record_id", String, ForeignKey("captures.record_id"), nullable=False),
    Column("reader_version", String, nullable=False),
    Column("read_at", UtcDateTime, nullable=False),
    Column("content_digest", String, nullable=False),
    Column("title", Text),
    Column("scope", String),
    Column("form", String),
    Column("published_on", Date),
    Column("signed_on", Date),
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
    Column("reading_id", Integer, ForeignKey("readings.reading_id"), nullable=False),
    Column("run_id", Integer, ForeignKey("runs.run_id")),
    Column("first_seen_at", UtcDateTime, nullable=False),
    Column("last_seen_at", UtcDateTime, nullable=False),
)
