"""Revisions: what the primary source said for a while, numbered in the order of discovery."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, func, insert, select, update

from storage.archive.sealing import retract
from storage.records import Cause
from storage.schema import readings, revisions

Found = Row[tuple[Any, ...]]


def of_report(connection: Connection, report_id: str) -> list[Found]:
    """Return the revisions of a report in order of time, with the source of each."""
    return list(connection.execute(_OF_REPORT, {"report_id": report_id}))


_OF_REPORT = (
    select(revisions, readings.c.source_id)
    .join(readings, readings.c.reading_id == revisions.c.current_reading_id)
    .where(revisions.c.report_id == bindparam("report_id"))
    .order_by(revisions.c.first_seen_at, revisions.c.revision)
)


def current(connection: Connection, report_id: str) -> Found | None:
    """Return the latest revision in time, or None where the report has none yet."""
    found = of_report(connection, report_id)
    return found[-1] if found else None


def in_force_at(found: list[Found], at: datetime) -> Found:
    """Return the revision that held at a moment: of revisions in order of time, at least one."""
    return next((row for row in reversed(found) if row.first_seen_at <= at), found[0])


def add(
    connection: Connection,
    report_id: str,
    cause: Cause,
    reading_id: int,
    *,
    run_id: int | None,
    first_seen_at: datetime,
    last_seen_at: datetime,
) -> None:
    """Add a revision under the next number."""
    row = {**_new(report_id, cause, reading_id, run_id), "first": first_seen_at}
    connection.execute(_ADD, {**row, "last": last_seen_at})


def add_span(
    connection: Connection, report_id: str, cause: Cause, reading_id: int, *, run_id: int | None
) -> None:
    """Add a revision that lasts as long as the source said what a reading holds."""
    connection.execute(_ADD_SPAN, _new(report_id, cause, reading_id, run_id))


def _new(report_id: str, cause: Cause, reading_id: int, run_id: int | None) -> dict[str, object]:
    return {"report": report_id, "why": cause, "reading": reading_id, "run": run_id}


_NUMBERED = insert(revisions).values(
    report_id=bindparam("report"),
    revision=select(func.coalesce(func.max(revisions.c.revision), 0) + 1)
    .where(revisions.c.report_id == bindparam("report"))
    .scalar_subquery(),
    cause=bindparam("why"),
    reading_id=bindparam("reading"),
    current_reading_id=bindparam("reading"),
    run_id=bindparam("run"),
)
_SPAN = readings.c.reading_id == bindparam("reading")
_ADD = _NUMBERED.values(first_seen_at=bindparam("first"), last_seen_at=bindparam("last"))
_ADD_SPAN = _NUMBERED.values(
    first_seen_at=select(readings.c.first_seen_at).where(_SPAN).scalar_subquery(),
    last_seen_at=select(readings.c.last_seen_at).where(_SPAN).scalar_subquery(),
)


def prolong(
    connection: Connection, report_id: str, reading_id: int, at: datetime, *, began: datetime
) -> None:
    """Let the revision of a reading last until ``at``, when its source said so again.

    A reading may stand for several revisions, another source having spoken in between: it is the
    one in force that lasts. ``began`` is when the source was first known to say this; where that is
    after ``at``, an older capture came in, and a revision that began with it begins then.
    """
    known = of_report(connection, report_id)
    if at < began:
        for row in known:
            if row.current_reading_id == reading_id and row.first_seen_at == began:
                retract(connection, report_id, "an earlier capture came in", row.revision)
                _set(connection, row, first_seen_at=at)
        known = of_report(connection, report_id)
    row = in_force_at(known, at)
    if row.current_reading_id == reading_id and at > row.last_seen_at:
        _set(connection, row, last_seen_at=at)


def shorten(connection: Connection, revision: Found, reading_id: int, until: datetime) -> None:
    """Let a revision end with its reading, now that the source said something else after that."""
    if revision.current_reading_id == reading_id:
        _set(connection, revision, last_seen_at=max(until, revision.first_seen_at))


def point_to(
    connection: Connection,
    revision: Found,
    *,
    current_reading_id: int,
    reading_id: int | None = None,
    first_seen_at: datetime | None = None,
    last_seen_at: datetime,
) -> None:
    """Let another reading stand for a revision."""
    values: dict[str, object] = {
        "current_reading_id": current_reading_id,
        "last_seen_at": last_seen_at,
    }
    if reading_id is not None or first_seen_at is not None:
        retract(connection, revision.report_id, "an earlier capture came in", revision.revision)
    if reading_id is not None:
        values["reading_id"] = reading_id
    if first_seen_at is not None:
        values["first_seen_at"] = first_seen_at
    _set(connection, revision, **values)


def _set(connection: Connection, revision: Found, **values: object) -> None:
    own = {"own_report": revision.report_id, "own_number": revision.revision}
    connection.execute(_SET, {**own, **values})


_SET = update(revisions).where(
    revisions.c.report_id == bindparam("own_report"),
    revisions.c.revision == bindparam("own_number"),
)
