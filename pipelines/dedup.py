"""Compare like with like: what a stored capture says to today's reader.

Two readings of one reader differ because the government changed something; two readings of one
capture differ because we did. So when a page is to be compared with what an earlier reader made of
it, the archive has its stored capture read again first, by :class:`TodaysReader`.
"""

from __future__ import annotations

from pipelines.errors import Unreadable
from pipelines.reader_version import reader_version
from pipelines.reading import read_capture
from pipelines.recognition import Recogniser
from storage.archive.reader import KeptPictureOf
from storage.records import Capture, Locality, Reading


class TodaysReader:
    """Reads stored captures with the code that is running: a :class:`storage.archive.Reader`.

    ``recogniser`` knows what OCR made of their pictures.
    """

    def __init__(self, recogniser: Recogniser | None = None) -> None:
        self._recogniser = recogniser

    @property
    def version(self) -> str:
        """The version that its readings carry."""
        return reader_version()

    def read(
        self, capture: Capture, locality: Locality | None, picture_of: KeptPictureOf | None = None
    ) -> Reading | None:
        """Read a capture; None where it is no report to today's reader, or cannot be read."""
        try:
            reading = read_capture(capture, locality, picture_of, self._recogniser)
        except Unreadable:
            return None
        return reading if reading.is_report else None
