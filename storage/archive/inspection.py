"""A look at an archive that changes nothing: opening one would bring its tables up to date."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, func, select

from storage import migrations
from storage.archive.database import SQLITE_FILE, Database
from storage.schema import runs


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchiveState:
    """The version of an archive's tables, the one that is installed, and when it last crawled."""

    version: str | None
    installed: str
    last_started_at: datetime | None


def inspect_archive(directory: Path, database_url: str | None) -> ArchiveState | None:
    """Return how an archive stands, None where there is none yet. Raises StorageError."""
    path = directory / SQLITE_FILE
    if database_url is None and not path.is_file():
        return None
    database = Database.by_url(database_url) if database_url else Database.sqlite(path)
    try:
        return database.read(_state)
    finally:
        database.close()


def _state(connection: Connection) -> ArchiveState:
    found = migrations.version(connection)
    started_at = connection.scalar(select(func.max(runs.c.started_at))) if found else None
    return ArchiveState(version=found, installed=migrations.HEAD, last_started_at=started_at)
