"""Measure discovery on the world of counties.

python -m bench.discovery [--sites A,B] [--keep DIR] [--quick]

Prints by family: recall, wrong reports, requests against the fewest that find everything, walks
into traps, the second night, and how a plain crawl spider does on the same world.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
import time
from pathlib import Path

from bench.discovery import plain
from bench.discovery.crawl import crawl
from bench.discovery.score import (
    PAGES_OF_A_TRAP,
    Score,
    SiteScore,
    by_family,
    score,
    smallest_gap,
)
from fixtures.counties.world import World

# One host, two hosts, a service with POST, passing faults: all have the same code for the delay,
# and a site takes a minute.
POLITE = ("zhenfeng", "xiushui", "sishui", "qingcheng")


def main() -> None:
    """Run both crawlers over the world and print the table."""
    parser = argparse.ArgumentParser(description="Measure discovery on the world of counties.")
    parser.add_argument("--sites", help="only these, separated by commas")
    parser.add_argument("--keep", type=Path, help="keep archive, export and logs in this directory")
    parser.add_argument("--quick", action="store_true", help="no plain spider, no measured delay")
    options = parser.parse_args()
    names = options.sites.split(",") if options.sites else None
    with tempfile.TemporaryDirectory() as scratch:
        place = options.keep or Path(scratch)
        shutil.rmtree(place / "archive", ignore_errors=True)
        with World(names) as world:
            started = time.monotonic()
            first = crawl(world, place, "DOWNLOAD_DELAY=0")
            seconds = time.monotonic() - started
            second = crawl(world, place, "DOWNLOAD_DELAY=0")
            result = score(world, first, second)
            say(f"{len(world.sites)} sites, {len(first.visits)} requests in {seconds:.0f} s")
            table(result)
            failures(result)
            if not options.quick:
                compare(world)
        if not options.quick:
            gap(Path(scratch) / "polite", names)


def say(line: str = "") -> None:
    """Print one line."""
    sys.stdout.write(f"{line}\n")


def table(result: Score) -> None:
    """Print a line a family, and one for all."""
    say(
        "family  sites  reports  found   county  wrong  requests/least  ratio  night 2/lists  ended"
    )
    for family, scores in by_family(result).items():
        say(line(family, scores))
    say(line("all", list(result.sites.values())))
    say(f"hosts out of scope: {len(result.escapes)} requests {result.escapes[:5]}")


def line(name: str, scores: list[SiteScore]) -> str:
    """Return one line of the table."""
    reports = sum(one.expected.reports for one in scores)
    found, county = sum(one.found for one in scores), sum(one.county for one in scores)
    open_ = [one for one in scores if one.expected.outcome == "ok"]
    least, requests = (
        sum(one.expected.shortest for one in open_),
        sum(one.requests for one in open_),
    )
    nightly = sum(one.expected.nightly for one in open_)
    ratio = requests / least if least else 0
    second = sum(one.second_night for one in open_)
    return (
        f"{name:7} {len(scores):5} {reports:8} {percent(found, reports)}  "
        f"{percent(sum(one.county_found for one in scores), county)} "
        f"{sum(len(one.wrong) for one in scores):6} {requests:8}/{least:<6} "
        f"{ratio:5.2f} {second:8}/{nightly:<5} "
        f"{sum(one.is_reported_well for one in scores)}/{len(scores)}"
    )


def percent(part: int, whole: int) -> str:
    """Return a share with one decimal, or a dash for none of nothing."""
    return f"{100 * part / whole:5.1f}%" if whole else "     –"


def failures(result: Score) -> None:
    """Print what each site missed, took wrongly, or asked in vain."""
    for name, one in result.sites.items():
        told = []
        if not one.is_reported_well:
            ends = f"{one.outcome}, the second night {one.second_outcome or 'not crawled'}"
            told.append(f"ended {ends}, not {one.expected.outcome}")
        if one.missed:
            sample = ", ".join(f"{r.key} ({r.carrier})" for r in one.missed[:3])
            told.append(f"missed {len(one.missed)}: {sample}")
        if one.wrong:
            sample = ", ".join(f"{r['issuer']} {r['year']} {r['url']}" for r in one.wrong[:3])
            told.append(f"wrong {len(one.wrong)}: {sample}")
        if [url for url in one.disallowed if not url.endswith("/robots.txt")]:
            told.append(f"disallowed {one.disallowed[:3]}")
        for trap, urls in one.trapped.items():
            if len(urls) > PAGES_OF_A_TRAP:
                told.append(f"trap {trap}: {len(urls)} pages {urls[:3]}")
        shortest = one.expected.shortest
        if one.expected.outcome == "ok" and one.requests > 1.5 * shortest:
            told.append(f"{one.requests} requests for {shortest}")
        nightly = one.expected.nightly
        if one.expected.outcome == "ok" and one.second_night > nightly + 4:
            told.append(f"second night {one.second_night} requests for {nightly} lists")
        if one.expected.outcome != "ok":
            told.append(f"{one.requests} requests to be told {one.outcome}")
        if told:
            say(f"  {one.expected.family} {name}: " + "; ".join(told))


def compare(world: World) -> None:
    """Print how a plain crawl spider with a title pattern does."""
    done = plain.crawl(world)
    found, reports = done.found.total(), done.reports.total()
    say(
        f"a plain CrawlSpider: {percent(found, reports).strip()} of the reports, "
        f"{done.others} other pages taken for reports, {done.requests} requests, "
        f"{done.escapes} to hosts out of scope"
    )
    for family in sorted(done.reports, key=lambda name: (len(name), name)):
        say(f"  {family:<6} {percent(done.found[family], done.reports[family])}")


def gap(place: Path, names: list[str] | None) -> None:
    """Crawl a few sites at the default delay and print the smallest gap at one host."""
    with World([name for name in POLITE if names is None or name in names]) as world:
        crawled = crawl(world, place)
    say(f"smallest gap between requests to one host: {smallest_gap(crawled.visits):.3f} s")


if __name__ == "__main__":
    main()
