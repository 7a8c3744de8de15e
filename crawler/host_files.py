"""What the processes that crawl into one archive know together: whose turn it is at a host.

Each host has a small file. Whoever holds its lock has the host's turn; what stands in it are the
moments that the next one must keep to. A process that dies lets go of its locks, and what it wrote
when it took the turn stays. Moments are ``time.monotonic()``, one clock for all processes of a
machine; those of an earlier boot lie in the future, and are no news.
"""

from __future__ import annotations

import math
import os
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from storage.errors import StorageError
from storage.locks import FileLock

# A name of a file has at most 255 bytes. Two hosts whose long names begin alike share a turn, which
# is more polite than either asks for.
_LONGEST_NAME = 200
_STATE = "{:.6f} {:.6f}\n"  # the last request begun, and until when the host rests


@dataclass(slots=True)
class HeldHost:
    """A host's turn, held. ``begun_at`` and ``rest_until`` are what the last holder left."""

    begun_at: float
    rest_until: float
    _lock: FileLock

    def write(self, begun_at: float, rest_until: float) -> None:
        """Put down what the next holder must keep to. Raises StorageError."""
        line = _STATE.format(begun_at, rest_until).encode()
        try:
            os.pwrite(self._lock.descriptor, line, 0)
            os.ftruncate(self._lock.descriptor, len(line))
        except OSError as error:
            raise _unusable(self._lock.path, error) from error

    def release(self) -> None:
        """Let the next one have the turn."""
        self._lock.release()


class HostFiles:
    """The files of all hosts, in one directory."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory

    def take(self, host: str, now: float) -> HeldHost | None:
        """Take the turn at ``host``, or return None where another process has it.

        Raises StorageError where the directory cannot be written.
        """
        path = self._directory / f"{quote(host, safe='')[:_LONGEST_NAME]}.turn"
        try:
            self._directory.mkdir(parents=True, exist_ok=True)
            lock = FileLock.acquire(path)
            if lock is None:
                return None
            written = os.pread(lock.descriptor, 100, 0)
        except OSError as error:
            raise _unusable(path, error) from error
        begun_at, rest_until = _moments(written)
        return HeldHost(
            begun_at=begun_at if begun_at <= now else -math.inf,
            rest_until=rest_until,
            _lock=lock,
        )


def _moments(written: bytes) -> tuple[float, float]:
    try:
        begun_at, rest_until = map(float, written.split())
    except ValueError:  # new, or torn by a crash of the machine: nobody is at the host now
        return -math.inf, -math.inf
    return begun_at, rest_until


def _unusable(path: Path, error: OSError) -> StorageError:
    return StorageError(f"cannot write {path}: {error.strerror or error}")
