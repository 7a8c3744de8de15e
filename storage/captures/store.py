"""Where captures are kept: a directory, or an object store with a directory before it.

Files are made in a local directory, the *workshop*, since only there can a record be appended and
flushed. A file that is whole is *taken*: by a directory it stays where it is, by an object store it
is uploaded. Readers see it by its final name wherever it is at the moment.
"""

from __future__ import annotations

from pathlib import Path
from typing import BinaryIO, Protocol

from storage.captures.directory import DirectoryStore
from storage.errors import StorageError


class CaptureStore(Protocol):
    """WARC files and their indexes, by name. Methods raise StorageError."""

    @property
    def workshop(self) -> Path:
        """The local directory in which files are made."""

    def place(self, name: str) -> str:
        """Say where a file is, for messages; without a password."""

    def take(self, name: str) -> None:
        """Keep a file of the workshop that is whole, and its index."""

    def waiting(self) -> list[str]:
        """Return the names of whole files of the workshop that are still to be taken."""

    def names(self) -> list[str]:
        """Return the names of the WARC files, sorted; those that are being written included."""

    def open(self, name: str, offset: int = 0) -> BinaryIO:
        """Open a file for reading from ``offset`` on; only what is read is fetched."""

    def size(self, name: str) -> int:
        """Return how many bytes a file has now."""

    def replace(self, name: str, path: Path) -> None:
        """Put the local file ``path`` in the place of a whole file of the same name."""


def open_store(directory: Path, url: str | None = None) -> CaptureStore:
    """Return the store of an archive: its own ``warc`` directory, or what ``url`` names.

    ``url`` is the path of a directory, or an address that fsspec knows, such as
    ``s3://bucket/prefix``; then ``directory`` is the workshop. Raises StorageError.
    """
    if not url:
        return DirectoryStore(directory)
    if "://" not in url:
        return DirectoryStore(Path(url))
    if url.startswith("file://"):
        return DirectoryStore(Path(url.removeprefix("file://")))
    try:
        from storage.captures.objects import ObjectStore  # noqa: PLC0415 - an extra
    except ImportError as error:
        raise StorageError(
            "NIANBAO_CAPTURES names an object store: install nianbao with its objects extra"
        ) from error
    return ObjectStore(url, DirectoryStore(directory))
