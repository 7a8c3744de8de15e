"""Machines that share one archive in PostgreSQL, what they archived, and how they asked."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from fixtures.portals.proxy import Visit
from fixtures.portals.world import World
from storage.archive import Archive
from tests.test_crawl import BIN
from tests.test_crawl import environment as environment_of

PATIENCE = 300  # seconds; on an idle machine each of these takes twenty, or sixty with dead workers
# Portals of three families with 79 reports, one without a column, one behind a wall.
NAMES = ("panan", "ceheng", "raohe", "jiayin", "huade", "pujiang")


@dataclass
class Machines:
    """Machines with one archive in PostgreSQL, before a world."""

    world: World
    archive: Path
    database: str

    def run(self, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [BIN / "nianbao", *arguments],
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )

    def worker(self, *arguments: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [BIN / "nianbao", "worker", *arguments, "-s", "DOWNLOAD_DELAY=0"],
            env=self.environment,
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
    def environment(self) -> dict[str, str]:
        return {
            **environment_of(self.world.proxy_url, self.archive),
            "NIANBAO_DATABASE_URL": self.database,
        }


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
