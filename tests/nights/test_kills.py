"""Killed with -9 at any moment and run again, a command ends as if nothing had happened."""

from __future__ import annotations

import random
import sqlite3
import subprocess
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

from fixtures.portals.adhoc import AdHocWorld, Page
from tests.nights import content as contents
from tests.nights.crawling import Crawled, Tables

HOST = "http://www.wangmo-t.gov.cn"
SITES = {"wangmo": ("望谟县", HOST, "522326")}
BODIES = ("教育局", "财政局", "民政局", "林业局", "水务局", "审计局")
# Chance, and the clock: a capture that was acknowledged and lost would miss a row all the same.
BY_CHANCE = ("_at", "warc_", "seconds", "requests")


def pages(night: int) -> dict[str, Page]:
    """Make a portal of six reports: on the second night one changes, one moves, one is gone."""
    rows = []
    made: dict[str, Page] = {}
    for number, body in enumerate(BODIES):
        lots = random.Random(number)  # noqa: S311 - the same portal each time
        said = contents.write(lots, f"望谟县{body}", "department", "522326", 2021)
        url = f"{HOST}/nb/{number}.html"
        if night > 1 and number == 0:
            said = contents.change(lots, said)
        if night > 1 and number == 1:
            made[url] = (404, {}, "")
            url = f"{HOST}/nb/new-{number}.html"
        answer: Page = (200, {}, contents.page(said, skin=0, night=night, files={}))
        made[url] = (410, {}, "") if night > 1 and number == 2 else answer
        rows.append(f'<li><a href="{url}">{said.title}</a></li>')
    menu = '<a href="/nb/">政府信息公开年报</a>'
    made[f"{HOST}/"] = (200, {}, f"<html><body>{menu}</body></html>")
    made[f"{HOST}/nb/"] = (200, {}, f"<html><body>{menu}<ul>{''.join(rows)}</ul></body></html>")
    return made


def rows_of(tables: Tables) -> dict[str, list[str]]:
    """Return what an export holds, without what chance and the clock decide."""
    return {
        name: sorted(
            repr({key: value for key, value in row.items() if not any(c in key for c in BY_CHANCE)})
            for row in rows
        )
        for name, rows in tables.items()
        if name not in ("visits", "coverage")
    }


@pytest.fixture(scope="module")
def world() -> Iterator[AdHocWorld]:
    """Serve the portal."""
    with AdHocWorld(pages(1)) as world:
        yield world


def kill(started: Callable[[], subprocess.Popen[str]], moment: float) -> bool:
    """Kill a command at a moment; say whether it was still running."""
    process = started()
    time.sleep(moment)
    process.kill()
    process.communicate()
    return process.returncode not in {0, 1}


def verify(archive: Path) -> None:
    """See that the tables are whole."""
    path = archive / "archive.sqlite"
    if path.exists():
        with sqlite3.connect(path) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            assert connection.execute("PRAGMA foreign_key_check").fetchall() == []


@pytest.mark.parametrize("kills", [3, pytest.param(100, marks=pytest.mark.soak)])
def test_crawls(
    world: AdHocWorld, tmp_path: Path, request: pytest.FixtureRequest, kills: int
) -> None:
    skip_unless_asked(request, kills)
    world.pages = pages(1)
    first = crawled(world, tmp_path / "first")
    first.night()
    started = time.monotonic()
    world.pages = pages(2)
    undisturbed = first.copy(made(tmp_path / "undisturbed"))
    undisturbed.night()
    takes = time.monotonic() - started
    expected = rows_of(undisturbed.export())
    chance = random.Random(kills)  # noqa: S311 - a test should fail the same way twice
    killed = number = 0
    while killed < kills:
        number += 1
        archive = first.copy(made(tmp_path / f"killed-{number}"))
        for _ in range(chance.randint(1, 3)):
            killed += kill(archive.start_night, chance.uniform(0.2, 1.1) * takes)
            verify(archive.archive)
        archive.night()
        assert rows_of(archive.export()) == expected, f"after {killed} kills"
        assert not list((archive.archive / "warc").glob("*.open"))


@pytest.mark.parametrize("kills", [3, pytest.param(100, marks=pytest.mark.soak)])
def test_reparse(
    world: AdHocWorld, tmp_path: Path, request: pytest.FixtureRequest, kills: int
) -> None:
    skip_unless_asked(request, kills)
    first = crawled(world, tmp_path / "first")
    for night in (1, 2):
        world.pages = pages(night)
        first.night()
    first.forget_reader()
    with sqlite3.connect(first.archive / "archive.sqlite") as connection:
        # What the earlier reader had wrong: all of it is read otherwise.
        connection.execute("UPDATE readings SET content_digest = 'sha256:' || reading_id")
        connection.execute("UPDATE figures SET value = 4321 WHERE cell = 't2.licensing.decisions'")
    undisturbed = first.copy(made(tmp_path / "undisturbed"))
    started = time.monotonic()
    undisturbed.run("reparse")
    takes = time.monotonic() - started
    expected = rows_of(undisturbed.export())
    assert any("extractor" in row for row in expected["revisions"])
    chance = random.Random(kills)  # noqa: S311 - a test should fail the same way twice
    killed = number = 0
    while killed < kills:
        number += 1
        archive = first.copy(made(tmp_path / f"killed-{number}"))
        for _ in range(chance.randint(1, 3)):
            killed += kill(partial(archive.start, "reparse"), chance.uniform(0.2, 1.1) * takes)
            verify(archive.archive)
        archive.run("reparse")
        assert rows_of(archive.export()) == expected, f"after {killed} kills"


def crawled(world: AdHocWorld, place: Path) -> Crawled:
    """Make an empty archive."""
    return Crawled(made(place), world.proxy_url, SITES, misses=1)


def made(place: Path) -> Path:
    """Make a directory."""
    place.mkdir()
    return place


def skip_unless_asked(request: pytest.FixtureRequest, kills: int) -> None:
    """Leave the long ones to ``make soak``."""
    if kills > 10 and "soak" not in request.config.option.markexpr:
        pytest.skip("takes minutes: make soak")
