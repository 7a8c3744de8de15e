"""The whole path through the front door: the world is crawled, exported, and compared with itself.

One archive sees three crawls: the first night, the first night again, and the second with every
known page visited again. Then a figure is changed by hand in one site.
"""

from __future__ import annotations

import csv
import itertools
import json
import os
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from fixtures.portals.proxy import Visit
from fixtures.portals.truth import ExpectedReport, Truth
from fixtures.portals.world import World
from pipelines.formats import ocr

NIANBAO = Path(sys.executable).with_name("nianbao")
LATENCY = 0.02  # seconds: long enough that two requests at once would be seen to overlap


@dataclass(frozen=True, slots=True, kw_only=True)
class Crawled:
    """What one crawl left behind, and what it should have."""

    status: int
    sites: dict[str, dict[str, Any]]
    tables: dict[str, list[dict[str, str]]]
    visits: list[Visit]
    escapes: list[Visit]
    truth: Truth


@dataclass(frozen=True, slots=True, kw_only=True)
class Crawls:
    """The crawls of one archive, in order."""

    first: Crawled
    again: Crawled
    second_night: Crawled
    changed: Crawled
    changed_report: ExpectedReport


@pytest.fixture(scope="module")
def crawls(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crawls]:
    """Crawl the world four times into one archive."""
    place = tmp_path_factory.mktemp("world")
    with World(latency=LATENCY) as world:
        every = ("--sites", str(world.sites_csv))
        first = crawl(world, place, *every)
        again = crawl(world, place, *every)
        world.night(2)
        second = crawl(world, place, *every, "--again")
        world.change("panan/traffic-2022", "t2.licensing.decisions", "87654")
        changed = crawl(world, place, "panan", "--again")
        yield Crawls(
            first=first,
            again=again,
            second_night=second,
            changed=changed,
            changed_report=world.report("panan/traffic-2022"),
        )


def crawl(world: World, place: Path, *arguments: str) -> Crawled:
    """Crawl and export through the command, without delay: the hosts are our own."""
    world.forget_requests()
    environment = {
        **os.environ,
        "http_proxy": world.proxy_url,
        "https_proxy": world.proxy_url,
        "no_proxy": "",
        "NIANBAO_ARCHIVE": str(place / "archive"),
        "NIANBAO_CONTACT": "tests@example.org",
    }
    command: list[str | Path] = [NIANBAO, "crawl", *arguments, "--json", "-s", "DOWNLOAD_DELAY=0"]
    ran = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert ran.returncode in (0, 1), ran.stderr
    visits, escapes = world.requests, world.escapes
    export = place / "export"
    subprocess.run(
        [NIANBAO, "export", export, "--format", "csv"],
        env=environment,
        capture_output=True,
        check=True,
    )
    lines = [json.loads(line) for line in ran.stdout.splitlines()]
    return Crawled(
        status=ran.returncode,
        sites={line["site"]: line for line in lines},
        tables={path.stem: rows(path) for path in export.glob("*.csv")},
        visits=visits,
        escapes=escapes,
        truth=world.truth(),
    )


def rows(path: Path) -> list[dict[str, str]]:
    """Return the rows of a CSV file."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def identity(row: dict[str, str]) -> tuple[str, str, str]:
    """Return what one report is told from another by."""
    return row["division_code"], row["issuer"], row["year"]


def expected(truth: Truth) -> dict[tuple[str, str, str], ExpectedReport]:
    """Return the world's reports by that."""
    return {(one.division_code, one.issuer, str(one.year)): one for one in truth.reports}


def test_each_site_ends_as_it_must(crawls: Crawls) -> None:
    for crawled in (crawls.first, crawls.again, crawls.second_night):
        assert crawled.status == 1  # walls and dead sites need attention
        outcomes = {site: line["outcome"] for site, line in crawled.sites.items()}
        assert outcomes == {site.site: site.outcome for site in crawled.truth.sites}
        counts = {site: line["reports"] for site, line in crawled.sites.items()}
        assert counts == {site.site: site.reports for site in crawled.truth.sites}


def test_exactly_the_reports_of_the_world_are_archived(crawls: Crawls) -> None:
    for crawled in (crawls.first, crawls.again, crawls.second_night):
        found = [identity(row) for row in crawled.tables["reports"]]
        assert sorted(found) == sorted(expected(crawled.truth))


def test_each_has_its_form_title_address_and_dates(crawls: Crawls) -> None:
    truth = expected(crawls.first.truth)
    for row in crawls.first.tables["reports"]:
        report = truth[identity(row)]
        is_unread = report.carrier == "pictures" and not ocr.is_installed()
        form = "" if is_unread else report.form
        assert (row["form"], row["title"]) == (form, report.title), report.key
        assert row["url"] in report.urls
        assert row["issuer_kind"] == report.issuer_kind
        assert row["published_on"] == str(report.published_on), report.key
        if not is_unread:
            assert row["signed_on"] == str(report.signed_on or ""), report.key


def test_every_figure_is_what_was_printed(crawls: Crawls) -> None:
    for crawled in (crawls.first, crawls.second_night):
        figures: dict[str, dict[str, tuple[str, Decimal | None]]] = defaultdict(dict)
        for row in crawled.tables["figures"]:
            value = Decimal(row["value"]) if row["value"] else None
            figures[row["report_id"]][row["cell"]] = (row["status"], value)
        truth = expected(crawled.truth)
        for row in crawled.tables["reports"]:
            report = truth[identity(row)]
            printed = {name: (cell.status, cell.value) for name, cell in report.cells.items()}
            found = figures[row["report_id"]]
            if report.carrier == "pictures" and not ocr.is_installed():
                printed = {}
            elif report.carrier == "pictures":  # which figures are sure, is OCR's matter
                assert set(found) == set(printed), report.key
                found = {name: cell for name, cell in found.items() if cell[0] != "unread"}
                assert len(found) > 0.9 * len(printed), report.key
                printed = {name: printed[name] for name in found}
            assert found == printed, report.key


def test_nobody_is_asked_but_the_hosts_of_the_listed_sites(crawls: Crawls) -> None:
    for crawled in (crawls.first, crawls.again, crawls.second_night, crawls.changed):
        assert crawled.visits
        assert not crawled.escapes


def test_a_crawl_of_one_site_touches_no_other(crawls: Crawls) -> None:
    assert {visit.host.removeprefix("www.") for visit in crawls.changed.visits} == {
        "panan-demo.gov.cn"
    }


def test_a_host_is_asked_one_thing_at_a_time(crawls: Crawls) -> None:
    by_host: dict[str, list[Visit]] = defaultdict(list)
    for visit in crawls.first.visits:
        by_host[visit.host].append(visit)
    for visits in by_host.values():
        ordered = sorted(visits, key=lambda visit: visit.started)
        for earlier, later in itertools.pairwise(ordered):
            assert earlier.ended <= later.started, (earlier.url, later.url)


def test_where_robots_forbid_everything_nothing_else_is_asked(crawls: Crawls) -> None:
    paths = {visit.path for visit in crawls.first.visits if "danba" in visit.host}
    assert paths == {"/robots.txt"}
    forbidden = [visit for visit in crawls.first.visits if visit.path.startswith("/search5/")]
    assert not forbidden


def test_a_wall_is_left_alone(crawls: Crawls) -> None:
    assert sum("pujiang" in visit.host for visit in crawls.first.visits) <= 3


def test_an_unchanged_world_gives_no_revision_and_few_requests(crawls: Crawls) -> None:
    assert len(crawls.again.tables["revisions"]) == len(crawls.first.tables["revisions"])
    assert not crawls.again.tables["changes"]
    pages = {url for report in crawls.first.truth.reports for url in report.urls}
    assert not pages & {visit.url for visit in crawls.again.visits}


def test_the_second_night_notices_what_changed_and_nothing_else(crawls: Crawls) -> None:
    changes = {
        (row["name"], row["old"], row["new"], row["cause"])
        for row in crawls.second_night.tables["changes"]
    }
    before, after = expected(crawls.first.truth), expected(crawls.second_night.truth)
    assert changes == {
        (cell, str(printed.value), str(after[key].cells[cell].value), "source")
        for key, report in before.items()
        for cell, printed in report.cells.items()
        if printed != after[key].cells[cell]
    }
    new = {site: line["new"] for site, line in crawls.second_night.sites.items() if line["new"]}
    assert new == {"ceheng": 1}
    changed = {s: line["changed"] for s, line in crawls.second_night.sites.items()}
    assert {site for site, number in changed.items() if number} == {"ceheng", "jiayin"}
    assert {row["status"] for row in crawls.second_night.tables["reports"]} == {"published"}


def test_a_moved_report_has_an_old_source_that_is_gone_and_a_new_one(crawls: Crawls) -> None:
    key = "tiane/agri-2023"
    old = next(one.url for one in crawls.first.truth.reports if one.key == key)
    new = next(one.url for one in crawls.second_night.truth.reports if one.key == key)
    sources = {row["url"]: row["status"] for row in crawls.second_night.tables["sources"]}
    assert (sources[old], sources[new]) == ("gone", "live")


def test_a_figure_changed_in_one_site_is_revision_two_with_one_row(crawls: Crawls) -> None:
    earlier = crawls.second_night.tables["changes"]
    (row,) = (row for row in crawls.changed.tables["changes"] if row not in earlier)
    report = crawls.changed_report
    (stored,) = (
        one
        for one in crawls.changed.tables["reports"]
        if identity(one) == (report.division_code, report.issuer, str(report.year))
    )
    assert row["report_id"] == stored["report_id"]
    assert (row["revision"], row["cause"], row["name"], row["new"]) == (
        "2",
        "source",
        "t2.licensing.decisions",
        "87654",
    )


def test_what_the_world_published_is_never_missing_and_its_gaps_are(crawls: Crawls) -> None:
    for crawled in (crawls.first, crawls.again, crawls.second_night):
        covered = {identity(row): row["state"] for row in crawled.tables["coverage"]}
        missing = {key for key, state in covered.items() if state == "missing"}
        published = expected(crawled.truth)
        assert not missing & published.keys()
        assert published.keys() <= covered.keys()
        seen = {one.division_code for one in crawled.truth.reports}
        assert {division for division, _, _ in missing} <= seen, "other sites did not answer"
        assert ("330727", "磐安县人民政府", "2017") in missing, "the world has 2016 and 2019"
