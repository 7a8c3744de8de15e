"""robots.txt by RFC 9309: what a host allows, kept for all crawlers of a process."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from time import monotonic
from typing import Literal

from protego import Protego

from crawler import blocking

TOKEN = "nianbao"  # noqa: S105 - no secret: the name by which robots.txt may address us
DAY = 86_400.0  # seconds for which rules are kept at most (RFC 9309, 2.4)
LONGEST = 500 * 1024  # bytes of a robots.txt that are read (RFC 9309, 2.5)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What one host's robots.txt says; ``parsed`` is None where it says nothing.

    ``unreachable``: no answer, or only an error of the server's (RFC 9309, 2.3.1.4): disallowed for
    now. ``walled``: a wall stands before it.
    """

    state: Literal["known", "unreachable", "walled"]
    fetched_at: float
    reason: str = ""
    parsed: Protego | None = None

    def allow(self, url: str) -> bool:
        """Whether the rules let us ask for ``url``."""
        return self.parsed is None or self.parsed.can_fetch(url, TOKEN)

    @property
    def crawl_delay(self) -> float:
        """The seconds between two requests that the host wants, 0 where it doesn't say."""
        return 0.0 if self.parsed is None else self.parsed.crawl_delay(TOKEN) or 0.0


class RobotsCache:
    """The rules of every host asked so far. ``clock`` is monotonic, in seconds.

    What a host says holds in both of its schemes. That it did not answer is remembered for the
    scheme in which it was asked: it may answer in the other.
    """

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._known: dict[str, Rules] = {}
        self._silent: dict[tuple[str, str], Rules] = {}
        self._locks: dict[str, asyncio.Lock] = {}

    def lock(self, netloc: str) -> asyncio.Lock:
        """Whoever asks for a host's rules holds this, so that they are asked for once."""
        return self._locks.setdefault(netloc, asyncio.Lock())

    def get(self, scheme: str, netloc: str) -> Rules | None:
        """Return the rules of a host, None where it has to be asked (again)."""
        rules = self._known.get(netloc) or self._silent.get((scheme, netloc))
        if rules is None or self._clock() - rules.fetched_at >= DAY:
            return None
        return rules

    def put(self, scheme: str, netloc: str, rules: Rules) -> None:
        """Keep the rules of a host."""
        if rules.state == "unreachable":
            self._silent[scheme, netloc] = rules
        else:
            self._known[netloc] = rules

    def silent(self, reason: str) -> Rules:
        """The rules of a host that does not answer."""
        return Rules(state="unreachable", reason=reason, fetched_at=self._clock())

    def lawless(self) -> Rules:
        """The rules of a host that has none."""
        return Rules(state="known", fetched_at=self._clock())

    def read(self, *, status: int, headers: Mapping[str, str], body: bytes, url: str) -> Rules:
        """Judge the answer to a request for robots.txt; ``body`` is decoded."""
        verdict = blocking.judge(status=status, headers=headers, body=body, url=url)
        # A bare 403 is an answer like 404 (RFC 9309, 2.3.1.3), no wall.
        is_bare = status not in blocking.WALL_STATUSES and verdict.reason == f"status {status}"
        if verdict.kind == "blocked" and not is_bare:
            return Rules(state="walled", reason=verdict.reason, fetched_at=self._clock())
        if status >= 500:
            return self.silent(f"robots.txt answered {status}")
        if not 200 <= status < 300 or not is_robots_text(body):
            return self.lawless()
        text = body[:LONGEST].decode("utf-8-sig", errors="replace")
        return Rules(state="known", parsed=Protego.parse(text), fetched_at=self._clock())


def is_robots_text(body: bytes) -> bool:
    """Whether ``body`` can be a robots.txt: a page or a picture in its place allows everything."""
    start = body[:1024].removeprefix(b"\xef\xbb\xbf").lstrip()
    return not start.startswith(b"<") and b"\0" not in start
