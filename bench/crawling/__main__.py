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
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass
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
    """Pages a second of one process, of two, and of two that share nothing, in turn, and of all.

    The two apart crawl half of the sites each into an archive of its own: what they fall short of
    twice is the machine's doing, and what two processes fall short of them is ours.
    """
    portals = Portals(sites, reports)
    halves = (Portals(sites // 2, reports), Portals(sites - sites // 2, reports))
    all_rates: list[dict[str, Rate]] = []
    for _ in range(times):
        rates = {
            "one": crawl_at_full_speed([portals], processes=1),
            "two": crawl_at_full_speed([portals], processes=2),
            "apart": crawl_at_full_speed(halves, processes=1),
        }
        tell(what="speed", sites=sites, **_compared(rates))
        all_rates.append(rates)
    total = {
        name: Rate(
            sum(rates[name].pages for rates in all_rates),
            sum(rates[name].seconds for rates in all_rates),
        )
        for name in ("one", "two", "apart")
    }
    tell(what="speed of all", sites=sites, **_compared(total))


def _compared(rates: dict[str, Rate]) -> dict[str, float]:
    one = rates["one"].pages_a_second
    return {
        **{name: rate.pages_a_second for name, rate in rates.items()},
        "ratio": rates["two"].pages_a_second / one,
        "ratio_apart": rates["apart"].pages_a_second / one,
    }


def workers(sites: int = 12, reports: int = 100, times: int = 3) -> None:
    """Pages a second of one worker on PostgreSQL and of two, and whose processor time it is."""
    for _ in range(times):
        one, two = (work(Portals(sites, reports), number) for number in (1, 2))
        for number, worked in ((1, one), (2, two)):
            tell(what="workers", workers=number, cpu_ms_a_page=worked.cpu_a_page, **asdict(worked))
        tell(what="ratio", ratio=(two.pages / two.seconds) / (one.pages / one.seconds))


@dataclass(frozen=True, slots=True)
class Rate:
    """Pages that were served, and the seconds from the first answer to the last."""

    pages: int
    seconds: float

    @property
    def pages_a_second(self) -> float:
        """Return the speed."""
        return self.pages / self.seconds


def crawl_at_full_speed(crawls: Sequence[Portals], *, processes: int) -> Rate:
    """Crawl each of these portals into an archive of its own, side by side, each by ``processes``.

    Counted is from the first answer to the last: without the start.
    """
    with ExitStack() as stack:
        servers = [stack.enter_context(Server(portals)) for portals in crawls]
        places = [Path(stack.enter_context(tempfile.TemporaryDirectory())) for _ in crawls]
        running = [
            begin(portals, server, place, f"--processes={processes}")
            for portals, server, place in zip(crawls, servers, places, strict=True)
        ]
        first = last = 0.0
        served = 0
        while any(process.poll() is None for process in running):
            time.sleep(0.02)
            if (now_served := sum(server.served for server in servers)) > served:
                served, last = now_served, time.monotonic()
                first = first or last
        if failed := [process.returncode for process in running if process.returncode]:
            raise SystemExit(f"a crawl left with status {failed[0]}")
        return Rate(served, last - first)


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
