"""Visits: every request for a URL, and the capture of its answer."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, func, insert, select, update

from storage.archive import redactions
from storage.archive.statements import insert_or_ignore
from storage.captures import Original
from storage.errors import StorageError
from storage.records import Capture, LastVisit, Visit, VisitOutcome
from storage.schema import rejections, runs, visits

_OK = 200


def record_capture(connection: Connection, capture: Capture, run_id: int | None) -> None:
    """Add the row of a WARC record that was written. Doing it again changes nothing."""
    insert_or_ignore(
        connection,
        visits,
        [
            {
                "run_id": run_id,
                "site": capture.site,
                "url": capture.url,
                "visited_at": capture.visited_at,
                "status": capture.status or None,
                "record_id": capture.record_id,
                "content_type": header(capture, "content-type"),
                "etag": header(capture, "etag"),
                "last_modified": header(capture, "last-modified"),
                "payload_digest": capture.payload_digest,
                "refers_to": capture.refers_to,
                "warc_file": capture.warc_file,
                "warc_offset": capture.warc_offset,
            }
        ],
    )


def record_visit(connection: Connection, visit: Visit) -> None:
    """Note how a request ended; where its answer was captured, in the capture's row."""
    if visit.record_id is not None:
        end = {"own": visit.record_id, "outcome": visit.outcome}
        if connection.execute(_END, end).rowcount == 0:
            raise StorageError(
                f"visit of {visit.url}: no capture {visit.record_id} is in the archive"
            )
        return
    same = (
        visits.c.site == visit.site,
        visits.c.url == visit.url,
        visits.c.visited_at == visit.visited_at,
    )
    if connection.execute(select(visits.c.visit_id).where(*same)).first():
        return  # a transaction that was committed as its connection broke, done again
    connection.execute(
        insert(visits).values(
            run_id=visit.run_id,
            site=visit.site,
            url=visit.url,
            visited_at=visit.visited_at,
            status=visit.status,
            outcome=visit.outcome,
        )
    )


_END = update(visits).where(visits.c.record_id == bindparam("own"))


def last_visits(connection: Connection, site: str) -> list[LastVisit]:
    """Return the last visit of each URL of a site whose end is known."""
    last = (
        select(func.max(visits.c.visit_id))
        .where(visits.c.site == site, visits.c.outcome.is_not(None))
        .group_by(visits.c.url)
    )
    found = connection.execute(select(visits).where(visits.c.visit_id.in_(last)))
    return [
        LastVisit(url=row.url, visited_at=row.visited_at, outcome=VisitOutcome(row.outcome))
        for row in found
    ]


def unreadable(connection: Connection, site: str) -> list[str]:
    """Return the URLs of a site that brought what nobody could read, or place."""
    return list(
        connection.scalars(
            select(rejections.c.url)
            .where(rejections.c.site == site, rejections.c.kind != "not_report")
            .distinct()
        )
    )


def captured_sites(connection: Connection) -> list[str]:
    """Return the sites of which there are captures, those that no registry lists included."""
    return list(connection.scalars(select(visits.c.site).distinct().order_by(visits.c.site)))


def last_change(connection: Connection, until: datetime | None = None) -> datetime | None:
    """Return when the archive last saw or changed anything, up to a moment."""
    moments = []
    for at in (visits.c.visited_at, runs.c.finished_at):
        query = select(func.max(at))
        moments.append(connection.scalar(query if until is None else query.where(at <= until)))
    return max((moment for moment in moments if moment is not None), default=None)


def payload(connection: Connection, payload_digest: str) -> Original | None:
    """Return the record that holds this payload."""
    return _original(connection.execute(_OF_PAYLOAD, {"digest": payload_digest}).first())


_OF_PAYLOAD = (
    select(visits)
    .where(
        visits.c.payload_digest == bindparam("digest"),
        visits.c.refers_to.is_(None),
        visits.c.record_id.not_in(redactions.removed()),
    )
    .order_by(visits.c.visit_id)
    .limit(1)
)


def latest_payload(connection: Connection, url: str) -> Original | None:
    """Return the record that holds what ``url`` last answered with status 200."""
    found = latest_answer(connection, url)
    if found is not None and found.refers_to is not None:
        found = capture_row(connection, found.refers_to)
    return _original(found)


def latest_answer(connection: Connection, url: str) -> Row[tuple[Any, ...]] | None:
    """Return the row of the capture of what ``url`` last answered with status 200."""
    return connection.execute(
        select(visits)
        .where(
            visits.c.url == url,
            visits.c.status == _OK,
            visits.c.record_id.is_not(None),
            visits.c.record_id.not_in(redactions.removed()),
        )
        .order_by(visits.c.visited_at.desc())
        .limit(1)
    ).first()


def capture_row(connection: Connection, record_id: str) -> Row[tuple[Any, ...]]:
    """Return the row of a capture. Raises StorageError where there is none."""
    found = connection.execute(_OF_CAPTURE, {"record_id": record_id}).first()
    if found is None:
        raise StorageError(f"no capture {record_id} is in the archive")
    return found


# Made once, since every capture is read by it.
_OF_CAPTURE = select(visits).where(visits.c.record_id == bindparam("record_id"))


def header(capture: Capture, name: str) -> str | None:
    """Return a header of a capture, whatever the case of its name."""
    return next((value for key, value in capture.headers.items() if key.lower() == name), None)


def _original(row: Row[tuple[Any, ...]] | None) -> Original | None:
    if row is None:
        return None
    return Original(
        record_id=row.record_id,
        url=row.url,
        visited_at=row.visited_at,
        payload_digest=row.payload_digest,
    )
