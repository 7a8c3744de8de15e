"""A capture to a reading: content coding undone, then extracted, with the pictures of its page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from pipelines.errors import Unreadable
from pipelines.extract import extract
from pipelines.formats.sniff import sniff
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
) -> Reading:
    """Read a capture as a document.

    ``picture_of`` gives what is kept of the picture at an address; it is asked where the tables of
    a report are missing from its page, and OCR is installed. Raises Unreadable.
    """
    headers = {name.lower(): value for name, value in capture.headers.items()}
    pictures = None if picture_of is None else _Pictures(picture_of)
    reading = extract(
        _decoded(capture),
        url=capture.url,
        content_type=headers.get("content-type"),
        locality=locality,
        picture_of=pictures,
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
        return found[1] if found else None

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
