"""First contact: the home pages of portals, asked for as a crawl would, but not archived."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from scrapy import Spider
from scrapy.crawler import AsyncCrawlerProcess, Crawler
from scrapy.http import Request, Response
from scrapy.settings import Settings

from crawler import blocking
from crawler.context import Contact, Shared, attach
from crawler.failures import Disallowed, OutOfScope, Walled, in_words
from crawler.manners import HostClosed
from crawler.scope import Scope
from crawler.variants import Variants
from pipelines.listing import Page, read_page
from storage.archive import Archive
from storage.captures import Undecodable, decode_content
from storage.records import Site

if TYPE_CHECKING:
    from twisted.python.failure import Failure

# Redirects and shells on the way to a home page; portals need one or two.
HOPS = 5
# A host that says no says it for all ways to it.
REFUSALS = (Disallowed, HostClosed, OutOfScope, Walled)
# As many portals at once as a crawl takes sites: each waits for its own host.
PORTALS_AT_ONCE = 50


@dataclass(slots=True, kw_only=True)
class Answer:
    """What a portal's home page said: the page, or why there is none, in words.

    ``url`` is where the page was found in the end. ``further`` are the pages that were asked for
    besides.
    """

    url: str
    page: Page | None = None
    failure: str = ""
    further: list[Page] = field(default_factory=list)


Further = Callable[[Page], Iterable[str]]
"""Which pages of the same site to ask for after its home page."""
Lead = Callable[[Answer], Iterable[str]]
"""Which other portals to ask for their home pages, one hop from the first."""


def nothing(_seen: object) -> Iterable[str]:
    """Ask for nothing more."""
    return ()


def contact(
    url: str,
    archive: Archive,
    settings: Settings,
    *,
    further: Further = nothing,
    lead: Lead = nothing,
) -> list[Answer]:
    """Ask for the home page at ``url``, then, side by side, for those that it leads to.

    Returns an answer for each, the first one first. robots.txt is obeyed, hosts rest between two
    requests, and of each portal only its own host is asked. A process can do this once: Twisted's
    reactor does not start again.
    """
    process = _Process(settings, archive, url, further, lead)
    process.start()
    return process.answers


class _HomeSpider(Spider):
    """Asks for one home page, by other ways where the first fails, then for the further pages."""

    name = "home"

    def __init__(self, answer: Answer, further: Further, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.answer = answer
        self.further = further
        self.ways = Variants().others(answer.url)
        self.hops = 0

    async def start(self) -> Any:
        yield self._request(self.answer.url)

    def _request(self, url: str) -> Request:
        return Request(url, callback=self.home, errback=self.no_home, dont_filter=True)

    def home(self, response: Response) -> Iterator[Request]:
        page, why_not, onward = _read(response)
        if onward is not None and self.hops < HOPS:
            self.hops += 1
            yield self._request(onward)
            return
        if page is None:
            yield from self._failed(why_not, final=response.status < 500)
            return
        self.answer.page, self.answer.url, self.answer.failure = page, page.url, ""
        for url in self.further(page):
            yield Request(url, callback=self.next_page, errback=self.no_page, dont_filter=True)

    def no_home(self, failure: Failure) -> Iterator[Request]:
        error = failure.value or Exception()
        yield from self._failed(in_words(error), final=isinstance(error, REFUSALS))

    def next_page(self, response: Response) -> None:
        page, _, _ = _read(response)
        if page is not None:
            self.answer.further.append(page)

    def no_page(self, failure: Failure) -> None:
        self.logger.info("%s: %s", self.answer.url, in_words(failure.value or Exception()))

    def _failed(self, why_not: str, *, final: bool) -> Iterator[Request]:
        """Try another way to a host that does not answer; one that refuses is left alone."""
        self.answer.failure = self.answer.failure or why_not
        if self.ways and not final:
            yield self._request(self.ways.pop(0)).replace(meta={"max_retry_times": 0})


def _read(response: Response) -> tuple[Page | None, str, str | None]:
    """Read an answer: the page, else why there is none, and where it sends its reader."""
    location = response.headers.get("Location")
    if 300 <= response.status < 400 and location:
        return None, "redirected in a circle", response.urljoin(location.decode("latin-1"))
    coding = (response.headers.get("Content-Encoding") or b"").decode("latin-1")
    content_type = (response.headers.get("Content-Type") or b"").decode("latin-1")
    try:
        body = decode_content(response.body, coding)
    except Undecodable as error:
        return None, str(error), None
    verdict = blocking.judge(
        status=response.status,
        headers={"Content-Type": content_type},
        body=body,
        url=response.url,
    )
    if verdict.kind != "normal":
        return None, verdict.reason, None
    page = read_page(body, url=response.url, content_type=content_type)
    return page, "a shell that leads in a circle", page.redirect


class _Process(AsyncCrawlerProcess):
    """Scrapy's process, a crawler a portal."""

    def __init__(
        self, settings: Settings, archive: Archive, url: str, further: Further, lead: Lead
    ) -> None:
        settings = settings.copy()
        # Nothing is archived: what the pages say is a proposal for a person.
        extensions = settings.getdict("EXTENSIONS") | {"crawler.warc.WarcExtension": None}
        settings.set("EXTENSIONS", extensions, priority="cmdline")
        settings.set("ITEM_PIPELINES", {}, priority="cmdline")
        super().__init__(settings)
        self.answers: list[Answer] = []
        self._shared = Shared(archive=archive)
        self._registry = archive.sites()
        self._url, self._further, self._lead = url, further, lead

    async def join(self) -> None:
        """Ask the first portal, then all that it leads to."""
        first = await self._ask(self._url, self._further)
        places = asyncio.Semaphore(PORTALS_AT_ONCE)

        async def in_turn(url: str) -> Answer:
            async with places:
                return await self._ask(url, nothing)

        others = await asyncio.gather(*(in_turn(url) for url in self._lead(first)))
        self.answers = [first, *others]

    async def _ask(self, url: str, further: Further) -> Answer:
        answer = Answer(url=url)
        listed = next((site for site in self._registry if site.url == url), None)
        site = listed or Site(site="portal", name="", url=url, division_code="")
        crawler = Crawler(_HomeSpider, self.settings)
        scope = Scope(site, self._registry if listed else ())
        attach(crawler, Contact(shared=self._shared, site=site, scope=scope))
        await self.crawl(crawler, answer=answer, further=further)
        return answer
