"""Backups: an archive of SQLite tables and a directory of captures, whatever it was made of.

The tables are those of one moment, also while a crawl writes. Captures are copied after them, and
each was on disk before the row that points to it, so that a backup has every capture it knows.
"""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import BinaryIO

from sqlalchemy import select

from storage import migrations
from storage.archive.copying import copy_tables
from storage.archive.database import SQLITE_FILE, Database
from storage.archive.front import Archive
from storage.archive.front.opened import CAPTURES
from storage.captures import CaptureFileMissing, CaptureStore, DirectoryStore, open_store, recover
from storage.captures.directory import OPEN_SUFFIX, index_name
from storage.captures.tombstone import is_tombstone
from storage.errors import StorageError
from storage.schema import redactions, visits

_PART = ".part"

Progress = Callable[[int, int], None]  # files done, of how many


class NoBackup(Exception):
    """A directory that is not what it should be. Raised before anything is written."""


def back_up(archive: Archive, target: Path, progress: Progress) -> int:
    """Make or bring up to date the backup in ``target``; return how many files were copied.

    Killed, it leaves the earlier backup as it was, and the next one goes on. Raises NoBackup where
    ``target`` holds something else, and StorageError.
    """
    database = target / SQLITE_FILE
    if target.resolve() == archive.directory.resolve():
        raise NoBackup(f"{target} is the archive itself")
    if target.exists() and any(target.iterdir()):
        if not database.exists() and not (target / (SQLITE_FILE + _PART)).exists():
            raise NoBackup(f"{target} holds something else than a backup")
        if database.exists() and not _is_of(database, archive):
            raise NoBackup(f"{target} holds the backup of another archive")
    with _writing(target):
        target.mkdir(parents=True, exist_ok=True)
        part = target / (SQLITE_FILE + _PART)
        part.unlink(missing_ok=True)
        archive.snapshot(part)
        store = DirectoryStore(target / CAPTURES)
        _drop_removed(archive, store)
        copied = copy_captures(archive.captures, store, progress)
        part.replace(database)
        for rest in ("-wal", "-shm"):  # of whoever looked into the earlier backup
            database.with_name(database.name + rest).unlink(missing_ok=True)
    return copied


def restore(
    backup: Path,
    directory: Path,
    *,
    database_url: str | None,
    captures_url: str | None,
    progress: Progress,
) -> int:
    """Make an archive of a backup; return how many files were copied.

    Killed, the same call goes on. Raises NoBackup where there is none, and StorageError, also where
    there is an archive already, or the backup is a later nianbao's.
    """
    source = backup / SQLITE_FILE
    if not source.is_file():
        raise NoBackup(f"{backup} holds no backup: {SQLITE_FILE} is missing")
    target = directory / SQLITE_FILE
    if database_url is None and target.exists():
        raise StorageError(f"there is an archive at {directory}: restore to another place")
    part = directory / (SQLITE_FILE + _PART)
    with _writing(directory):
        directory.mkdir(parents=True, exist_ok=True)
        try:
            # A copy, so that a backup of an earlier schema is left as it is.
            shutil.copyfile(source, part)
            with closing(Database.sqlite(part)) as tables:
                tables.write(migrations.upgrade)
                store = open_store(directory / CAPTURES, captures_url)
                copied = copy_captures(DirectoryStore(backup / CAPTURES), store, progress)
                if database_url is not None:
                    with (
                        closing(Database.by_url(database_url)) as database,
                        tables.reading() as connection,
                    ):
                        copy_tables(connection, database)
                tables.as_one_file()
            if database_url is None:
                part.replace(target)
        finally:
            for rest in ("", "-wal", "-shm"):
                part.with_name(part.name + rest).unlink(missing_ok=True)
    return copied


def copy_captures(source: CaptureStore, target: CaptureStore, progress: Progress) -> int:
    """Copy the files that the target has not, or has not whole; return how many."""
    names = source.names()
    known = set(target.names())
    copied = 0
    for number, name in enumerate(names):
        if name not in known or target.size(name) != source.size(name):
            _copy_file(source, target, name)
            copied += 1
        progress(number + 1, len(names))
    return copied


def _drop_removed(archive: Archive, store: DirectoryStore) -> None:
    """Remove files of an earlier backup that hold what was removed by decision since."""
    with archive.reading() as connection:
        removed = connection.execute(
            select(visits.c.warc_file, visits.c.warc_offset)
            .join(redactions, redactions.c.record_id == visits.c.record_id)
            .where(visits.c.refers_to.is_(None))
        ).all()
    for row in removed:
        file = store.workshop / row.warc_file
        if file.exists() and not is_tombstone(store, row.warc_file, row.warc_offset):
            file.unlink()


def _copy_file(source: CaptureStore, target: CaptureStore, name: str) -> None:
    place = target.workshop
    place.mkdir(parents=True, exist_ok=True)
    try:
        index = source.open(index_name(name))
    except CaptureFileMissing:
        # It is still being written: what of it is whole is kept under its final name.
        with source.open(name) as stream:
            _write(place / (name + OPEN_SUFFIX), stream)
        recover(target)
        return
    with index, source.open(name) as stream:
        _write(place / index_name(name), index)
        _write(place / (name + _PART), stream)
    (place / (name + _PART)).replace(place / name)
    target.take(name)


def _write(path: Path, stream: BinaryIO) -> None:
    with path.open("wb") as file:
        shutil.copyfileobj(stream, file, 1024 * 1024)


def _is_of(database: Path, archive: Archive) -> bool:
    """Whether the first capture that a backup knows is one of the archive's."""
    try:
        with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
            first = connection.execute(
                "SELECT record_id FROM visits WHERE record_id IS NOT NULL ORDER BY visit_id LIMIT 1"
            ).fetchone()
    except sqlite3.Error:
        return False
    if first is None:
        return True
    with archive.reading() as connection:
        known = select(visits.c.visit_id).where(visits.c.record_id == first[0])
        return connection.execute(known).first() is not None


@contextmanager
def _writing(place: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise StorageError(f"cannot write {place}: {error.strerror or error}") from error
