"""What captures said, and what is to be read again."""

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
    Locality,
    Reading,
)


class Recording(Capturing):
    """What captures said, and what is to be read again."""

    @staticmethod
    def identify(reading: Reading) -> str | None:
        """Return the id of the report that a reading is of; None: no issuer, or no year."""
        return recording.identify(reading)

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
        """Return the captures of a page of pictures that ``record`` would have read again.

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
        night = None if run_id is None else self._nights.get(run_id)
        if night is None and run_id is not None:
            night = crawls.night_of(connection, run_id)
            if night is not None:
                self._nights[run_id] = night
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
