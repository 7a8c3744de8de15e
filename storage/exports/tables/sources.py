"""Table ``sources``: every URL at which a report was found."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select

from storage.exports.batch import Batch
from storage.exports.past import SEEN, last_visits
from storage.exports.spec import Row, TableSpec, boolean, moment, needed, text
from storage.exports.tables.keys import REPORT_ID, TO_REPORT
from storage.exports.tables.table import ReportTable
from storage.records import SourceStatus
from storage.schema import sources

SOURCES = TableSpec(
    name="sources",
    description="Every URL at which a report was found.",
    columns=(
        REPORT_ID,
        needed("url", "The page, or the file of its own."),
        boolean("primary", "Whether dates and revisions of the report speak of this source."),
        moment("first_seen_at", "When it was first seen with the report."),
        moment("last_seen_at", "When it was last seen with the report."),
        needed("status", "Whether it still answers with the report.", SourceStatus),
        needed("site", "The site through which it was found."),
        text("parent_url", "The page whose attachment it is."),
    ),
    primary_key=("report_id", "url"),
    foreign_keys=(TO_REPORT,),
)


def source_rows(batch: Batch) -> Iterator[Row]:
    """Yield the sources of a batch of reports, the first found first."""
    of = sources.c
    query = (
        select(
            of.report_id,
            of.url,
            of.primary,
            of.first_seen_at,
            of.last_seen_at,
            of.status,
            of.site,
            of.parent_url,
            of.last_visited_at,
        )
        .where(of.report_id.in_(batch.report_ids))
        .order_by(of.report_id, of.source_id)
    )
    rows = batch.connection.execute(query).all()
    until = batch.clocks.seen_by
    return (tuple(row[:8]) for row in rows) if until is None else _as_of(batch, rows, until)


def _as_of(batch: Batch, rows: Sequence[Any], until: datetime) -> Iterator[Row]:
    """Yield the sources that were known at a moment, as far as visits tell what was known."""
    known = [row for row in rows if row.first_seen_at <= until]
    urls = [row.url for row in known]
    visited = last_visits(batch.connection, urls, until)
    seen = last_visits(batch.connection, urls, until, SEEN)
    primary = {head.report_id: head.current.today.url for head in batch.heads}
    for row in known:
        last = row.last_seen_at
        status = row.status
        if last > until:
            last = seen.get(row.url, row.first_seen_at)
        if visited.get(row.url, until) != row.last_visited_at:
            there = row.url in seen and seen[row.url] == visited[row.url]
            status = SourceStatus.LIVE if there else SourceStatus.UNKNOWN
        yield (
            row.report_id,
            row.url,
            row.url == primary[row.report_id],
            row.first_seen_at,
            last,
            SourceStatus(status).value,
            row.site,
            row.parent_url,
        )


TABLE = ReportTable(spec=SOURCES, rows=source_rows)
