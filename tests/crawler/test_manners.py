"""The gate: one request at a time to a host, and at least the delay from one to the next."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from datetime import UTC, datetime
from itertools import pairwise
from time import monotonic

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.manners import LONGEST_DELAY, HostClosed, HostGate, Stopping, gate_key, retry_after

DELAY = 0.05  # seconds; what is asserted is that gaps are not smaller


async def visit(gate: HostGate, host: str, log: list[tuple[float, float]], lasting: float) -> None:
    async with gate.turn(host, DELAY):
        begun = monotonic()
        await asyncio.sleep(lasting)
        log.append((begun, monotonic()))


def test_turns_of_one_host_do_not_overlap_and_keep_the_delay() -> None:
    async def crawl() -> list[tuple[float, float]]:
        gate = HostGate()
        log: list[tuple[float, float]] = []
        hosts = ["www.a-demo.gov.cn", "a-demo.gov.cn", "WWW.A-DEMO.gov.cn", "a-demo.gov.cn"]
        await asyncio.gather(*(visit(gate, host, log, 0.01) for host in hosts))
        return sorted(log)

    log = asyncio.run(crawl())
    assert len(log) == 4
    for (_, ended), (begun, _) in pairwise(log):
        assert begun >= ended  # one at a time
    for (earlier, _), (later, _) in pairwise(log):
        assert later - earlier >= DELAY


def test_the_delay_counts_from_when_the_host_had_begun_not_from_when_we_dialled() -> None:
    """A connection that took long must not bring the next request near to the first."""

    async def crawl() -> float:
        gate = HostGate()
        async with gate.turn("a", DELAY) as turn:
            await asyncio.sleep(DELAY)  # the connection is slow; the host answers only now
            turn.answered(monotonic())  # latency: more than has passed, so: now
            answered = monotonic()
        async with gate.turn("a", DELAY):
            return monotonic() - answered

    assert asyncio.run(crawl()) >= DELAY * 0.99


def test_hosts_do_not_wait_for_each_other() -> None:
    async def crawl() -> list[str]:
        gate = HostGate()
        order: list[str] = []
        async with gate.turn("a", 60):
            async with gate.turn("b", 60):
                order.append("b")
            order.append("a")
        return order

    assert asyncio.run(asyncio.wait_for(crawl(), 10)) == ["b", "a"]


def test_a_host_that_asks_for_too_much_patience_is_closed() -> None:
    async def crawl(close: str) -> None:
        gate = HostGate()
        if close == "crawl-delay":
            gate.keep_delay("www.a", LONGEST_DELAY + 1)
        else:
            gate.rest("www.a", LONGEST_DELAY + 1)
        async with gate.turn("a", 0):
            pytest.fail("the host was asked")

    for close in ("crawl-delay", "retry-after"):
        with pytest.raises(HostClosed, match="121"):
            asyncio.run(crawl(close))


def test_crawl_delay_and_retry_after_raise_the_delay() -> None:
    async def gap(raise_by: str) -> float:
        gate = HostGate()
        async with gate.turn("a", 0):
            begun = monotonic()
            if raise_by == "crawl-delay":
                gate.keep_delay("a", DELAY)
            else:
                gate.rest("a", DELAY)
        async with gate.turn("a", 0):
            return monotonic() - begun

    assert asyncio.run(gap("crawl-delay")) >= DELAY
    assert asyncio.run(gap("retry-after")) >= DELAY


def test_whoever_waits_is_let_go_when_the_process_stops() -> None:
    async def crawl() -> None:
        gate = HostGate()
        gate.rest("a", 100)
        asyncio.get_running_loop().call_later(0.01, gate.stop)
        async with gate.turn("a", 0):
            pytest.fail("the host was asked")

    with pytest.raises(Stopping):
        asyncio.run(asyncio.wait_for(crawl(), 10))


def test_a_turn_that_failed_counts_like_one_that_succeeded() -> None:
    async def crawl() -> float:
        gate = HostGate()
        failed = monotonic()
        with suppress(OSError):
            async with gate.turn("a", DELAY):
                failed = monotonic()
                raise OSError("refused")
        async with gate.turn("a", DELAY):
            return monotonic() - failed

    assert asyncio.run(crawl()) >= DELAY


NOW = datetime(2024, 1, 25, 12, 0, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120.0),
        (" 7 ", 7.0),
        ("Thu, 25 Jan 2024 12:01:30 GMT", 90.0),
        ("Thu, 25 Jan 2024 11:00:00 GMT", 0.0),
        ("", None),
        ("soon", None),
        ("-5", None),
        ("１２", None),
    ],
)
def test_retry_after(value: str, seconds: float | None) -> None:
    assert retry_after(value, NOW) == seconds


@given(st.text())
def test_retry_after_takes_anything(value: str) -> None:
    seconds = retry_after(value, NOW)
    assert seconds is None or seconds >= 0


def test_www_is_the_same_machine() -> None:
    assert gate_key("WWW.Sample.gov.cn") == gate_key("sample.gov.cn")
    assert gate_key("xxgk.sample.gov.cn") != gate_key("sample.gov.cn")
