"""The connection to the archive's tables: SQLite in its directory, or PostgreSQL by URL."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from time import monotonic, sleep
from typing import Any, TypeAlias, TypeVar

import tenacity
from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import (
    ArgumentError,
    DatabaseError,
    DBAPIError,
    NoSuchModuleError,
    OperationalError,
)

from storage.errors import ArchiveLocked, StorageError

LOCK_SECONDS = 30  # the public interface says so: another command's writes are waited for
SQLITE_FILE = "archive.sqlite"

# A connection that broke, or a transaction that PostgreSQL gave up in favour of another, is tried
# again: long enough for a server that restarts, short enough that a crawl's sites do not time out.
_RETRY_SECONDS = 20
_RETRY_PAUSE = 0.2
# Between two looks at whether another process still writes to SQLite: short beside a transaction of
# a page, and in the end long enough that many processes in line do not take a core from the writer.
_FIRST_PAUSE, _LONGEST_PAUSE = 0.0002, 0.003
_POSTGRES_TRANSIENT = {"40001", "40P01", "57P01", "57P02", "57P03", "08000", "08003", "08006"}
_POSTGRES_LOCKED = "55P03"

Result = TypeVar("Result")
State: TypeAlias = Connection  # for who reads one state of the tables and knows no SQL


class Database:
    """Transactions on the archive's tables; every error comes out as a StorageError."""

    def __init__(self, engine: Engine, where: str) -> None:
        self.engine = engine
        self.where = where
        self._was_reached = False
        self._writer = engine.execution_options(nianbao_write=True)

    @classmethod
    def sqlite(cls, path: Path) -> Database:
        """Open a SQLite file; it is made at the first write."""
        engine = create_engine(
            URL.create("sqlite", database=str(path)), connect_args={"timeout": LOCK_SECONDS}
        )
        event.listen(engine, "connect", _configure_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return cls(engine, str(path))

    @classmethod
    def by_url(cls, url: str) -> Database:
        """Open the database of a SQLAlchemy URL. No message ever holds its password."""
        try:
            parsed = make_url(url)
        except (ArgumentError, ValueError):
            raise StorageError(
                "NIANBAO_DATABASE_URL is no URL of a database such as postgresql://user@host/name"
            ) from None  # the cause quotes it, its password included
        if parsed.get_backend_name() == "sqlite" and parsed.database:
            return cls.sqlite(Path(parsed.database))
        if parsed.get_backend_name() != "postgresql":
            raise StorageError(
                f"NIANBAO_DATABASE_URL names {parsed.get_backend_name()!r}; "
                "nianbao keeps its tables in PostgreSQL or SQLite"
            )
        if parsed.drivername == "postgresql":
            parsed = parsed.set(drivername="postgresql+psycopg")
        where = parsed.render_as_string(hide_password=True)
        try:
            engine = create_engine(
                parsed,
                connect_args={"options": f"-c lock_timeout={LOCK_SECONDS}s -c timezone=UTC"},
            )
        except (ImportError, NoSuchModuleError) as error:
            raise StorageError(
                f"{where} needs psycopg: install nianbao with its postgres extra"
            ) from error
        return cls(engine, where)

    @property
    def server(self) -> str | None:
        """The PostgreSQL server as libpq is told of it, password included; None with SQLite."""
        if self.engine.dialect.name != "postgresql":
            return None
        url = self.engine.url.set(drivername="postgresql")
        return url.render_as_string(hide_password=False)

    def write(self, work: Callable[[Connection], Result]) -> Result:
        """Run ``work`` in one transaction, again where the connection broke under it."""
        for attempt in self._attempts():
            with attempt, self._writer.begin() as connection:
                self._was_reached = True
                return work(connection)
        raise AssertionError("unreachable: tenacity raises the last error")

    def read(self, work: Callable[[Connection], Result]) -> Result:
        """Run ``work`` on one consistent state of the tables."""
        for attempt in self._attempts():
            with attempt, self.engine.connect() as connection:
                self._was_reached = True
                return work(connection)
        raise AssertionError("unreachable: tenacity raises the last error")

    @contextmanager
    def reading(self, snapshot: str | None = None) -> Iterator[Connection]:
        """Give a connection that sees one state of the tables however long it reads.

        ``snapshot``: that of another connection, by ``export_snapshot``.
        """
        engine = self.engine
        if engine.dialect.name == "postgresql":  # in SQLite every transaction does
            engine = engine.execution_options(isolation_level="REPEATABLE READ")
        with self._translated(), engine.connect() as connection:
            if snapshot is not None:
                if not snapshot.replace("-", "").isalnum():  # it takes no parameters
                    raise ValueError(f"{snapshot!r} names no state of a server")
                connection.exec_driver_sql(f"SET TRANSACTION SNAPSHOT '{snapshot}'")
            yield connection

    def copy_file(self, path: Path) -> None:
        """Copy a SQLite database as it is at one moment, its writers going on, to a new file."""
        source = self.engine.url.database
        assert source is not None  # noqa: S101 - of a SQLite file
        try:
            with (
                closing(sqlite3.connect(source, timeout=LOCK_SECONDS)) as connection,
                closing(sqlite3.connect(path)) as target,
            ):
                connection.backup(target)
        except sqlite3.Error as error:
            raise StorageError(f"cannot copy {source} to {path}: {error}") from error

    def forget_deleted(self) -> None:
        """Let nothing of what was deleted stand in SQLite's journal any longer."""
        if self.engine.dialect.name == "sqlite":
            with self._translated(), self.engine.connect() as connection:
                driver = connection.connection.driver_connection
                assert driver is not None  # noqa: S101 - it is open
                driver.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def as_one_file(self) -> None:
        """Put all of a SQLite database into its one file, to be copied like any other."""
        with self._translated(), self.engine.connect() as connection:
            driver = connection.connection.driver_connection
            assert driver is not None  # noqa: S101 - it is open
            driver.execute("PRAGMA journal_mode = DELETE")

    def close(self) -> None:
        """Let go of the database."""
        self.engine.dispose()

    def _attempts(self) -> Iterator[Any]:
        with self._translated():
            yield from tenacity.Retrying(
                retry=tenacity.retry_if_exception(self._is_transient),
                stop=tenacity.stop_after_delay(_RETRY_SECONDS),
                wait=tenacity.wait_exponential(multiplier=_RETRY_PAUSE, max=5),
                reraise=True,
            )

    def _is_transient(self, error: BaseException) -> bool:
        if not isinstance(error, DBAPIError) or isinstance(error.orig, sqlite3.Error):
            return False  # SQLite waits by itself
        # Without a state there is no connection: a server that starts anew, if it was there before,
        # and a wrong address if not.
        away = isinstance(error, OperationalError) and _sqlstate(error) is None
        return (
            error.connection_invalidated
            or _sqlstate(error) in _POSTGRES_TRANSIENT
            or (away and self._was_reached)
        )

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except DBAPIError as error:
            raise _translate(error, self.where) from error


def export_snapshot(connection: Connection) -> str:
    """Return the name of the state that a connection to PostgreSQL sees, for others to see it too.

    It holds as long as the connection's transaction; a server that ends idle ones leaves this one.
    """
    connection.exec_driver_sql("SET LOCAL idle_in_transaction_session_timeout = 0")
    return str(connection.exec_driver_sql("SELECT pg_export_snapshot()").scalar_one())


def _configure_sqlite(connection: sqlite3.Connection, _: Any) -> None:
    # Autocommit mode: sqlite3 would begin transactions by itself, and as readers.
    connection.isolation_level = None
    for pragma in (
        "journal_mode = WAL",  # readers and one writer at the same time
        "synchronous = NORMAL",  # in WAL mode: consistent after any crash
        "foreign_keys = ON",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    # A reader that turns writer cannot wait for its turn, so writers say so at the start.
    if not connection.get_execution_options().get("nianbao_write"):
        connection.exec_driver_sql("BEGIN")
        return
    driver = connection.connection.driver_connection
    assert driver is not None  # noqa: S101 - it is open
    driver.execute("PRAGMA busy_timeout = 0")
    try:
        if not _begins(driver):
            connection.exec_driver_sql("BEGIN IMMEDIATE")  # to fail as any statement does
    finally:
        driver.execute(f"PRAGMA busy_timeout = {round(LOCK_SECONDS * 1000)}")


def _begins(connection: Any) -> bool:
    """Begin to write as soon as the one who writes is done; False where that was in vain.

    SQLite itself would look again after 1, 2, 5, 10 and in the end 100 ms, and processes that
    write for one or two would spend most of their time asleep.
    """
    pause, deadline = _FIRST_PAUSE, monotonic() + LOCK_SECONDS
    while monotonic() < deadline:
        try:
            connection.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:
                return False
            sleep(pause)
            pause = min(pause * 1.5, _LONGEST_PAUSE)
        else:
            return True
    return False


def _sqlstate(error: DBAPIError) -> str | None:
    return getattr(error.orig, "sqlstate", None)


def _translate(error: DBAPIError, where: str) -> StorageError:
    text = str(error.orig).strip()
    lower = text.lower()
    if "database is locked" in lower or "is busy" in lower or _sqlstate(error) == _POSTGRES_LOCKED:
        return ArchiveLocked(
            f"{where} has been locked by another process for {LOCK_SECONDS} seconds: "
            "wait until it is done, or stop it, and run this again"
        )
    for sign, meaning in _SQLITE_TROUBLE.items():
        if sign in lower:
            return StorageError(f"{where}: {meaning}")
    if not isinstance(error, DatabaseError):
        return StorageError(f"{where}: {text}")
    return StorageError(f"{where}: the database refused: {text}")


_SQLITE_TROUBLE = {
    "disk is full": "the disk is full; make room and run this again",
    "readonly database": "it may not be written; see the permissions of the file and its directory",
    "unable to open": "it cannot be opened; see that the directory exists and may be written",
    "file is not a database": "it is not an archive of nianbao",
    "malformed": "the database is damaged; restore it from a backup, or read the captures again",
    "disk i/o error": "the disk does not answer; see its health and room",
}
