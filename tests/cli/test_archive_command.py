"""``nianbao archive``: what an operator types and reads."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from storage.archive import Archive
from storage.migrations import HEAD
from tests.storage.county import PAGE, County, reading
from tests.storage.test_opening import SITE

Run = Callable[..., Any]
SECRET = "s3cr3t-word"  # noqa: S105 - to be seen nowhere


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    """An archive with one report."""
    with Archive.open(tmp_path / "archive") as archive:
        archive.add_sites([SITE])
        county = County(archive)
        county.night(site=SITE.site)
        county.sees(PAGE, reading())
        county.end()
        county.close()
    return tmp_path / "archive"


def test_info(nianbao: Run, directory: Path) -> None:
    found = json.loads(nianbao("archive", "info", "--json").out)
    assert (found["engine"], found["schema"], found["reports"]) == ("sqlite", HEAD, 1)
    assert found["captures"] == str(directory / "warc")
    assert found["bytes"] == sum(path.stat().st_size for path in directory.glob("warc/*.gz"))
    assert "reports" in nianbao("archive", "info").out


def test_backup_and_restore(nianbao: Run, directory: Path, tmp_path: Path) -> None:
    ran = nianbao("archive", "backup", tmp_path / "backup")
    assert (ran.status, "Backed up" in ran.err) == (0, True)
    assert nianbao("archive", "restore", tmp_path / "backup").status == 3  # there is one
    place = tmp_path / "restored"
    assert nianbao("archive", "restore", tmp_path / "backup", "--archive", place).status == 0
    before = nianbao("history", "--since", "2020-01-01", "--json").out
    assert nianbao("history", "--since", "2020-01-01", "--json", "--archive", place).out == before
    ran = nianbao("archive", "backup", tmp_path)
    assert (ran.status, "something else" in ran.err) == (2, True)


def test_a_later_archive_is_refused(nianbao: Run, directory: Path) -> None:
    assert nianbao("archive", "migrate").out == f"schema {HEAD}\n"
    with sqlite3.connect(directory / "archive.sqlite") as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
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
