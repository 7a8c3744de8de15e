"""Table ``sources``: every URL at which a report was found."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select

from storage.exports.batch import Batch
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
        )
        .where(of.report_id.in_(batch.report_ids))
        .order_by(of.report_id, of.source_id)
    )
    for row in batch.connection.execute(query):
        yield tuple(row)


TABLE = ReportTable(spec=SOURCES, rows=source_rows)
