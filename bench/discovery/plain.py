"""The crawler that everybody writes first: follow all links, take pages by their title."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scrapy.http import Response
from scrapy.linkextractors import LinkExtractor
from scrapy.spiders import CrawlSpider, Rule

from fixtures.counties.world import World

TITLE = re.compile(r"信息公开.{0,6}年度?报告?")
PAGES_A_SITE = 1000  # without a bound it never comes back from the traps


@dataclass(frozen=True, slots=True, kw_only=True)
class Plain:
    """What it found, by family. ``others``: pages with such a title that are no report's."""

    reports: Counter[str]
    found: Counter[str]
    others: int
    requests: int
    escapes: int


class PlainSpider(CrawlSpider):
    """Follows every link within the site's domain; yields pages whose title matches."""

    name = "plain"
    rules = (Rule(LinkExtractor(), callback="take", follow=True),)

    def __init__(self, url: str, domain: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.start_urls = [url]
        self.allowed_domains = [domain]

    def take(self, response: Response) -> Any:
        """Yield the page if its title matches."""
        title = response.css("title::text").get() if hasattr(response, "css") else None
        if title and TITLE.search(title):
            yield {"url": response.url}


def crawl(world: World) -> Plain:
    """Crawl all sites of the world with it, in one process."""
    world.forget_requests()
    with tempfile.TemporaryDirectory() as scratch:
        out = Path(scratch) / "items.jsonl"
        starts = [
            [site.options.get("listed_url", f"{site.scheme}://{site.host}/"), site.bare]
            for site in world.sites
        ]
        environment = {
            **os.environ,
            "http_proxy": world.proxy_url,
            "https_proxy": world.proxy_url,
            "no_proxy": "",
        }
        subprocess.run(  # noqa: S603 - this module
            [sys.executable, "-m", "bench.discovery.plain", str(out), json.dumps(starts)],
            env=environment,
            check=True,
            capture_output=True,
        )
        urls = {_bare(json.loads(line)["url"]) for line in out.read_text("utf-8").splitlines()}
    truth = world.truth
    known = {_bare(url) for report in truth.reports for url in (*report.urls, *report.files)}
    visits = world.requests
    family = {site.site: site.family for site in truth.sites}
    reports: Counter[str] = Counter()
    found: Counter[str] = Counter()
    for report in truth.reports:
        reports[family[report.site]] += 1
        found[family[report.site]] += any(_bare(url) in urls for url in report.urls)
    return Plain(
        reports=reports,
        found=found,
        others=len(urls - known),
        requests=len(visits),
        escapes=sum(visit.escape for visit in visits),
    )


def _bare(url: str) -> str:
    return url.split("://", 1)[1].removeprefix("www.")


def main() -> None:
    """Run the spider over the starts of the command line, in a process of its own."""
    from scrapy.crawler import CrawlerProcess  # noqa: PLC0415 - installs the reactor

    out, starts = sys.argv[1], json.loads(sys.argv[2])
    process = CrawlerProcess(
        {
            "LOG_LEVEL": "ERROR",
            "ROBOTSTXT_OBEY": True,
            "CLOSESPIDER_PAGECOUNT": PAGES_A_SITE,
            "DOWNLOAD_TIMEOUT": 20,
            "RETRY_TIMES": 1,
            "TELNETCONSOLE_ENABLED": False,
            "FEEDS": {out: {"format": "jsonlines", "encoding": "utf-8"}},
        }
    )
    for url, domain in starts:
        process.crawl(PlainSpider, url=url, domain=domain)
    process.start()


if __name__ == "__main__":
    main()
