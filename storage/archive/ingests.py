"""Files of other tools that are taken in: how far each is, and what came out of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy import Connection, Row, insert, select, update

from storage.archive import visits
from storage.archive.statements import insert_or_ignore, serialize
from storage.records import Capture, ForeignFile, Ingest
from storage.schema import ingested, ingests
from storage.schema import visits as visits_table

Standing = Literal["unknown", "captured", "judged"]


def begin(
    connection: Connection, file: ForeignFile, reader_version: str, *, night: str, now: datetime
) -> Ingest:
    """Begin to take a file in, or take up where a killed process stopped.

    What another reader went through is gone through again: this one may see more in it.
    """
    serialize(connection, f"ingest {file.digest}")
    row = connection.execute(select(ingests).where(ingests.c.digest == file.digest)).first()
    fresh = {
        "name": file.name,
        "bytes": file.size,
        "reader_version": reader_version,
        "night": night,
        "started_at": now,
        "finished_at": None,
        "stage": "pages",
        "position": 0,
        "links": {},
    }
    if row is None:
        connection.execute(insert(ingests).values(digest=file.digest, **fresh))
    elif row.reader_version != reader_version:
        connection.execute(update(ingests).where(ingests.c.digest == file.digest).values(**fresh))
    row = connection.execute(select(ingests).where(ingests.c.digest == file.digest)).one()
    return Ingest(
        ingest_id=row.ingest_id,
        night=row.night,
        stage=row.stage,
        position=row.position,
        links=row.links,
        is_finished=row.finished_at is not None,
    )


def advance(
    connection: Connection, ingest_id: int, stage: str, position: int, links: Mapping[str, object]
) -> None:
    """Note that the records of a stage up to ``position`` are done with."""
    connection.execute(
        update(ingests)
        .where(ingests.c.ingest_id == ingest_id)
        .values(stage=stage, position=position, links=dict(links))
    )


def finish(connection: Connection, ingest_id: int, now: datetime) -> None:
    """Note that a file is done with."""
    connection.execute(
        update(ingests).where(ingests.c.ingest_id == ingest_id).values(finished_at=now)
    )


def record(connection: Connection, capture: Capture, ingest_id: int, foreign_id: str) -> None:
    """Add the row of a capture and where it came from. Doing it again changes nothing."""
    visits.record_capture(connection, capture, None)
    insert_or_ignore(
        connection,
        ingested,
        [{"record_id": capture.record_id, "ingest_id": ingest_id, "foreign_id": foreign_id}],
    )


def standing(connection: Connection, record_id: str, url: str, at: datetime) -> Standing | None:
    """Say how far a capture is; None where another capture has its id."""
    row = connection.execute(
        select(visits_table.c.url, visits_table.c.visited_at, visits_table.c.outcome).where(
            visits_table.c.record_id == record_id
        )
    ).first()
    if row is None:
        return "unknown"
    if (row.url, row.visited_at) != (url, at):
        return None
    return "captured" if row.outcome is None else "judged"


def find_capture(
    connection: Connection, record_id: str | None, url: str, at: datetime | None
) -> Row[tuple[Any, ...]] | None:
    """Return the row of a capture by its id, or by its URL and moment, whose fractions may lack."""
    if record_id is not None:
        named = select(visits_table).where(visits_table.c.record_id == record_id)
        found = connection.execute(named).first()
        if found is not None:
            return found
    if at is None:
        return None
    second = at.replace(microsecond=0)
    return connection.execute(
        select(visits_table)
        .where(
            visits_table.c.url == url,
            visits_table.c.record_id.is_not(None),
            visits_table.c.visited_at >= second,
            visits_table.c.visited_at < second + timedelta(seconds=1),
        )
        .order_by(visits_table.c.visited_at)
        .limit(1)
    ).first()
