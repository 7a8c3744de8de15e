"""An empty archive on a server, and what a single process archives."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from fixtures.portals.world import World
from tests.test_crawl import BIN, environment
from tests.workers.machines import NAMES, PATIENCE, Machines, archived, site_list


@pytest.fixture
def machines(tmp_path: Path, postgres_url: str) -> Iterator[Machines]:
    with World(latency=0.05, names=NAMES) as world:
        machines = Machines(world=world, archive=tmp_path / "archive", database=postgres_url)
        assert machines.run("sites", "import", site_list(world, tmp_path)).returncode == 0
        yield machines


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> set[tuple[str, ...]]:
    """What a single process archives, in SQLite."""
    directory = tmp_path_factory.mktemp("single")
    archive = directory / "archive"
    with World(names=NAMES) as world:
        subprocess.run(
            [
                BIN / "nianbao",
                "crawl",
                "--sites",
                site_list(world, directory),
                "-s",
                "DOWNLOAD_DELAY=0",
            ],
            env=environment(world.proxy_url, archive),
            capture_output=True,
            timeout=PATIENCE,
            check=False,
        )
    return archived("", archive)
