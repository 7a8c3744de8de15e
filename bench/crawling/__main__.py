"""``python -m bench.crawling``: speed by processes and by workers, and memory.

Prints one JSON object a measurement. Give other numbers as ``NAME=VALUE`` after the measurement.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

from bench.crawling.portals import Portals, Server
from bench.crawling.workers import work
from bench.memory import family, resident

NIANBAO = Path(sys.executable).with_name("nianbao")
LOOK_EACH = 2.0  # seconds between two looks at the memory


def main() -> None:
    """Measure what the first argument names."""
    name, *pairs = sys.argv[1:] or ["speed"]
    numbers = {key: int(value) for key, _, value in (pair.partition("=") for pair in pairs)}
    {"speed": speed, "workers": workers, "memory": memory, "long": long}[name](**numbers)


def speed(sites: int = 12, reports: int = 100, times: int = 3) -> None:
    """Pages a second of one process and of two, one after the other, several times."""
    for _ in range(times):
        one, two = (pages_a_second(Portals(sites, reports), processes=number) for number in (1, 2))
        tell(what="speed", sites=sites, one=one, two=two, ratio=two / one)


def workers(sites: int = 12, reports: int = 100, times: int = 3) -> None:
    """Pages a second of one worker on PostgreSQL and of two, and whose processor time it is."""
    for _ in range(times):
        one, two = (work(Portals(sites, reports), number) for number in (1, 2))
        for number, worked in ((1, one), (2, two)):
            tell(what="workers", workers=number, cpu_ms_a_page=worked.cpu_a_page, **asdict(worked))
        tell(what="ratio", ratio=(two.pages / two.seconds) / (one.pages / one.seconds))


def pages_a_second(portals: Portals, *, processes: int) -> float:
    """Crawl the portals, and count from the first answer to the last: without the start."""
    with Server(portals) as server, tempfile.TemporaryDirectory() as place:
        process = begin(portals, server, Path(place), f"--processes={processes}")
        first = last = served = 0.0
        while process.poll() is None:
            time.sleep(0.02)
            if server.served > served:
                served, last = server.served, time.monotonic()
                first = first or last
        if process.returncode:
            raise SystemExit(f"the crawl left with status {process.returncode}")
        return served / (last - first)


def memory(sites: int = 100, reports: int = 30, latency_ms: int = 1000) -> None:
    """The most that one process takes with all sites side by side, all slow."""
    portals = Portals(sites, reports)
    with (
        Server(portals, latency=latency_ms / 1000) as server,
        tempfile.TemporaryDirectory() as place,
    ):
        process = begin(
            portals, server, Path(place), "--processes=1", "-s", f"SITES_AT_ONCE={sites}"
        )
        most = max(mb for _, mb in watched(process, server))
        tell(what="memory", sites=sites, pages=server.served, megabytes=most)


def long(sites: int = 200, reports: int = 500, processes: int = 1) -> None:
    """The memory over a long crawl: what it is after 5,000 pages, and how far it moves then."""
    portals = Portals(sites, reports)
    with Server(portals) as server, tempfile.TemporaryDirectory() as place:
        process = begin(portals, server, Path(place), f"--processes={processes}")
        begun, told, after = time.monotonic(), 0, []
        for served, mb in watched(process, server):
            if served >= 5_000:
                after.append(mb)
            if served >= told:
                tell(what="so far", pages=served, megabytes=mb, seconds=time.monotonic() - begun)
                told = served + 2_500
        tell(
            what="long", pages=server.served, at_5000=after[0], least=min(after), most=max(after),
            growth=max(after) / after[0] - 1, last=after[-1],
            status=process.returncode, seconds=time.monotonic() - begun,
        )  # fmt: skip


def watched(process: subprocess.Popen[bytes], server: Server) -> Iterator[tuple[int, float]]:
    """Yield the pages served and the resident memory of the crawl's largest process, in MB."""
    while process.poll() is None:
        sizes = [resident(pid) for pid in family(process.pid)]
        yield server.served, max(sizes)
        time.sleep(LOOK_EACH)


def begin(portals: Portals, server: Server, place: Path, *options: str) -> subprocess.Popen[bytes]:
    """Begin to crawl the portals without delay; what it prints goes nowhere."""
    portals.write_site_list(place / "sites.csv")
    environment = {
        **os.environ,
        "http_proxy": server.url,
        "https_proxy": server.url,
        "no_proxy": "",
        "NIANBAO_ARCHIVE": str(place / "archive"),
    }
    command: list[str | Path] = [
        NIANBAO, "crawl", "--sites", place / "sites.csv", "-s", "DOWNLOAD_DELAY=0", *options,
    ]  # fmt: skip
    return subprocess.Popen(  # noqa: S603 - our own command
        command, env=environment, stdout=subprocess.DEVNULL
    )


def tell(**values: object) -> None:
    """Print one measurement."""
    rounded = {
        key: round(value, 3) if isinstance(value, float) else value for key, value in values.items()
    }
    print(json.dumps(rounded), flush=True)


if __name__ == "__main__":
    main()
