"""The archive that a command works on: its directory, and what the environment says of it."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from storage.archive import Archive


def environment() -> tuple[str | None, str | None]:
    """Return where tables and captures are, each None where it is in the archive's directory."""
    return (
        os.environ.get("NIANBAO_DATABASE_URL") or None,
        os.environ.get("NIANBAO_CAPTURES") or None,
    )


def open_archive(directory: Path, *, create: bool = False) -> Archive:
    """Open the archive in ``directory``, tables and captures where the environment has them.

    Raises StorageError; also where there is none and ``create`` does not say to make one.
    """
    from storage.archive import Archive

    tables, captures = environment()
    return Archive.open(directory, database_url=tables, captures_url=captures, create=create)
