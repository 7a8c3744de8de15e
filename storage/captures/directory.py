"""Captures in a directory."""

from __future__ import annotations

import os
from pathlib import Path
from typing import BinaryIO

from storage.errors import StorageError

OPEN_SUFFIX = ".open"  # of a file whose writer lives, or died before it was whole
WARC_SUFFIX = ".warc.gz"


class DirectoryStore:
    """WARC files and their indexes in one directory, which is its own workshop."""

    def __init__(self, directory: Path) -> None:
        self.workshop = directory

    def place(self, name: str) -> str:
        """Say where a file is."""
        return str(self.workshop / name) if name else str(self.workshop)

    def take(self, name: str) -> None:
        """Have the file's name on the disk."""
        try:
            sync_directory(self.workshop)
        except OSError as error:
            raise StorageError(
                f"cannot write {self.place(name)}: {error.strerror or error}"
            ) from error

    def waiting(self) -> list[str]:
        """Return nothing: a file that is whole is where it belongs."""
        return []

    def names(self) -> list[str]:
        """Return the names of the WARC files, sorted; those that are being written included."""
        try:
            found = [path.name.removesuffix(OPEN_SUFFIX) for path in self.workshop.iterdir()]
        except FileNotFoundError:
            return []
        except OSError as error:
            raise StorageError(f"cannot read {self.workshop}: {error.strerror or error}") from error
        return sorted({name for name in found if name.endswith(WARC_SUFFIX)})

    def open(self, name: str, offset: int = 0) -> BinaryIO:
        """Open a file for reading from ``offset`` on, under whichever name it has."""
        # It may be renamed between the two looks, hence the third.
        for found in (name, name + OPEN_SUFFIX, name):
            try:
                stream = (self.workshop / found).open("rb")
            except FileNotFoundError:
                continue
            except OSError as error:
                raise StorageError(
                    f"cannot read {self.place(found)}: {error.strerror or error}"
                ) from error
            stream.seek(offset)
            return stream
        raise CaptureFileMissing(
            f"{self.place(name)} is missing: captures that the archive knows are in it; "
            "see that NIANBAO_CAPTURES names the place where they were written"
        )

    def size(self, name: str) -> int:
        """Return how many bytes a file has now."""
        with self.open(name) as stream:
            return os.fstat(stream.fileno()).st_size

    def replace(self, name: str, path: Path) -> None:
        """Put the local file ``path`` in the place of a whole file of the same name."""
        try:
            with path.open("rb") as stream:
                os.fsync(stream.fileno())
            path.replace(self.workshop / name)
            sync_directory(self.workshop)
        except OSError as error:
            raise StorageError(
                f"cannot write {self.place(name)}: {error.strerror or error}"
            ) from error


class CaptureFileMissing(StorageError):
    """A WARC file that the archive knows is not in its store."""


def index_name(name: str) -> str:
    """Return the name of the CDXJ index of a WARC file."""
    return name.removesuffix(WARC_SUFFIX) + ".cdxj"


def sync_directory(directory: Path) -> None:
    """Have the names in ``directory`` on the disk. Raises OSError."""
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
