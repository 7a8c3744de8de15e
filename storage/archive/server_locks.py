"""Locks that every machine sees: PostgreSQL's advisory locks, all held by one connection."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import tenacity
from sqlalchemy import Connection, Engine, Row, TextClause, text
from sqlalchemy.exc import DBAPIError

from storage.errors import StorageError

# A server that restarts is waited for as long as the tables' transactions wait for it.
_PATIENCE = 20  # seconds
_PAUSE = 0.1  # seconds


class ServerLocks:
    """Locks by name. Not for threads.

    The server lets go when the connection ends, so it is told to notice dead machines within a
    minute. Where the connection broke, what it held is taken again before anything else is done.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine.execution_options(isolation_level="AUTOCOMMIT")
        self._connection: Connection | None = None
        self._held: set[str] = set()

    def take(self, name: str) -> bool:
        """Take a lock, unless somebody else has it. Raises StorageError."""
        if name not in self._held and not self._ask("pg_try_advisory_lock", name):
            return False
        self._held.add(name)
        return True

    def give_back(self, name: str) -> None:
        """Let go of a lock. Raises StorageError."""
        if name in self._held:
            self._held.discard(name)
            self._ask("pg_advisory_unlock", name)

    def is_taken(self, name: str) -> bool:
        """Say whether anybody has a lock. Raises StorageError."""
        if name in self._held:
            return True
        if not self._ask("pg_try_advisory_lock", name):
            return True
        self._ask("pg_advisory_unlock", name)
        return False

    def execute(
        self, statement: TextClause, values: Mapping[str, Any]
    ) -> Row[tuple[Any, ...]] | None:
        """Run a statement on the connection that holds the locks. Raises StorageError."""

        def work(connection: Connection) -> Row[tuple[Any, ...]] | None:
            result = connection.execute(statement, values)
            return result.first() if result.returns_rows else None

        try:
            for attempt in tenacity.Retrying(
                retry=tenacity.retry_if_exception(_is_broken),
                stop=tenacity.stop_after_delay(_PATIENCE),
                wait=tenacity.wait_fixed(_PAUSE),
                reraise=True,
            ):
                with attempt:
                    return work(self._connected())
        except DBAPIError as error:
            raise StorageError(f"the locks of this archive: {error.orig}") from error
        raise AssertionError("unreachable: tenacity raises the last error")

    def close(self) -> None:
        """Let go of everything."""
        self._held.clear()
        if self._connection is not None:
            self._connection.invalidate()  # the pool would keep it, and the server its locks
            self._connection.close()
            self._connection = None

    def _ask(self, function: str, name: str) -> bool:
        row = self.execute(_call(function), {"key": name})
        return row is not None and bool(row[0])

    def _connected(self) -> Connection:
        connection = self._connection
        if connection is not None and not connection.invalidated:
            return connection
        if connection is not None:
            connection.close()
            self._connection = None
        connection = self._engine.connect()
        for setting in ("idle = 30", "interval = 10", "count = 3"):  # seconds, and times
            connection.execute(text(f"SET tcp_keepalives_{setting}"))
        for name in self._held:
            if not connection.scalar(_call("pg_try_advisory_lock"), {"key": name}):
                connection.close()
                raise StorageError(
                    f"the connection broke, and the lock of {name} is another process's by now; "
                    "run this again"
                )
        self._connection = connection
        return connection


def _call(function: str) -> TextClause:
    return text(f"SELECT {function}(hashtextextended(:key, 0))")


def _is_broken(error: BaseException) -> bool:
    return isinstance(error, DBAPIError) and (
        error.connection_invalidated or getattr(error.orig, "sqlstate", None) is None
    )
