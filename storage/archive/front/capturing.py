"""Captures, written, found again, removed by decision, and taken in from other tools."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row

from storage.archive import (
    ingests,
    pictures,
    recognitions,
    redactions,
    rereading,
    visits,
)
from storage.archive.front.opened import Opened
from storage.captures import (
    CaptureWriter,
    Original,
    read_capture,
)
from storage.captures.tombstone import bury, is_tombstone, whole_index
from storage.records import (
    Capture,
    ForeignFile,
    Ingest,
    KeptPicture,
    Recognition,
    Validators,
)


class Capturing(Opened):
    """Captures, written, found again, removed by decision, and taken in from other tools."""

    def capture_writer(self, run_name: str, info: Mapping[str, str]) -> CaptureWriter:
        """Return a writer of captures that makes revisits of payloads the archive has."""
        return CaptureWriter(self.captures, run_name, info, known=self)

    def payload(self, payload_digest: str) -> Original | None:
        """Return the record that holds this payload."""
        return self._database.read(lambda connection: visits.payload(connection, payload_digest))

    def latest_payload(self, url: str) -> Original | None:
        """Return the record that holds what ``url`` last answered with status 200."""
        return self._database.read(lambda connection: visits.latest_payload(connection, url))

    def latest_answer(self, url: str) -> Capture | None:
        """Return the capture of what ``url`` last answered with status 200; None: nothing yet.

        Raises CaptureDamaged where it is missing or damaged.
        """

        def work(connection: Connection) -> Capture | None:
            row = visits.latest_answer(connection, url)
            return None if row is None else self._read_capture(connection, row)

        return self._database.read(work)

    def record_capture(self, capture: Capture, *, run_id: int | None) -> None:
        """Add the row of a WARC record that was written. Doing it again changes nothing."""
        self._database.write(lambda connection: visits.record_capture(connection, capture, run_id))

    def capture(self, record_id: str) -> Capture:
        """Return a capture with its body. Raises CaptureDamaged where it is missing or damaged."""
        return self._database.read(
            lambda connection: self._read_capture(
                connection, visits.capture_row(connection, record_id)
            )
        )

    def kept_picture(self, url: str, page: Capture) -> KeptPicture:
        """Return what is kept of the picture that a captured page shows at ``url``."""
        return self._database.read(
            lambda connection: pictures.kept(connection, url, page, self._read_capture)
        )

    def picture_validators(self, url: str) -> Validators | None:
        """Return with what a picture that is kept can be asked for again; None: there is none."""
        return self._database.read(lambda connection: pictures.validators(connection, url))

    def recall_recognition(self, digest: str, part: str, recogniser: str) -> str | None:
        """Return what this version of OCR answered for a picture; None: it was not asked."""
        return self._database.read(
            lambda connection: recognitions.recall(connection, digest, part, recogniser)
        )

    def keep_recognitions(self, found: Collection[Recognition]) -> None:
        """Keep what OCR made of pictures of captures that are recorded."""
        if found:
            self._database.write(lambda connection: recognitions.keep(connection, found))

    def redact(self, record_id: str, reason: str, *, now: datetime) -> list[Capture]:
        """Remove a capture, and all others of its payload, with what was read out of them.

        Returns them without their bodies. Killed, the same call goes on. Raises StorageError, also
        where there is no such capture, or its file is still being written.
        """
        found = self._database.read(
            lambda connection: redactions.holding_same(connection, record_id)
        )
        ids = [row.record_id for row in found]
        for row in found:
            if row.refers_to is None:
                # Refused first, so that nothing is half done where the file is still being written.
                whole_index(self.captures, row.warc_file)
        self._database.write(lambda connection: redactions.redact(connection, ids, reason, now))
        for row in found:
            if row.refers_to is None and not is_tombstone(
                self.captures, row.warc_file, row.warc_offset
            ):
                bury(
                    self.captures,
                    row.warc_file,
                    row.warc_offset,
                    record_id=row.record_id,
                    url=row.url,
                    digest=row.payload_digest,
                    reason=reason,
                    at=now,
                )
        self._database.forget_deleted()
        return [rereading.bodiless(row) for row in found]

    def begin_ingest(self, file: ForeignFile, reader_version: str, *, now: datetime) -> Ingest:
        """Begin to take a file in, or take up where a killed process stopped."""
        found = self._database.write(
            lambda connection: ingests.begin(
                connection, file, reader_version, night=self._tonight(connection, None), now=now
            )
        )
        if not found.is_finished:
            self._night = found.night
        return found

    def advance_ingest(
        self, ingest_id: int, stage: str, position: int, links: Mapping[str, object]
    ) -> None:
        """Note that the records of a stage up to ``position`` are done with."""
        self._database.write(
            lambda connection: ingests.advance(connection, ingest_id, stage, position, links)
        )

    def finish_ingest(self, ingest_id: int, *, now: datetime) -> None:
        """Note that a file is done with."""
        self._database.write(lambda connection: ingests.finish(connection, ingest_id, now))

    def record_ingested(self, capture: Capture, *, ingest_id: int, foreign_id: str) -> None:
        """Add the row of a capture that came out of a file. Doing it again changes nothing."""
        self._database.write(
            lambda connection: ingests.record(connection, capture, ingest_id, foreign_id)
        )

    def standing(self, record_id: str, url: str, at: datetime) -> ingests.Standing | None:
        """Say how far a capture is; None where another capture has its id."""
        return self._database.read(
            lambda connection: ingests.standing(connection, record_id, url, at)
        )

    def find_capture(self, record_id: str | None, url: str, at: datetime | None) -> Capture | None:
        """Return a capture by its id, or by its URL and moment to the second; None: there is none.

        Raises StorageError where it is missing or damaged.
        """

        def work(connection: Connection) -> Capture | None:
            row = ingests.find_capture(connection, record_id, url, at)
            return None if row is None else self._read_capture(connection, row)

        return self._database.read(work)

    def _read_capture(self, connection: Connection, row: Row[tuple[Any, ...]]) -> Capture:
        why = redactions.reason_of(connection, row.record_id)
        if why is not None:
            raise redactions.Redacted(f"{row.url}: its capture was removed by decision: {why}")

        def locate(record_id: str) -> tuple[str, int]:
            original = visits.capture_row(connection, record_id)
            return original.warc_file, original.warc_offset

        record = read_capture(self.captures, row.warc_file, row.warc_offset, locate=locate)
        return rereading.capture_of(row, record)
