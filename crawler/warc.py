"""Every answer into WARC before anyone reads it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Self

from scrapy import signals
from scrapy.utils.response import response_status_message

from crawler.context import context_of
from crawler.warcinfo import AS_RECEIVED, warcinfo
from storage.captures import CaptureWriter
from storage.errors import StorageError
from storage.records import Capture

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scrapy.crawler import Crawler
    from scrapy.http import Request, Response
    from scrapy.http.headers import Headers

CAPTURE = "capture"  # in request.meta: the Capture of the request's answer


class WarcExtension:
    """Writes every answer as it was sent: pages, files, robots.txt, redirects, 404s and walls.

    The signal comes before any middleware has touched the body. Signals swallow exceptions, so an
    archive that gives way is told to ``Shared.fail``; an answer without capture is read by nobody.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._context = context_of(crawler)
        self._user_agent = crawler.settings.get("USER_AGENT", "")
        self._writer: CaptureWriter | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Make the extension of one crawler."""
        extension = cls(crawler)
        crawler.signals.connect(extension.write, signals.response_downloaded)
        crawler.signals.connect(extension.close, signals.spider_closed)
        return extension

    def write(self, response: Response, request: Request) -> None:
        """Write one exchange and leave its Capture in ``request.meta``."""
        request.meta.pop(CAPTURE, None)  # of an earlier try, copied with the request
        try:
            request.meta[CAPTURE] = self._capture(response, request)
        except StorageError as error:
            self._context.shared.fail(error)

    def close(self) -> None:
        """Give the file its final name."""
        if self._writer is None:
            return
        try:
            self._writer.close()
        except StorageError as error:
            self._context.shared.fail(error)

    def _capture(self, response: Response, request: Request) -> Capture:
        context = self._context
        archive = context.shared.archive
        if self._writer is None:
            info = warcinfo(
                f"Crawl of {context.site.site}. {AS_RECEIVED}",
                **{"http-header-user-agent": self._user_agent, "robots": "obey"},
            )
            self._writer = archive.capture_writer(context.site.site, info)
        visited_at = datetime.now(UTC)
        written = self._writer.write(
            url=response.url,
            method=request.method,
            request_headers=_pairs(request.headers, without={b"Proxy-Authorization"}),
            request_body=request.body,
            status=response.status,
            reason=response_status_message(response.status).partition(" ")[2],
            headers=_pairs(response.headers),
            body=response.body,
            visited_at=visited_at,
            ip=None if request.meta.get("proxy") else _text(response.ip_address),
        )
        capture = Capture(
            site=context.site.site,
            url=response.url,
            visited_at=visited_at,
            status=response.status,
            headers=dict(texts_of(response.headers)),
            body=response.body,
            record_id=written.record_id,
            warc_file=written.file,
            warc_offset=written.offset,
            payload_digest=written.payload_digest,
            refers_to=written.refers_to,
        )
        archive.record_capture(capture, run_id=context.run.run_id)
        return capture


def _pairs(
    headers: Headers, without: frozenset[bytes] | set[bytes] = frozenset()
) -> Iterator[tuple[bytes, bytes]]:
    for name, values in headers.items():
        if name not in without:
            for value in values:
                yield name, value


def texts_of(headers: Headers) -> Iterator[tuple[str, str]]:
    """Headers as latin-1 text, equal names joined by a comma: they may hold bytes of GBK."""
    for name, values in headers.items():
        yield name.decode("latin-1"), b", ".join(values).decode("latin-1")


def _text(value: object) -> str | None:
    return None if value is None else str(value)
