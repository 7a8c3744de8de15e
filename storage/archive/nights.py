"""What is kept of a run for the night after it: how far it came, what it measured, its alarms."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, distinct, func, select, update

from storage.records import Alarm, Judged, Pace, SiteCounts, SourceStatus
from storage.schema import findings, readings, revisions, runs, sources


def keep_pace(connection: Connection, run_id: int, pace: Pace) -> None:
    """Put down how far a run has come, for the process that may have to take it up."""
    values = {"requests": pace.requests, "measures": dict(pace.measures)}
    connection.execute(_SET, {"own": run_id, **values})


_SET = update(runs).where(runs.c.run_id == bindparam("own"))


def stop(connection: Connection, run_id: int, pace: Pace, now: datetime) -> None:
    """Note that a run was stopped on purpose and is to go on."""
    keep_pace(connection, run_id, pace)
    connection.execute(update(runs).where(runs.c.run_id == run_id).values(stopped_at=now))


def keep_judgement(connection: Connection, run_id: int, judged: Judged) -> None:
    """Put down what a run measured, what its site is held to from now on, and its alarms."""
    connection.execute(
        update(runs)
        .where(runs.c.run_id == run_id)
        .values(
            measures=dict(judged.measures),
            expected=dict(judged.expected),
            alarms=[_to_json(alarm) for alarm in judged.alarms],
        )
    )


def last_judgement(connection: Connection, site: str) -> Judged | None:
    """Return how the last run of a site was judged, None where none was."""
    row = connection.execute(
        select(runs.c.measures, runs.c.expected, runs.c.alarms)
        .where(runs.c.site == site, runs.c.expected.is_not(None))
        .order_by(runs.c.run_id.desc())
        .limit(1)
    ).first()
    if row is None:
        return None
    return Judged(measures=row.measures or {}, expected=row.expected, alarms=alarms_of(row.alarms))


def site_counts(connection: Connection, site: str) -> SiteCounts:
    """Count the reports that a site shows now, and those of them that are hard to read."""
    shown = (
        select(sources.c.report_id, func.max(revisions.c.revision).label("revision"))
        .join(revisions, revisions.c.report_id == sources.c.report_id)
        .where(sources.c.site == site, sources.c.status == SourceStatus.LIVE)
        .group_by(sources.c.report_id)
        .subquery()
    )
    current = (
        select(readings.c.reading_id, readings.c.form)
        .join(revisions, revisions.c.current_reading_id == readings.c.reading_id)
        .join(
            shown,
            (shown.c.report_id == revisions.c.report_id)
            & (shown.c.revision == revisions.c.revision),
        )
        .subquery()
    )
    # A report that is pictures has a finding that says so; it is counted as unread.
    found = (
        select(func.count(distinct(findings.c.reading_id)))
        .join(current, current.c.reading_id == findings.c.reading_id)
        .where(current.c.form.is_not(None))
    )
    reports, formed = connection.execute(
        select(func.count(), func.count(current.c.form)).select_from(current)
    ).one()
    return SiteCounts(
        reports=reports, unread=reports - formed, with_findings=connection.scalar(found) or 0
    )


def alarms_of(stored: list[Mapping[str, Any]] | None) -> tuple[Alarm, ...]:
    """Return the alarms of a row of runs."""
    return tuple(
        Alarm(
            id=alarm["id"],
            severity=alarm["severity"],
            message=alarm["message"],
            since=datetime.fromisoformat(alarm["since"]),
        )
        for alarm in stored or ()
    )


def _to_json(alarm: Alarm) -> dict[str, str]:
    return {
        "id": alarm.id,
        "severity": alarm.severity,
        "message": alarm.message,
        "since": alarm.since.isoformat(),
    }
