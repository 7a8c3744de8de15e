"""A crawl into PostgreSQL whose server restarts under it, or is gone for too long."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, text

from fixtures.portals.world import World
from storage.archive import Archive
from storage.schema import figures, readings, reports, revisions, sources, visits
from tests.storage import postgres

NIANBAO = Path(sys.executable).with_name("nianbao")
SITE = "panan"
PATIENCE = 120  # seconds for a process to come so far; a few are usual


@pytest.fixture
def slow_world() -> Iterator[World]:
    """The demonstration world, slow enough that a crawl can be caught on its way."""
    with World(latency=0.15) as world:
        yield world


def environment(world: World, archive: Path, url: str | None) -> dict[str, str]:
    made = {
        **os.environ,
        "http_proxy": world.proxy_url,
        "https_proxy": world.proxy_url,
        "no_proxy": "127.0.0.1",
        "NIANBAO_ARCHIVE": str(archive),
    }
    made.pop("NIANBAO_DATABASE_URL", None)
    return made if url is None else {**made, "NIANBAO_DATABASE_URL": url}


def run(world: World, archive: Path, url: str | None, *arguments: object) -> str:
    done = subprocess.run(
        [NIANBAO, *map(str, arguments)],
        env=environment(world, archive, url),
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def begin(world: World, archive: Path, url: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [NIANBAO, "crawl", SITE, "-s", "DOWNLOAD_DELAY=0", "--json"],
        env=environment(world, archive, url),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def wait_for(world: World, process: subprocess.Popen[str], requests: int) -> None:
    deadline = time.monotonic() + PATIENCE
    while len(world.requests) < requests:
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < deadline
        time.sleep(0.01)


def held(archive: Path, url: str | None) -> dict[str, list[tuple[Any, ...]]]:
    """What an archive holds, without the names and moments that chance gives."""
    statements = {
        "reports": select(reports.c.report_id, reports.c.status),
        "sources": select(sources.c.report_id, sources.c.url, sources.c.primary, sources.c.status),
        "revisions": select(
            revisions.c.report_id,
            revisions.c.revision,
            revisions.c.cause,
            readings.c.content_digest,
        ).join(readings, readings.c.reading_id == revisions.c.reading_id),
        "figures": select(sources.c.url, figures.c.cell, figures.c.value, figures.c.status)
        .join(readings, readings.c.reading_id == figures.c.reading_id)
        .join(sources, sources.c.source_id == readings.c.source_id),
        "visits": select(visits.c.url, visits.c.status, visits.c.outcome).where(
            visits.c.outcome.is_not(None)
        ),
    }
    with Archive.open(archive, database_url=url, create=False) as opened:
        with opened.reading() as connection:
            found = {
                name: sorted(map(tuple, connection.execute(statement)), key=repr)
                for name, statement in statements.items()
            }
            known = connection.scalars(
                select(visits.c.record_id).where(visits.c.record_id.is_not(None))
            ).all()
        for record_id in known:
            opened.capture(record_id)
    return found


@pytest.fixture
def undisturbed(slow_world: World, tmp_path: Path) -> dict[str, list[tuple[Any, ...]]]:
    """What a crawl into SQLite finds that nothing happens to."""
    place = tmp_path / "undisturbed"
    run(slow_world, place, None, "sites", "import", slow_world.sites_csv)
    run(slow_world, place, None, "crawl", SITE, "-s", "DOWNLOAD_DELAY=0")
    slow_world.forget_requests()
    return held(place, None)


def test_a_restart_in_mid_crawl_loses_and_doubles_nothing(
    slow_world: World,
    tmp_path: Path,
    postgres_url: str,
    undisturbed: dict[str, list[tuple[Any, ...]]],
) -> None:
    place = tmp_path / "archive"
    run(slow_world, place, postgres_url, "sites", "import", slow_world.sites_csv)
    process = begin(slow_world, place, postgres_url)
    for requests in (5, 12, 20):
        wait_for(slow_world, process, requests)
        postgres.restart(postgres_url)
    out, err = process.communicate(timeout=PATIENCE)
    assert process.returncode == 0, err
    assert json.loads(out)["reports"] == 21
    assert held(place, postgres_url) == undisturbed


def test_a_server_that_stays_away_stops_the_run_and_the_next_goes_on(
    slow_world: World,
    tmp_path: Path,
    postgres_url: str,
    undisturbed: dict[str, list[tuple[Any, ...]]],
) -> None:
    place = tmp_path / "archive"
    run(slow_world, place, postgres_url, "sites", "import", slow_world.sites_csv)
    process = begin(slow_world, place, postgres_url)
    wait_for(slow_world, process, 10)
    postgres.stop(postgres_url)
    try:
        _, err = process.communicate(timeout=PATIENCE)
    finally:
        postgres.start(postgres_url)
    assert process.returncode == 3, err
    assert "run the same command again" in err
    assert "secret" not in err
    run(slow_world, place, postgres_url, "crawl", SITE, "-s", "DOWNLOAD_DELAY=0")
    found = held(place, postgres_url)
    # What was under way as the server went is asked once more.
    assert len(found.pop("visits")) <= len(undisturbed.pop("visits")) + 3
    assert found == undisturbed
    with (
        Archive.open(place, database_url=postgres_url, create=False) as opened,
        opened.reading() as connection,
    ):
        assert connection.scalar(text("SELECT count(*) FROM runs")) == 1


def test_the_whole_world_is_the_same_on_both_engines(tmp_path: Path, postgres_url: str) -> None:
    """Two nights of all sites, and what is exported of them."""
    places: dict[str, tuple[Path, str | None]] = {
        "sqlite": (tmp_path / "sqlite", None),
        "postgresql": (tmp_path / "postgresql", postgres_url),
    }
    exported = {}
    for name, (place, url) in places.items():
        with World() as world:
            run(world, place, url, "sites", "import", world.sites_csv)
            for night in (1, 2):
                world.night(night)
                crawled = subprocess.run(
                    [NIANBAO, "crawl", "--all", "--again", "-s", "DOWNLOAD_DELAY=0"],
                    env=environment(world, place, url),
                    capture_output=True,
                    text=True,
                    timeout=3 * PATIENCE,
                    check=False,
                )
                assert crawled.returncode == 1, crawled.stderr  # some sites are meant to fail
            run(world, place, url, "export", tmp_path / f"{name}-export")
        exported[name] = {
            table: (tmp_path / f"{name}-export" / f"{table}.csv").read_bytes()
            for table in ("panel", "panel_status", "figures", "sections", "tables", "findings")
        }
    found = {name: held(place, url) for name, (place, url) in places.items()}
    assert found["postgresql"] == found["sqlite"]
    assert len(found["sqlite"]["reports"]) > 100
    assert exported["postgresql"] == exported["sqlite"]
