"""Reports that are still there, saying what they said."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, select, update

from storage.archive import readings, revisions, sources
from storage.schema import reports


def see_unchanged(connection: Connection, url: str, at: datetime, run_id: int | None) -> list[str]:
    """Note that a URL still says what it last said (304); return the reports concerned."""
    source, others = sources.seen_unchanged(connection, url, at, run_id)
    if source is None:
        return []
    span = readings.spans(connection, source.source_id)[-1]
    readings.move_span(connection, span.reading_id, span.first_seen_at, max(span.last_seen_at, at))
    revisions.prolong(connection, source.report_id, span.reading_id, at, began=span.first_seen_at)
    see_report(connection, source.report_id, at)
    return [source.report_id, *others]


def see_report(connection: Connection, report_id: str, at: datetime) -> None:
    """Note that a report was there at a moment."""
    report = connection.execute(
        select(reports.c.first_seen_at, reports.c.last_seen_at).where(
            reports.c.report_id == report_id
        )
    ).one()
    if not report.first_seen_at <= at <= report.last_seen_at:
        connection.execute(
            update(reports)
            .where(reports.c.report_id == report_id)
            .values(
                first_seen_at=min(at, report.first_seen_at),
                last_seen_at=max(at, report.last_seen_at),
            )
        )
