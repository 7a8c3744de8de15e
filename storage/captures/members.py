"""Records as they lie in their files: gzip members, copied without being written anew."""

from __future__ import annotations

import zlib
from typing import BinaryIO

from storage.captures.store import CaptureStore
from storage.errors import StorageError

_CHUNK = 64 * 1024
_HEAD = 16 * 1024  # WARC headers of a record are in the first part of it


def exchange(store: CaptureStore, file: str, offset: int) -> tuple[bytes, bytes]:
    """Return a capture's own member, and that of the request behind it, empty where there is none.

    Raises StorageError where there is no whole member.
    """
    with store.open(file, offset) as stream:
        own, rest, _ = _member(stream, b"")
        if own is None:
            raise StorageError(f"{store.place(file)}: no whole record is at {offset}")
        request, _, head = _member(stream, rest)
    of_it = request is not None and b"\r\nWARC-Type: request\r\n" in head.partition(b"\r\n\r\n")[0]
    return own, request if request is not None and of_it else b""


def _member(stream: BinaryIO, rest: bytes) -> tuple[bytes | None, bytes, bytes]:
    """Read a member, whose first bytes are ``rest``: its bytes, those behind it, how it begins."""
    decompressor = zlib.decompressobj(zlib.MAX_WBITS + 16)
    raw: list[bytes] = []
    head = b""
    data = rest
    while True:
        data = data or stream.read(_CHUNK)
        if not data:
            return None, b"", b""
        try:
            piece = decompressor.decompress(data)
        except zlib.error:
            return None, b"", b""
        if len(head) < _HEAD:
            head += piece[:_HEAD]
        if decompressor.eof:
            behind = decompressor.unused_data
            raw.append(data[: len(data) - len(behind)])
            return b"".join(raw), behind, head
        raw.append(data)
        data = b""
