"""Archives on both engines, and a small world to fill them from."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from storage.archive import Archive
from storage.records import Site
from tests.storage.county import County


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str | None:
    """Give what NIANBAO_DATABASE_URL holds: nothing, and a server."""
    return request.getfixturevalue("archive_url") if request.param == "postgresql" else None


@pytest.fixture(scope="session")
def empty_archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a directory that holds an empty archive in SQLite: made once, copied by each test."""
    directory = tmp_path_factory.mktemp("empty")
    with Archive.open(directory):
        pass
    return directory


@pytest.fixture
def open_archive(
    tmp_path: Path, database_url: str | None, empty_archive: Path
) -> Iterator[Callable[[], Archive]]:
    """Open one and the same archive, each call as another process would."""
    opened: list[Archive] = []
    if database_url is None:
        shutil.copytree(empty_archive, tmp_path / "archive")

    def again() -> Archive:
        opened.append(Archive.open(tmp_path / "archive", database_url=database_url))
        return opened[-1]

    yield again
    for archive in opened:
        archive.close()


@pytest.fixture
def archive(open_archive: Callable[[], Archive]) -> Archive:
    """Open an archive that knows a county's site and its prefecture's."""
    archive = open_archive()
    archive.add_sites(
        [
            Site(
                site="county",
                name="示例县人民政府",
                url="http://www.shilixian.gov.cn/",
                division_code="622926",
            ),
            Site(
                site="prefecture",
                name="示例州人民政府",
                url="http://www.shilizhou.gov.cn/",
                division_code="622900",
            ),
        ]
    )
    return archive


@pytest.fixture
def county(archive: Archive) -> Iterator[County]:
    """Give the world: nights pass, pages are visited and read."""
    county = County(archive)
    yield county
    county.close()
