"""What Scrapy logs, made brief: what the spider handles itself is no news to the operator."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any, cast

from scrapy.logformatter import LogFormatter, LogFormatterResult

from storage.errors import StorageError

if TYPE_CHECKING:
    from scrapy import Request, Spider
    from scrapy.http import Response
    from twisted.python.failure import Failure


class BriefLogFormatter(LogFormatter):
    """Lowers what is counted and told elsewhere: drops, failed downloads, a failing archive."""

    def dropped(
        self,
        item: Any,
        exception: BaseException,
        response: Response | Failure | None,
        spider: Spider,
    ) -> LogFormatterResult:
        """Say what a stage left out, to whoever wants details."""
        return _line(logging.DEBUG, "not kept: %(why)s", why=exception)

    def item_error(
        self,
        item: Any,
        exception: BaseException,
        response: Response | Failure | None,
        spider: Spider,
    ) -> LogFormatterResult:
        """Name the page on which a stage broke; that the archive failed is the command's news."""
        level = logging.DEBUG if isinstance(exception, StorageError) else logging.ERROR
        url = getattr(getattr(item, "capture", None), "url", "a page")
        return _line(level, "a stage broke on %(url)s", id="log/stage_broke", url=url)

    def spider_error(
        self, failure: Failure, request: Request, response: Response | Failure, spider: Spider
    ) -> LogFormatterResult:
        """Name the page on which the spider broke."""
        return _line(
            logging.ERROR, "the spider broke on %(url)s", id="log/spider_broke", url=request.url
        )

    def download_error(
        self, failure: Failure, request: Request, spider: Spider, errmsg: str | None = None
    ) -> LogFormatterResult:
        """Say why a request had no answer, to whoever wants details."""
        return _line(logging.DEBUG, "no answer from %(url)s: %(why)s", url=request.url, why=errmsg)


def _line(level: int, message: str, **values: object) -> LogFormatterResult:
    return cast("LogFormatterResult", {"level": level, "msg": message, "args": values})
