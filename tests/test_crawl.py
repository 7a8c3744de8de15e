"""A crawl through the front door, disturbed: killed, stopped, without disk, slowed by its hosts."""

from __future__ import annotations

import json
import os
import resource
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from fixtures.portals.adhoc import AdHocWorld
from fixtures.portals.proxy import Visit
from fixtures.portals.world import World

BIN = Path(sys.executable).parent
SITE = "panan"  # 21 reports, read in 28 requests
PATIENCE = 60  # seconds for a process to come so far; a second or two is usual


@pytest.fixture
def slow_world() -> Iterator[World]:
    """The demonstration world, slow enough that a crawl can be caught on its way."""
    with World(latency=0.1) as world:
        yield world


def environment(proxy_url: str, archive: Path) -> dict[str, str]:
    """What a crawl through the world's proxy needs."""
    return {
        **os.environ,
        "http_proxy": proxy_url,
        "https_proxy": proxy_url,
        "no_proxy": "",
        "NIANBAO_ARCHIVE": str(archive),
    }


def crawl(proxy_url: str, archive: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Crawl to the end."""
    return subprocess.run(
        [BIN / "nianbao", "crawl", *arguments, "--json"],
        env=environment(proxy_url, archive),
        capture_output=True,
        text=True,
        timeout=2 * PATIENCE,
        check=False,
    )


def begin(
    world: World,
    archive: Path,
    requests: int,
    largest_file: int | None = None,
    crawled: Sequence[str] = (SITE, "-s", "DOWNLOAD_DELAY=0"),
) -> subprocess.Popen[str]:
    """Begin to crawl and return when so many requests more have been answered."""
    done = len(world.requests)
    process = subprocess.Popen(
        [BIN / "nianbao", "crawl", *crawled],
        env=environment(world.proxy_url, archive),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    if largest_file is not None:
        resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (largest_file, largest_file))
    deadline = time.monotonic() + PATIENCE
    while len(world.requests) < done + requests:
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < deadline
        time.sleep(0.01)
    return process


def register(world: World, archive: Path) -> None:
    """Fill the registry."""
    subprocess.run(
        [BIN / "nianbao", "sites", "import", world.sites_csv, "--archive", archive],
        capture_output=True,
        check=True,
    )


def archived(archive: Path) -> set[tuple[str, str, str]]:
    """What the archive holds, by id, cause and digest."""
    with sqlite3.connect(archive / "archive.sqlite") as connection:
        return set(
            connection.execute(
                "SELECT report_id, cause, content_digest FROM revisions JOIN readings"
                " USING (reading_id)"
            )
        )


def test_a_killed_crawl_goes_on_where_it_stood(slow_world: World, tmp_path: Path) -> None:
    killed, undisturbed = tmp_path / "killed", tmp_path / "undisturbed"
    register(slow_world, killed)
    register(slow_world, undisturbed)
    for requests in (6, 9):
        process = begin(slow_world, killed, requests)
        process.kill()
        process.wait()
    last = crawl(slow_world.proxy_url, killed, SITE, "-s", "DOWNLOAD_DELAY=0")
    assert last.returncode == 0, last.stderr
    asked = [visit.url for visit in slow_world.requests]
    slow_world.forget_requests()
    crawl(slow_world.proxy_url, undisturbed, SITE, "-s", "DOWNLOAD_DELAY=0")
    assert json.loads(last.stdout)["reports"] == 21
    assert archived(killed) == archived(undisturbed)
    # Of each killed process: robots.txt and what was under way.
    assert len(asked) <= len(slow_world.requests) + 2 * 3


def test_sigterm_stops_cleanly_and_the_next_crawl_goes_on(
    slow_world: World, tmp_path: Path
) -> None:
    register(slow_world, tmp_path)
    process = begin(slow_world, tmp_path, 6)
    process.send_signal(signal.SIGTERM)
    _, said = process.communicate(timeout=PATIENCE)
    assert process.returncode == 3
    assert "run the same command again" in said
    assert not list(tmp_path.glob("warc/*.open"))
    last = crawl(slow_world.proxy_url, tmp_path, SITE, "-s", "DOWNLOAD_DELAY=0")
    assert (last.returncode, json.loads(last.stdout)["reports"]) == (0, 21)
    assert json.loads(last.stdout)["requests"] == len(slow_world.requests)  # of both processes


def test_two_processes_do_not_crawl_one_site(slow_world: World, tmp_path: Path) -> None:
    register(slow_world, tmp_path)
    first = begin(slow_world, tmp_path, 3, crawled=(SITE, "-s", "DOWNLOAD_DELAY=2"))
    second = crawl(slow_world.proxy_url, tmp_path, SITE, "-s", "DOWNLOAD_DELAY=0")
    assert second.returncode == 3
    assert "another process is crawling it" in second.stderr
    first.send_signal(signal.SIGTERM)
    first.communicate(timeout=PATIENCE)
    assert first.returncode == 3  # it was still crawling


ALL = ("--all", "--processes", "2", "-s", "DOWNLOAD_DELAY=0")


def test_two_processes_find_what_one_finds_and_ask_each_host_one_thing_at_a_time(
    slow_world: World, tmp_path: Path
) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    register(slow_world, one)
    register(slow_world, two)
    alone = crawl(slow_world.proxy_url, one, "--all", "--processes", "1", "-s", "DOWNLOAD_DELAY=0")
    slow_world.forget_requests()
    together = crawl(slow_world.proxy_url, two, *ALL)
    assert together.returncode == alone.returncode == 1, together.stderr
    ends = [{line["site"]: line for line in map(json.loads, ran.stdout.splitlines())} for ran in (alone, together)]  # fmt: skip
    assert {site: line["outcome"] for site, line in ends[0].items()} == {
        site: line["outcome"] for site, line in ends[1].items()
    }
    assert archived(one) == archived(two)
    by_host: dict[str, list[Visit]] = {}
    for visit in slow_world.requests:
        by_host.setdefault(visit.host.removeprefix("www."), []).append(visit)
    for visits in by_host.values():
        visits.sort(key=lambda visit: visit.started)
        assert all(later.started >= earlier.ended for earlier, later in pairwise(visits))


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGKILL])
def test_several_processes_stop_with_their_parent(
    slow_world: World, tmp_path: Path, number: signal.Signals
) -> None:
    register(slow_world, tmp_path)
    process = begin(slow_world, tmp_path, 20, crawled=ALL)
    process.send_signal(number)
    _, said = process.communicate(timeout=PATIENCE)  # ends when the last child has closed its end
    assert process.returncode == (-9 if number == signal.SIGKILL else 3), said
    assert not list(tmp_path.glob("warc/*.open"))
    last = crawl(slow_world.proxy_url, tmp_path, *ALL)
    assert last.returncode == 1, last.stderr
    assert len(last.stdout.splitlines()) == 13


def test_the_time_that_a_crawl_is_given_ends_it_and_the_next_goes_on(
    slow_world: World, tmp_path: Path
) -> None:
    register(slow_world, tmp_path)
    until = datetime.now().astimezone() + timedelta(seconds=8)
    last = crawl(slow_world.proxy_url, tmp_path, "--all", "--until", f"{until:%H:%M:%S}", "-s", "DOWNLOAD_DELAY=9")  # fmt: skip
    assert last.returncode == 1, last.stderr
    assert "The time is up" in last.stderr
    done = crawl(slow_world.proxy_url, tmp_path, SITE, "-s", "DOWNLOAD_DELAY=0")
    assert (done.returncode, json.loads(done.stdout)["reports"]) == (0, 21)


def test_an_archive_that_cannot_grow_stops_the_crawl(slow_world: World, tmp_path: Path) -> None:
    register(slow_world, tmp_path)
    # 40 kB a file is to the WARC file, after some pages, what a full disk is.
    process = begin(slow_world, tmp_path, 1, largest_file=40_000)
    _, said = process.communicate(timeout=PATIENCE)
    assert process.returncode == 3, said
    assert str(tmp_path) in said
    last = crawl(slow_world.proxy_url, tmp_path, SITE, "-s", "DOWNLOAD_DELAY=0")
    assert (last.returncode, json.loads(last.stdout)["reports"]) == (0, 21)


def test_scrapy_crawls_one_site_into_the_same_archive(slow_world: World, tmp_path: Path) -> None:
    register(slow_world, tmp_path)
    root = Path(__file__).parent.parent
    subprocess.run(
        [BIN / "scrapy", "crawl", "reports", "-a", f"site={SITE}", "-s", "DOWNLOAD_DELAY=0"],
        env=environment(slow_world.proxy_url, tmp_path),
        cwd=root,
        check=True,
        capture_output=True,
        timeout=2 * PATIENCE,
    )
    assert len(archived(tmp_path)) == 21


HOME = "http://www.a-demo.gov.cn/"
MENU = '<a href="/zfxxgknb/">政府信息公开年报</a><a href="/gone/">机构概况</a>'
COLUMN = "".join(f'<li><a href="/zfxxgknb/{n}.html">{n}年政府信息公开工作年度报告</a></li>' for n in range(2020, 2024))  # fmt: skip


def small(adhoc_world: Callable[..., AdHocWorld], tmp_path: Path, **more: object) -> AdHocWorld:
    """A portal of a few pages, and its site list."""
    listed = "site,name,url,division_code\na,册亨县人民政府,http://www.a-demo.gov.cn/,522327\n"
    (tmp_path / "sites.csv").write_text(listed, encoding="utf-8")
    pages = {
        HOME: (200, {}, f"<html><body>{MENU}</body></html>"),
        f"{HOME}zfxxgknb/": (200, {}, f"<html><body><ul>{COLUMN}</ul></body></html>"),
    }
    return adhoc_world({**pages, **more})


def crawl_small(
    world: AdHocWorld, tmp_path: Path, delay: float
) -> subprocess.CompletedProcess[str]:
    """Crawl the portal of a few pages."""
    return crawl(
        world.proxy_url,
        tmp_path / "archive",
        "--sites",
        str(tmp_path / "sites.csv"),
        "-s",
        f"DOWNLOAD_DELAY={delay}",
    )


def gaps(visits: list[Visit]) -> list[float]:
    """Seconds between the starts of requests that follow each other."""
    starts = sorted(visit.started for visit in visits)
    return [later - earlier for earlier, later in pairwise(starts)]


def test_a_host_rests_between_two_requests(
    adhoc_world: Callable[..., AdHocWorld], tmp_path: Path
) -> None:
    world = small(adhoc_world, tmp_path)
    crawl_small(world, tmp_path, 0.3)
    assert len(world.requests) > 5
    assert min(gaps(world.requests)) >= 0.3


def test_a_crawl_delay_raises_the_delay(
    adhoc_world: Callable[..., AdHocWorld], tmp_path: Path
) -> None:
    robots = (200, {"Content-Type": "text/plain"}, "User-agent: *\nCrawl-delay: 0.4\n")
    world = small(adhoc_world, tmp_path, **{f"{HOME}robots.txt": robots})
    crawl_small(world, tmp_path, 0)
    assert len(world.requests) > 5
    assert min(gaps(world.requests)[1:]) >= 0.4


@pytest.mark.parametrize("token", ["*", "nianbao"])
def test_what_robots_disallows_is_not_asked(
    adhoc_world: Callable[..., AdHocWorld], tmp_path: Path, token: str
) -> None:
    robots = (200, {"Content-Type": "text/plain"}, f"User-agent: {token}\nDisallow: /zfxxgknb/\n")
    world = small(adhoc_world, tmp_path, **{f"{HOME}robots.txt": robots})
    ended = crawl_small(world, tmp_path, 0)
    assert (ended.returncode, json.loads(ended.stdout)["outcome"]) == (1, "robots")
    assert world.requests[0].path == "/robots.txt"
    assert not [visit for visit in world.requests if visit.path.startswith("/zfxxgknb")]


def test_a_host_that_asks_for_too_much_patience_is_blocked(
    adhoc_world: Callable[..., AdHocWorld], tmp_path: Path
) -> None:
    busy = (503, {"Retry-After": "600"}, "")
    world = small(adhoc_world, tmp_path, **{f"{HOME}zfxxgknb/": busy})
    ended = crawl_small(world, tmp_path, 0)
    assert (ended.returncode, json.loads(ended.stdout)["outcome"]) == (1, "blocked")
    assert world.requests[-1].path == "/zfxxgknb/"


def test_a_redirect_to_a_foreign_host_is_not_followed(
    adhoc_world: Callable[..., AdHocWorld], tmp_path: Path
) -> None:
    away = {
        f"{HOME}zfxxgknb/2020.html": (302, {"Location": "http://evil.example.com/x"}, ""),
        f"{HOME}zfxxgknb/2021.html": (302, {"Location": "http://127.0.0.1:9/x"}, ""),
        f"{HOME}zfxxgknb/2022.html": (302, {"Location": "file:///etc/passwd"}, ""),
    }
    world = small(adhoc_world, tmp_path, **away)
    crawl_small(world, tmp_path, 0)
    assert {visit.host for visit in world.requests} == {"www.a-demo.gov.cn"}
    assert not world.escapes
    assert {f"{HOME}zfxxgknb/{year}.html" for year in (2020, 2021, 2022)} <= {
        visit.url for visit in world.requests
    }


def test_a_code_that_no_register_has_is_taken_with_a_warning(
    adhoc_world: Callable[..., AdHocWorld], tmp_path: Path
) -> None:
    world = small(adhoc_world, tmp_path)
    listed = (tmp_path / "sites.csv").read_text(encoding="utf-8").replace("522327", "522399")
    (tmp_path / "sites.csv").write_text(listed, encoding="utf-8")
    assert "GB/T 2260 has no division 522399" in crawl_small(world, tmp_path, 0).stderr
