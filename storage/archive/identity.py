"""What follows when today's reader knows better whose report a capture is.

The government changed nothing, so nothing is withdrawn or new: the source moves, with all it said,
to the report that it is of, and the old id leads there.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Row, delete, select, update

from storage.archive import primary, readings, revisions, sources
from storage.archive.issuers import drop_issuer_without_reports
from storage.archive.sealing import retract
from storage.archive.statements import insert_or_update
from storage.records import Cause
from storage.schema import report_aliases, reports, status_changes
from storage.schema import revisions as revisions_table
from storage.schema import sources as sources_table

Source = Row[tuple[Any, ...]]


def move(connection: Connection, source: Source, report_id: str) -> None:
    """Move a source to the report ``report_id``, which exists."""
    old_id = source.report_id
    old = connection.execute(select(reports).where(reports.c.report_id == old_id)).one()
    connection.execute(
        update(sources_table)
        .where(sources_table.c.source_id == source.source_id)
        .values(report_id=report_id, primary=False)
    )
    remaining = sources.of_report(connection, old_id)
    stood_for = any(
        row.source_id == source.source_id for row in revisions.of_report(connection, old_id)
    )
    if remaining and not stood_for:
        return _join(connection, source, report_id, old.run_id)
    retract(connection, old_id, f"read as report {report_id}")
    connection.execute(delete(revisions_table).where(revisions_table.c.report_id == old_id))
    if remaining:
        _rebuild(connection, old_id, old.run_id)
    else:
        connection.execute(delete(status_changes).where(status_changes.c.report_id == old_id))
        connection.execute(delete(reports).where(reports.c.report_id == old_id))
        drop_issuer_without_reports(connection, old.issuer_id)
        connection.execute(
            update(report_aliases)
            .where(report_aliases.c.report_id == old_id)
            .values(report_id=report_id)
        )
        insert_or_update(
            connection,
            report_aliases,
            [{"old_id": old_id, "report_id": report_id}],
            update=("report_id",),
        )
    return _join(connection, source, report_id, old.run_id)


def _join(connection: Connection, source: Source, report_id: str, run_id: int | None) -> None:
    """Let a source that has moved count for its new report."""
    connection.execute(delete(report_aliases).where(report_aliases.c.old_id == report_id))
    if revisions.current(connection, report_id) is None:
        _rebuild(connection, report_id, run_id)
    connection.execute(
        update(reports)
        .where(reports.c.report_id == report_id, reports.c.first_seen_at > source.first_seen_at)
        .values(first_seen_at=source.first_seen_at)
    )
    connection.execute(
        update(reports)
        .where(reports.c.report_id == report_id, reports.c.last_seen_at < source.last_seen_at)
        .values(last_seen_at=source.last_seen_at)
    )


def _rebuild(connection: Connection, report_id: str, run_id: int | None) -> None:
    """Make the revisions of a report out of what its best source said."""
    best = primary.best(connection, report_id, sources.of_report(connection, report_id))
    if best is None:
        return
    sources.make_primary(connection, report_id, best.source_id)
    for number, span in enumerate(readings.spans(connection, best.source_id)):
        revisions.add(
            connection,
            report_id,
            Cause.SOURCE if number else Cause.FIRST,
            span.reading_id,
            run_id=run_id if number == 0 else None,
            first_seen_at=span.first_seen_at,
            last_seen_at=span.last_seen_at,
        )
