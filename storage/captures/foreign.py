"""Captures that other tools made: WARC, .gz and .zst, and WACZ, read as a stream.

Nothing is unpacked to disk, and no more than one record is in memory.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO, Literal, cast

from warcio.archiveiterator import ArchiveIterator  # type: ignore[import-untyped]
from warcio.bufferedreaders import ChunkedDataReader  # type: ignore[import-untyped]
from warcio.exceptions import ArchiveLoadFailed  # type: ignore[import-untyped]

from storage.captures import zstandard
from storage.captures.coding import MAX_DECODED

Kind = Literal["warc", "wacz", "document"]

_GZIP = b"\x1f\x8b"
_ZIP = b"PK\x03\x04"
_WARC = b"WARC/"
_MEMBER = re.compile(r"archive/[^/]+\.warc(?:\.gz|\.zst)?", re.IGNORECASE)
_TAKEN = ("response", "revisit", "resource")


@dataclass(frozen=True, slots=True, kw_only=True)
class ForeignRecord:
    """A response, revisit or resource as another tool has it; ``body`` is after transfer decoding.

    ``position`` counts the records of the file, from 1. ``trouble`` says why the record cannot be
    used. ``refers_to`` is the id, ``refers_to_url`` and ``refers_to_date`` the place of the record
    that holds the payload of a revisit.
    """

    position: int
    kind: str
    record_id: str
    url: str
    visited_at: datetime
    status: int
    reason: str
    headers: tuple[tuple[str, str], ...]
    body: bytes = field(repr=False)
    payload_digest: str | None
    refers_to: str | None
    refers_to_url: str | None
    refers_to_date: datetime | None
    trouble: str | None = None


class Damaged(Exception):
    """A file that cannot be read on; ``position`` records of it were read."""

    def __init__(self, position: int, why: str) -> None:
        super().__init__(why)
        self.position = position


def kind_of(path: Path) -> Kind:
    """Say what a file is by its content. Raises OSError."""
    with path.open("rb") as stream:
        head = stream.read(8)
        if head.startswith((_WARC, zstandard.FRAME, zstandard.DICTIONARY)):
            return "warc"
        if head.startswith(_GZIP):
            stream.seek(0)
            try:
                return "warc" if gzip.GzipFile(fileobj=stream).read(5) == _WARC else "document"
            except (OSError, EOFError, zlib.error):
                return "warc" if ".warc" in path.name.lower() else "document"
    if head.startswith(_ZIP) and zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            return (
                "wacz"
                if any(_MEMBER.fullmatch(name) for name in archive.namelist())
                else "document"
            )
    return "document"


def read_foreign(path: Path, *, after: int = 0) -> Iterator[ForeignRecord]:
    """Yield the answers of a WARC or WACZ file, those behind the first ``after`` records.

    Raises Damaged where the file cannot be read on.
    """
    position = 0
    try:
        for stream in _streams(path):
            with _plain(stream) as plain:
                for record in ArchiveIterator(plain, no_record_parse=True):
                    taken = None
                    if position >= after and record.rec_type in _TAKEN:
                        taken = _read(record, position + 1)
                    position += 1
                    if taken is not None:
                        yield taken
    except (OSError, zlib.error, zipfile.BadZipFile, ArchiveLoadFailed) as error:
        raise Damaged(position, str(error).strip() or type(error).__name__) from error


def _streams(path: Path) -> Iterator[BinaryIO]:
    if kind_of(path) != "wacz":
        with path.open("rb") as stream:
            yield stream
        return
    with zipfile.ZipFile(path) as archive:
        for name in sorted(filter(_MEMBER.fullmatch, archive.namelist())):
            with archive.open(name) as member:
                yield cast("BinaryIO", member)


@contextmanager
def _plain(stream: BinaryIO) -> Iterator[Any]:
    head = stream.read(4)
    stream.seek(0)
    if head.startswith(_GZIP):
        yield _Unzipped(stream)
    elif head in (zstandard.FRAME, zstandard.DICTIONARY):
        yield zstandard.open_frames(stream)
    else:
        yield stream


class _Unzipped:
    """What gzip members hold. warcio would take a member that is cut short for the end."""

    def __init__(self, stream: BinaryIO) -> None:
        self._members = gzip.GzipFile(fileobj=stream)

    def read(self, size: int) -> bytes:
        try:
            return self._members.read1(size)
        except EOFError as error:
            raise OSError("cut short") from error


def _read(record: Any, position: int) -> ForeignRecord:
    header = record.rec_headers.get_header
    size = int(header("Content-Length") or 0)
    trouble, block = None, b""
    if size > MAX_DECODED:
        trouble = f"larger than {MAX_DECODED} bytes"
    else:
        block = record.raw_stream.read(size)
        if len(block) < size:
            raise OSError("cut short")
        trouble = _trouble(header, block)
    status, reason, lines, body = 0, "", [f"Content-Type: {header('Content-Type') or ''}"], block
    if record.rec_type != "resource" and (block or trouble is None):
        head, body = _split(block)
        status_line, *lines = re.split(r"\r?\n", head.decode("latin-1"))
        match = re.fullmatch(r"HTTP/\S+ +(\d{3}) ?(.*)", status_line, re.DOTALL)
        if match is not None:
            status, reason = int(match[1]), match[2].strip()
        elif trouble is None and record.rec_type != "revisit":  # which may have no block
            trouble = "no HTTP answer"
    headers = tuple(
        (name.strip(), value.strip())
        for name, _, value in (line.partition(":") for line in lines)
        if name
    )
    moment = _moment(header("WARC-Date"))
    return ForeignRecord(
        position=position,
        kind=record.rec_type,
        record_id=header("WARC-Record-ID") or "",
        url=(header("WARC-Target-URI") or "").strip().strip("<>"),
        visited_at=moment or datetime.fromtimestamp(0, UTC),
        status=status,
        reason=reason,
        headers=headers,
        body=_transferred(headers, body),
        payload_digest=header("WARC-Payload-Digest"),
        refers_to=header("WARC-Refers-To"),
        refers_to_url=header("WARC-Refers-To-Target-URI"),
        refers_to_date=_moment(header("WARC-Refers-To-Date")),
        trouble=trouble or (None if moment else "no date"),
    )


def _trouble(header: Any, block: bytes) -> str | None:
    """Say why a block is not what was captured; None where nothing is known against it."""
    truncated = header("WARC-Truncated")
    if truncated:
        return f"cut short by the tool that captured it ({truncated})"
    if is_digest_of(header("WARC-Block-Digest"), block) is False:
        return "its block is not what its digest says"
    return None


def is_digest_of(digest: str | None, content: bytes) -> bool | None:
    """Say whether a digest is that of ``content``; None where there is none that can be checked."""
    algorithm, _, value = (digest or "").partition(":")
    try:
        made = hashlib.new(
            algorithm.strip().lower().replace("-", ""), content, usedforsecurity=False
        )
    except ValueError:
        return None
    return value.strip().lower() in (
        made.hexdigest(),
        base64.b32encode(made.digest()).decode().lower(),
    )


def _split(block: bytes) -> tuple[bytes, bytes]:
    """Part an HTTP message; some tools end lines with a bare LF."""
    ends = re.search(rb"\r?\n\r?\n", block)
    return (block, b"") if ends is None else (block[: ends.start()], block[ends.end() :])


def _transferred(headers: tuple[tuple[str, str], ...], body: bytes) -> bytes:
    """Undo the transfer coding, which most tools keep, and some have undone under its header."""
    coding = next((value for name, value in headers if name.lower() == "transfer-encoding"), "")
    if "chunked" not in coding.lower():
        return body
    reader, pieces = ChunkedDataReader(BytesIO(body)), []
    while piece := reader.read():
        pieces.append(piece)
    return b"".join(pieces)


def _moment(text: str | None) -> datetime | None:
    try:
        moment = datetime.fromisoformat((text or "").strip())
    except ValueError:
        return None
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
