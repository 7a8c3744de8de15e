"""Reports as they were known at an earlier moment: when last seen, and whether withdrawn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import Connection, func, select

from storage.records import ReportStatus, VisitOutcome
from storage.schema import sources, status_changes, visits

if TYPE_CHECKING:
    from storage.exports.heads import Head

SEEN = (VisitOutcome.OK, VisitOutcome.NOT_MODIFIED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """What visits and turns up to a moment say of some reports.

    A withdrawal counts from the first visit that found the report gone, although only later ones
    proved it.
    """

    until: datetime
    status: Mapping[str, ReportStatus]
    sightings: Mapping[str, datetime]  # the last one of a URL
    urls: Mapping[str, Sequence[str]]  # of each report

    def of(self, head: Head) -> Head:
        """Return a report as it was known."""
        revisions = tuple(
            replace(
                one,
                last_seen_at=self._clipped(one.first_seen_at, one.last_seen_at, one.today.url),
            )
            for one in head.revisions
        )
        return replace(
            head,
            revisions=revisions,
            status=self.status.get(head.report_id, ReportStatus.PUBLISHED),
            last_seen_at=self.last_seen(head.report_id, head.first_seen_at, head.last_seen_at),
        )

    def last_seen(self, report_id: str, first: datetime, last: datetime) -> datetime:
        """Return when a report that is known since ``first`` had been seen last."""
        return self._clipped(first, last, *self.urls.get(report_id, ()))

    def _clipped(self, first: datetime, last: datetime, *urls: str) -> datetime:
        if last <= self.until:
            return last
        return max([first, *(self.sightings[url] for url in urls if url in self.sightings)])


def then(connection: Connection, report_ids: Sequence[str], until: datetime) -> Past:
    """Look up what was known of some reports at a moment."""
    turns = connection.execute(
        select(status_changes.c.report_id, status_changes.c.status)
        .where(
            status_changes.c.report_id.in_(report_ids),
            status_changes.c.first_seen_new_at <= until,
        )
        .order_by(status_changes.c.report_id, status_changes.c.position)
    )
    found: dict[str, list[str]] = {}
    of_reports = select(sources.c.report_id, sources.c.url).where(
        sources.c.report_id.in_(report_ids)
    )
    for report_id, url in connection.execute(of_reports):
        found.setdefault(report_id, []).append(url)
    return Past(
        until=until,
        status={report_id: ReportStatus(status) for report_id, status in turns},
        sightings=last_visits(
            connection, [url for urls in found.values() for url in urls], until, SEEN
        ),
        urls=found,
    )


def last_visits(
    connection: Connection,
    urls: Sequence[str],
    until: datetime,
    outcomes: Sequence[VisitOutcome] = tuple(VisitOutcome),
) -> Mapping[str, datetime]:
    """Return when each URL was last visited up to a moment, with one of some outcomes."""
    query = (
        select(visits.c.url, func.max(visits.c.visited_at))
        .where(visits.c.url.in_(urls), visits.c.visited_at <= until, visits.c.outcome.in_(outcomes))
        .group_by(visits.c.url)
    )
    return dict(connection.execute(query).all())
