"""Why a request had no answer: the exceptions that take its place."""

from __future__ import annotations

from scrapy.core.downloader.handlers.http11 import TunnelError
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    ResponseDataLossError,
)

NETWORK_FAILURES = (
    CannotResolveHostError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    ResponseDataLossError,
    TunnelError,
    OSError,
)
"""Nobody answered, or not to the end."""


class OutOfScope(IgnoreRequest):
    """The site has no business at the URL's host (``crawler.scope``); it was not asked."""


class Disallowed(IgnoreRequest):
    """The host's robots.txt forbids the request; it was not made."""


class RobotsUnreachable(IgnoreRequest):
    """The host gave no robots.txt and no refusal of one: nothing else is asked of it."""


class Walled(IgnoreRequest):
    """A wall stands before the host's robots.txt: it is left alone."""
