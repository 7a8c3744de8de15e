"""The only way out of this process: Scrapy's HTTP handler behind the gate."""

from __future__ import annotations

import math
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, cast

from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.http import Request, Response
from scrapy.utils.defer import maybe_deferred_to_future

from crawler import tunnel
from crawler.context import contact_of
from crawler.failures import OutOfScope
from crawler.manners import retry_after
from crawler.scope import host_of, is_private

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from twisted.internet.defer import Deferred

RETRY_REST = 5.0  # delays: a host that failed rests 5 s by default, then 10 s, then 15 s
LONGEST_REST = 60.0  # seconds; our own rests never close a host
OVERLOADED = frozenset({429, 503})  # with these, Retry-After speaks of the next request


class PoliteHandler(HTTP11DownloadHandler):
    """Makes each request in its host's turn, counts it, and gives the host the rest it asks for."""

    lazy = True

    def __init__(self, crawler: Crawler) -> None:
        tunnel.install()
        super().__init__(crawler)
        # Twisted would ask again at once when a kept connection broke. Retries are Scrapy's here.
        self._pool.retryAutomatically = False
        self._delay = crawler.settings.getfloat("DOWNLOAD_DELAY")

    async def download_request(self, request: Request) -> Response:
        """Raises HostClosed, Stopping, OutOfScope and StorageError beside Scrapy's own."""
        contact = contact_of(self._crawler)
        host = host_of(request.url)
        async with contact.shared.gate.turn(host, self._delay) as turn:
            if not (request.meta.get("proxy") or contact.scope.is_listed(host)):
                await _refuse_private(host)
            contact.requests += 1
            answered = False
            try:
                response = await super().download_request(request)
                answered = True
            finally:
                if not answered:
                    self._rest(host, request)
            latency = float(request.meta.get("download_latency", math.inf))
            turn.answered(latency)
            if latency < math.inf:
                contact.measures.answered(latency)
            self._heed(host, request, response)
        return response

    def _heed(self, host: str, request: Request, response: Response) -> None:
        if response.status >= 500:
            self._rest(host, request)
        if response.status in OVERLOADED:
            value = response.headers.get("Retry-After") or b""
            seconds = retry_after(value.decode("latin-1"), datetime.now(UTC))
            if seconds is not None:
                contact_of(self._crawler).shared.gate.rest(host, seconds)

    def _rest(self, host: str, request: Request) -> None:
        tried = 1 + int(request.meta.get("retry_times", 0))
        seconds = min(RETRY_REST * self._delay * tried, LONGEST_REST)
        contact_of(self._crawler).shared.gate.rest(host, seconds)


async def _refuse_private(host: str) -> None:
    """Look the name up before the connection does.

    Both use Scrapy's resolver, which keeps an address for the life of the process: the name cannot
    lead elsewhere between this look and the connection. Raises OutOfScope.
    """
    from twisted.internet import reactor  # noqa: PLC0415 - importing it installs it

    found = cast("Deferred[str]", cast("Any", reactor).resolve(host))
    address = await maybe_deferred_to_future(found)
    if is_private(address):
        raise OutOfScope(f"private_address: {host} leads to {address}")
