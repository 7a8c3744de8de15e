"""A record that was removed by decision: a note in its place, of the same length.

So every other record of the file stays where it is, and its row and index lines stay true. The note
is a ``metadata`` record under the id of what was removed; it says when, why, and which digest the
payload had. What is left of the place is the comment that a gzip member may have.
"""

from __future__ import annotations

import struct
import zlib
from datetime import datetime
from pathlib import Path

from warcio.archiveiterator import ArchiveIterator  # type: ignore[import-untyped]

from storage.captures import records
from storage.captures.directory import CaptureFileMissing, index_name
from storage.captures.members import exchange
from storage.captures.store import CaptureStore
from storage.errors import StorageError

_COMMENTED = b"\x1f\x8b\x08\x10" + bytes(5) + b"\xff"  # RFC 1952: FCOMMENT, no time, any system
_ELSEWHERE = "see the archive"  # where the reason is, if the place of the record is too short


def is_tombstone(store: CaptureStore, file: str, offset: int) -> bool:
    """Say whether a tombstone stands at ``offset``. Raises StorageError where there is no file."""
    with store.open(file, offset) as stream:
        record = next(iter(ArchiveIterator(stream, no_record_parse=True)), None)
        return record is not None and record.rec_type == "metadata"


def bury(
    store: CaptureStore,
    file: str,
    offset: int,
    *,
    record_id: str,
    url: str,
    digest: str,
    reason: str,
    at: datetime,
) -> None:
    """Put a tombstone in the place of a record, and take it out of the file's index.

    Killed, it leaves the file as it was. Raises StorageError, also where the file is still being
    written.
    """
    lines = whole_index(store, file)
    own, _ = exchange(store, file, offset)
    named = {"WARC-Record-ID": record_id, "WARC-Date": records.warc_date(at)}
    for told in (reason, _ELSEWHERE):
        fields = {"removed": "by decision", "reason": told, "digest-of-payload": digest}
        stone = _stretched(records.note({"url": url, **fields}, named), len(own))
        if stone is not None:
            break
    else:
        raise StorageError(f"{store.place(file)}: there is no room for a note at {offset}")
    part = store.workshop / f"{file}.part"
    index = store.workshop / f"{index_name(file)}.part"
    mark = f'"offset": "{offset}"'.encode()
    try:
        part.parent.mkdir(parents=True, exist_ok=True)
        _copy_with(store, file, part, offset, stone)
        index.write_bytes(b"".join(line for line in lines if mark not in line))
    except OSError as error:
        raise StorageError(f"cannot write {part}: {error.strerror or error}") from error
    store.replace(file, part)
    store.replace(index_name(file), index)


def whole_index(store: CaptureStore, file: str) -> list[bytes]:
    """Return the lines of a file's index. Raises StorageError where it is still being written."""
    try:
        with store.open(index_name(file)) as stream:
            return stream.read().splitlines(keepends=True)
    except CaptureFileMissing:
        raise StorageError(
            f"{store.place(file)} is still being written: wait until its crawl has ended"
        ) from None


def _stretched(member: bytes, length: int) -> bytes | None:
    """Return a gzip member with the same content and this length; None if that is too short."""
    content = zlib.decompress(member, zlib.MAX_WBITS + 16)
    compressor = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    data = compressor.compress(content) + compressor.flush()
    end = b"\0" + data + struct.pack("<II", zlib.crc32(content), len(content))
    room = length - len(_COMMENTED) - len(end)
    return None if room < 0 else _COMMENTED + b" " * room + end


def _copy_with(store: CaptureStore, file: str, part: Path, offset: int, stone: bytes) -> None:
    with store.open(file) as source, part.open("wb") as target:
        while chunk := source.read(1024 * 1024):
            target.write(chunk)
        target.seek(offset)
        target.write(stone)
