"""An export takes the place of an earlier one, and of nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from fixtures.archives import Nights
from storage.exports.export import DirectoryInUse
from tests.storage.exports.exporting import ALL, Export, rows, several


def test_an_earlier_export_is_replaced_as_a_whole(nights: Nights, export: Export) -> None:
    directory = export()
    (directory / "stale.csv").write_text("old", encoding="utf-8")
    several(nights)
    export()
    assert not (directory / "stale.csv").exists()
    assert len(rows(directory, "reports")) == len(ALL)


def test_an_empty_directory_is_taken(export: Export, tmp_path: Path) -> None:
    (tmp_path / "export").mkdir()
    assert (export() / "reports.csv").exists()


@pytest.mark.parametrize("name", ["notes.txt", "datapackage.json", "reports.csv", ".hidden"])
def test_any_other_directory_is_refused(export: Export, tmp_path: Path, name: str) -> None:
    directory = tmp_path / "export"
    directory.mkdir()
    (directory / name).write_text('{"name": "somebody-elses"}', encoding="utf-8")
    with pytest.raises(DirectoryInUse):
        export()
    assert [path.name for path in directory.iterdir()] == [name]


def test_a_file_in_the_way_is_refused(export: Export, tmp_path: Path) -> None:
    (tmp_path / "export").write_text("a file", encoding="utf-8")
    with pytest.raises(DirectoryInUse):
        export()
