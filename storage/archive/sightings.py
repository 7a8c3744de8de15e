"""Reports that are still there, saying what they said."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, bindparam, select, update

from storage.archive import readings, revisions, sources
from storage.schema import reports

Times = tuple[datetime, datetime]


def see_unchanged(connection: Connection, url: str, at: datetime, run_id: int | None) -> list[str]:
    """Note that a URL still says what it last said (304); return the reports concerned."""
    source, others = sources.seen_unchanged(connection, url, at, run_id)
    if source is None:
        return []
    span = readings.spans(connection, source.source_id)[-1]
    readings.move_span(connection, span.reading_id, span.first_seen_at, max(span.last_seen_at, at))
    revisions.prolong(connection, source.report_id, span.reading_id, at, began=span.first_seen_at)
    seen = times(connection, source.report_id)
    if seen is not None:
        prolong(connection, source.report_id, seen, at)
    return [source.report_id, *others]


def times(connection: Connection, report_id: str) -> Times | None:
    """Return from when to when a report is known to have been there; None: there is none."""
    report = connection.execute(_TIMES, {"report_id": report_id}).first()
    return None if report is None else (report.first_seen_at, report.last_seen_at)


def prolong(connection: Connection, report_id: str, known: Times, at: datetime) -> None:
    """Note that a report, known to have been there for a while, was there at a moment."""
    first, last = known
    if not first <= at <= last:
        seen = {"first_seen_at": min(at, first), "last_seen_at": max(at, last)}
        connection.execute(_SET, {"own": report_id, **seen})


_TIMES = select(reports.c.first_seen_at, reports.c.last_seen_at).where(
    reports.c.report_id == bindparam("report_id")
)
_SET = update(reports).where(reports.c.report_id == bindparam("own"))
