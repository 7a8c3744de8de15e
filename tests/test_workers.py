"""Several workers on a real PostgreSQL, killed and cut off: what they archive, and how they ask."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from fixtures.portals.proxy import Visit
from fixtures.portals.world import World
from storage.archive import Archive
from tests.storage import postgres
from tests.test_crawl import BIN, environment

PATIENCE = 300  # seconds; on an idle machine each of these takes twenty, or sixty with dead workers
# Portals of three families with 79 reports, one without a column, one behind a wall.
NAMES = ("panan", "ceheng", "raohe", "jiayin", "huade", "pujiang")


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


@dataclass
class Machines:
    """Machines with one archive in PostgreSQL, before a world."""

    world: World
    archive: Path
    database: str

    def run(self, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [BIN / "nianbao", *arguments],
            env=self._environment,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )

    def worker(self, *arguments: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [BIN / "nianbao", "worker", *arguments, "-s", "DOWNLOAD_DELAY=0"],
            env=self._environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def wait(self, is_so: Callable[[], bool]) -> None:
        deadline = time.monotonic() + PATIENCE
        while not is_so():
            assert time.monotonic() < deadline
            time.sleep(0.05)

    @property
    def _environment(self) -> dict[str, str]:
        return {
            **environment(self.world.proxy_url, self.archive),
            "NIANBAO_DATABASE_URL": self.database,
        }


@pytest.fixture
def machines(tmp_path: Path, database: str) -> Iterator[Machines]:
    with World(latency=0.05, names=NAMES) as world:
        machines = Machines(world=world, archive=tmp_path / "archive", database=database)
        assert machines.run("sites", "import", site_list(world, tmp_path)).returncode == 0
        yield machines


def site_list(world: World, directory: Path) -> Path:
    """The site list of the world, without the sites that it leaves out."""
    header, *rows = world.sites_csv.read_text(encoding="utf-8").splitlines()
    listed = directory / "sites.csv"
    kept = [row for row in rows if row.partition(",")[0] in NAMES]
    listed.write_text("\n".join([header, *kept]), encoding="utf-8")
    return listed


def archived(database: str, directory: Path) -> set[tuple[str, ...]]:
    """What an archive holds, without its moments: revisions, sources, and how sites ended."""
    held: set[tuple[str, ...]] = set()
    with Archive.open(directory, database_url=database or None, create=False) as archive:
        for report in archive.report_ids():
            history = archive.history(report)
            assert history is not None
            held |= {
                (report, str(one.revision), one.cause, one.url, one.content_digest)
                for one in history.revisions
            }
            held |= {
                (report, source.site, source.url, source.status, str(source.primary))
                for source in history.sources
            }
        held |= {(run.site, str(run.outcome), str(run.reports)) for run in archive.last_runs()}
    return held


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


def overlaps(visits: list[Visit]) -> list[tuple[Visit, Visit]]:
    """Pairs of requests that were at one host at the same time."""
    by_host: dict[str, list[Visit]] = {}
    for visit in sorted(visits, key=lambda visit: visit.started):
        by_host.setdefault(visit.host.removeprefix("www."), []).append(visit)
    return [
        (one, other)
        for there in by_host.values()
        for one, other in pairwise(there)
        if other.started < one.ended
    ]


def test_two_workers_do_what_one_process_does(
    machines: Machines, undisturbed: set[tuple[str, ...]]
) -> None:
    told = machines.run("schedule")
    assert (told.returncode, told.stdout[:8]) == (0, "6 jobs f"), told.stderr
    workers = [machines.worker("--drain") for _ in range(2)]
    lines = []
    for worker in workers:
        out, err = worker.communicate(timeout=PATIENCE)
        assert worker.returncode == 0, err
        lines.append(out.splitlines())
    assert all(lines), "each of them had something to do"
    assert sorted(line.partition(":")[0] for told in lines for line in told) == sorted(
        run.site for run in _last_runs(machines)
    )
    assert archived(machines.database, machines.archive) == undisturbed
    assert not overlaps(machines.world.requests)
    assert machines.run("schedule").stdout.startswith("0 jobs"), "the night has had its jobs"


def test_killed_workers_lose_nothing(machines: Machines, undisturbed: set[tuple[str, ...]]) -> None:
    machines.run("schedule")
    for requests in (15, 45, 80):
        worker = machines.worker()
        machines.wait(lambda requests=requests: len(machines.world.requests) >= requests)
        worker.send_signal(signal.SIGKILL)
        worker.communicate()
    last = machines.worker("--drain")
    _, err = last.communicate(timeout=PATIENCE)
    assert last.returncode == 0, err
    assert archived(machines.database, machines.archive) == undisturbed
    assert not overlaps(machines.world.requests)


def test_a_stopped_worker_hands_on_what_it_has(
    machines: Machines, undisturbed: set[tuple[str, ...]]
) -> None:
    machines.run("schedule")
    worker = machines.worker()
    machines.wait(lambda: len(machines.world.requests) >= 40)
    worker.send_signal(signal.SIGTERM)
    _, err = worker.communicate(timeout=PATIENCE)
    assert worker.returncode == 0, err
    other = machines.worker("--drain")
    _, err = other.communicate(timeout=PATIENCE)
    assert other.returncode == 0, err
    assert "its worker died" not in err, "it said goodbye, so nobody waits for its heartbeat"
    assert archived(machines.database, machines.archive) == undisturbed


def test_a_restarted_server_loses_nothing(
    machines: Machines, undisturbed: set[tuple[str, ...]]
) -> None:
    machines.run("schedule")
    worker = machines.worker("--drain")
    machines.wait(lambda: len(machines.world.requests) >= 40)
    postgres.restart(machines.database)
    _, err = worker.communicate(timeout=PATIENCE)
    while worker.returncode == 3:  # as a supervisor would
        worker = machines.worker("--drain")
        _, err = worker.communicate(timeout=PATIENCE)
    assert worker.returncode == 0, err
    assert archived(machines.database, machines.archive) == undisturbed


def test_schedulers_at_the_same_time_put_each_job_once(machines: Machines) -> None:
    schedulers = [
        subprocess.Popen(
            [BIN / "nianbao", "schedule"],
            env=machines._environment,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(3)
    ]
    told = [scheduler.communicate(timeout=PATIENCE)[0] for scheduler in schedulers]
    assert sum(int(re.match(r"\d+", one).group()) for one in told) == 6  # type: ignore[union-attr]
    engine = create_engine(machines.database.replace("postgresql:", "postgresql+psycopg:"))
    with engine.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM procrastinate_jobs")) == 6
    engine.dispose()


def test_a_site_that_kills_its_workers_is_set_aside(machines: Machines) -> None:
    """Two workers die with it and others; then it is alone in a process, and that dies too."""
    for site in _sites(machines):
        if site != "panan":
            _disable(machines, site)
    machines.run("schedule")
    for requests in (5, 12):
        worker = machines.worker()
        machines.wait(lambda requests=requests: len(machines.world.requests) >= requests)
        worker.send_signal(signal.SIGKILL)
        worker.communicate()
    worker = machines.worker("--drain")
    child: list[int] = []

    def found() -> bool:
        child[:] = _children(worker.pid, "panan")
        return bool(child)

    machines.wait(found)
    os.kill(child[0], signal.SIGKILL)
    _, err = worker.communicate(timeout=PATIENCE)
    assert worker.returncode == 0, err
    assert "panan: killed 3 workers in a row and is set aside" in err
    assert machines.run("schedule").stdout.startswith("0 jobs for 0 due")
    status = machines.run("status", "panan")
    assert status.returncode == 1
    assert "site/kills_workers" in status.stdout
    # A person looks, and crawls it: it is as any other again.
    machines.run("crawl", "panan", "-s", "DOWNLOAD_DELAY=0")
    assert "site/kills_workers" not in machines.run("status", "panan").stdout


def test_a_queue_needs_postgresql(tmp_path: Path) -> None:
    for command in ("schedule", "worker"):
        ran = subprocess.run(
            [BIN / "nianbao", command, "--archive", tmp_path / "archive"],
            capture_output=True,
            text=True,
            check=False,
        )
        assert ran.returncode == 2
        assert "NIANBAO_DATABASE_URL" in ran.stderr


def _last_runs(machines: Machines) -> list[object]:
    with Archive.open(machines.archive, database_url=machines.database, create=False) as archive:
        return list(archive.last_runs())


def _sites(machines: Machines) -> list[str]:
    with Archive.open(machines.archive, database_url=machines.database, create=False) as archive:
        return [site.site for site in archive.sites()]


def _disable(machines: Machines, slug: str) -> None:
    from dataclasses import replace

    with Archive.open(machines.archive, database_url=machines.database, create=False) as archive:
        site = archive.site(slug)
        assert site is not None
        archive.add_sites([replace(site, enabled=False)])


def _children(parent: int, word: str) -> list[int]:
    """The living children of a process that have ``word`` in their command line."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            status = (process / "stat").read_text().rpartition(")")[2].split()
            line = (process / "cmdline").read_bytes().split(b"\0")
        except OSError:
            continue
        if int(status[1]) == parent and status[0] != "Z" and word.encode() in line:
            found.append(int(process.name))
    return found
