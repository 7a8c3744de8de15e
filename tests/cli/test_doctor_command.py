"""``nianbao doctor``: what is amiss is said with what to do, no secret is, and nothing is changed."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from crawler.doctor import machine
from fixtures.archives import DONGXIANG, Nights
from storage.archive import Archive
from tests.cli.conftest import OpenArchive, Run

SETTINGS = ("NIANBAO_NOTIFY", "NIANBAO_CAPTURES", "http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY")  # fmt: skip


@pytest.fixture
def archive_url(postgres_url: str) -> str:
    """Give a database without tables: the doctor is asked before there is an archive."""
    return postgres_url


@pytest.fixture
def examined(nianbao: Run, monkeypatch: pytest.MonkeyPatch) -> Callable[[], dict[str, Any]]:
    for name in SETTINGS:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("NIANBAO_CONTACT", "you@example.org")
    monkeypatch.setattr(machine, "LOW_DISK", 0)
    monkeypatch.setattr(machine, "_is_synchronised", lambda: True)

    def run() -> dict[str, Any]:
        ran = nianbao("doctor", "--json")
        found = {line["name"]: line for line in map(json.loads, ran.out.splitlines())}
        states = {line["state"] for line in found.values()}
        assert ran.status == (1 if states & {"warning", "error"} else 0)
        assert all(line["remedy"] for line in found.values() if line["state"] != "ok")
        return found

    return run


Examined = Callable[[], dict[str, Any]]


def test_a_machine_in_order(
    examined: Examined, tmp_path: Path, nianbao: Run, open_archive: OpenArchive
) -> None:
    found = examined()
    assert {line["state"] for line in found.values()} <= {"ok", "note"}
    assert found["archive"]["state"] == "note"
    assert not (tmp_path / "archive").exists()
    with open_archive():
        pass
    assert examined()["archive"]["state"] == "ok"
    assert "contact: portals see you@example.org" in nianbao("doctor").out


def test_an_older_archive_is_not_touched(examined: Examined, tmp_path: Path) -> None:
    with Archive.open(tmp_path / "archive"):
        pass
    file = tmp_path / "archive" / "archive.sqlite"
    with sqlite3.connect(file) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '0001'")
    assert "tables of version 0001" in examined()["archive"]["told"]
    with sqlite3.connect(file) as connection:
        assert connection.execute("SELECT version_num FROM alembic_version").fetchone() == ("0001",)
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    assert examined()["archive"]["state"] == "error"
    file.write_bytes(b"no database" * 1000)
    assert examined()["archive"]["state"] == "error"


def test_a_clock_that_was_set_back_is_seen(examined: Examined, open_archive: OpenArchive) -> None:
    with open_archive() as archive:
        nights = Nights(archive, DONGXIANG)
        nights.now = datetime.now(UTC) + timedelta(days=400)
        nights.begin()
        nights.end()
    assert "in the future" in examined()["archive"]["told"]


def test_no_password_is_printed(
    examined: Examined, nianbao: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", "http://me:s3cret@proxy.example:3128")
    monkeypatch.setenv("https_proxy", "me:s3cret@proxy.example:3128")
    monkeypatch.setenv("NIANBAO_CAPTURES", "s3://key:s3cret@bucket/prefix?secret=s3cret")
    monkeypatch.setenv("NIANBAO_DATABASE_URL", "postgresql://me:s3cret@127.0.0.1:1/none")
    monkeypatch.setenv("NIANBAO_NOTIFY", "true --token s3cret")
    found = examined()
    assert (
        found["proxy"]["told"] == "http by http://proxy.example:3128, https by proxy.example:3128"
    )
    assert found["archive"]["state"] == "error"
    assert "s3cret" not in json.dumps(found)
    ran = nianbao("doctor")
    assert "s3cret" not in ran.out + ran.err


@pytest.mark.parametrize(
    ("variable", "value", "name", "state"),
    [
        ("NIANBAO_CONTACT", "", "contact", "warning"),
        ("NIANBAO_NOTIFY", "nobody-has-this-program", "notify", "error"),
        ("NIANBAO_NOTIFY", "mail 'you", "notify", "error"),
        ("http_proxy", "http://proxy.example:port", "proxy", "error"),
    ],
)
def test_what_is_set_wrongly(
    examined: Examined,
    monkeypatch: pytest.MonkeyPatch,
    variable: str,
    value: str,
    name: str,
    state: str,
) -> None:
    monkeypatch.setenv(variable, value)
    assert examined()[name]["state"] == state


def test_a_full_disk_a_loose_clock_and_another_locale(
    examined: Examined, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(machine, "LOW_DISK", 10**18)
    monkeypatch.setattr(machine, "_is_synchronised", lambda: False)
    monkeypatch.setattr(machine.python_locale, "getpreferredencoding", lambda **_: "ANSI_X3.4-1968")
    found = examined()
    assert (
        found["disk"]["state"] == found["clock"]["state"] == found["locale"]["state"] == "warning"
    )
    monkeypatch.setattr(machine, "LEAST_DISK", 10**18)
    assert examined()["disk"]["state"] == "error"
