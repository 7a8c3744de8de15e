"""A night of all counties in virtual time: what it costs in hours, workers, bytes and rows.

The schedule is the real one (``crawler.schedule``), and so are the queue's rules: one job a host at
a time, ``SITES_AT_ONCE`` jobs a worker. What a site costs is drawn from the distributions below.

    python -m bench.fleet
"""

from __future__ import annotations

import heapq
import random
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count

from crawler import settings
from crawler.schedule import tonight
from storage.records import Outcome, RunSummary, Site

COUNTIES = 2847
DELAY = 1.0  # seconds between two requests to a host
SEED = 20260124

# Of 3,209 portals 153 did not answer at all; some 70 answered with a wall (a reachability check of
# 2026). A dead host costs its tries and their rests, a wall one request.
DEAD, WALLED = 153 / 3209, 70 / 3209
DEAD_SECONDS = 200.0
# Portals that answer more slowly than once a second: a tenth, by a factor of three.
SLOW, SLOW_FACTOR = 0.1, 3.0
# A platform of a province or prefecture serves many counties from one host: a twentieth of all.
ON_PLATFORMS, COUNTIES_A_PLATFORM = 0.05, 20
# Reports a portal lists: half have under 80 (the government's own and some departments'), few have
# thousands (every department and township since 2008).
MEDIAN_REPORTS, SPREAD = 80, 1.1
ROWS_A_LIST_PAGE = 15
REVISIT_DAYS = 30
# Ways to the columns that are looked at each night beside the lists themselves.
WAYS = 4
FIRST_SEARCH = 25  # pages, once
# In January departments publish, in March counties: on a day of the season a thirtieth is new.
NEW_IN_SEASON = 1 / 30 / 15
# Of one core, by bench.crawling: 56 reports a second, read and archived, or 120 list pages.
SECONDS_A_REPORT, SECONDS_A_LIST_PAGE = 1 / 56, 1 / 120
# A page is 60 kB and compresses to a fifth in WARC; an unchanged one is a revisit record.
BYTES_A_PAGE, BYTES_A_REVISIT = 12_000, 900
ROWS_A_REPORT = 230  # readings, figures, sections, findings of a new revision


@dataclass(frozen=True, slots=True)
class Portal:
    """One site of the simulation: its host, how slow it is, and how many reports it lists."""

    site: Site
    host: str
    seconds_a_request: float
    reports: int
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class Cost:
    """What one crawl of a site costs: seconds at its host and of a core, captures, new reports."""

    at_host: float
    of_core: float
    pages: int
    revisits: int
    new: int


@dataclass(frozen=True, slots=True)
class Night:
    """How a night went."""

    sites: int
    hours: float
    pages: int
    bytes_written: int
    rows: int


def portals(number: int, rng: random.Random) -> list[Portal]:
    """Draw ``number`` portals."""
    platforms = max(1, int(number * ON_PLATFORMS / COUNTIES_A_PLATFORM))
    return [_portal(name, platforms, rng) for name in range(number)]


def _portal(name: int, platforms: int, rng: random.Random) -> Portal:
    shared = rng.random() < ON_PLATFORMS
    host = f"platform{rng.randrange(platforms)}" if shared else f"host{name}"
    luck = rng.random()
    return Portal(
        site=Site(site=f"s{name}", name="", url=f"http://{host}.gov.cn/", division_code="000000"),
        host=host,
        seconds_a_request=DELAY * (SLOW_FACTOR if rng.random() < SLOW else 1.0),
        reports=max(1, int(rng.lognormvariate(0, SPREAD) * MEDIAN_REPORTS)),
        outcome=Outcome.DEAD
        if luck < DEAD
        else Outcome.BLOCKED
        if luck < DEAD + WALLED
        else Outcome.OK,
    )


def cost(portal: Portal, *, first: bool, season: bool, rng: random.Random) -> Cost:
    """Return what a crawl of a portal costs; ``first``: nothing of it is known yet."""
    if portal.outcome is Outcome.DEAD:
        return Cost(DEAD_SECONDS, 0.1, 0, 0, 0)
    if portal.outcome is Outcome.BLOCKED:
        return Cost(portal.seconds_a_request, 0.02, 1, 0, 0)
    lists = WAYS + -(-portal.reports // ROWS_A_LIST_PAGE)
    if first:
        new, revisits, lists = portal.reports, 0, lists + FIRST_SEARCH
    else:
        new = _draws(portal.reports, NEW_IN_SEASON if season else 0.0, rng)
        revisits = _draws(portal.reports, 1 / REVISIT_DAYS, rng)
    requests = 1 + lists + new + revisits  # one for robots.txt
    return Cost(
        at_host=requests * portal.seconds_a_request,
        of_core=lists * SECONDS_A_LIST_PAGE + (new + revisits) * SECONDS_A_REPORT,
        pages=1 + lists + new,
        revisits=revisits,
        new=new,
    )


def _draws(number: int, chance: float, rng: random.Random) -> int:
    return sum(rng.random() < chance for _ in range(number)) if chance else 0


def play(due: list[tuple[Portal, Cost]], workers: int, at_once: int) -> float:
    """Return the hours that ``workers`` take for ``due``, in the queue's order.

    A worker's jobs share its core: with more work under way than a core does in a second, each of
    them takes longer.
    """
    waiting: dict[str, list[tuple[Portal, Cost]]] = defaultdict(list)
    order: dict[str, int] = {}
    for number, (portal, spent) in enumerate(due):
        waiting[portal.host].append((portal, spent))
        order.setdefault(portal.host, number)
    free_hosts = [(order[host], host) for host in waiting]
    heapq.heapify(free_hosts)
    ends: list[tuple[float, int, int, str]] = []  # moment, tie, worker, host
    load = [0] * workers
    core = [0.0] * workers
    ties, now = count(), 0.0
    while free_hosts or ends:
        while free_hosts and min(load) < at_once:
            _, host = heapq.heappop(free_hosts)
            worker = load.index(min(load))
            _, spent = waiting[host].pop(0)
            load[worker] += 1
            # The core is a queue of its own: a job ends when its host and the core are through.
            core[worker] = max(core[worker], now) + spent.of_core
            end = max(now + spent.at_host, core[worker])
            heapq.heappush(ends, (end, next(ties), worker, host))
        now, _, worker, host = heapq.heappop(ends)
        load[worker] -= 1
        if waiting[host]:
            heapq.heappush(free_hosts, (order[host], host))
    return now / 3600


def nights(number: int, workers: int, start: datetime, how_many: int) -> Iterator[Night]:
    """Play nights one after the other, the first being the archive's first."""
    rng = random.Random(SEED)  # noqa: S311 - a simulation
    fleet = portals(number, rng)
    by_name = {portal.site.site: portal for portal in fleet}
    last: dict[str, RunSummary] = {}
    for night in range(how_many):
        now = start + timedelta(days=night)
        season = now.month <= 4
        sites = tonight([portal.site for portal in fleet], last, now)
        due = [
            (
                by_name[site.site],
                cost(by_name[site.site], first=site.site not in last, season=season, rng=rng),
            )
            for site in sites
        ]
        hours = play(due, workers, settings.SITES_AT_ONCE)
        for portal, _ in due:
            last[portal.site.site] = _ended(portal, now + timedelta(hours=hours / 2))
        spent = [one for _, one in due]
        yield Night(
            sites=len(due),
            hours=hours,
            pages=sum(one.pages + one.revisits for one in spent),
            bytes_written=sum(
                one.pages * BYTES_A_PAGE + one.revisits * BYTES_A_REVISIT for one in spent
            ),
            rows=sum(one.pages + one.revisits + one.new * ROWS_A_REPORT for one in spent),
        )


def _ended(portal: Portal, at: datetime) -> RunSummary:
    return RunSummary(
        run_id=0,
        site=portal.site.site,
        started_at=at,
        finished_at=at,
        outcome=portal.outcome,
        message="",
        reports=0,
        new=0,
        changed=0,
        requests=0,
    )


def main() -> None:
    """Print a table of nights for the counties, and for every host of every issuer."""
    print("| sites | night | workers | due | hours | requests | WARC, GB | rows, million |")
    print("| --- | --- | --- | --- | --- | --- | --- | --- |")
    for number in (COUNTIES, 40_000):
        for what, start, which in (
            ("the first of all", datetime(2026, 1, 10, 12, tzinfo=UTC), 0),
            ("in January", datetime(2026, 1, 10, 12, tzinfo=UTC), 6),
            ("in July", datetime(2026, 7, 10, 12, tzinfo=UTC), 7),
        ):
            for workers in (1, 2, 4) if number == COUNTIES else (4, 16):
                *_, night = nights(number, workers, start, which + 1)
                print(
                    f"| {number:,} | {what} | {workers} | {night.sites:,} | {night.hours:.1f} | "
                    f"{night.pages:,} | {night.bytes_written / 1e9:.1f} | {night.rows / 1e6:.2f} |"
                )


if __name__ == "__main__":
    main()
