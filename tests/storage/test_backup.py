"""An archive is copied, backed up and restored: between engines, under a crawl, by a killed hand."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, text

from storage.archive import Archive
from storage.archive.backup import NoBackup, back_up, restore
from storage.errors import ArchiveTooNew, StorageError
from storage.schema import metadata
from tests.storage.county import COPY, PAGE, County, reading
from tests.storage.test_kills import ROOT, rows, verify


def everything(archive: Archive) -> dict[str, list[Any]]:
    """Return all rows of all tables."""
    with archive.reading() as connection:
        return {
            table.name: sorted(map(tuple, connection.execute(select(table))), key=repr)
            for table in metadata.sorted_tables
        }


def quiet(done: int, total: int) -> None:
    """Watch nothing."""


@pytest.fixture
def filled(county: County) -> Archive:
    """An archive with revisions, a superseded reading, a second source, rejections."""
    county.night()
    county.sees(PAGE, reading())
    county.sees(COPY, reading(figures={"t3.received.total": "0.000000000000000000017"}))
    county.night(7)
    county.sees(PAGE, reading(text="变了。"))
    county.night(7)
    county.sees(PAGE, reading(text="又变了。", reader="reader-2"))
    county.end()
    county.close()
    return county.archive


def test_tables_are_copied_to_the_other_engine_and_back(
    filled: Archive, postgres_url: str, tmp_path: Path
) -> None:
    other = f"sqlite:///{tmp_path / 'copy.sqlite'}"
    if filled.engine.dialect.name == "postgresql":
        filled.copy_to(other)
        with Archive.open(tmp_path / "x", database_url=other) as between:
            assert everything(between) == everything(filled)
        return
    filled.copy_to(postgres_url)
    with Archive.open(tmp_path / "x", database_url=postgres_url) as between:
        assert everything(between) == everything(filled)
        between.copy_to(other)
        with pytest.raises(StorageError, match="holds an archive already"):
            filled.copy_to(postgres_url)
    with Archive.open(tmp_path / "y", database_url=other) as last:
        assert everything(last) == everything(filled)


def test_a_copy_goes_on_numbering(filled: Archive, postgres_url: str, tmp_path: Path) -> None:
    target = (
        postgres_url
        if filled.engine.dialect.name == "sqlite"
        else f"sqlite:///{tmp_path / 'copy.sqlite'}"
    )
    filled.copy_to(target)
    with Archive.open(tmp_path / "x", database_url=target) as copied:
        county = County(copied)
        county.night(60)
        assert county.sees(PAGE, reading(text="再变。", reader="reader-2")) is not None
        county.end()
        county.close()


def test_a_backup_is_an_archive_and_is_restored(
    filled: Archive, database_url: str | None, tmp_path: Path
) -> None:
    backup = tmp_path / "backup"
    assert back_up(filled, backup, quiet) == 1
    before = everything(filled)
    with Archive.open(backup, create=False) as opened:
        assert everything(opened) == before
    assert back_up(filled, backup, quiet) == 0
    place = tmp_path / "restored"
    restore(backup, place, database_url=None, captures_url=None, progress=quiet)
    with Archive.open(place, create=False) as restored:
        assert everything(restored) == before
        for name in filled.captures.names():
            assert restored.captures.open(name).read() == filled.captures.open(name).read()
    verify(place, set())
    with pytest.raises(StorageError, match="there is an archive"):
        restore(backup, place, database_url=None, captures_url=None, progress=quiet)


def test_a_backup_is_restored_to_the_other_engine(
    filled: Archive, postgres_url: str, tmp_path: Path
) -> None:
    if filled.engine.dialect.name == "postgresql":
        pytest.skip("PostgreSQL is restored to SQLite above")
    back_up(filled, tmp_path / "backup", quiet)
    place = tmp_path / "restored"
    restore(
        tmp_path / "backup", place, database_url=postgres_url, captures_url=None, progress=quiet
    )
    with Archive.open(place, database_url=postgres_url, create=False) as restored:
        assert everything(restored) == everything(filled)
    assert not (place / "archive.sqlite").exists()
    assert not list(place.glob("*.part*"))


def test_what_is_no_backup_is_left_alone(filled: Archive, tmp_path: Path) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "thesis.docx").touch()
    with pytest.raises(NoBackup, match="something else"):
        back_up(filled, tmp_path / "full", quiet)
    with pytest.raises(NoBackup, match="the archive itself"):
        back_up(filled, filled.directory, quiet)
    with Archive.open(tmp_path / "other") as other:
        county = County(other)
        other.add_sites(filled.sites())
        county.night()
        county.sees(PAGE, reading())
        county.end()
        county.close()
        back_up(other, tmp_path / "backup", quiet)
    with pytest.raises(NoBackup, match="another archive"):
        back_up(filled, tmp_path / "backup", quiet)
    with pytest.raises(NoBackup, match="holds no backup"):
        restore(
            tmp_path / "full", tmp_path / "z", database_url=None, captures_url=None, progress=quiet
        )


def test_a_backup_of_a_later_nianbao_is_refused(filled: Archive, tmp_path: Path) -> None:
    back_up(filled, tmp_path / "backup", quiet)
    with Archive.open(tmp_path / "backup") as later, later.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    place = tmp_path / "restored"
    with pytest.raises(ArchiveTooNew, match="9999"):
        restore(tmp_path / "backup", place, database_url=None, captures_url=None, progress=quiet)
    assert not list(place.glob("archive*"))


def begin_recording(directory: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "tests.storage.recorder", str(directory), "0"],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )


def test_backups_under_a_crawl_are_whole(tmp_path: Path) -> None:
    """Every capture that a backup knows can be read from it, and the last one has all."""
    directory, backup = tmp_path / "archive", tmp_path / "backup"
    with Archive.open(directory):
        pass
    process = begin_recording(directory)
    assert process.stdout is not None
    seen: list[int] = []
    with Archive.open(directory, create=False) as archive:
        for line in process.stdout:
            if int(line.split()[0]) % 20 == 5:
                back_up(archive, backup, quiet)
                verify(backup, set())
                with Archive.open(backup, create=False) as opened:
                    seen.append(len(rows(opened)["reports"]))
        assert process.wait() == 0
        assert seen == sorted(seen)
        assert seen[0] < 60
        back_up(archive, backup, quiet)
        with Archive.open(backup, create=False) as opened:
            assert rows(opened) == rows(archive)


def test_a_killed_backup_leaves_the_earlier_one(
    filled: Archive, open_archive: Callable[[], Archive], tmp_path: Path
) -> None:
    backup = tmp_path / "backup"
    back_up(filled, backup, quiet)
    before = everything(filled)
    (backup / "archive.sqlite.part").write_bytes(b"half")
    name = filled.captures.names()[0]
    (backup / "warc" / f"{name}.part").write_bytes(b"half")
    with Archive.open(backup, create=False) as opened:
        assert everything(opened) == before
    assert back_up(filled, backup, quiet) == 0
    shutil.rmtree(backup / "warc")
    assert back_up(filled, backup, quiet) == 1
    verify(backup, set())
