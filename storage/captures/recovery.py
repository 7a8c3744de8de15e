"""What to do with the files of writers that died."""

from __future__ import annotations

import os
import zlib
from pathlib import Path

from storage.captures.writer import OPEN_SUFFIX, sync_directory
from storage.errors import StorageError
from storage.locks import FileLock

_CHUNK = 64 * 1024  # bounds the memory of a hostile member: gzip expands a thousandfold at most


def recover(directory: Path) -> list[str]:
    """Give the files of dead writers their final names, cut after their last whole record.

    Appending to a torn file would lose, silently, whatever follows the tear. A record that has a
    row was flushed before, so nothing with a row is cut. Files without a whole record are removed.
    Returns the final names. Raises StorageError where the disk does not let us.
    """
    recovered: list[str] = []
    for path in sorted(directory.glob("*" + OPEN_SUFFIX)):
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
    if recovered:
        sync_directory(directory)
    return recovered


def _close(path: Path, descriptor: int) -> str | None:
    length = _whole_length(descriptor)
    if length == 0:
        path.unlink()
        return None
    os.ftruncate(descriptor, length)
    os.fsync(descriptor)
    final = path.with_name(path.name.removesuffix(OPEN_SUFFIX))
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
