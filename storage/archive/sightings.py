"""Reports that are still there, saying what they said."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, bindparam, select, update

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


def see_report(connection: Connection, report_id: str, at: datetime) -> bool:
    """Note that a report was there at a moment; False where there is no such report."""
    report = connection.execute(_TIMES, {"report_id": report_id}).first()
    if report is None:
        return False
    if not report.first_seen_at <= at <= report.last_seen_at:
        first, last = min(at, report.first_seen_at), max(at, report.last_seen_at)
        times = {"first_seen_at": first, "last_seen_at": last}
        connection.execute(_SET, {"own": report_id, **times})
    return True


_TIMES = select(reports.c.first_seen_at, reports.c.last_seen_at).where(
    reports.c.report_id == bindparam("report_id")
)
_SET = update(reports).where(reports.c.report_id == bindparam("own"))
