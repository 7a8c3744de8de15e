"""Whose turn it is at a host, for the crawls of many machines into one archive.

The lock of a host is on the server, and what the next one must keep to is a row. Moments are the
server's clock there and ``time.monotonic()`` here.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from time import monotonic

from sqlalchemy import text

from storage.archive.server_locks import ServerLocks

_READ = text(
    "SELECT extract(epoch FROM clock_timestamp() - begun_at) AS age, "
    "extract(epoch FROM rest_until - clock_timestamp()) AS remaining "
    "FROM host_turns WHERE host = :host"
)
_WRITE = text(
    "INSERT INTO host_turns (host, begun_at, rest_until) VALUES (:host, "
    "clock_timestamp() - make_interval(secs => :age), "
    "clock_timestamp() + make_interval(secs => :left)) "
    "ON CONFLICT (host) DO UPDATE SET begun_at = excluded.begun_at, "
    "rest_until = excluded.rest_until"
)


@dataclass(slots=True)
class HeldTurn:
    """A host's turn, held. ``begun_at`` and ``rest_until`` are what the last holder left."""

    begun_at: float
    rest_until: float
    _host: str
    _locks: ServerLocks

    def write(self, begun_at: float, rest_until: float) -> None:
        """Put down what the next holder must keep to. Raises StorageError."""
        now = monotonic()
        age, left = now - begun_at, max(0.0, rest_until - now)
        self._locks.execute(_WRITE, {"host": self._host, "age": age, "left": left})

    def release(self) -> None:
        """Let the next one have the turn."""
        self._locks.give_back(_name(self._host))


class ServerHostTurns:
    """The turns at all hosts, on the archive's server."""

    def __init__(self, locks: ServerLocks) -> None:
        self._locks = locks

    def take(self, host: str, now: float) -> HeldTurn | None:
        """Take the turn at ``host``, or return None where another process has it.

        Raises StorageError.
        """
        if not self._locks.take(_name(host)):
            return None
        row = self._locks.execute(_READ, {"host": host})
        begun_at, rest_until = -math.inf, -math.inf
        if row is not None:
            begun_at, rest_until = now - float(row.age), now + float(row.remaining)
        return HeldTurn(begun_at=begun_at, rest_until=rest_until, _host=host, _locks=self._locks)


def _name(host: str) -> str:
    return f"host {host}"
