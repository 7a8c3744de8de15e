"""The story of a report: its revisions, and what changed from one to the next."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict
from datetime import datetime
from itertools import pairwise
from typing import Any

from sqlalchemy import Connection, Row, select, union

from storage.archive import readings, revisions, sources
from storage.changes import differences
from storage.records import (
    Cause,
    ChangeKind,
    History,
    ReportStatus,
    Revision,
    RevisionChange,
)
from storage.schema import readings as readings_table
from storage.schema import report_aliases, reports, status_changes
from storage.schema import revisions as revisions_table
from storage.schema import sources as sources_table


def history(connection: Connection, report_id: str) -> History | None:
    """Return what the archive knows of a report over time; None where it has none of that id.

    An id that the report had before it was read better leads to it.
    """
    report_id = (
        connection.scalar(
            select(report_aliases.c.report_id).where(report_aliases.c.old_id == report_id)
        )
        or report_id
    )
    report = connection.execute(select(reports).where(reports.c.report_id == report_id)).first()
    found = revisions.of_report(connection, report_id)
    if report is None or not found:
        return None
    changes = list(_changes_of(connection, report_id, found))
    now = readings.head(connection, found[-1].current_reading_id)
    return History(
        report_id=report_id,
        title=now.title or "",
        status=ReportStatus(report.status),
        revisions=tuple(
            Revision(
                revision=row.revision,
                cause=Cause(row.cause),
                first_seen_at=row.first_seen_at,
                last_seen_at=row.last_seen_at,
                url=_url(connection, row.reading_id),
                content_digest=readings.head(connection, row.reading_id).content_digest,
                changes=tuple(change for change in changes if change.revision == row.revision),
            )
            for row in sorted(found, key=lambda row: row.revision)
        ),
        sources=tuple(
            sources.known_source(row) for row in sources.of_report(connection, report_id)
        ),
    )


def changed_since(connection: Connection, moment: datetime, site: str | None) -> list[str]:
    """Return the ids of the reports, of a site or all, of which something new was seen since."""
    changed = union(
        select(revisions_table.c.report_id).where(revisions_table.c.first_seen_at >= moment),
        select(status_changes.c.report_id).where(status_changes.c.first_seen_new_at >= moment),
    ).subquery()
    ids = select(changed.c.report_id).distinct()
    if site is not None:
        ids = ids.where(
            changed.c.report_id.in_(
                select(sources_table.c.report_id).where(sources_table.c.site == site)
            )
        )
    return list(connection.scalars(ids.order_by(changed.c.report_id)))


def report_ids(connection: Connection) -> list[str]:
    """Return the ids of all reports, and those they had before they were read better."""
    ids = union(select(reports.c.report_id), select(report_aliases.c.old_id)).subquery()
    return list(connection.scalars(select(ids.c.report_id).order_by(ids.c.report_id)))


def changes_between(
    connection: Connection, report_ids: Iterable[str] | None = None
) -> Iterator[RevisionChange]:
    """Yield the changes of the archive, or of some reports, by report and revision."""
    if report_ids is None:
        report_ids = connection.scalars(select(reports.c.report_id)).all()
    for report_id in sorted(report_ids):
        found = revisions.of_report(connection, report_id)
        if found:
            yield from sorted(
                _changes_of(connection, report_id, found), key=lambda change: change.revision
            )


def _changes_of(
    connection: Connection, report_id: str, found: list[Row[tuple[Any, ...]]]
) -> Iterator[RevisionChange]:
    """Compare each revision with the one before it in time.

    The step between two is told with the one that was found later, so that revision 1 has none.
    """
    for old, new in pairwise(found):
        told = max(old, new, key=lambda row: row.revision)
        before = readings.load(connection, old.current_reading_id)
        after = readings.load(connection, new.reading_id)
        same_url = _url(connection, old.current_reading_id) == _url(connection, new.reading_id)
        for change in differences(before, after, same_url=same_url):
            yield RevisionChange(
                **asdict(change),
                report_id=report_id,
                revision=told.revision,
                cause=Cause(told.cause),
                last_seen_old_at=old.last_seen_at,
                first_seen_new_at=new.first_seen_at,
            )
    for row in connection.execute(
        select(status_changes)
        .where(status_changes.c.report_id == report_id)
        .order_by(status_changes.c.position)
    ):
        withdrawn = row.status == ReportStatus.WITHDRAWN
        yield RevisionChange(
            kind=ChangeKind.WITHDRAWN if withdrawn else ChangeKind.RESTORED,
            name="status",
            old=(ReportStatus.PUBLISHED if withdrawn else ReportStatus.WITHDRAWN).value,
            new=ReportStatus(row.status).value,
            report_id=report_id,
            revision=row.revision,
            cause=Cause.SOURCE,
            last_seen_old_at=row.last_seen_old_at,
            first_seen_new_at=row.first_seen_new_at,
        )


def _url(connection: Connection, reading_id: int) -> str:
    return str(
        connection.execute(
            select(sources_table.c.url)
            .join(readings_table, readings_table.c.source_id == sources_table.c.source_id)
            .where(readings_table.c.reading_id == reading_id)
        ).scalar_one()
    )
