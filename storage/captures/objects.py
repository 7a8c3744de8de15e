"""Captures in an object store that fsspec knows, such as S3."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO, cast
from urllib.parse import urlsplit

import fsspec  # type: ignore[import-untyped]

from storage.captures.directory import (
    WARC_SUFFIX,
    CaptureFileMissing,
    DirectoryStore,
    index_name,
)
from storage.errors import StorageError

# One exchange has some ten kilobytes; fsspec would fetch 50 MB for it.
_BLOCK = 256 * 1024


class ObjectStore:
    """WARC files under a prefix of an object store; a file being written is in the workshop.

    Objects cannot be appended to. So a file is uploaded when it is whole, and leaves the workshop
    only after the store has said that it has all of it: killed in between, the next process to open
    the archive uploads it again. Where the store is and with which keys is said as its own tools
    have it (``AWS_ENDPOINT_URL``, ``AWS_ACCESS_KEY_ID`` …).
    """

    def __init__(self, url: str, local: DirectoryStore) -> None:
        self._local = local
        self._where = _without_password(url).rstrip("/")
        with self._translated(self._where):
            self._files, root = fsspec.core.url_to_fs(url.rstrip("/"), use_listings_cache=False)
        self._root: str = root

    @property
    def workshop(self) -> Path:
        """The local directory in which files are made."""
        return self._local.workshop

    def place(self, name: str) -> str:
        """Say where a file is."""
        return f"{self._where}/{name}"

    def take(self, name: str) -> None:
        """Upload a file and its index, then remove them here."""
        for part in (index_name(name), name):
            path = self._local.workshop / part
            try:
                self._upload(path, part)
                path.unlink()
            except FileNotFoundError:
                continue  # another process was quicker
            except OSError as error:
                raise StorageError(f"cannot remove {path}: {error.strerror or error}") from error

    def waiting(self) -> list[str]:
        """Return the names of whole files of the workshop that are still to be taken."""
        return sorted(path.name for path in self._local.workshop.glob("*" + WARC_SUFFIX))

    def names(self) -> list[str]:
        """Return the names of the WARC files, sorted; those that are being written included."""
        with self._translated(self._where):
            try:
                found = self._files.ls(self._root, detail=False)
            except FileNotFoundError:
                found = []
        uploaded = {str(path).rpartition("/")[2] for path in found}
        return sorted(
            {name for name in uploaded if name.endswith(WARC_SUFFIX)} | {*self._local.names()}
        )

    def open(self, name: str, offset: int = 0) -> BinaryIO:
        """Open a file for reading from ``offset`` on; only what is read is fetched."""
        try:
            return self._local.open(name, offset)
        except CaptureFileMissing:
            pass
        with self._translated(self.place(name)):
            try:
                stream = self._files.open(
                    f"{self._root}/{name}", "rb", block_size=_BLOCK, cache_type="readahead"
                )
            except FileNotFoundError:
                raise CaptureFileMissing(
                    f"{self.place(name)} is missing: captures that the archive knows are in it"
                ) from None
            stream.seek(offset)
        return cast("BinaryIO", _Translating(stream, self))

    def size(self, name: str) -> int:
        """Return how many bytes a file has now."""
        try:
            return self._local.size(name)
        except CaptureFileMissing:
            with self._translated(self.place(name)):
                return int(self._files.size(f"{self._root}/{name}"))

    def replace(self, name: str, path: Path) -> None:
        """Put the local file ``path`` in the place of a whole file of the same name."""
        self._upload(path, name)
        path.unlink()

    def _upload(self, path: Path, name: str) -> None:
        size = path.stat().st_size
        with self._translated(self.place(name)):
            try:
                self._files.put_file(str(path), f"{self._root}/{name}")
                kept = int(self._files.size(f"{self._root}/{name}"))
            except FileNotFoundError as error:
                if not path.exists():
                    raise  # another process was quicker
                raise StorageError(f"{self._where}: there is no such bucket: {error}") from error
        if kept != size:
            raise StorageError(
                f"{self.place(name)}: the store has {kept} of {size} bytes; "
                f"they are still in {path}: run this again"
            )

    @contextmanager
    def _translated(self, where: str) -> Iterator[None]:
        try:
            yield
        except FileNotFoundError:
            raise
        except _ERRORS as error:
            raise StorageError(f"{where}: the object store refused: {error}") from error


class _Translating:
    """A stream whose errors come out as StorageErrors."""

    def __init__(self, stream: Any, store: ObjectStore) -> None:
        self._stream = stream
        self._store = store

    def read(self, size: int = -1) -> bytes:
        with self._store._translated(str(self._stream.path)):
            return bytes(self._stream.read(size))

    def __enter__(self) -> _Translating:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


def _without_password(url: str) -> str:
    parts = urlsplit(url)
    return parts._replace(netloc=parts.netloc.rpartition("@")[2], query="").geturl()


def _errors() -> tuple[type[Exception], ...]:
    """What fsspec lets through of the libraries below it."""
    errors: list[type[Exception]] = [OSError, ValueError, ImportError]
    try:
        from aiohttp import ClientError as HttpError  # noqa: PLC0415 - comes with s3fs
        from botocore.exceptions import (  # type: ignore[import-untyped]  # noqa: PLC0415
            BotoCoreError,
            ClientError,
        )
    except ImportError:
        return tuple(errors)
    return (*errors, BotoCoreError, ClientError, HttpError)


_ERRORS = _errors()
