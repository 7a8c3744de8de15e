"""The archive's front: one object, each file of it one of the things that it is asked for."""

from __future__ import annotations

from storage.archive.front.crawling import Crawling
from storage.archive.front.registering import Registering
from storage.archive.front.researching import Researching


class Archive(Crawling, Registering, Researching):
    """One archive: its tables, and the captures in its directory.

    Each method is one transaction, and so is all that :meth:`together` keeps back; killed at any
    moment, what was returned before is kept and what was not is as if it had not begun. Methods
    raise StorageError where the archive cannot be read or written, ArchiveLocked after waiting 30 s
    for another process. One object is shared by all the crawlers of a process.

    ``withdrawal`` may be set to other numbers. ``reader`` is set by whoever can read captures
    again; without one, readings of two reader versions are compared as they stand.
    """
