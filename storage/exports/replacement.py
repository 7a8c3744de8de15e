"""Put a finished directory in the place of an earlier one: a reader sees one or the other."""

from __future__ import annotations

import ctypes
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

# renameat2 of Linux 3.15 on exchanges two names in one step. Elsewhere, and on file systems without
# it, two renames do, and the moment between them is mended by the next export.
_AT_FDCWD = -100
_RENAME_EXCHANGE = 2


class DirectoryInUse(Exception):
    """The directory holds something else than an export. Raised before anything is written."""


@contextmanager
def replacing(target: Path) -> Iterator[Path]:
    """Give an empty directory beside ``target``; when the block ends well, put it there.

    Whenever the process is killed, ``target`` is whole: the old or the new.
    """
    target = target.resolve()
    target.parent.mkdir(parents=True, exist_ok=True)
    _mend(target)
    fresh = target.with_name(f".{target.name}.partial-{os.getpid()}")
    fresh.mkdir()
    try:
        yield fresh
        _to_disk(fresh)
        if target.exists():
            _exchange(fresh, target)
        else:
            fresh.rename(target)
        _sync(target.parent)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def _mend(target: Path) -> None:
    """Clear what killed exports left: half-written directories, and an old one set aside."""
    aside = _aside(target)
    if aside.exists():
        if target.exists():
            shutil.rmtree(aside)
        else:
            aside.rename(target)
    for partial in target.parent.glob(f".{target.name}.partial-*"):
        writer = partial.name.rpartition("-")[2]
        if not (writer.isdigit() and _is_alive(int(writer))):
            shutil.rmtree(partial)


def _is_alive(process: int) -> bool:
    if process == os.getpid():
        return False  # our own number, of a process before us: this one has not begun to write
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _aside(target: Path) -> Path:
    return target.with_name(f".{target.name}.previous")


def _exchange(fresh: Path, target: Path) -> None:
    if _exchange_at_once(fresh, target):
        return
    target.rename(_aside(target))
    fresh.rename(target)
    shutil.rmtree(_aside(target))


def _exchange_at_once(one: Path, other: Path) -> bool:
    renameat2 = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    if renameat2 is None:
        return False
    arguments = (_AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other), _RENAME_EXCHANGE)
    return int(renameat2(*arguments)) == 0


def _to_disk(directory: Path) -> None:
    for path in directory.iterdir():
        _sync(path)
    _sync(directory)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
