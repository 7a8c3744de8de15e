"""Errors of the archive. Raised by storage, rarely caught on the way: they stop the run."""

from __future__ import annotations


class StorageError(Exception):
    """The archive cannot be read or written. Caught by the command, which exits with status 3."""


class ArchiveLocked(StorageError):
    """Another process held the archive for longer than ``LOCK_SECONDS``."""


class ArchiveTooNew(StorageError):
    """The archive was written by a later nianbao; opening it could lose what it holds."""


class CaptureDamaged(StorageError):
    """A WARC record is missing, or is not what its digest says; the rest of the archive is well."""
