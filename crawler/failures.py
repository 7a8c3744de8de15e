"""Why a request had no answer: the exceptions that take its place."""

from __future__ import annotations

from scrapy.core.downloader.handlers.http11 import TunnelError
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
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


_WORDS: tuple[tuple[type[BaseException], str], ...] = (
    (CannotResolveHostError, "the host's name is not known"),
    (DownloadConnectionRefusedError, "the connection was refused"),
    (DownloadTimeoutError, "no answer in time"),
    (DownloadCancelledError, "the answer is too large"),
    (ResponseDataLossError, "the answer broke off"),
    (TunnelError, "the proxy found no way there"),
    (DownloadFailedError, "the connection broke"),
)


def in_words(error: BaseException) -> str:
    """Say in a few words why there was no answer."""
    return next((words for kind, words in _WORDS if isinstance(error, kind)), str(error))
