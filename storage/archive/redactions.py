"""Captures that are removed by decision: what of them the tables hold goes with them.

What stays: that there was a visit, when, where, and the digest of its payload; the revision, its
number, cause, dates and content digest; the title; and the statutory figures, which are counts.
What goes: the page, its sections and other tables, and the words in cells and findings.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, bindparam, delete, or_, select, union, update

from storage.archive.statements import insert_or_ignore
from storage.errors import StorageError
from storage.records import Status
from storage.schema import (
    facts,
    figures,
    findings,
    local_tables,
    reading_pictures,
    readings,
    recognitions,
    redactions,
    rejections,
    sections,
    visits,
)

Found = Row[tuple[Any, ...]]


class Redacted(StorageError):
    """A capture that was removed by decision."""


def reason_of(connection: Connection, record_id: str) -> str | None:
    """Return why a capture was removed; None where it was not."""
    return connection.scalar(_REASON, {"record_id": record_id})


_REASON = select(redactions.c.reason).where(redactions.c.record_id == bindparam("record_id"))


def is_touched(connection: Connection, reading_id: int, record_id: str) -> bool:
    """Say whether a reading rests on a capture that was removed: its own, or a picture's."""
    if reason_of(connection, record_id) is not None:
        return True
    return connection.execute(_PICTURE, {"reading_id": reading_id}).first() is not None


_PICTURE = (
    select(redactions.c.record_id)
    .join(reading_pictures, reading_pictures.c.record_id == redactions.c.record_id)
    .where(reading_pictures.c.reading_id == bindparam("reading_id"))
    .limit(1)
)


def removed() -> Select[str]:
    """Select the ids of the captures that were removed."""
    return select(redactions.c.record_id)


def holding_same(connection: Connection, record_id: str) -> list[Found]:
    """Return a capture and all others that have its payload, oldest first.

    Raises StorageError where there is no such capture.
    """
    found = connection.execute(select(visits).where(visits.c.record_id == record_id)).first()
    if found is None:
        raise StorageError(f"no capture {record_id} is in the archive")
    same = or_(visits.c.record_id == record_id, visits.c.payload_digest == found.payload_digest)
    return list(
        connection.execute(
            select(visits)
            .where(same, visits.c.record_id.is_not(None))
            .order_by(visits.c.visited_at, visits.c.visit_id)
        )
    )


def redact(connection: Connection, record_ids: list[str], reason: str, at: datetime) -> None:
    """Put down that captures are removed, and remove what was read out of them."""
    if connection.dialect.name == "sqlite":  # else what is deleted stays in the file's free pages
        connection.exec_driver_sql("PRAGMA secure_delete = ON")
    insert_or_ignore(
        connection,
        redactions,
        [{"record_id": one, "redacted_at": at, "reason": reason} for one in record_ids],
    )
    # Of what was read off a picture and what off its page, nobody can tell the words apart.
    read = union(
        select(readings.c.reading_id).where(readings.c.record_id.in_(record_ids)),
        select(reading_pictures.c.reading_id).where(reading_pictures.c.record_id.in_(record_ids)),
    )
    connection.execute(delete(recognitions).where(recognitions.c.record_id.in_(record_ids)))
    for table in (sections, local_tables):
        connection.execute(delete(table).where(table.c.reading_id.in_(read)))
    connection.execute(
        delete(findings).where(findings.c.reading_id.in_(read), findings.c.expected.is_(None))
    )
    connection.execute(update(facts).where(facts.c.reading_id.in_(read)).values(raw=""))
    connection.execute(
        update(figures)
        .where(
            figures.c.reading_id.in_(read),
            figures.c.status.in_([Status.TEXT, Status.UNREAD, Status.NUMBER]),
        )
        .values(raw="")
    )
    connection.execute(
        update(rejections)
        .where(rejections.c.record_id.in_(record_ids))
        .values(reason="removed by decision")
    )
