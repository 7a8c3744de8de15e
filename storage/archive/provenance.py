"""From a report to the capture that its figures were read from."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection, select

from storage.archive import histories, readings, revisions
from storage.records import Cause, PictureCapture, Provenance
from storage.schema import reading_pictures, sources, visits
from storage.schema import readings as readings_table


def provenance(connection: Connection, report_id: str) -> Provenance | None:
    """Return what the current revision of a report rests on; None where there is no such report."""
    history = histories.history(connection, report_id)
    if history is None:
        return None
    now = revisions.current(connection, history.report_id)
    assert now is not None, "a report that has a history has a revision"  # noqa: S101
    row = connection.execute(
        select(
            sources.c.url,
            sources.c.parent_url,
            readings_table.c.reader_version,
            readings_table.c.read_at,
            visits.c.record_id,
            visits.c.visited_at,
            visits.c.warc_file,
            visits.c.warc_offset,
            visits.c.payload_digest,
        )
        .join(sources, sources.c.source_id == readings_table.c.source_id)
        .join(visits, visits.c.record_id == readings_table.c.record_id)
        .where(readings_table.c.reading_id == now.current_reading_id)
    ).one()
    return Provenance(
        report_id=history.report_id,
        title=history.title,
        status=history.status,
        revision=now.revision,
        revisions=len(history.revisions),
        cause=Cause(now.cause),
        first_seen_at=now.first_seen_at,
        last_seen_at=now.last_seen_at,
        url=row.url,
        page=row.parent_url or row.url,
        captured_at=row.visited_at,
        warc_record_id=row.record_id,
        warc_file=row.warc_file,
        warc_offset=row.warc_offset,
        payload_digest=row.payload_digest,
        reader_version=row.reader_version,
        read_at=row.read_at,
        figures=tuple(readings.load_figures(connection, now.current_reading_id)),
        pictures=tuple(_pictures(connection, now.current_reading_id)),
    )


def _pictures(connection: Connection, reading_id: int) -> Iterator[PictureCapture]:
    for row in connection.execute(
        select(reading_pictures.c.url.label("shown_at"), visits)
        .join(visits, visits.c.record_id == reading_pictures.c.record_id, isouter=True)
        .where(reading_pictures.c.reading_id == reading_id)
        .order_by(reading_pictures.c.url)
    ):
        yield PictureCapture(
            url=row.shown_at,
            captured_at=row.visited_at,
            warc_record_id=row.record_id,
            warc_file=row.warc_file,
            warc_offset=row.warc_offset,
            payload_digest=row.payload_digest,
        )
