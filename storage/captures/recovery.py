"""What to do with the files of writers that died."""

from __future__ import annotations

import os
import zlib
from pathlib import Path

from storage.captures.cdxj import as_index, index
from storage.captures.directory import OPEN_SUFFIX, index_name
from storage.captures.store import CaptureStore
from storage.errors import StorageError
from storage.locks import FileLock

_CHUNK = 64 * 1024  # bounds the memory of a hostile member: gzip expands a thousandfold at most


def recover(store: CaptureStore) -> list[str]:
    """Give the files of dead writers their final names, cut after their last whole record.

    Appending to a torn file would lose, silently, whatever follows the tear. A record that has a
    row was flushed before, so nothing with a row is cut. Files without a whole record are removed.
    Whole files that the store has not taken yet, it takes. Returns the final names. Raises
    StorageError where the disk or the store do not let us.
    """
    recovered: list[str] = []
    for path in sorted(store.workshop.glob("*" + OPEN_SUFFIX)):
        try:
            lock = FileLock.acquire(path, create=False)
            if lock is None:
                continue  # its writer lives
            try:
                name = _close(path, lock.descriptor)
            finally:
                lock.release()
        except FileNotFoundError:
            continue  # another process was quicker
        except OSError as error:
            raise StorageError(f"cannot recover {path}: {error.strerror or error}") from error
        if name:
            recovered.append(name)
    for name in sorted({*recovered, *store.waiting()}):
        store.take(name)
    return recovered


def _close(path: Path, descriptor: int) -> str | None:
    length = _whole_length(descriptor)
    if length == 0:
        path.unlink()
        return None
    os.ftruncate(descriptor, length)
    os.fsync(descriptor)
    final = path.with_name(path.name.removesuffix(OPEN_SUFFIX))
    with path.open("rb") as stream:
        path.with_name(index_name(final.name)).write_bytes(as_index(index(stream, final.name)))
    path.rename(final)
    return final.name


def _whole_length(descriptor: int) -> int:
    """Return where the last whole gzip member ends."""
    os.lseek(descriptor, 0, os.SEEK_SET)
    whole = position = 0
    member = zlib.decompressobj(zlib.MAX_WBITS + 16)
    data = b""
    while True:
        if not data:
            data = os.read(descriptor, _CHUNK)
            if not data:
                return whole
            position += len(data)
        try:
            member.decompress(data)
        except zlib.error:
            return whole
        data = b""
        if member.eof:
            data = member.unused_data
            whole = position - len(data)
            member = zlib.decompressobj(zlib.MAX_WBITS + 16)
