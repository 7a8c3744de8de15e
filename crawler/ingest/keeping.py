"""A document that is worth keeping: into WARC, then into the archive, as a crawl would."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import NAMESPACE_URL, UUID, uuid5

from pipelines.errors import Unreadable
from pipelines.reader_version import reader_version
from storage.archive import Archive
from storage.captures import Answer, CaptureWriter, ForeignRecord
from storage.records import Capture, Cause, Locality, Reading, Visit, VisitOutcome

_OK = 200


class Keeper:
    """Keeps the captures of one file that is taken in.

    A capture keeps the id that it has there, so that the same record out of two files is one. Every
    method may raise StorageError; killed between two of its steps, the next call goes on.
    """

    def __init__(self, archive: Archive, writer: CaptureWriter, ingest_id: int) -> None:
        self._archive = archive
        self._writer = writer
        self._ingest_id = ingest_id

    def capture(self, record: ForeignRecord, site: str) -> Capture | None:
        """Keep an answer, or a document; None where it is in the archive, and was judged."""
        record_id = self._record_id(record)
        standing = self._archive.standing(record_id, record.url, record.visited_at)
        if standing == "judged":
            return None
        if standing == "captured":
            return self._archive.capture(record_id)
        if record.status:
            written = self._writer.write_answer(
                Answer(
                    status=record.status,
                    reason=record.reason,
                    headers=record.headers,
                    body=record.body,
                ),
                url=record.url,
                visited_at=record.visited_at,
                record_id=record_id,
            )
        else:
            written = self._writer.write_document(
                record.body,
                url=record.url,
                content_type=joined(record.headers).get("Content-Type", ""),
                visited_at=record.visited_at,
                record_id=record_id,
            )
        capture = Capture(
            site=site,
            url=record.url,
            visited_at=record.visited_at,
            status=record.status,
            headers=joined(record.headers),
            body=record.body,
            record_id=record_id,
            warc_file=written.file,
            warc_offset=written.offset,
            payload_digest=written.payload_digest,
            refers_to=written.refers_to,
        )
        self._archive.record_ingested(
            capture, ingest_id=self._ingest_id, foreign_id=record.record_id
        )
        return capture

    def report(
        self, capture: Capture, reading: Reading, locality: Locality | None, parent_url: str | None
    ) -> Cause | None:
        """Store what a capture says; return the cause of the revision that it brought."""
        if self._archive.identify(reading) is None:
            self._reject(
                capture, "unidentified", "it names no issuer or no year", locality, parent_url
            )
            return None
        cause = self._archive.record(
            capture, reading, run_id=None, parent_url=parent_url, locality=locality
        )
        self.judge(capture, VisitOutcome.OK)
        return cause.result()

    def no_report(
        self,
        capture: Capture,
        why: Reading | Unreadable,
        locality: Locality | None,
        parent_url: str | None,
    ) -> None:
        """Note why a file to which a report led is none itself."""
        if isinstance(why, Unreadable):
            self._reject(capture, why.kind, why.message, locality, parent_url)
        else:
            self._reject(capture, "not_report", why.reason or "", locality, parent_url)

    def judge(self, capture: Capture, outcome: VisitOutcome) -> None:
        """Note how the visit of long ago ended."""
        self._archive.record_visit(Visit.of(capture, outcome, run_id=None))

    def _reject(
        self,
        capture: Capture,
        kind: str,
        reason: str,
        locality: Locality | None,
        parent_url: str | None,
    ) -> None:
        self._archive.record_rejection(
            capture,
            kind=kind,
            reason=reason,
            reader_version=reader_version(),
            parent_url=parent_url,
            locality=locality,
        )
        self.judge(capture, VisitOutcome.OK)

    def _record_id(self, record: ForeignRecord) -> str:
        """The id that a record has there, unless it is none, or is another record's here."""
        named = record.record_id.strip("<>")
        try:
            own = f"<urn:uuid:{UUID(named.removeprefix('urn:uuid:'))}>"
        except ValueError:
            own = ""
        if own and self._archive.standing(own, record.url, record.visited_at) is not None:
            return own
        of = f"{named} {record.url} {record.visited_at.isoformat()} {record.payload_digest}"
        return f"<urn:uuid:{uuid5(NAMESPACE_URL, of)}>"


def joined(headers: tuple[tuple[str, str], ...]) -> Mapping[str, str]:
    """Headers by name, equal names joined by a comma."""
    found: dict[str, str] = {}
    for name, value in headers:
        found[name] = f"{found[name]}, {value}" if name in found else value
    return found


def is_answer(record: ForeignRecord) -> bool:
    """Whether a record holds a page or file, and not a redirect or an error."""
    return record.status == _OK or record.kind == "resource"


def in_future(moment: datetime, now: datetime) -> bool:
    """Whether a record claims a day that has not come, time zones granted."""
    return (moment - now).total_seconds() > 86_400
