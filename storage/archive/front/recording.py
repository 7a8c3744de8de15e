"""What captures say: readings, what is no report, and what is read again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sqlalchemy import Connection

from storage.archive import (
    crawls,
    recording,
    rereading,
    visits,
)
from storage.archive.front.capturing import Capturing
from storage.archive.reader import Moment
from storage.records import (
    Capture,
    Cause,
    Locality,
    Reading,
)


class Recording(Capturing):
    """What captures say: readings, what is no report, and what is read again."""

    def record(
        self,
        capture: Capture,
        reading: Reading,
        *,
        run_id: int | None,
        parent_url: str | None = None,
        locality: Locality | None = None,
        read_before: Mapping[str, Reading | None] | None = None,
    ) -> Cause | None:
        """Store a reading of a report: its issuer, report, source, content, and any revision.

        ``read_before`` is what today's reader makes of :meth:`to_read_before`'s captures. Returns
        the cause of the revision that it brought, None where it is nothing new. Raises
        ValueError where the reading names no issuer or no year (see :meth:`identify`).
        """

        def work(connection: Connection) -> Cause | None:
            return recording.record(
                connection,
                self._moment(
                    connection,
                    capture,
                    reading,
                    run_id=run_id,
                    parent_url=parent_url,
                    locality=locality,
                ),
                read_again=self._reading_again(connection, read_before),
                withdrawal=self.withdrawal,
            )

        return self._database.write(work)

    @staticmethod
    def identify(reading: Reading) -> str | None:
        """Return the id of the report that a reading is of; None: no issuer, or no year."""
        return recording.identify(reading)

    def record_rejection(
        self,
        capture: Capture,
        *,
        kind: str,
        reason: str,
        reader_version: str,
        run_id: int | None = None,
        parent_url: str | None = None,
        locality: Locality | None = None,
    ) -> None:
        """Note that a capture is no report, or that nobody can read it; it is kept all the same.

        ``kind`` is ``not_report``, ``unidentified``, or that of an Unreadable.
        """
        reading = Reading(is_report=False, reason=reason, reader_version=reader_version)

        def work(connection: Connection) -> None:
            recording.record_rejection(
                connection,
                self._moment(
                    connection,
                    capture,
                    reading,
                    run_id=run_id,
                    parent_url=parent_url,
                    locality=locality,
                ),
                kind=kind,
                reason=reason,
            )

        self._database.write(work)

    def captured_sites(self) -> list[str]:
        """Return the sites of which there are captures, those that no registry lists included."""
        return self._database.read(visits.captured_sites)

    def unreadable(self, site: str) -> list[str]:
        """Return the URLs of a site that brought what nobody could read, or place."""
        return self._database.read(lambda connection: visits.unreadable(connection, site))

    def to_reread(self, reader_version: str, sites: Iterable[str] = ()) -> list[rereading.Stored]:
        """Return the captures whose readings or rejections are by another reader, oldest first."""
        wanted = list(sites)
        return self._database.read(
            lambda connection: rereading.to_reread(connection, reader_version, wanted)
        )

    def to_read_before(self, url: str, reader_version: str) -> list[rereading.Stored]:
        """Return the captures of a page of pictures that :meth:`record` would have read again.

        That takes long, and is to be done outside its transaction.
        """
        return self._database.read(
            lambda connection: rereading.to_reread(connection, reader_version, [], shown_at=url)
        )

    def _moment(
        self,
        connection: Connection,
        capture: Capture,
        reading: Reading,
        *,
        run_id: int | None,
        parent_url: str | None,
        locality: Locality | None,
    ) -> Moment:
        night = None if run_id is None else crawls.night_of(connection, run_id)
        return Moment(
            capture=capture,
            reading=reading,
            run_id=run_id,
            night=night or self._tonight(connection, None),
            parent_url=parent_url,
            locality=locality,
        )

    def _reading_again(
        self, connection: Connection, known: Mapping[str, Reading | None] | None = None
    ) -> rereading.ReadingAgain:
        return rereading.ReadingAgain(connection, self.reader, self._read_capture, known or {})
