"""Manners: one request at a time to a host, and a rest between two, for all of an archive.

Every request of every crawler takes its turn at the one ``HostGate`` of its process just before the
socket (``crawler.handler``); the gates of several processes share ``HostTurns``. Nothing
that Scrapy is told (concurrency, slots, throttle, retries, redirects) can get round it: it can only
make a request wait longer.
"""

from __future__ import annotations

import asyncio
import math
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from time import monotonic
from typing import Protocol

LONGEST_DELAY = 120.0  # seconds; a host that asks for more is left alone (INTERFACE: `blocked`)
# Seconds after which a host that another process is asking is tried again: short beside the second
# between two requests, long enough to cost nothing.
_LOOK_AGAIN = 0.02


class HostClosed(Exception):
    """The host asked for more patience than ``LONGEST_DELAY``; nothing more is asked of it."""


class Stopping(Exception):
    """The process is asked to stop: the turn was not given, the request not made."""


class HeldTurn(Protocol):
    """A host's turn, held among processes. The moments are what the last holder left."""

    @property
    def begun_at(self) -> float:
        """When the last request to the host had certainly begun."""

    @property
    def rest_until(self) -> float:
        """Until when the host is asked nothing."""

    def write(self, begun_at: float, rest_until: float) -> None:
        """Put down what the next holder must keep to. Raises StorageError."""

    def release(self) -> None:
        """Let the next one have the turn. Raises StorageError."""


class HostTurns(Protocol):
    """The turns at all hosts, for several processes: files of a machine, or rows of a server."""

    def take(self, host: str, now: float) -> HeldTurn | None:
        """Take the turn at ``host``, None where another process has it. Raises StorageError."""


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
    """Gives out the turns at each host, in step with the other processes that use ``turns``.

    ``clock`` is monotonic and in seconds.
    """

    def __init__(
        self, turns: HostTurns | None = None, clock: Callable[[], float] = monotonic
    ) -> None:
        self._turns = turns
        self._clock = clock
        self._hosts: dict[str, _Host] = {}
        self._stopping = asyncio.Event()

    @asynccontextmanager
    async def turn(self, host: str, delay: float) -> AsyncIterator[Turn]:
        """Wait until ``host`` may be asked, and hold its turn until the request has ended.

        ``delay`` seconds are counted from the moment when the request before had certainly begun
        *at the host*, which is when its answer began: so a slow connection never brings two
        requests nearer to each other than ``delay``. Raises HostClosed, Stopping and StorageError.
        """
        state = self._state(host)
        async with state.turn:
            held = await self._take(gate_key(host), state, delay)
            turn = Turn(self._clock)
            try:
                yield turn
            finally:
                state.last_begun_at = turn.begun_at
                if held is not None:
                    self._give_back(held, state)

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

    async def _take(self, key: str, state: _Host, delay: float) -> HeldTurn | None:
        """Wait until the host may be asked, here and in the other processes, and hold its turn."""
        while True:
            await self._wait(state, delay)
            if self._turns is None:
                return None
            now = self._clock()
            held = self._turns.take(key, now)
            if held is None:
                await self._pause(_LOOK_AGAIN)
                continue
            state.last_begun_at = max(state.last_begun_at, held.begun_at)
            # A longer rest closes a host and is never written: it is of an earlier boot's clock.
            if held.rest_until <= now + LONGEST_DELAY:
                state.rest_until = max(state.rest_until, held.rest_until)
            if self._due(state, delay) <= now:
                held.write(now, state.rest_until)
                return held
            held.release()

    def _give_back(self, held: HeldTurn, state: _Host) -> None:
        try:
            held.write(state.last_begun_at, state.rest_until)
        finally:
            held.release()

    @staticmethod
    def _due(state: _Host, delay: float) -> float:
        return max(state.last_begun_at + max(delay, state.delay), state.rest_until)

    async def _pause(self, seconds: float) -> None:
        """Wait, or be let go by :meth:`stop`."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._stopping.wait(), seconds)

    async def _wait(self, state: _Host, delay: float) -> None:
        while True:
            if state.closed is not None:
                raise HostClosed(state.closed)
            if self._stopping.is_set():
                raise Stopping
            remaining = self._due(state, delay) - self._clock()
            if remaining <= 0:
                return
            await self._pause(remaining)  # the clock decides, not the timer, which may ring early


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
