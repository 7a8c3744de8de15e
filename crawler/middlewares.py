"""What every request passes before it is made, whoever makes it: scope first, then robots.txt."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self
from urllib.parse import urljoin, urlsplit

from scrapy.http import Request, Response
from scrapy.http.request import NO_CALLBACK

from crawler.context import contact_of
from crawler.failures import (
    NETWORK_FAILURES,
    Disallowed,
    OutOfScope,
    RobotsUnreachable,
    Walled,
    in_words,
)
from crawler.robots import Rules
from crawler.scope import host_of
from crawler.warc import texts_of
from storage.captures import Undecodable, decode_content

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

ROBOTS_HOPS = 5  # redirects that are followed to a robots.txt (RFC 9309, 2.3.1.2)
ROBOTS_PRIORITY = 1_000  # before any page that waits, as in Scrapy
_TRIES = "max_retry_times"  # Scrapy's name in request.meta
_IS_ROBOTS = "robots"  # in request.meta: this request is for a robots.txt itself


class ScopeMiddleware:
    """Refuses what ``crawler.scope`` refuses. Raises OutOfScope in place of the request."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Make the middleware of one crawler."""
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        """Let the request pass or raise."""
        why = contact_of(self._crawler).scope.refusal(request.url)
        if why is not None:
            self._crawler.stats.inc_value(f"scope/refused/{why}")
            raise OutOfScope(f"{why}: {request.url}")


class RobotsMiddleware:
    """Asks a host for its robots.txt before anything else, and obeys it. No setting turns it off.

    Raises Disallowed, RobotsUnreachable or Walled in place of the request.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Make the middleware of one crawler."""
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Let the request pass or raise."""
        if request.meta.get(_IS_ROBOTS):
            return
        rules = await self._rules(request)
        if rules.state == "unreachable":
            raise RobotsUnreachable(rules.reason)
        if rules.state == "walled":
            raise Walled(rules.reason)
        if not rules.allow(request.url):
            self._crawler.stats.inc_value("robots/disallowed")
            raise Disallowed(f"disallowed by robots.txt: {request.url}")

    async def _rules(self, request: Request) -> Rules:
        url = request.url
        shared = contact_of(self._crawler).shared
        scheme, netloc = urlsplit(url)[:2]
        netloc = netloc.rpartition("@")[2].lower()
        async with shared.robots.lock(netloc):
            rules = shared.robots.get(scheme, netloc)
            if rules is None:
                rules = await self._ask(f"{scheme}://{netloc}/robots.txt", request.meta.get(_TRIES))
                shared.robots.put(scheme, netloc, rules)
                if rules.crawl_delay:
                    shared.gate.keep_delay(host_of(url), rules.crawl_delay)
        return rules

    async def _ask(self, url: str, tries: int | None) -> Rules:
        """Fetch and read a robots.txt; one retried as often as the request that it is asked for."""
        robots = contact_of(self._crawler).shared.robots
        for _hop in range(1 + ROBOTS_HOPS):
            meta = {_IS_ROBOTS: True} if tries is None else {_IS_ROBOTS: True, _TRIES: tries}
            request = Request(url, callback=NO_CALLBACK, priority=ROBOTS_PRIORITY, meta=meta)
            try:
                response = await self._crawler.engine.download_async(request)
            except NETWORK_FAILURES as error:
                return robots.silent(f"robots.txt: {in_words(error)}")
            except OutOfScope:
                return robots.lawless()  # sent to a host that we never ask: none of its own
            target = _redirect_of(response)
            if target is None:
                return robots.read(
                    status=response.status,
                    headers=dict(texts_of(response.headers)),
                    body=_decoded(response),
                    url=url,
                )
            url = urljoin(url, target)
        return robots.lawless()  # as RFC 9309 has it after five hops: unavailable


def _decoded(response: Response) -> bytes:
    coding = response.headers.get("Content-Encoding") or b""
    try:
        return decode_content(response.body, coding.decode("latin-1"))
    except Undecodable:
        return b""  # no text file


def _redirect_of(response: Response) -> str | None:
    location = response.headers.get("Location")
    return location.decode("latin-1") if 300 <= response.status < 400 and location else None
