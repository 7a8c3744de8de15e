"""Stored captures, read again by today's reader."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, false, or_, select, true

from storage.archive import pictures, redactions
from storage.archive.reader import Reader
from storage.archive.sources import locality_of
from storage.archive.visits import capture_row
from storage.captures import StoredRecord
from storage.errors import CaptureDamaged
from storage.records import Capture, Locality, Reading
from storage.schema import reading_pictures, readings, rejections, sources, visits

_log = logging.getLogger(__name__)

Found = Row[tuple[Any, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """A capture to read again, and what it was read with."""

    record_id: str
    site: str
    url: str
    parent_url: str | None
    locality: Locality | None
    rejected: bool  # it was no report, or nobody could read it


@dataclass(frozen=True, slots=True)
class ReadingAgain:
    """Reads the capture behind a span again; None where nobody can, or there is no reader.

    A damaged WARC record is one that nobody can read: it must not stop the nights to come.
    """

    connection: Connection
    reader: Reader | None
    read_capture: Callable[[Connection, Found], Capture]
    # What was read again before the transaction began, by capture: OCR takes minutes.
    known: Mapping[str, Reading | None]

    def __call__(self, span: Found) -> Reading | None:
        if self.reader is None:
            return None
        if span.record_id in self.known:
            return self.known[span.record_id]
        source = self.connection.execute(
            select(sources.c.locality).where(sources.c.source_id == span.source_id)
        ).one()
        if redactions.is_touched(self.connection, span.reading_id, span.record_id):
            return None
        row = capture_row(self.connection, span.record_id)
        try:
            capture = self.read_capture(self.connection, row)
        except CaptureDamaged as error:
            _log.warning(
                "%s cannot be read again: %s",
                row.url,
                error,
                extra={"id": "log/damaged_capture", "site": row.site, "url": row.url},
            )
            return None
        return self.reader.read(
            capture,
            locality_of(source.locality),
            lambda url: pictures.kept(self.connection, url, capture, self.read_capture),
        )


def to_reread(
    connection: Connection, reader_version: str, sites: list[str], *, shown_at: str | None = None
) -> list[Stored]:
    """Return the captures whose readings or rejections are by another reader, oldest first.

    Those too that were read without pictures which are there now. ``shown_at``: only captures of
    this page that were read with its pictures.
    """
    read = (
        select(
            visits.c.record_id,
            visits.c.site,
            visits.c.url,
            visits.c.visited_at,
            visits.c.visit_id,
            sources.c.parent_url,
            sources.c.locality,
            false().label("rejected"),
        )
        .join(readings, readings.c.record_id == visits.c.record_id)
        .join(sources, sources.c.source_id == readings.c.source_id)
        .where(
            readings.c.superseded_by.is_(None),
            or_(
                readings.c.reader_version != reader_version,
                readings.c.reading_id.in_(
                    pictures.lacking().where(true() if shown_at else pictures.is_there())
                ),
            ),
        )
    )
    rejected = (
        select(
            visits.c.record_id,
            visits.c.site,
            visits.c.url,
            visits.c.visited_at,
            visits.c.visit_id,
            rejections.c.parent_url,
            rejections.c.locality,
            true().label("rejected"),
        )
        .join(rejections, rejections.c.record_id == visits.c.record_id)
        .where(rejections.c.reader_version != reader_version)
    )
    there = visits.c.record_id.not_in(redactions.removed())
    read, rejected = read.where(there), rejected.where(there)
    read = read.where(readings.c.reading_id.not_in(pictures.resting_on(redactions.removed())))
    if shown_at is not None:
        pictured = readings.c.reading_id.in_(select(reading_pictures.c.reading_id))
        read, rejected = read.where(visits.c.url == shown_at, pictured), rejected.where(false())
    if sites:
        wanted = visits.c.site.in_(sites)
        read, rejected = read.where(wanted), rejected.where(wanted)
    found = [*connection.execute(read), *connection.execute(rejected)]
    unique = {row.record_id: row for row in found}
    return [
        Stored(
            record_id=row.record_id,
            site=row.site,
            url=row.url,
            parent_url=row.parent_url,
            locality=locality_of(row.locality),
            rejected=bool(row.rejected),
        )
        for row in sorted(unique.values(), key=lambda row: (row.visited_at, row.visit_id))
    ]


def bodiless(row: Found) -> Capture:
    """Return the capture of a row with nothing of what its WARC record holds."""
    return Capture(
        site=row.site,
        url=row.url,
        visited_at=row.visited_at,
        status=row.status or 0,
        headers={},
        body=b"",
        record_id=row.record_id,
        warc_file=row.warc_file,
        warc_offset=row.warc_offset,
        payload_digest=row.payload_digest,
        refers_to=row.refers_to,
    )


def capture_of(row: Found, record: StoredRecord) -> Capture:
    """Return the capture of a row with what its WARC record holds."""
    headers: dict[str, str] = {}
    for name, value in record.headers:
        headers[name] = f"{headers[name]}, {value}" if name in headers else value
    return Capture(
        site=row.site,
        url=row.url,
        visited_at=row.visited_at,
        status=row.status or 0,
        headers=headers,
        body=record.body,
        record_id=row.record_id,
        warc_file=row.warc_file,
        warc_offset=row.warc_offset,
        payload_digest=row.payload_digest,
        refers_to=row.refers_to,
    )
