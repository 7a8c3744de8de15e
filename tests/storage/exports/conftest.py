"""An archive of two counties, and its export."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from fixtures.archives import DONGXIANG, Nights
from storage.archive import Archive
from storage.exports.export import export_archive
from storage.exports.formats import Options
from storage.exports.selection import Selection
from tests.storage.exports.exporting import ANYI, Export


@pytest.fixture
def archive(open_archive: Callable[[], Archive]) -> Archive:
    """Give an archive that knows no site."""
    return open_archive()


@pytest.fixture
def nights(archive: Archive) -> Nights:
    """Give nights that pass over two counties."""
    return Nights(archive, DONGXIANG, ANYI)


@pytest.fixture
def export(archive: Archive, tmp_path: Path) -> Export:
    """Export to CSV, to a directory of a name; give the directory."""

    def write(name: str = "export", *, bom: bool = False, **filters: object) -> Path:
        directory = tmp_path / name
        export_archive(
            archive,
            directory,
            format_name="csv",
            selection=Selection(**filters),
            options=Options(byte_order_mark=bom),
            progress=lambda done, total: None,
        )
        return directory

    return write
