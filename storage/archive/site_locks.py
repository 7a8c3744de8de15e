"""Who crawls a site: one living process at a time, on one machine or on many."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Protocol

from storage.archive.server_locks import ServerLocks
from storage.errors import ArchiveLocked, StorageError
from storage.locks import FileLock

_MOMENT = 0.1  # seconds: as long as somebody else may hold a lock only to see whether it is free


class SiteLocks(Protocol):
    """Locks by the name of a site. A process that dies lets go of its own. Not for threads."""

    def take(self, site: str) -> None:
        """Take a site. Raises ArchiveLocked where another process has it."""

    def give_back(self, site: str) -> None:
        """Let go of a site."""

    def is_taken(self, site: str) -> bool:
        """Say whether a living process has the site."""

    def close(self) -> None:
        """Let go of all sites."""


class FileSiteLocks:
    """Locked files in the archive's directory, for archives that live in it."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._held: dict[str, FileLock] = {}

    def take(self, site: str) -> None:
        path = self._path(site)
        try:
            lock = FileLock.acquire(path)
            if lock is None:
                time.sleep(_MOMENT)
                lock = FileLock.acquire(path)
        except OSError as error:
            raise StorageError(f"cannot write {path}: {error.strerror or error}") from error
        if lock is None:
            raise _locked(site, str(self._directory))
        self._held[site] = lock

    def give_back(self, site: str) -> None:
        lock = self._held.pop(site, None)
        if lock is not None:
            lock.path.unlink(missing_ok=True)
            lock.release()

    def is_taken(self, site: str) -> bool:
        path = self._path(site)
        try:
            lock = FileLock.acquire(path, create=False)
        except FileNotFoundError:
            return False
        except OSError as error:
            raise StorageError(f"cannot read {path}: {error.strerror or error}") from error
        if lock is not None:
            lock.release()
        return lock is None

    def close(self) -> None:
        for lock in self._held.values():
            lock.release()
        self._held.clear()

    def _path(self, site: str) -> Path:
        return self._directory / f".crawling-{site}"


class ServerSiteLocks:
    """Locks on the archive's server, which every machine sees."""

    def __init__(self, locks: ServerLocks) -> None:
        self._locks = locks

    def take(self, site: str) -> None:
        if not self._locks.take(_name(site)):
            time.sleep(_MOMENT)
            if not self._locks.take(_name(site)):
                raise _locked(site, "this archive")

    def give_back(self, site: str) -> None:
        self._locks.give_back(_name(site))

    def is_taken(self, site: str) -> bool:
        return self._locks.is_taken(_name(site))

    def close(self) -> None:
        self._locks.close()


def _name(site: str) -> str:
    return f"site {site}"


def _locked(site: str, where: str) -> ArchiveLocked:
    return ArchiveLocked(
        f"{site} is being crawled into {where} by another process: "
        "wait until it is done, or stop it, and run this again"
    )
