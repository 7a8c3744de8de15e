"""The archive that a command works on: its directory, and what the environment says of it."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from storage.archive import Archive


def open_archive(directory: Path, *, create: bool = False) -> Archive:
    """Open the archive in ``directory``, tables and captures where the environment has them.

    Raises StorageError; also where there is none and ``create`` does not say to make one.
    """
    from storage.archive import Archive

    return Archive.open(
        directory,
        database_url=os.environ.get("NIANBAO_DATABASE_URL"),
        captures_url=os.environ.get("NIANBAO_CAPTURES"),
        create=create,
    )
