"""Reading of captures."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from warcio.archiveiterator import ArchiveIterator  # type: ignore[import-untyped]
from warcio.exceptions import ArchiveLoadFailed  # type: ignore[import-untyped]

from storage.captures.records import digest_of
from storage.captures.store import CaptureStore
from storage.errors import CaptureDamaged


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredRecord:
    """A response, revisit or document as it stands in its file; a revisit has no body of its own.

    A document that came without an HTTP exchange (``resource``) has status 0 and no reason.
    """

    record_id: str
    kind: str
    url: str
    visited_at: datetime
    status: int
    reason: str
    headers: tuple[tuple[str, str], ...]
    body: bytes
    payload_digest: str
    refers_to: str | None


def read_capture(
    store: CaptureStore, file: str, offset: int, *, locate: Callable[[str], tuple[str, int]]
) -> StoredRecord:
    """Read a capture with its payload; for a revisit ``locate`` tells where its original is.

    The headers, status and time are the capture's own, also of a revisit. Raises CaptureDamaged
    where a record is missing or is not what its digest says.
    """
    record = read_record(store, file, offset)
    if record.kind != "revisit":
        return record
    if record.refers_to is None:
        raise CaptureDamaged(f"{store.place(file)}: the revisit at {offset} refers to nothing")
    original = read_record(store, *locate(record.refers_to))
    return replace(record, body=original.body)


def read_record(store: CaptureStore, file: str, offset: int) -> StoredRecord:
    """Read the record at ``offset`` and check its payload against its digest.

    Raises CaptureDamaged where there is none, or another than the digest says.
    """
    with store.open(file, offset) as stream:
        try:
            record = next(iter(ArchiveIterator(stream, no_record_parse=True)), None)
            block = record.raw_stream.read() if record else b""
        except ArchiveLoadFailed as error:
            raise _damaged(store, file, offset, str(error).strip()) from error
    if record is None:
        raise _damaged(store, file, offset, "no record")
    header = record.rec_headers.get_header
    status, reason, lines, body = 0, "", [f"Content-Type: {header('Content-Type')}"], block
    if record.rec_type != "resource":
        head, _, body = block.partition(b"\r\n\r\n")
        status_line, *lines = head.decode("latin-1").split("\r\n")
        match = re.fullmatch(r"HTTP/\S+ (\d{3}) ?(.*)", status_line, re.DOTALL)
        if match is None:
            raise _damaged(store, file, offset, "no HTTP response")
        status, reason = int(match[1]), match[2]
    digest = header("WARC-Payload-Digest")
    if record.rec_type != "revisit" and digest_of(body) != digest:
        raise _damaged(store, file, offset, "its payload is not what its digest says")
    return StoredRecord(
        record_id=header("WARC-Record-ID"),
        kind=record.rec_type,
        url=header("WARC-Target-URI"),
        visited_at=datetime.fromisoformat(header("WARC-Date")),
        status=status,
        reason=reason,
        headers=tuple(_pair(line) for line in lines),
        body=body,
        payload_digest=digest,
        refers_to=header("WARC-Refers-To"),
    )


def _pair(line: str) -> tuple[str, str]:
    name, _, value = line.partition(":")
    return name, value.strip()


def _damaged(store: CaptureStore, file: str, offset: int, why: str) -> CaptureDamaged:
    return CaptureDamaged(f"{store.place(file)}: the record at {offset} is damaged ({why})")
