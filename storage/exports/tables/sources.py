"""Rows of ``sources`` and ``visits``: where reports were found, and what was asked for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sqlalchemy import Connection, select

from storage.exports.formats import Row
from storage.exports.heads import Head
from storage.exports.selection import Selection
from storage.schema import sources, visits

# Rows fetched at a time from the one table whose length does not depend on the reports.
CHUNK = 5_000


def source_rows(connection: Connection, batch: Iterable[Head]) -> Iterator[Row]:
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
        .where(of.report_id.in_([head.report_id for head in batch]))
        .order_by(of.report_id, of.source_id)
    )
    for row in connection.execute(query):
        yield tuple(row)


def visit_rows(connection: Connection, selection: Selection) -> Iterator[Row]:
    """Yield the visits in the order in which they were made.

    Where reports are chosen by more than their site, only visits to sources of those reports.
    """
    of = visits.c
    query = (
        select(of.visit_id, of.site, of.url, of.visited_at, of.status, of.outcome, of.record_id)
        .where(of.outcome.is_not(None))  # null while the answer waits to be judged
        .order_by(of.visit_id)
        .limit(CHUNK)
    )
    if selection.sites:
        query = query.where(of.site.in_(selection.sites))
    if selection.limits_reports:
        query = query.where(
            of.url.in_(select(sources.c.url).where(sources.c.report_id.in_(selection.reports())))
        )
    last = 0
    while rows := connection.execute(query.where(of.visit_id > last)).all():
        for row in rows:
            yield tuple(row[1:])
        last = rows[-1][0]
