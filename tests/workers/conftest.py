"""A server, an empty archive on it, and what a single process archives."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from fixtures.portals.world import World
from tests.storage import postgres
from tests.test_crawl import BIN, environment
from tests.workers.machines import NAMES, PATIENCE, Machines, archived, site_list


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    programs = postgres.binaries()
    if programs is None:
        pytest.skip(postgres.WHY_NOT)
    with postgres.server(programs) as url:
        yield url


@pytest.fixture
def database(server: str) -> str:
    """An empty database of its own."""
    name = f"w{time.monotonic_ns()}"
    engine = create_engine(
        server.replace("postgresql:", "postgresql+psycopg:"), isolation_level="AUTOCOMMIT"
    )
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    engine.dispose()
    return server.replace("/postgres", f"/{name}")


@pytest.fixture
def machines(tmp_path: Path, database: str) -> Iterator[Machines]:
    with World(latency=0.05, names=NAMES) as world:
        machines = Machines(world=world, archive=tmp_path / "archive", database=database)
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
