"""Run ``nianbao`` as a shell would, in this process."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, text

from crawler.cli import main
from storage.archive import Archive


@dataclass(frozen=True)
class Ran:
    """What a command left: exit status, standard output, standard error."""

    status: int
    out: str
    err: str


Run = Callable[..., Ran]
OpenArchive = Callable[[], Archive]
Sql = Callable[[str], list[tuple[Any, ...]]]


@pytest.fixture
def nianbao(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> Run:
    """Run a command on the archive ``tmp_path/archive``."""
    monkeypatch.setenv("NIANBAO_ARCHIVE", str(tmp_path / "archive"))
    monkeypatch.delenv("NIANBAO_DATABASE_URL", raising=False)

    def run(*arguments: object) -> Ran:
        monkeypatch.setattr(sys, "argv", ["nianbao", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            main()
        told = capsys.readouterr()
        return Ran(int(ended.value.code or 0), told.out, told.err)

    return run


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(
    request: pytest.FixtureRequest, nianbao: Run, monkeypatch: pytest.MonkeyPatch
) -> str | None:
    """Give what NIANBAO_DATABASE_URL holds for the commands: nothing, and a server."""
    if request.param == "sqlite":
        return None
    url = str(request.getfixturevalue("archive_url"))
    monkeypatch.setenv("NIANBAO_DATABASE_URL", url)
    return url


@pytest.fixture
def open_archive(tmp_path: Path, database_url: str | None) -> OpenArchive:
    """Open the archive that the commands are run on."""
    return lambda: Archive.open(tmp_path / "archive", database_url=database_url)


@pytest.fixture
def sql(tmp_path: Path, database_url: str | None) -> Sql:
    """Run one statement on the archive's tables behind nianbao's back; give the rows, if any."""
    file = f"sqlite:///{tmp_path / 'archive' / 'archive.sqlite'}"
    url = database_url.replace("postgresql:", "postgresql+psycopg:") if database_url else file

    def run(statement: str) -> list[tuple[Any, ...]]:
        engine = create_engine(url)
        with engine.begin() as connection:
            if database_url:  # the server would refuse to cut what other rows refer to
                connection.execute(text("SET session_replication_role = replica"))
            result = connection.execute(text(statement))
            rows = [tuple(row) for row in result] if result.returns_rows else []
            assert rows or result.rowcount != 0, "a statement that hits nothing shows nothing"
        engine.dispose()
        return rows

    return run
