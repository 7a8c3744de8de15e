"""An archive that is open: its tables, its captures, its locks."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from sqlalchemy import Connection, Engine, inspect

from storage import migrations
from storage.archive import (
    copying,
    crawls,
    sealing,
)
from storage.archive.database import SQLITE_FILE, Database
from storage.archive.host_turns import ServerHostTurns
from storage.archive.pieces import MAKE_PIECES, PIECES_TABLE, Pieces
from storage.archive.reader import Reader
from storage.archive.sealing import Seal
from storage.archive.server_locks import ServerLocks
from storage.archive.site_locks import FileSiteLocks, ServerSiteLocks, SiteLocks
from storage.archive.statements import serialize
from storage.captures import (
    CaptureStore,
    open_store,
    recover,
)
from storage.errors import StorageError
from storage.records import (
    Withdrawal,
)

CAPTURES = "warc"  # the directory of captures within the archive's


class Opened:
    """An archive that is open: its tables, its captures, its locks."""

    def __init__(self, directory: Path, database: Database, captures: CaptureStore) -> None:
        self.directory = directory
        self.captures = captures
        self.withdrawal = Withdrawal()
        self.reader: Reader | None = None
        self._database = database
        self.host_turns: ServerHostTurns | None = None  # with SQLite one machine does it all
        self._locks: SiteLocks = FileSiteLocks(directory)
        if database.server is not None:
            locks = ServerLocks(database.engine)
            self.host_turns = ServerHostTurns(locks)
            self._locks = ServerSiteLocks(locks)
        self._crawling: dict[int, str] = {}  # sites by their runs
        self._nights: dict[int, str] = {}  # by their runs, whose night never changes
        self._night: str | None = None

    @classmethod
    def open(
        cls,
        directory: Path,
        *,
        database_url: str | None = None,
        captures_url: str | None = None,
        create: bool = True,
    ) -> Self:
        """Open the archive in ``directory``, made where it is not there and ``create`` says so.

        ``database_url`` and ``captures_url`` are what NIANBAO_DATABASE_URL and NIANBAO_CAPTURES
        hold. What a killed process left half done is put right. Raises ArchiveLocked,
        ArchiveTooNew, and StorageError where there is no archive, or something else.
        """
        path = directory / SQLITE_FILE
        if create:
            try:
                directory.mkdir(parents=True, exist_ok=True)
            except OSError as error:
                raise StorageError(
                    f"cannot make the archive's directory {directory}: {error.strerror or error}"
                ) from error
        elif not (directory.is_dir() if database_url else path.is_file()):
            raise StorageError(
                f"there is no archive at {directory}: crawl first, or name one with --archive"
            )
        database = Database.by_url(database_url) if database_url else Database.sqlite(path)
        archive = cls(directory, database, open_store(directory / CAPTURES, captures_url))
        try:
            if database.read(migrations.version) != migrations.HEAD:
                database.write(migrations.upgrade)
            if create:
                recover(archive.captures)
        except StorageError:
            archive.close()
            raise
        return archive

    def close(self) -> None:
        """Let go of the database and of the sites whose runs are not finished."""
        self._locks.close()
        self._database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    @contextmanager
    def reading(self, snapshot: str | None = None) -> Iterator[Connection]:
        """Give a connection that sees one state of the tables, for the rest of storage: exports.

        ``snapshot``: the state that another connection to PostgreSQL sees.
        """
        with self._database.reading(snapshot) as connection:
            yield connection

    @property
    def where(self) -> str:
        """Where the tables are, without a password."""
        return self._database.where

    @classmethod
    def schema(cls, directory: Path, *, database_url: str | None = None) -> str | None:
        """Return the version of an archive's tables without changing them; None: there are none."""
        path = directory / SQLITE_FILE
        if database_url is None and not path.is_file():
            return None
        database = Database.by_url(database_url) if database_url else Database.sqlite(path)
        try:
            return database.read(migrations.version)
        finally:
            database.close()

    def copy_to(self, database_url: str) -> int:
        """Copy all tables, as they are at one moment, to another database; return the rows.

        Raises StorageError where it holds an archive already.
        """
        target = Database.by_url(database_url)
        try:
            with self.reading() as connection:
                return copying.copy_tables(connection, target)
        finally:
            target.close()

    def snapshot(self, path: Path) -> None:
        """Write all tables, as they are at one moment, to a SQLite file that is not there."""
        target = Database.sqlite(path)
        try:
            if self._database.engine.dialect.name == "sqlite":
                self._database.copy_file(path)
            else:
                with self.reading() as connection:
                    copying.copy_tables(connection, target)
            target.as_one_file()
        finally:
            target.close()

    @property
    def server(self) -> str | None:
        """The PostgreSQL server as libpq is told of it, password included; None with SQLite."""
        return self._database.server

    def share_tables(self, table: str, make: str) -> None:
        """Make the tables of another library in the archive's database, unless ``table`` is there.

        ``make`` is that library's own SQL.
        """

        def work(connection: Connection) -> None:
            serialize(connection, f"make {table}")
            if not inspect(connection).has_table(table):
                connection.exec_driver_sql(make.replace("%", "%%"))  # no placeholders

        self._database.write(work)

    def pieces(self, work: str) -> Pieces:
        """Return the place where workers leave what they make of a work, in PostgreSQL."""
        self.share_tables(PIECES_TABLE, MAKE_PIECES)
        return Pieces(self._database, work)

    @property
    def engine(self) -> Engine:
        """The database, for the rest of storage: its exports read it with their own statements."""
        return self._database.engine

    def seal(self, now: datetime) -> Seal | None:
        """Seal in the manifest what ended crawls and other commands added; None: nothing."""
        return self._database.write(lambda connection: sealing.seal(connection, now))

    def night(self, now: datetime) -> str:
        """Return the name that the runs of one command share; of a killed one, if it goes on."""
        return self._database.read(lambda connection: self._tonight(connection, now))

    def join_night(self, night: str) -> None:
        """Make the runs of this process part of a night that another has begun."""
        self._night = night

    def _tonight(self, connection: Connection, now: datetime | None) -> str:
        """Return what the runs of this process share, and of the one it takes up."""
        if self._night is None:
            killed = crawls.night_to_join(connection, now) if now else None
            self._night = killed or uuid.uuid4().hex
        return self._night
