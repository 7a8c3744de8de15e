"""What a crawl has to remember: of its own way so far, and of the nights before."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, func, select

from storage.records import LastVisit, Planned, VisitOutcome
from storage.schema import frontier, report_columns, visits


def trail(connection: Connection, run_id: int) -> list[tuple[Planned, str]]:
    """Return all that a run has planned, each with its state, most important first."""
    found = connection.execute(
        select(frontier)
        .where(frontier.c.run_id == run_id)
        .order_by(frontier.c.priority.desc(), frontier.c.key)
    )
    return [
        (
            Planned(
                key=row.key,
                url=row.url,
                method=row.method,
                body=row.body,
                kind=row.kind,
                depth=row.depth,
                priority=row.priority,
                reason=row.reason,
                meta=row.meta,
            ),
            row.state,
        )
        for row in found
    ]


def last_visits(connection: Connection, site: str) -> list[LastVisit]:
    """Return the last visit of each URL of a site whose end is known."""
    last = (
        select(func.max(visits.c.visit_id))
        .where(visits.c.site == site, visits.c.outcome.is_not(None))
        .group_by(visits.c.url)
    )
    found = connection.execute(select(visits).where(visits.c.visit_id.in_(last)))
    return [
        LastVisit(url=row.url, visited_at=row.visited_at, outcome=VisitOutcome(row.outcome))
        for row in found
    ]


def yielding_columns(connection: Connection, site: str, since: datetime) -> list[str]:
    """Return the columns of a site that have listed reports since then."""
    return list(
        connection.scalars(
            select(report_columns.c.url)
            .where(report_columns.c.site == site, report_columns.c.last_yield_at >= since)
            .order_by(report_columns.c.url)
        )
    )
