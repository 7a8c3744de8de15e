"""A capture to a reading: content coding undone, then extracted, with the pictures of its page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from pipelines.document import Document
from pipelines.errors import Unreadable
from pipelines.extract import extract
from pipelines.formats.sniff import sniff
from pipelines.recognition import Recogniser
from pipelines.sandbox import read_sandboxed
from storage.captures import Undecodable, decode_content
from storage.records import (
    PICTURE_FAILED,
    Capture,
    Finding,
    KeptPicture,
    Locality,
    Reading,
    ShownBy,
    Verdict,
)


def read_capture(
    capture: Capture,
    locality: Locality | None,
    picture_of: Callable[[str], KeptPicture] | None = None,
    recogniser: Recogniser | None = None,
) -> Reading:
    """Read a capture as a document.

    ``picture_of`` gives what is kept of the picture at an address; it is asked where the tables of
    a report are missing from its page, and OCR is installed. ``recogniser`` knows what OCR made of
    pictures before. Raises Unreadable.
    """
    headers = {name.lower(): value for name, value in capture.headers.items()}
    pictures = None if picture_of is None else _Pictures(picture_of)

    def recognise(reader: str, body: bytes, **options: float | None) -> Document:
        if recogniser is None:
            return read_sandboxed(reader, body, **options)
        shown_in = pictures.record_of(body) if pictures is not None else None
        record_id = shown_in or capture.record_id
        return recogniser.read(reader, body, options, record_id=record_id)

    reading = extract(
        _decoded(capture),
        url=capture.url,
        content_type=headers.get("content-type"),
        locality=locality,
        picture_of=pictures,
        recognise=recognise,
    )
    if pictures is None or not reading.is_report:
        return reading
    return replace(
        reading,
        shown_by=tuple(pictures.shown.values()),
        findings=(*reading.findings, *pictures.findings()),
    )


class _Pictures:
    """Gives the bytes of pictures, and notes which were asked for."""

    def __init__(self, picture_of: Callable[[str], KeptPicture]) -> None:
        self._picture_of = picture_of
        self.shown: dict[str, ShownBy] = {}
        self._failed: list[str] = []
        self._records: dict[bytes, str] = {}

    def __call__(self, url: str) -> bytes | None:
        if not url.startswith(("http://", "https://")):
            return None
        kept = self._picture_of(url)
        found = next(
            ((capture, body) for capture in kept.captures if (body := _picture(capture))), None
        )
        if url not in self.shown and (kept.failed or found is None):
            self._failed.append(f"{url} ({_told(found[0]) if found else 'never captured'})")
        self.shown[url] = ShownBy(url=url, record_id=found[0].record_id if found else None)
        if found is None:
            return None
        self._records[found[1]] = found[0].record_id
        return found[1]

    def record_of(self, body: bytes) -> str | None:
        """Return which capture these bytes are of; None where they are of no picture."""
        return self._records.get(body)

    def findings(self) -> tuple[Finding, ...]:
        """Say which pictures did not come with the page."""
        if not self._failed:
            return ()
        return (
            Finding(
                rule=PICTURE_FAILED,
                verdict=Verdict.EXTRACTION,
                message=f"pictures that did not come with the page: {', '.join(self._failed)}",
            ),
        )


def _told(capture: Capture) -> str:
    return f"read from its capture of {capture.visited_at:%Y-%m-%d}"


def _picture(capture: Capture) -> bytes | None:
    """Return the bytes of a picture; None of a page that says there is none."""
    try:
        body = _decoded(capture)
    except Unreadable:
        return None
    return body if sniff(body, url=capture.url, content_type=None) == "image" else None


def _decoded(capture: Capture) -> bytes:
    headers = {name.lower(): value for name, value in capture.headers.items()}
    try:
        return decode_content(capture.body, headers.get("content-encoding"))
    except Undecodable as error:
        raise Unreadable(
            "too_large" if error.too_large else "damaged", f"the content coding: {error}"
        ) from error
