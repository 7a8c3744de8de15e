"""HTTP content coding, undone within bounds."""

from __future__ import annotations

import sys
import zlib
from collections.abc import Iterator

import brotli  # type: ignore[import-untyped]

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

# The largest report known has 9 MB with its pictures in the page; lxml needs over 1 GB of memory
# for a page of 50 MB, so that nothing beyond could be read anyway.
MAX_DECODED = 64 * 1024 * 1024
_STEP = 256 * 1024  # how much is decoded before the bound is looked at again
_GZIP = b"\x1f\x8b"
_ZSTD = b"\x28\xb5\x2f\xfd"


class Undecodable(Exception):
    """A body that is not what its Content-Encoding says. Costs the page; its capture stays."""

    def __init__(self, message: str, *, too_large: bool = False) -> None:
        super().__init__(message)
        self.too_large = too_large


def decode_content(body: bytes, content_encoding: str | None, *, most: int = MAX_DECODED) -> bytes:
    """Return ``body`` with its content codings undone: gzip, deflate, br, zstd, in turn.

    A body that is sent plain under a header that says gzip or zstd, as some portals do, is
    returned as it is. Raises Undecodable: unknown coding, damaged or cut short, larger than
    ``most`` bytes.
    """
    codings = [coding.strip().lower() for coding in (content_encoding or "").split(",")]
    for coding in reversed(codings):
        if coding not in ("", "identity"):
            body = _bounded(_pieces(body, coding), most)
    if len(body) > most:
        raise _too_large(most)
    return body


def _bounded(pieces: Iterator[bytes], most: int) -> bytes:
    kept: list[bytes] = []
    size = 0
    try:
        for piece in pieces:
            size += len(piece)
            if size > most:
                raise _too_large(most)
            kept.append(piece)
    except (zlib.error, brotli.error, zstd.ZstdError) as error:
        raise Undecodable(f"damaged: {error}") from error
    return b"".join(kept)


def _too_large(most: int) -> Undecodable:
    return Undecodable(f"larger than {most} bytes once decoded", too_large=True)


def _pieces(body: bytes, coding: str) -> Iterator[bytes]:
    if not body:
        return iter(())
    if coding in ("gzip", "x-gzip"):
        return _gunzip(body) if body.startswith(_GZIP) else iter((body,))
    if coding == "deflate":
        # RFC 9110 means the zlib format; many servers send the bare stream.
        zlib_header = body[0] & 0x0F == 8 and int.from_bytes(body[:2], "big") % 31 == 0
        return _inflate(body, zlib.decompressobj(zlib.MAX_WBITS * (1 if zlib_header else -1)))
    if coding == "br":
        return _unbrotli(body)
    if coding == "zstd":
        return _unzstd(body) if body.startswith(_ZSTD) else iter((body,))
    raise Undecodable(f"unknown Content-Encoding {coding!r}")


def _gunzip(body: bytes) -> Iterator[bytes]:
    while body.startswith(_GZIP):  # members may follow each other; after them, padding
        stream = zlib.decompressobj(zlib.MAX_WBITS + 16)
        yield from _inflate(body, stream)
        body = stream.unused_data


def _inflate(body: bytes, stream: zlib._Decompress) -> Iterator[bytes]:
    while not stream.eof:
        piece = stream.decompress(body, _STEP)
        body = stream.unconsumed_tail
        if not piece and not body and not stream.eof:
            raise Undecodable("cut short")
        yield piece


def _unbrotli(body: bytes) -> Iterator[bytes]:
    stream = brotli.Decompressor()
    piece = stream.process(body, output_buffer_limit=_STEP)
    while piece:
        yield piece
        piece = stream.process(b"", output_buffer_limit=_STEP)
    if not stream.is_finished():
        raise Undecodable("cut short")


def _unzstd(body: bytes) -> Iterator[bytes]:
    while body.startswith(_ZSTD):  # frames may follow each other
        stream = zstd.ZstdDecompressor()
        yield stream.decompress(body, _STEP)
        while not stream.eof:
            if stream.needs_input:
                raise Undecodable("cut short")
            yield stream.decompress(b"", _STEP)
        body = stream.unused_data
