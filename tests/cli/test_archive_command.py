"""``nianbao archive``: what an operator types and reads."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from storage.migrations import HEAD
from tests.cli.conftest import OpenArchive, Run, Sql
from tests.storage.county import PAGE, County, reading
from tests.storage.test_opening import SITE

SECRET = "s3cr3t-word"  # noqa: S105 - to be seen nowhere


@pytest.fixture
def directory(tmp_path: Path, open_archive: OpenArchive) -> Path:
    """An archive with one report."""
    with open_archive() as archive:
        archive.add_sites([SITE])
        county = County(archive)
        county.night(site=SITE.site)
        county.sees(PAGE, reading())
        county.end()
        county.close()
    return tmp_path / "archive"


def test_info(nianbao: Run, directory: Path, database_url: str | None) -> None:
    found = json.loads(nianbao("archive", "info", "--json").out)
    engine = "postgresql" if database_url else "sqlite"
    assert (found["engine"], found["schema"], found["reports"]) == (engine, HEAD, 1)
    assert found["captures"] == str(directory / "warc")
    assert found["bytes"] == sum(path.stat().st_size for path in directory.glob("warc/*.gz"))
    assert "reports" in nianbao("archive", "info").out


@pytest.mark.usefixtures("directory")
def test_backup_and_restore(
    nianbao: Run, database_url: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = nianbao("history", "--since", "2020-01-01", "--json").out
    ran = nianbao("archive", "backup", tmp_path / "backup")
    assert (ran.status, "Backed up" in ran.err) == (0, True)
    assert nianbao("archive", "restore", tmp_path / "backup").status == 3  # there is one
    ran = nianbao("archive", "backup", tmp_path)
    assert (ran.status, "something else" in ran.err) == (2, True)
    place = tmp_path / "restored"
    if database_url:  # the backup is one in SQLite, and so is what is made of it without a server
        monkeypatch.delenv("NIANBAO_DATABASE_URL")
    assert nianbao("archive", "restore", tmp_path / "backup", "--archive", place).status == 0
    assert nianbao("history", "--since", "2020-01-01", "--json", "--archive", place).out == before


@pytest.mark.usefixtures("directory")
def test_a_later_archive_is_refused(nianbao: Run, sql: Sql) -> None:
    assert nianbao("archive", "migrate").out == f"schema {HEAD}\n"
    sql("UPDATE alembic_version SET version_num = '9999'")
    for command in (("archive", "migrate"), ("archive", "info"), ("status",)):
        ran = nianbao(*command)
        assert (ran.status, "a later nianbao wrote it" in ran.err) == (3, True)


@pytest.mark.parametrize(
    "url",
    [
        f"postgresql://nianbao:{SECRET}@127.0.0.1:1/none",
        f"postgresql://nianbao:{SECRET}@127.0.0.1:port/none",
        f"mysql://nianbao:{SECRET}@127.0.0.1/none",
        f"nonsense:{SECRET}",
    ],
)
def test_no_message_holds_a_password(
    nianbao: Run,
    directory: Path,
    url: str,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    ran = nianbao("archive", "copy", url)
    assert (ran.status, SECRET in ran.out + ran.err + caplog.text) == (3, False)
    monkeypatch.setenv("NIANBAO_DATABASE_URL", url)
    ran = nianbao("archive", "info")
    assert (ran.status, SECRET in ran.out + ran.err + caplog.text) == (3, False)


def test_no_message_holds_the_password_of_the_captures(
    nianbao: Run, directory: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NIANBAO_CAPTURES", f"ftp://me:{SECRET}@127.0.0.1:1/warc")
    ran = nianbao("archive", "info")
    assert (ran.status, SECRET in ran.out + ran.err) == (3, False)
