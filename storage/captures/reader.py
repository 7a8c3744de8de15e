"""Reading of captures."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from warcio.archiveiterator import ArchiveIterator  # type: ignore[import-untyped]
from warcio.exceptions import ArchiveLoadFailed  # type: ignore[import-untyped]
from warcio.utils import Digester  # type: ignore[import-untyped]

from storage.captures.writer import OPEN_SUFFIX
from storage.errors import StorageError


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredRecord:
    """A response or revisit as it stands in its file; a revisit has no body of its own."""

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
    directory: Path, file: str, offset: int, *, locate: Callable[[str], tuple[str, int]]
) -> StoredRecord:
    """Read a capture with its payload; for a revisit ``locate`` tells where its original is.

    The headers, status and time are the capture's own, also of a revisit. Raises StorageError
    where a record is missing or is not what its digest says.
    """
    record = read_record(directory, file, offset)
    if record.kind != "revisit":
        return record
    if record.refers_to is None:
        raise StorageError(f"{directory / file}: the revisit at {offset} refers to nothing")
    original = read_record(directory, *locate(record.refers_to))
    return replace(record, body=original.body)


def read_record(directory: Path, file: str, offset: int) -> StoredRecord:
    """Read the record at ``offset`` and check its payload against its digest.

    Raises StorageError where there is none, or another than the digest says.
    """
    with _open(directory, file) as stream:
        stream.seek(offset)
        try:
            record = next(iter(ArchiveIterator(stream, no_record_parse=True)), None)
            block = record.raw_stream.read() if record else b""
        except ArchiveLoadFailed as error:
            raise _damaged(directory, file, offset, str(error).strip()) from error
    if record is None:
        raise _damaged(directory, file, offset, "no record")
    header = record.rec_headers.get_header
    head, _, body = block.partition(b"\r\n\r\n")
    status_line, *lines = head.decode("latin-1").split("\r\n")
    match = re.fullmatch(r"HTTP/\S+ (\d{3}) ?(.*)", status_line, re.DOTALL)
    if match is None:
        raise _damaged(directory, file, offset, "no HTTP response")
    digest = header("WARC-Payload-Digest")
    if record.rec_type != "revisit":
        digester = Digester("sha256")
        digester.update(body)
        if str(digester) != digest:
            raise _damaged(directory, file, offset, "its payload is not what its digest says")
    return StoredRecord(
        record_id=header("WARC-Record-ID"),
        kind=record.rec_type,
        url=header("WARC-Target-URI"),
        visited_at=datetime.fromisoformat(header("WARC-Date")),
        status=int(match[1]),
        reason=match[2],
        headers=tuple(_pair(line) for line in lines),
        body=body,
        payload_digest=digest,
        refers_to=header("WARC-Refers-To"),
    )


def _pair(line: str) -> tuple[str, str]:
    name, _, value = line.partition(":")
    return name, value.strip()


def _open(directory: Path, file: str) -> BinaryIO:
    # It may be renamed between the two looks, hence the third.
    for name in (file, file + OPEN_SUFFIX, file):
        try:
            return (directory / name).open("rb")
        except FileNotFoundError:
            continue
        except OSError as error:
            raise StorageError(f"cannot read {directory / name}: {error.strerror}") from error
    raise StorageError(f"{directory / file} is missing: captures that the archive knows are in it")


def _damaged(directory: Path, file: str, offset: int, why: str) -> StorageError:
    return StorageError(f"{directory / file}: the record at {offset} is damaged ({why})")
