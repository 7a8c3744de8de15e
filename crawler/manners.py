"""Manners: one request at a time to a host, and a rest between two, for all of a process.

Every request of every crawler takes its turn at the one ``HostGate`` just before the socket
(``crawler.handler``). Nothing that Scrapy is told (concurrency, slots, throttle, retries,
redirects) can get round it: it can only make a request wait longer.
"""

from __future__ import annotations

import asyncio
import math
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from time import monotonic

LONGEST_DELAY = 120.0  # seconds; a host that asks for more is left alone (INTERFACE: `blocked`)


class HostClosed(Exception):
    """The host asked for more patience than ``LONGEST_DELAY``; nothing more is asked of it."""


class Stopping(Exception):
    """The process is asked to stop: the turn was not given, the request not made."""


class Turn:
    """One turn at a host, held from before the request until its answer or failure."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._started_at = clock()
        self._begun_at: float | None = None

    def answered(self, latency: float) -> None:
        """The headers of the answer came ``latency`` seconds after the turn was given."""
        self._begun_at = min(self._started_at + latency, self._clock())

    @property
    def begun_at(self) -> float:
        """When the host had certainly begun with this request: now, if nothing is known."""
        return self._clock() if self._begun_at is None else self._begun_at


@dataclass(slots=True)
class _Host:
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    last_begun_at: float = -math.inf  # monotonic seconds, like all moments here
    rest_until: float = -math.inf
    delay: float = 0.0  # seconds, as robots.txt asks
    closed: str | None = None  # why nothing more is asked


class HostGate:
    """Gives out the turns at each host. ``clock`` is monotonic and in seconds."""

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._hosts: dict[str, _Host] = {}
        self._stopping = asyncio.Event()

    @asynccontextmanager
    async def turn(self, host: str, delay: float) -> AsyncIterator[Turn]:
        """Wait until ``host`` may be asked, and hold its turn until the request has ended.

        ``delay`` seconds are counted from the moment when the request before had certainly begun
        *at the host*, which is when its answer began: so a slow connection never brings two
        requests nearer to each other than ``delay``. Raises HostClosed or Stopping.
        """
        state = self._state(host)
        async with state.turn:
            await self._wait(state, delay)
            turn = Turn(self._clock)
            try:
                yield turn
            finally:
                state.last_begun_at = turn.begun_at

    def keep_delay(self, host: str, seconds: float) -> None:
        """Keep at least ``seconds`` (a Crawl-delay) between requests to ``host`` from now on."""
        if seconds > LONGEST_DELAY:
            self.close(host, f"robots.txt asks for {seconds:g} s between two requests")
        else:
            self._state(host).delay = max(0.0, seconds)

    def rest(self, host: str, seconds: float) -> None:
        """Ask nothing of ``host`` for ``seconds`` (a Retry-After, or after a failure)."""
        if seconds > LONGEST_DELAY:
            self.close(host, f"the host asks to come back in {seconds:g} s")
        else:
            state = self._state(host)
            state.rest_until = max(state.rest_until, self._clock() + seconds)

    def close(self, host: str, reason: str) -> None:
        """Ask nothing more of ``host`` in this process."""
        self._state(host).closed = reason

    def closed(self, host: str) -> str | None:
        """Return why ``host`` is asked nothing more, None if it may be asked."""
        return self._state(host).closed

    def stop(self) -> None:
        """Let go all who wait: each gets ``Stopping``."""
        self._stopping.set()

    def _state(self, host: str) -> _Host:
        return self._hosts.setdefault(gate_key(host), _Host())

    async def _wait(self, state: _Host, delay: float) -> None:
        while True:
            if state.closed is not None:
                raise HostClosed(state.closed)
            if self._stopping.is_set():
                raise Stopping
            due = max(state.last_begun_at + max(delay, state.delay), state.rest_until)
            remaining = due - self._clock()
            if remaining <= 0:
                return
            try:
                await asyncio.wait_for(self._stopping.wait(), remaining)
            except TimeoutError:
                continue  # the clock decides, not the timer: timers may ring a little early


def gate_key(host: str) -> str:
    """The name by which turns are counted: a host and its ``www.`` are one machine."""
    return host.lower().removeprefix("www.")


def retry_after(value: str, now: datetime) -> float | None:
    """Return the seconds that a Retry-After header asks for (RFC 9110, 10.2.3), None if invalid."""
    value = value.strip()
    if value.isascii() and value.isdigit():
        return float(value)
    try:
        moment = parsedate_to_datetime(value)
    except ValueError:
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return max(0.0, (moment - now).total_seconds())
