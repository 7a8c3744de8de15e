"""One worker of many machines, and two, on a PostgreSQL of their own: whose time a page is."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from bench.crawling.portals import Portals, Server
from tests.storage import postgres

NIANBAO = Path(sys.executable).with_name("nianbao")
_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True, kw_only=True)
class Worked:
    """What workers did from the first answer to the last, and the processor's seconds for it."""

    pages: int
    seconds: float
    workers_cpu: float
    postgres_cpu: float
    portals_cpu: float

    @property
    def cpu_a_page(self) -> float:
        """Milliseconds of a processor that a page costs workers and database."""
        return (self.workers_cpu + self.postgres_cpu) / self.pages * 1000


def work(portals: Portals, workers: int) -> Worked:
    """Have workers crawl the portals without delay, to the end of their queue."""
    programs = postgres.binaries()
    if programs is None:
        raise SystemExit(postgres.WHY_NOT)
    with (
        Server(portals) as server,
        postgres.server(programs) as url,
        tempfile.TemporaryDirectory() as scratch,
    ):
        place = Path(scratch)
        portals.write_site_list(place / "sites.csv")
        environment = {
            **os.environ,
            "http_proxy": server.url,
            "https_proxy": server.url,
            "no_proxy": "",
            "NIANBAO_ARCHIVE": str(place / "archive"),
            "NIANBAO_DATABASE_URL": url,
        }
        for command in (["sites", "import", place / "sites.csv"], ["schedule"]):
            subprocess.run([NIANBAO, *command], env=environment, check=True, capture_output=True)  # noqa: S603 - our own command
        before = _of_postgres(url), time.process_time()
        running = [
            subprocess.Popen(  # noqa: S603 - our own command
                [NIANBAO, "worker", "--drain", "-s", "DOWNLOAD_DELAY=0"],
                env=environment,
                stdout=subprocess.DEVNULL,
            )
            for _ in range(workers)
        ]
        first = last = 0.0
        served = 0
        spent = dict.fromkeys((process.pid for process in running), 0.0)
        while any(process.poll() is None for process in running):
            time.sleep(0.02)
            if server.served > served:
                served, last = server.served, time.monotonic()
                first = first or last
            spent |= {pid: told for pid in spent if (told := _cpu(pid))}
        if any(process.returncode for process in running):
            raise SystemExit("a worker did not come to the end")
        return Worked(
            pages=served,
            seconds=last - first,
            workers_cpu=sum(spent.values()),
            postgres_cpu=_of_postgres(url) - before[0],
            portals_cpu=time.process_time() - before[1],
        )


def _of_postgres(url: str) -> float:
    """Return the seconds that a server's processes took, those that ended included."""
    port = url.rpartition(":")[2].partition("/")[0]
    for directory in Path("/proc").iterdir():
        if directory.name.isdigit():
            try:
                words = (directory / "cmdline").read_bytes().split(b"\0")
            except OSError:
                continue
            if words[0].endswith(b"postgres") and port.encode() in words:
                pid = int(directory.name)
                children = (directory / "task" / str(pid) / "children").read_text().split()
                return _cpu(pid) + sum(_cpu(int(child)) for child in children)
    return 0.0


def _cpu(pid: int) -> float:
    """Return the seconds of a process and of those that it had and that ended; 0: it is gone."""
    try:
        told = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    except OSError:
        return 0.0
    return sum(map(int, told[11:15])) / _TICKS  # utime, stime, cutime, cstime
