"""Sites broken in every way: what they published is never called missing, and what is, is proved."""

from __future__ import annotations

import csv
import io
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from fixtures.portals.proxy import DROPPED, Proxy, Request, Response
from fixtures.portals.world import World

NIANBAO = Path(sys.executable).with_name("nianbao")
SITE = "ceheng"
COUNTY, BUREAU = "册亨县人民政府", "册亨县教育局"
HTML = {"Content-Type": "text/html; charset=utf-8"}
Break = Callable[[Request], Response]
Crawl = Callable[[Mapping[str, Break]], set[tuple[str, int]]]


def status(number: int) -> Break:
    return lambda _: Response(status=number, headers=HTML, body="<p>错误</p>".encode())


def says(body: bytes, kind: str = HTML["Content-Type"]) -> Break:
    return lambda _: Response(headers={"Content-Type": kind}, body=body)


def leads(target: str) -> Break:
    return lambda _: Response(status=302, headers={"Location": target})


# One page of the county each, by the year of the report that it holds.
BROKEN_PAGES: Mapping[int, Break] = {
    2022: status(404),
    2021: status(500),
    2020: says("<html><body><h1>通知</h1><p>本页正在建设中。</p></body></html>".encode() * 9),
    2019: says(b"%PDF-1.4 and then nothing", "application/pdf"),
    2018: lambda _: DROPPED,
    2016: leads("http://www.elsewhere.example/report.html"),
    2012: leads("http://www.ceheng-demo.gov.cn/"),
}


@pytest.fixture
def world() -> World:
    """The pages of one site, as they were."""
    return World(names=[SITE])


@pytest.fixture
def crawl(world: World, tmp_path: Path) -> Crawl:
    """Crawl the site with some URLs broken; give who is missing in which year."""

    def missing(broken: Mapping[str, Break]) -> set[tuple[str, int]]:
        def answer(request: Request) -> Response | None:
            found = broken.get(request.url)
            return found(request) if found else world._answer(request)

        with Proxy(answer) as proxy:
            environment = {
                **os.environ,
                "http_proxy": proxy.url,
                "https_proxy": proxy.url,
                "no_proxy": "",
                "NIANBAO_ARCHIVE": str(tmp_path / "archive"),
            }

            def run(*arguments: object) -> str:
                ran = subprocess.run(
                    [NIANBAO, *map(str, arguments)],
                    env=environment,
                    capture_output=True,
                    text=True,
                    check=False,
                )
                assert ran.returncode in (0, 1), ran.stderr
                return ran.stdout

            run("sites", "import", world.sites_csv)
            run("crawl", SITE, "-s", "DOWNLOAD_DELAY=0", "-s", "RETRY_TIMES=0")
            table = run("coverage", "--site", SITE, "--state", "missing", "--format", "csv")
        rows = csv.DictReader(io.StringIO(table))
        return {(row["issuer"], int(row["year"])) for row in rows}

    return missing


def published(world: World) -> set[tuple[str, int]]:
    return {(report.issuer, report.year) for report in world.truth().reports}


def test_a_whole_site_proves_what_it_lacks(world: World, crawl: Crawl) -> None:
    missing = crawl({})
    assert not missing & published(world)
    assert {(COUNTY, 2013), (COUNTY, 2017), (COUNTY, 2024), (BUREAU, 2024)} <= missing


def test_a_report_whose_page_is_broken_is_not_missing(world: World, crawl: Crawl) -> None:
    pages = {
        report.year: report.url
        for report in world.truth().reports
        if report.issuer == COUNTY and report.year in BROKEN_PAGES
    }
    assert pages.keys() == BROKEN_PAGES.keys()
    missing = crawl({pages[year]: broken for year, broken in BROKEN_PAGES.items()})
    assert not missing & published(world)
    assert (COUNTY, 2024) in missing


@pytest.mark.parametrize(
    "broken",
    [status(500), status(404), status(412), says(b""), lambda _: DROPPED],
    ids=["error", "gone", "wall", "empty", "silent"],
)
def test_a_site_whose_list_breaks_off_proves_nothing(
    world: World,
    crawl: Crawl,
    broken: Break,
) -> None:
    second = "http://www.ceheng-demo.gov.cn/zwgk/zfxxgk/zfxxgknb/index_1.html"
    assert world.page(second).status == 200
    assert crawl({second: broken}) == set()
