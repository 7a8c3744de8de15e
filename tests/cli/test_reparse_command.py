"""``nianbao reparse``: stored captures, read again with no network."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from pipelines.extract import extract
from pipelines.reader_version import reader_version
from storage.records import Locality, Reading, Site, Status
from tests.cli.conftest import OpenArchive, Run
from tests.storage.county import County

URL = "http://www.shilixian.gov.cn/{}.html"
FIXTURES = sorted((Path(__file__).parents[2] / "fixtures/reports").glob("county-*/page.html"))
LOCALITY = Locality(division_code="622926", county="示例县")


@pytest.fixture(autouse=True)
def _no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("reparse asks nobody")

    monkeypatch.setattr(socket.socket, "connect", refuse)


@pytest.fixture
def county(open_archive: OpenArchive) -> Iterator[County]:
    """Give an archive whose site exists."""
    with open_archive() as archive:
        archive.add_sites(
            [
                Site(
                    site=slug, name="示例县人民政府", url="http://x.gov.cn/", division_code="622926"
                )
                for slug in ("county", "other")
            ]
        )
        county = County(archive)
        county.night()
        yield county
        county.close()


def store(county: County, number: int, change: Callable[[Reading], Reading]) -> Reading:
    """Store a report as an earlier reader read it; return how today's does."""
    body = FIXTURES[number].read_bytes()
    url = URL.format(number)
    today = extract(body, url=url, locality=LOCALITY)
    assert today.is_report
    capture = county.capture(url, body)
    county.archive.record(
        capture,
        change(replace(today, reader_version="earlier")),
        run_id=county.run_id,
        locality=LOCALITY,
    )
    return today


def wrong_figure(reading: Reading) -> Reading:
    first = next(one for one in reading.figures if one.status is Status.NUMBER)
    assert first.value is not None
    wrong = replace(first, value=first.value + 1)
    figures = tuple(wrong if one is first else one for one in reading.figures)
    return replace(reading, figures=figures, content_digest="sha256:earlier")


def with_figures() -> int:
    return next(
        number
        for number, path in enumerate(FIXTURES)
        if any(
            one.status is Status.NUMBER
            for one in extract(path.read_bytes(), locality=LOCALITY).figures
        )
    )


def test_what_is_read_alike_changes_nothing(nianbao: Run, county: County) -> None:
    today = store(county, with_figures(), lambda reading: reading)
    before = county.history(county.archive.identify(today))
    ran = nianbao("reparse")
    assert (ran.status, ran.out) == (0, "1 captures read again: 1 alike\n")
    assert county.history(county.archive.identify(today)) == before
    assert county.archive.to_reread(reader_version()) == []
    assert nianbao("reparse").out == "0 captures read again\n"


def test_what_is_read_otherwise_is_a_revision_of_ours(nianbao: Run, county: County) -> None:
    today = store(county, with_figures(), wrong_figure)
    ran = nianbao("reparse", "county")
    assert (ran.status, ran.out) == (
        0,
        "1 captures read again: 1 read otherwise (cause extractor)\n",
    )
    told = json.loads(nianbao("history", county.archive.identify(today), "--json").out)
    assert [row["cause"] for row in told["revisions"]] == ["first", "extractor"]
    (change,) = told["revisions"][1]["changes"]
    assert change["kind"] == "figure"
    assert told["revisions"][1]["content_digest"] == today.content_digest


def test_a_site_and_no_other(nianbao: Run, county: County) -> None:
    store(county, with_figures(), wrong_figure)
    assert nianbao("reparse", "other").out == "0 captures read again\n"
    assert len(county.archive.to_reread(reader_version())) == 1
    assert nianbao("reparse", "cuonty").status == 2


def test_what_could_not_be_read_is_read_now(nianbao: Run, county: County) -> None:
    number = with_figures()
    url = URL.format(number)
    capture = county.capture(url, FIXTURES[number].read_bytes())
    county.archive.record_rejection(
        capture,
        kind="damaged",
        reason="the reader broke",
        reader_version="earlier",
        locality=LOCALITY,
    )
    other = county.capture(URL.format("notice"), "<h1>关于召开会议的通知</h1>".encode())
    county.archive.record_rejection(
        other, kind="not_report", reason="", reader_version="earlier", locality=LOCALITY
    )
    ran = nianbao("reparse")
    assert ran.status == 0
    assert ran.out == ("2 captures read again: 1 new reports, 1 still no report or unreadable\n")
    assert [source.url for source in county.archive.known_sources("county")] == [url]
    assert county.archive.to_reread(reader_version()) == []


def test_a_report_that_is_none_any_more_is_told_and_stays(nianbao: Run, county: County) -> None:
    from tests.storage.county import reading

    capture = county.capture(URL.format("notice"), "<h1>关于召开会议的通知</h1>".encode())
    county.archive.record(capture, reading(), run_id=county.run_id, locality=LOCALITY)
    ran = nianbao("reparse")
    assert (ran.status, ran.out) == (1, "1 captures read again: 1 no report any more\n")
    assert URL.format("notice") in ran.err
    assert len(county.history().revisions) == 1


def test_many_are_read_by_several_processes(
    nianbao: Run, county: County, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("crawler.rereading.WORTH_PROCESSES", 2)
    stored = [store(county, number, lambda reading: reading) for number in range(len(FIXTURES))]
    ran = nianbao("reparse")
    assert (ran.status, ran.out) == (
        0,
        f"{len(stored)} captures read again: {len(stored)} alike\n",
    )


def test_no_process_outlives_a_killed_reparse(county: County) -> None:
    for number in range(len(FIXTURES)):
        store(county, number, lambda reading: reading)
    reparse = subprocess.Popen(
        [sys.executable, "-c", READ_ONE_AND_WAIT, str(county.archive.directory)],
        cwd=Path(__file__).parents[2],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert reparse.stdout is not None
    assert reparse.stdout.readline() == "read one\n"
    reparse.kill()
    # Whoever lives holds the pipe open.
    assert reparse.communicate(timeout=60) == ("", None)


READ_ONE_AND_WAIT = """
import sys, time
from functools import partial
from pathlib import Path
from crawler import rereading
from crawler.cli.opening import open_archive

if __name__ == "__main__":
    open_it = partial(open_archive, Path(sys.argv[1]))
    with open_it() as archive:
        stored = archive.to_reread("today's")
        rereading.WORTH_PROCESSES = 1
        reading = rereading.reread(archive, stored * rereading.BATCH * 20, open_it)
        next(reading)
        print("read one", flush=True)
        time.sleep(600)
"""


def test_a_damaged_record_is_told_and_costs_nothing_else(nianbao: Run, county: County) -> None:
    whole = store(county, with_figures(), wrong_figure)
    damaged = store(county, with_figures() + 1, lambda reading: reading)
    url = URL.format(with_figures() + 1)
    (stored,) = (one for one in county.archive.to_reread(reader_version()) if one.url == url)
    place = county.archive.capture(stored.record_id)
    county.close()
    warc = county.archive.directory / "warc" / place.warc_file
    content = bytearray(warc.read_bytes())
    content[place.warc_offset + 700 :] = bytes(len(content) - place.warc_offset - 700)
    warc.write_bytes(content)
    ran = nianbao("reparse")
    assert (ran.status, ran.out) == (
        1,
        "2 captures read again: 1 read otherwise (cause extractor), 1 damaged in the archive\n",
    )
    assert f"{url}: " in ran.err
    assert "damaged" in ran.err
    told = json.loads(nianbao("history", county.archive.identify(damaged), "--json").out)
    assert [row["cause"] for row in told["revisions"]] == ["first"]
    assert len(county.history(county.archive.identify(whole)).revisions) == 2
