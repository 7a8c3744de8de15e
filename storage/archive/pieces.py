"""What workers make of a work on its way to who waits for it: rows beside the archive's tables.

The database is the one thing that all machines are sure to share. The rows are no part of the
archive: no backup has them, and where PostgreSQL crashes they are gone, with who waited for them.
"""

from __future__ import annotations

from types import TracebackType
from typing import Self

from sqlalchemy import Connection, LargeBinary, bindparam, text

from storage.archive.database import Database
from storage.archive.server_locks import ServerLocks

PIECES_TABLE = "nianbao_pieces"
# External storage: the content is compressed already.
MAKE_PIECES = f"""
CREATE UNLOGGED TABLE {PIECES_TABLE} (
    work text, part integer, piece integer, content bytea NOT NULL,
    PRIMARY KEY (work, part, piece)
);
ALTER TABLE {PIECES_TABLE} ALTER COLUMN content SET STORAGE EXTERNAL;
"""


class Pieces:
    """The pieces of one work. Who waits for them holds a lock: without it nobody wants them."""

    def __init__(self, database: Database, work: str) -> None:
        self._database = database
        self._locks = ServerLocks(database.engine)
        self._work = work

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._locks.close()

    def begin(self) -> None:
        """Wait for pieces from now on. What killed ones waited for is cleared away."""
        self._locks.take(_lock(self._work))
        for work in self._database.read(_works):
            if not self._locks.is_taken(_lock(work)):
                self._clear(work)

    def end(self) -> None:
        """Wait no more."""
        self._locks.give_back(_lock(self._work))
        self._clear(self._work)

    def is_waited_for(self) -> bool:
        """Whether there still is somebody who wants the pieces."""
        return self._locks.is_taken(_lock(self._work))

    def put(self, part: int, piece: int, content: bytes) -> None:
        """Leave a piece; one that is there is as good."""
        values = {"work": self._work, "part": part, "piece": piece, "content": content}
        self._database.write(lambda connection: connection.execute(_PUT, values))

    def take(self, part: int, piece: int) -> bytes | None:
        """Return a piece, which is then gone; None where it is not there yet."""
        values = {"work": self._work, "part": part, "piece": piece}
        content = self._database.write(
            lambda connection: connection.execute(_TAKE, values).scalar()
        )
        return None if content is None else bytes(content)

    def _clear(self, work: str) -> None:
        self._database.write(lambda connection: connection.execute(_CLEAR, {"work": work}))


_PUT = text(
    f"INSERT INTO {PIECES_TABLE} VALUES (:work, :part, :piece, :content) "  # noqa: S608
    "ON CONFLICT DO NOTHING"
).bindparams(bindparam("content", type_=LargeBinary))
_TAKE = text(
    f"DELETE FROM {PIECES_TABLE} "  # noqa: S608
    "WHERE work = :work AND part = :part AND piece = :piece RETURNING content"
)
_CLEAR = text(f"DELETE FROM {PIECES_TABLE} WHERE work = :work")  # noqa: S608
_WORKS = text(f"SELECT DISTINCT work FROM {PIECES_TABLE}")  # noqa: S608


def _works(connection: Connection) -> list[str]:
    return list(connection.scalars(_WORKS))


def _lock(work: str) -> str:
    return f"work {work}"
