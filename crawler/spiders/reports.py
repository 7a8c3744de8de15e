"""The spider of all sites: from the home page to every report. It holds no selectors.

It asks for one thing at a time: the queue and its order are the journey's, with the archive's
tables underneath. What an answer is, what it offers, and which of that is worth a request are
questions for ``crawler.blocking``, ``pipelines.listing`` and ``crawler.frontier``.
"""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Any, Self

from scrapy import Spider, signals
from scrapy.exceptions import DontCloseSpider
from scrapy.http import Request, Response

from crawler import blocking
from crawler.context import Context, context_of, has_context
from crawler.errand import Errand, decoded, redirect_of, root_of
from crawler.failures import Disallowed, OutOfScope, Walled, in_words
from crawler.frontier import Kind, canonical_url, shows_reports
from crawler.fronts import Fronts
from crawler.journey import LEADING, Journey
from crawler.manners import HostClosed, Stopping
from crawler.monitors import State
from crawler.scope import host_of
from crawler.variants import Variants
from crawler.waiting_page import WaitingPage
from crawler.warc import CAPTURE
from pipelines.listing import Page
from pipelines.stages import CaptureItem
from storage.captures import Undecodable
from storage.errors import StorageError
from storage.records import VisitOutcome

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from twisted.python.failure import Failure

_log = logging.getLogger(__name__)

# A page that nobody may see is refused too: only so many in a row are a wall.
FORBIDDEN = frozenset({401, 403, 405, 406, 429})
FORBIDDEN_IN_A_ROW = 3
REDIRECTS = 10  # hops that are followed: portals need one or two
FORM = "application/x-www-form-urlencoded; charset=UTF-8"  # what a page's script sends

ENDS: dict[blocking.Judgement, tuple[VisitOutcome, State]] = {
    "blocked": (VisitOutcome.BLOCKED, State.BLOCKED),
    "soft_404": (VisitOutcome.SOFT_404, State.GONE),
    "gone": (VisitOutcome.GONE, State.GONE),
    "parked": (VisitOutcome.ERROR, State.FAILED),
    "error": (VisitOutcome.ERROR, State.FAILED),
}


class ReportsSpider(Spider):
    """Crawls the one site of its ``crawler.context``; ``-a site=SITE`` under ``scrapy crawl``."""

    name = "reports"
    context: Context
    journey: Journey
    waiting: WaitingPage
    fronts: Fronts

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, site: str = "", **kwargs: Any) -> Self:
        """Make the spider of a crawler."""
        if not has_context(crawler):
            from crawler.alone import attach_alone  # noqa: PLC0415 - only under scrapy crawl

            attach_alone(crawler, site)
        spider = super().from_crawler(crawler, *args, **kwargs)
        spider.context = context_of(crawler)
        revisit_days = crawler.settings.getfloat("REVISIT_DAYS")
        spider.journey = Journey(spider.context, revisit_days=revisit_days)
        spider.waiting = WaitingPage(spider.journey)
        spider.fronts = Fronts(spider.context.shared.archive)
        crawler.signals.connect(spider.go_on, signals.spider_idle)
        crawler.signals.connect(spider.take_note, signals.item_error)
        return spider

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.errand: Errand | None = None
        self.variants = Variants()
        self.probes: dict[str, blocking.Probe | None] = {}
        self.forbidden = 0  # pages in a row

    async def start(self) -> AsyncIterator[Request]:
        """Begin the journey; its requests come from ``go_on``, one at a time."""
        try:
            self.journey.begin(datetime.now(UTC))
        except StorageError as error:
            self.context.shared.fail(error)
        nothing: tuple[Request, ...] = ()
        for request in nothing:
            yield request

    # -- one after the other -----------------------------------------------------------------------

    def go_on(self) -> None:
        """When nothing is under way: settle what was, and ask for what is next."""
        request = None
        try:
            if not self.context.shared.halted.is_set():
                request = self._settle() or self._next()
        except StorageError as error:
            self.context.shared.fail(error)
        if request is not None:
            self.crawler.engine.crawl(request)
            raise DontCloseSpider

    def closed(self, reason: str) -> None:
        """Write what the stages noted of a page, where the crawl stops before it is settled."""
        if self.context.shared.failure is None:
            try:
                self.journey.write()
            except StorageError as error:
                self.context.shared.fail(error)

    def take_note(self, failure: Failure, item: object) -> None:
        """A stage broke: that costs the page, or everything where it was the archive that broke."""
        if isinstance(failure.value, StorageError):
            self.context.shared.fail(failure.value)
        for errand in (self.errand, self.waiting.errand):
            if errand is not None and errand.item is item:
                errand.is_broken = True

    def _next(self) -> Request | None:
        evidence = self.journey.evidence
        planned = self.waiting.next_picture()
        if planned is None and not evidence.is_shut:
            planned = self.journey.next()
        if planned is None:
            self.context.finish(
                evidence.verdict(), datetime.now(UTC), promises=self.journey.promises.open()
            )
            return None
        url = self.variants.best(planned.url)
        self.errand = Errand(planned=planned, url=url, others=self.variants.others(url))
        return self._request(self.errand)

    def _request(self, errand: Errand) -> Request:
        planned = errand.planned
        headers = dict(errand.candidate.headers)
        if planned.method == "POST":
            headers.setdefault("Content-Type", FORM)
        found_on = planned.meta.get("found_on")
        if isinstance(found_on, str):
            headers.setdefault("Referer", found_on)
        if errand.url == planned.url:  # what one address answered says nothing of another
            headers.update(self.journey.conditions(planned))
        return Request(
            errand.url,
            method=planned.method,
            body=planned.body or "",
            headers=headers,
            callback=self.answered,
            errback=self.unanswered,
            dont_filter=True,
        )

    # -- answers -----------------------------------------------------------------------------------

    def answered(self, response: Response) -> Iterator[CaptureItem | Request]:
        """Take an answer in: judge it, record the visit, plan what it offers, hand on a report."""
        yield from self._answered(response)
        yield from self._hand_on()

    def _answered(self, response: Response) -> Iterator[CaptureItem | Request]:
        errand, request = self.errand, response.request
        capture = None if request is None else request.meta.get(CAPTURE)
        if errand is None or capture is None:
            return  # the archive did not take the answer: the crawl is stopping
        errand.capture = capture
        self.variants.answered(errand.url, errand.planned.url)
        target = redirect_of(capture)
        if target is not None:
            yield from self._follow(errand, target)
        elif capture.status == 304:
            self._end(errand, VisitOutcome.NOT_MODIFIED, State.DONE)
            self.journey.evidence.reports += errand.is_for_report
        else:
            yield from self._judge(errand)

    def unanswered(self, failure: Failure) -> Iterator[CaptureItem | Request]:
        """Take in that a request was not made, or had no answer."""
        yield from self._unanswered(failure)
        yield from self._hand_on()

    def _unanswered(self, failure: Failure) -> Iterator[Request]:
        errand, error = self.errand, failure.value or Exception()
        if isinstance(error, StorageError):
            self.context.shared.fail(error)
        if errand is None or isinstance(error, Stopping) or self.context.shared.halted.is_set():
            self.errand = None  # it stays pending
            return
        reason = in_words(error)
        if isinstance(error, HostClosed | Walled):
            self._end(errand, VisitOutcome.BLOCKED, State.BLOCKED, reason)
        elif isinstance(error, Disallowed):
            errand.state, errand.reason = State.DISALLOWED, reason
        elif isinstance(error, OutOfScope):
            self.journey.evidence.out_of_scope += 1
            errand.state, errand.reason = State.LEFT, reason
        elif errand.others:
            errand.reason = errand.reason or reason
            yield self._other_way(errand)
        else:
            # Of several ways the first is the site's own: why it failed is what there is to know.
            self._end(errand, VisitOutcome.ERROR, State.FAILED, errand.reason or reason)

    def _other_way(self, errand: Errand) -> Request:
        """Ask by another scheme or host name: once, since the first was asked several times."""
        errand.url = errand.others.pop(0)
        errand.hops.clear()
        errand.capture = None
        return self._request(errand).replace(meta={"max_retry_times": 0})

    def _follow(self, errand: Errand, target: str) -> Iterator[Request]:
        """Go where a redirect leads, if the site may be asked there and was not asked already."""
        scope = self.context.scope
        if errand.kind in LEADING:
            scope.admit(target, found_on=errand.planned.url)
        if scope.refusal(target) is not None:
            self.journey.evidence.out_of_scope += 1
            state: State = State.LEFT if errand.is_for_report else State.FAILED
            reason = f"leads to {target}, which is no host of this site"
            self._end(errand, VisitOutcome.REDIRECTED, state, reason)
        elif errand.kind is not Kind.HOME and canonical_url(target) == self.journey.home:
            self._end_as(errand, blocking.HOME_INSTEAD)
        elif self.journey.is_elsewhere(errand.planned, target):
            self._end(errand, VisitOutcome.REDIRECTED, State.DONE)
        elif len(errand.hops) == REDIRECTS or errand.capture is None:
            self._end(errand, VisitOutcome.ERROR, State.FAILED, "redirected in a circle")
        else:
            errand.hops.append(errand.capture)
            errand.capture = None
            errand.url = target
            self.journey.follow(target)
            yield self._request(errand)

    def _judge(self, errand: Errand) -> Iterator[CaptureItem | Request]:
        capture = errand.capture
        assert capture is not None  # noqa: S101 - set by answered
        try:
            errand.body = decoded(capture)
        except Undecodable as error:
            self._end(errand, VisitOutcome.ERROR, State.FAILED, str(error))
            return
        verdict = self._verdict(errand)
        if verdict.kind == "normal":
            self.forbidden = 0
            if errand.kind is Kind.HOME:
                self.fronts.learn(capture.url, errand.body)
            yield from self._take(errand)
        elif verdict.kind == "error" and capture.status >= 500 and errand.others:
            yield self._other_way(errand)
        else:
            self._end_as(errand, verdict)

    def _end_as(self, errand: Errand, verdict: blocking.Verdict) -> None:
        """End on an answer that is not the page, as what it is."""
        outcome, state = ENDS[verdict.kind]
        if errand.capture is not None and self._is_shut_out(errand.capture.status):
            state = State.BLOCKED
        elif verdict.kind == "parked" and not errand.is_for_report:
            state = State.PARKED
        elif verdict.is_front and errand.kind is Kind.REPORT and not errand.is_known:
            if self.journey.put_off(errand.planned):
                errand.note_visit(self.journey.notes, self.context, outcome)
                self.errand = None  # it stays pending; what is noted is written with the next page
                return
            if self.journey.is_new(errand.planned):
                state = State.FAILED  # deleted, or we are too fast for the host: told once
        self._end(errand, outcome, state, verdict.reason)

    def _verdict(self, errand: Errand) -> blocking.Verdict:
        capture = errand.capture
        assert capture is not None  # noqa: S101 - set by answered
        return blocking.judge(
            status=capture.status,
            headers=capture.headers,
            body=errand.body,
            url=capture.url,
            asked_url=errand.planned.url,
            probe=self.probes.get(host_of(capture.url)),
            front=None if errand.kind is Kind.HOME else self.fronts.of_tonight(capture.url),
        )

    def _is_shut_out(self, status: int) -> bool:
        """Whether so many pages in a row were refused that it is the site that refuses us."""
        self.forbidden = self.forbidden + 1 if status in FORBIDDEN else 0
        return self.forbidden >= FORBIDDEN_IN_A_ROW

    def _is_doubtful(self, errand: Errand, page: Page) -> bool:
        """Whether a page that its list counts may be the host's way of saying 404."""
        return (
            errand.kind is Kind.LIST_PAGE
            and errand.candidate.exact
            and errand.candidate.instead is None
            and bool(page.links)  # an empty answer of a service is none of the host's pages
            and host_of(page.url) not in self.probes
            and not shows_reports(page)
        )

    def _take(self, errand: Errand) -> Iterator[CaptureItem | Request]:
        """Hand a report on to the stages; plan what any other page offers."""
        capture = errand.capture
        assert capture is not None  # noqa: S101 - set by answered
        if errand.kind is Kind.PICTURE:
            self._end(errand, VisitOutcome.OK, State.DONE)
            return
        if not errand.is_for_report:
            page = errand.page()
            if self._is_doubtful(errand, page):
                errand.is_probed = True
                yield self._probe_request(capture.url)
                return
            self.journey.read(errand.planned, page, capture.visited_at)
            self._end(errand, VisitOutcome.OK, State.DONE)
            if not page.is_article:
                return
            # A menu may lead to the report itself: where the column holds just one.
        errand.item = CaptureItem(
            capture=capture,
            run_id=self.context.run.run_id,
            parent_url=self.journey.parent_of(errand.planned),
            locality=self.journey.locality_of(errand.planned, is_page=errand.is_page),
            is_linked=True,  # crawler.warc did so before it gave the capture away
            notes=self.journey.notes,
            ask_for_pictures=partial(self.waiting.wait_for_pictures, errand),
        )
        yield errand.item

    def _hand_on(self) -> Iterator[CaptureItem]:
        """Hand the page that waits on again, when the last of its pictures has come or failed."""
        picture = self.errand
        if picture is None or not self.waiting.is_over_with(picture):
            return
        try:
            self._write(picture)
        except StorageError as error:
            self.context.shared.fail(error)
            return
        self.errand = self.waiting.release()
        if self.errand is not None and self.errand.item is not None:
            self.errand.item.is_waiting = False
            yield self.errand.item

    # -- ends --------------------------------------------------------------------------------------

    def _settle(self) -> Request | None:
        """Settle the errand, its stages being through; return what has to be asked before."""
        if self.errand is self.waiting.errand:
            self.errand = None
            return None
        request = self._settle_one()
        if request is None and (page := self.waiting.release()) is not None:
            self.errand = page  # its last picture broke, so that it was not handed on
            request = self._settle_one()
        return request

    def _settle_one(self) -> Request | None:
        errand = self.errand
        if errand is None:
            return None
        if errand.item is not None and errand.item.is_waiting:
            errand.is_broken = True
        if errand.item is not None and not errand.is_broken:
            probe = self._conclude(errand)
            if probe is not None:
                return probe
            if self.errand is None:  # it was put off
                return None
        if errand.state is None:
            self._end_broken(errand)
        self._write(errand)
        self.errand = None
        return None

    def _write(self, errand: Errand) -> None:
        """Settle an errand, and write it with all that it brought; what breaks then costs it."""
        try:
            self._settle_and_write(errand)
        except StorageError:
            raise
        except Exception:  # noqa: BLE001 - as in a stage: a defect of ours costs the page
            _log.exception(
                "storing what %s brought broke",
                errand.url,
                extra={"id": "log/stage_broke", "site": self.context.site.site},
            )
            self.journey.forget()
            self._end_broken(errand)
            self._settle_and_write(errand)

    def _settle_and_write(self, errand: Errand) -> None:
        if errand.state is not None and not self.journey.try_instead(errand.planned, errand.state):
            self.journey.settle(errand.planned, errand.state, errand.reason)
        self.journey.write()

    def _conclude(self, errand: Errand) -> Request | None:
        """Act on what the stages made of an item."""
        item, capture = errand.item, errand.capture
        assert item is not None  # noqa: S101 - asked by _settle
        assert capture is not None  # noqa: S101 - an item has one
        reading = item.reading
        if reading is not None and reading.is_report:
            self.journey.found(errand.planned, reading, capture.url)
        elif errand.is_for_report and errand.is_page:
            if reading is not None:
                self.journey.promises.refuted(errand.candidate.request)
            if errand.is_known and not errand.is_probed:
                return self._probe(errand, capture.url)
            if self.fronts.is_front(capture.url, errand.body):
                self._end_as(errand, blocking.HOME_AGAIN)
                return None
            self.journey.read(errand.planned, errand.page(), capture.visited_at)
        if errand.state is None:
            self._end(errand, VisitOutcome.OK, State.DONE)
        return None

    def _probe(self, errand: Errand, url: str) -> Request | None:
        """A known page shows no report any more: learn how its host says 404, once a crawl."""
        errand.is_probed = True
        if host_of(url) in self.probes:
            return self._conclude(errand)
        return self._probe_request(url)

    def _probe_request(self, url: str) -> Request:
        return Request(
            blocking.probe_url(root_of(url)),
            callback=self.probed,
            errback=self.not_probed,
            dont_filter=True,
            meta={"max_retry_times": 0},
        )

    def probed(self, response: Response) -> None:
        """Judge the known page again, now that its host's way of saying 404 is known."""
        errand, request = self.errand, response.request
        capture = None if request is None else request.meta.get(CAPTURE)
        if errand is None or capture is None:
            return
        host = host_of(response.url)
        try:
            body = decoded(capture)
        except Undecodable:
            self.probes[host] = None
            return
        self.probes[host] = blocking.learn(
            status=capture.status,
            body=body,
            url=redirect_of(capture) or capture.url,
            asked_url=capture.url,
        )
        verdict = self._verdict(errand)
        if verdict.kind in ENDS:
            outcome, state = ENDS[verdict.kind]
            self._end(errand, outcome, state, verdict.reason)
        else:
            self._read_after_all(errand)

    def not_probed(self, failure: Failure) -> None:
        """The host's way of saying 404 stays unknown."""
        if self.errand is not None:
            self.probes[host_of(self.errand.url)] = None
            self._read_after_all(self.errand)

    def _read_after_all(self, errand: Errand) -> None:
        """Read a list's page that was doubted without reason."""
        if errand.is_for_report or errand.capture is None:
            return
        self.journey.read(errand.planned, errand.page(), errand.capture.visited_at)
        self._end(errand, VisitOutcome.OK, State.DONE)

    def _end_broken(self, errand: Errand) -> None:
        self._end(errand, VisitOutcome.ERROR, State.FAILED, "nianbao broke on it: see the log")

    def _end(self, errand: Errand, outcome: VisitOutcome, state: State, reason: str = "") -> None:
        errand.note_visit(self.journey.notes, self.context, outcome)
        errand.state, errand.reason = state, reason
