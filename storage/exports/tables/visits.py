"""Table ``visits``: what was asked for, and how it ended."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select

from storage.exports.batch import Snapshot
from storage.exports.spec import Row, TableSpec, integer, moment, needed, text
from storage.exports.tables.table import ArchiveTable
from storage.records import VisitOutcome
from storage.schema import restrictions, sources, visits

# Rows fetched at a time from the one table whose length does not depend on the reports.
CHUNK = 5_000

VISITS = TableSpec(
    name="visits",
    description="Requests and how they ended: the evidence of what was there on which day.",
    columns=(
        needed("site", "The site that was being crawled."),
        needed("url", "What was asked for."),
        moment("visited_at", "When."),
        integer("status", "HTTP status; empty where nothing answered.", required=False),
        needed("outcome", "How it ended.", VisitOutcome),
        text("warc_record_id", "The capture, where there is one."),
    ),
)


def visit_rows(snapshot: Snapshot) -> Iterator[Row]:
    """Yield the visits in the order in which they were made.

    Where reports are chosen by more than their site, only visits to sources of those reports.
    """
    of, selection = visits.c, snapshot.selection
    query = (
        select(of.visit_id, of.site, of.url, of.visited_at, of.status, of.outcome, of.record_id)
        .where(of.outcome.is_not(None))  # null while the answer waits to be judged
        .order_by(of.visit_id)
        .limit(CHUNK)
    )
    if selection.clocks.seen_by is not None:
        query = query.where(of.visited_at <= selection.clocks.seen_by)
    query = query.where(
        of.url.not_in(
            select(sources.c.url).join(
                restrictions, restrictions.c.report_id == sources.c.report_id
            )
        )
    )
    if selection.sites:
        query = query.where(of.site.in_(selection.sites))
    if selection.limits_reports:
        query = query.where(
            of.url.in_(select(sources.c.url).where(sources.c.report_id.in_(selection.reports())))
        )
    last = 0
    while rows := snapshot.connection.execute(query.where(of.visit_id > last)).all():
        for row in rows:
            yield tuple(row[1:])
        last = rows[-1][0]


TABLE = ArchiveTable(spec=VISITS, rows=visit_rows)
