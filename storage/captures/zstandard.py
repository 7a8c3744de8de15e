"""``.warc.zst``: frames of Zstandard, with the dictionary that the file itself may begin with.

The dictionary, plain or compressed, is the content of a skippable frame before the first record
(IIPC, "Use of Zstandard for WARC files", 1.0).
"""

from __future__ import annotations

import io
import sys
from typing import BinaryIO

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

FRAME = b"\x28\xb5\x2f\xfd"
DICTIONARY = b"\x5d\x2a\x4d\x18"
_LARGEST_DICTIONARY = 16 * 1024 * 1024  # those in use have some 100 kB
_CHUNK = 64 * 1024


def open_frames(stream: BinaryIO) -> BinaryIO:
    """Return what the frames of ``stream``, which stands at its beginning, hold.

    Reading raises OSError where they are damaged or cut short.
    """
    dictionary = None
    head = stream.read(4)
    if head == DICTIONARY:
        size = int.from_bytes(stream.read(4), "little")
        if size > _LARGEST_DICTIONARY:
            raise OSError(f"its dictionary has {size} bytes")
        raw = stream.read(size)
        if raw.startswith(FRAME):
            raw = zstd.decompress(raw)
        dictionary = zstd.ZstdDict(raw)
        head = b""
    return io.BufferedReader(_Frames(stream, head, dictionary))


class _Frames(io.RawIOBase):
    def __init__(self, stream: BinaryIO, head: bytes, dictionary: zstd.ZstdDict | None) -> None:
        self._stream = stream
        self._data = head
        self._dictionary = dictionary
        self._frame: zstd.ZstdDecompressor | None = None

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        try:
            piece = self._piece(len(buffer))
        except zstd.ZstdError as error:
            raise OSError(f"damaged: {error}") from error
        buffer[: len(piece)] = piece
        return len(piece)

    def _piece(self, size: int) -> bytes:
        while True:
            if self._frame is None or self._frame.needs_input:
                self._data = self._data or self._stream.read(_CHUNK)
                if not self._data and self._frame is None:
                    return b""
                if not self._data:
                    raise OSError("cut short")
            self._frame = self._frame or zstd.ZstdDecompressor(zstd_dict=self._dictionary)
            data, self._data = self._data, b""
            piece = self._frame.decompress(data, size)
            if self._frame.eof:
                self._data = self._frame.unused_data
                self._frame = None
            if piece:
                return piece
