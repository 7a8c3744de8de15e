"""Opening an archive: what it takes up, what it refuses, and what it says then."""

from __future__ import annotations

import os
import sqlite3
import threading
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text

from storage import migrations
from storage.archive import Archive, database
from storage.errors import ArchiveLocked, ArchiveTooNew, StorageError
from storage.records import Site
from storage.schema import metadata
from tests.storage import postgres

SITE = Site(site="s", name="示例县人民政府", url="http://www.s.gov.cn/", division_code="622926")


@pytest.fixture
def archive_url(postgres_url: str) -> str:
    """Here archives are made from nothing, and not as copies of one that was made before."""
    return postgres_url


@pytest.fixture
def empty_archive(tmp_path: Path) -> Path:
    """The same in SQLite."""
    directory = tmp_path / "nothing"
    directory.mkdir()
    return directory


def test_migrations_make_the_schema(archive: Archive) -> None:
    with archive.engine.connect() as connection:
        context = MigrationContext.configure(connection)
        assert compare_metadata(context, metadata) == []


def test_the_last_migration_is_known() -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(migrations.__file__).parent))
    assert ScriptDirectory.from_config(config).get_current_head() == migrations.HEAD


def test_a_second_opening_finds_what_the_first_left(open_archive: Callable[[], Archive]) -> None:
    open_archive().add_sites([SITE])
    assert open_archive().site("s") == SITE


def test_many_open_a_new_archive_at_once(open_archive: Callable[[], Archive]) -> None:
    errors: list[Exception] = []

    def work(number: int) -> None:
        try:
            site = Site(site=f"s{number}", name="x", url="http://x.gov.cn/", division_code="622926")
            open_archive().add_sites([site])
        except StorageError as error:
            errors.append(error)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert len(open_archive().sites()) == 4


def test_a_later_schema_is_refused(archive: Archive, open_archive: Callable[[], Archive]) -> None:
    with archive.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(ArchiveTooNew, match="later nianbao"):
        open_archive()


def test_a_locked_archive_is_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "LOCK_SECONDS", 0.3)
    with Archive.open(tmp_path) as archive, sqlite3.connect(tmp_path / "archive.sqlite") as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(ArchiveLocked, match="another process") as caught:
            archive.add_sites([SITE])
        assert str(tmp_path / "archive.sqlite") in str(caught.value)
        assert archive.sites() == []  # readers do not wait


def test_it_goes_on_when_the_lock_is_gone(tmp_path: Path) -> None:
    with Archive.open(tmp_path) as archive:
        other = sqlite3.connect(tmp_path / "archive.sqlite", check_same_thread=False)
        other.execute("BEGIN IMMEDIATE")
        threading.Timer(0.3, other.close).start()
        archive.add_sites([SITE])
        assert archive.sites() == [SITE]


def test_a_server_that_starts_anew_is_waited_for(tmp_path: Path) -> None:
    programs = postgres.binaries()
    if programs is None:
        pytest.skip(postgres.WHY_NOT)
    with postgres.server(programs) as url, Archive.open(tmp_path, database_url=url) as archive:
        archive.add_sites([SITE])
        threading.Timer(0.5, postgres.restart, [url]).start()
        for number in range(60):
            archive.acknowledge("s", date(2024, 1, 1 + number % 28))
            time.sleep(0.05)
        found = archive.site("s")
        assert found is not None
        assert found.acknowledged_until == date(2024, 1, 4)


def test_thirty_seconds() -> None:
    assert database.LOCK_SECONDS == 30


def test_no_archive_is_made_for_a_reader(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="no archive"):
        Archive.open(tmp_path / "nowhere", create=False)
    assert not (tmp_path / "nowhere").exists()


def test_a_file_in_the_place_of_the_directory(tmp_path: Path) -> None:
    (tmp_path / "archive").write_text("")
    with pytest.raises(StorageError, match=str(tmp_path / "archive")):
        Archive.open(tmp_path / "archive")


@pytest.mark.parametrize(
    "content", [b"no database, though of some length" * 100, b"SQLite format 3"]
)
def test_a_foreign_file(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "archive.sqlite").write_bytes(content)
    with pytest.raises(StorageError, match=r"archive\.sqlite"):
        Archive.open(tmp_path)
    assert (tmp_path / "archive.sqlite").read_bytes() == content


def test_a_foreign_database(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "archive.sqlite") as other:
        other.execute("CREATE TABLE bookmarks (url)")
    with pytest.raises(StorageError, match="bookmarks"):
        Archive.open(tmp_path)


def test_a_damaged_page_is_said(tmp_path: Path) -> None:
    with Archive.open(tmp_path) as archive:
        archive.add_sites([SITE])
    path = tmp_path / "archive.sqlite"
    with sqlite3.connect(path) as other:
        other.execute("PRAGMA journal_mode = DELETE")
        (root,) = other.execute(
            "SELECT rootpage FROM sqlite_master WHERE name = 'sites'"
        ).fetchone()
        (size,) = other.execute("PRAGMA page_size").fetchone()
    data = bytearray(path.read_bytes())
    data[(root - 1) * size : root * size] = os.urandom(size)
    path.write_bytes(data)
    with pytest.raises(StorageError, match="damaged"), Archive.open(tmp_path) as archive:
        archive.sites()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_directory_that_may_not_be_written(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(StorageError, match=str(tmp_path)):
        Archive.open(tmp_path)


def test_a_full_disk_is_said_and_loses_nothing(tmp_path: Path) -> None:
    with Archive.open(tmp_path) as archive:
        archive.add_sites([SITE])
        with archive.engine.connect() as connection:
            pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
            # The pool gives the same connection again, with its limit.
            connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
        many = [
            Site(site=f"s{n}", name="x" * 2000, url="http://x.gov.cn/", division_code="622926")
            for n in range(500)
        ]
        with pytest.raises(StorageError, match="disk is full"):
            archive.add_sites(many)
        assert archive.sites() == [SITE]


class TestUrls:
    """NIANBAO_DATABASE_URL, whose password is nobody's business."""

    @pytest.mark.parametrize("url", ["nonsense hunter2", "mysql://me:hunter2@localhost/x"])
    def test_no_database_of_ours(self, tmp_path: Path, url: str) -> None:
        with pytest.raises(StorageError) as caught:
            Archive.open(tmp_path, database_url=url)
        assert "NIANBAO_DATABASE_URL" in str(caught.value)
        assert "hunter2" not in str(caught.value)

    def test_a_server_that_does_not_answer(self, tmp_path: Path) -> None:
        url = "postgresql://me:hunter2@127.0.0.1:1/nianbao"
        with pytest.raises(StorageError, match=r"127\.0\.0\.1") as caught:
            Archive.open(tmp_path, database_url=url)
        assert "hunter2" not in str(caught.value)

    def test_sqlite_by_url(self, tmp_path: Path) -> None:
        url = f"sqlite:///{tmp_path / 'elsewhere.sqlite'}"
        with Archive.open(tmp_path / "archive", database_url=url) as archive:
            archive.add_sites([SITE])
        assert (tmp_path / "elsewhere.sqlite").exists()
        assert not (tmp_path / "archive" / "archive.sqlite").exists()
