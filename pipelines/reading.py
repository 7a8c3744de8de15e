"""A capture to a reading: content coding undone, then extracted."""

from __future__ import annotations

from pipelines.errors import Unreadable
from pipelines.extract import extract
from storage.captures import Undecodable, decode_content
from storage.records import Capture, Locality, Reading


def read_capture(capture: Capture, locality: Locality | None) -> Reading:
    """Read a capture as a document. Pure. Raises Unreadable."""
    headers = {name.lower(): value for name, value in capture.headers.items()}
    try:
        body = decode_content(capture.body, headers.get("content-encoding"))
    except Undecodable as error:
        raise Unreadable(
            "too_large" if error.too_large else "damaged", f"the content coding: {error}"
        ) from error
    return extract(
        body, url=capture.url, content_type=headers.get("content-type"), locality=locality
    )
