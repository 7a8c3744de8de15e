"""The WARC files against the rows of their captures: every payload is hashed again."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, select
from warcio.archiveiterator import ArchiveIterator  # type: ignore[import-untyped]
from warcio.exceptions import ArchiveLoadFailed  # type: ignore[import-untyped]
from warcio.utils import Digester  # type: ignore[import-untyped]

from storage.captures import CaptureStore
from storage.errors import StorageError
from storage.manifest.chain import Problem
from storage.schema import captures, redactions

_CHUNK = 65536  # bytes of a payload held at a time
_PAYLOADS = frozenset({"response", "resource"})
_HEAD_END = b"\r\n\r\n"


def stored_files(connection: Connection) -> list[str]:
    """Return the names of the WARC files that the archive has captures in."""
    query = select(captures.c.warc_file).where(captures.c.record_id.is_not(None)).distinct()
    return sorted(connection.scalars(query))


def file_problems(connection: Connection, store: CaptureStore, name: str) -> Iterator[Problem]:
    """Yield what of a WARC file is not as the rows of its captures say."""
    rows = {
        row.record_id: row
        for row in connection.execute(
            select(
                captures.c.record_id,
                captures.c.url,
                captures.c.payload_digest,
                captures.c.warc_offset,
            ).where(captures.c.warc_file == name, captures.c.record_id.is_not(None))
        )
    }
    removed = set(connection.scalars(select(redactions.c.record_id)))
    place = store.place(name)
    try:
        with store.open(name) as stream:
            records = ArchiveIterator(stream, no_record_parse=True)
            for record in records:
                row = rows.pop(record.rec_headers.get_header("WARC-Record-ID"), None)
                if row is None:  # a request, or what a killed crawl had no time to put down
                    continue
                wrong = (
                    _not_removed(record)
                    if row.record_id in removed
                    else _wrong(record, row.payload_digest)
                )
                if wrong is not None:
                    yield Problem(place, f"the capture of {row.url}: {wrong}")
                elif records.get_record_offset() != row.warc_offset:
                    yield Problem(place, f"the capture of {row.url} has moved within the file")
    except (ArchiveLoadFailed, EOFError, OSError, StorageError, zlib.error) as error:
        yield Problem(place, f"it cannot be read to the end: {str(error).strip()}")
    for row in rows.values():
        yield Problem(place, f"the capture of {row.url} ({row.record_id}) is not in it")


def _not_removed(record: Any) -> str | None:
    """Say that what was to be removed is still there; a revisit never held it."""
    if record.rec_type in _PAYLOADS:
        return "it was to be removed by decision and is still there: run nianbao redact again"
    return None


def _wrong(record: Any, digest: str) -> str | None:
    """Say what is wrong with a record; None if its payload is what its row says."""
    if record.rec_type == "metadata":
        return "it was removed, and no decision says so"
    stated = record.rec_headers.get_header("WARC-Payload-Digest")
    if record.rec_type not in _PAYLOADS:
        return None if stated == digest else "its digest is another than in the archive"
    digester = Digester("sha256")
    rest = b""
    if record.rec_type == "response":
        while _HEAD_END not in rest and (chunk := record.raw_stream.read(_CHUNK)):
            rest += chunk
        rest = rest.partition(_HEAD_END)[2]
    while rest:
        digester.update(rest)
        rest = record.raw_stream.read(_CHUNK)
    found = str(digester)
    return None if found == digest else f"its payload was altered: {found}, not {digest}"
