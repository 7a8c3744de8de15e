"""Gates of several processes: their turns at one host do not overlap, and keep the delay."""

from __future__ import annotations

import asyncio
from itertools import pairwise
from pathlib import Path
from time import monotonic

import pytest

from crawler.host_files import HostFiles
from crawler.manners import HostGate
from storage.errors import StorageError

DELAY = 0.05  # seconds; what is asserted is that gaps are not smaller

# A lock on a file belongs to the descriptor: two gates of one process are to it as two processes.


async def visit(gate: HostGate, log: list[tuple[float, float]], delay: float = DELAY) -> None:
    async with gate.turn("www.a-demo.gov.cn", delay):
        begun = monotonic()
        await asyncio.sleep(0.01)
        log.append((begun, monotonic()))


def test_two_gates_take_turns(tmp_path: Path) -> None:
    async def crawl() -> list[tuple[float, float]]:
        gates = [HostGate(HostFiles(tmp_path)) for _ in range(2)]
        log: list[tuple[float, float]] = []
        await asyncio.gather(*(visit(gate, log) for gate in gates * 3))
        return sorted(log)

    log = asyncio.run(crawl())
    assert len(log) == 6
    for (earlier, ended), (later, _) in pairwise(log):
        assert later >= ended
        assert later - earlier >= DELAY


def test_the_delay_holds_from_one_command_to_the_next(tmp_path: Path) -> None:
    async def crawl() -> None:
        await visit(HostGate(HostFiles(tmp_path)), log)

    log: list[tuple[float, float]] = []
    asyncio.run(crawl())
    asyncio.run(crawl())
    assert log[1][0] - log[0][0] >= DELAY


def test_the_rest_that_a_host_asks_one_process_for_is_kept_by_all(tmp_path: Path) -> None:
    async def crawl() -> float:
        one, other = HostGate(HostFiles(tmp_path)), HostGate(HostFiles(tmp_path))
        async with one.turn("www.a-demo.gov.cn", 0):
            one.rest("www.a-demo.gov.cn", 0.3)
            asked = monotonic()
        async with other.turn("a-demo.gov.cn", 0):
            return monotonic() - asked

    assert asyncio.run(crawl()) >= 0.3


@pytest.mark.parametrize("written", [b"", b"torn 1", b"9e15 9e15\n"])
def test_what_a_crash_or_an_earlier_boot_left_holds_nobody_up(
    tmp_path: Path, written: bytes
) -> None:
    (tmp_path / "a-demo.gov.cn.turn").write_bytes(written)

    async def crawl() -> None:
        await asyncio.wait_for(visit(HostGate(HostFiles(tmp_path)), []), 10)

    asyncio.run(crawl())


@pytest.mark.parametrize("host", ["..", "a/b", "x" * 5000, "[::1]"])
def test_any_name_of_a_host_is_a_file_of_the_directory(tmp_path: Path, host: str) -> None:
    files = HostFiles(tmp_path / "hosts")
    held = files.take(host, 0.0)
    assert held is not None
    assert files.take(host, 0.0) is None
    held.release()
    assert [path.parent for path in tmp_path.rglob("*") if path.is_file()] == [tmp_path / "hosts"]


def test_a_directory_that_cannot_be_written_is_the_archives_trouble(tmp_path: Path) -> None:
    (tmp_path / "hosts").write_text("a file")
    with pytest.raises(StorageError, match="hosts"):
        HostFiles(tmp_path / "hosts").take("a", 0.0)
