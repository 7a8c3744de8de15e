"""A host that answers haste with its home page, in place of reports that it has."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from fixtures.portals.proxy import Proxy, Request, Response
from fixtures.portals.world import World

NIANBAO = Path(sys.executable).with_name("nianbao")
SITE = "ceheng"
NEWS = "<p>今日新增一条要闻</p></body>"


class HastySite:
    """One site of the world; ``astray`` says how often a URL is still answered by its home page."""

    def __init__(self, place: Path) -> None:
        self.world = World(names=[SITE])
        self.reports = [
            report.url for report in self.world.truth().reports if report.url.endswith(".html")
        ]
        self.astray: Counter[str] = Counter()
        self.has_news = False
        self.place = place
        self.proxy = Proxy(self._answer)

    def _answer(self, request: Request) -> Response | None:
        if not self.astray[request.url]:
            return self.world._answer(request)
        self.astray[request.url] -= 1
        home = self.world._answer(replace(request, path="/"))
        assert home is not None
        return (
            replace(home, body=home.body.replace(b"</body>", NEWS.encode()))
            if self.has_news
            else home
        )

    def run(self, *arguments: object) -> subprocess.CompletedProcess[str]:
        environment = {
            **os.environ,
            "http_proxy": self.proxy.url,
            "https_proxy": self.proxy.url,
            "no_proxy": "",
            "NIANBAO_ARCHIVE": str(self.place / "archive"),
        }
        return subprocess.run(
            [NIANBAO, *map(str, arguments)],
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )

    def crawl(self) -> tuple[int, dict[str, Any]]:
        """Crawl the site; return the exit status and what is told of the run."""
        ran = self.run("crawl", SITE, "--json", "-s", "DOWNLOAD_DELAY=0")
        return ran.returncode, json.loads(ran.stdout)


@pytest.fixture
def site(tmp_path: Path) -> Iterator[HastySite]:
    """The site, on the registry."""
    hasty = HastySite(tmp_path)
    with hasty.proxy:
        hasty.run("sites", "import", hasty.world.sites_csv)
        yield hasty


def test_what_the_home_page_came_for_is_asked_for_once_more_at_the_end(site: HastySite) -> None:
    site.astray.update(site.reports[:3])
    status, told = site.crawl()
    assert (status, told["outcome"], told["reports"]) == (0, "ok", 21)


def test_what_it_comes_for_again_is_said_once_and_asked_for_every_night(site: HastySite) -> None:
    astray = site.reports[2]
    site.astray[astray] = 4
    status, told = site.crawl()
    assert (status, told["reports"]) == (1, 20)
    assert "home page" in told["message"]
    assert astray in told["message"]
    assert site.crawl()[0] == 0
    status, told = site.crawl()
    assert (status, told["reports"], told["new"]) == (0, 21, 1)


def test_a_home_page_with_other_news_is_known_from_the_night_before(site: HastySite) -> None:
    late = site.reports[2]
    site.astray[late] = 2
    site.crawl()
    site.has_news = True
    site.astray[late] = 2
    site.crawl()
    status, told = site.crawl()
    assert (status, told["reports"], told["new"]) == (0, 21, 1)
