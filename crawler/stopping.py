"""Stopping Scrapy's crawlers at any moment of their lives."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable

from scrapy.crawler import Crawler


async def stop_running(crawlers: Iterable[Crawler]) -> None:
    """Stop the crawlers that are under way, and wait for the requests that they have made.

    One that is just beginning is left alone, and ends when it finds that nothing may be asked any
    more. Scrapy's own stop would mark it as stopped before its engine runs, and then nobody stops
    the engine (scrapy issue 6916).
    """
    running = [one.stop_async() for one in crawlers if _is_running(one)]
    await asyncio.gather(*running)


def _is_running(crawler: Crawler) -> bool:
    return crawler.spider is not None and crawler.engine.running
