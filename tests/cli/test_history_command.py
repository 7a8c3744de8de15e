"""``nianbao history``: what a report said, when, and what changed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from storage.archive import Archive
from storage.records import Cause, Site, VisitOutcome
from tests.cli.conftest import OpenArchive, Run
from tests.storage.county import FIRST_NIGHT, PAGE, County, FakeReader, reading

REPORT = str(Archive.identify(reading()))


@pytest.fixture
def county(open_archive: OpenArchive) -> Iterator[County]:
    """Give a county whose report changed, was withdrawn, came back, and was read otherwise."""
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
        county.sees(PAGE, reading(text="本年度公开三百条。\n情况良好。"))
        county.night()
        changed = reading(
            figures={"t3.received.total": "18"}, text="本年度公开四百条。\n情况良好。"
        )
        county.sees(PAGE, changed, body=b"changed")
        for _ in range(3):
            county.night(10)
            county.visits(PAGE, VisitOutcome.GONE, status=404)
        county.night()
        better = reading(reader="reader-2", text="本年度公开四百条。\n情况良好。")
        archive.reader = FakeReader("reader-2", {b"changed": better})
        assert county.sees(PAGE, better) is Cause.EXTRACTOR
        county.end()
        county.close()
        yield county


def test_json(nianbao: Run, county: County) -> None:
    ran = nianbao("history", REPORT, "--json")
    assert (ran.status, ran.err) == (0, "")
    told = json.loads(ran.out)
    keys = ["report_id", "title", "revisions", "sources"]
    assert [key for key in told if key in keys] == keys
    assert told["report_id"] == REPORT
    assert told["title"] == reading().title
    first, second, third = told["revisions"]
    assert list(first) == [
        "revision",
        "cause",
        "first_seen_at",
        "last_seen_at",
        "url",
        "content_digest",
        "changes",
    ]
    assert (first["revision"], first["cause"], first["changes"]) == (1, "first", [])
    assert first["first_seen_at"] == "2024-01-11T18:00:01Z"
    assert [(row["kind"], row["name"], row["old"], row["new"]) for row in second["changes"]] == [
        ("figure", "t3.received.total", "17", "18"),
        (
            "section",
            "overview",
            "本年度公开三百条。\n情况良好。",
            "本年度公开四百条。\n情况良好。",
        ),
        ("withdrawn", "status", "published", "withdrawn"),
    ]
    assert third["cause"] == "extractor"
    assert [(row["url"], row["primary"], row["status"]) for row in told["sources"]] == [
        (PAGE, True, "live")
    ]


def test_text(nianbao: Run, county: County) -> None:
    ran = nianbao("history", REPORT)
    assert ran.status == 0
    lines = [line.strip() for line in ran.out.splitlines()]
    for line in (
        "t3.received.total: 17 → 18",
        "-本年度公开三百条。",
        "+本年度公开四百条。",
    ):
        assert line in lines
    assert any(line.startswith("withdrawn: last seen published at 2024-01-12T") for line in lines)
    assert "\x1b" not in ran.out


def test_a_terminal_gets_a_coloured_diff(
    nianbao: Run, county: County, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")  # what a terminal is to rich
    monkeypatch.setenv("TERM", "xterm")
    told = nianbao("history", REPORT).out
    for colour, text in (
        ("31", "-本年度公开三百条。"),
        ("32", "+本年度公开四百条。"),
        ("31", "17"),
    ):
        assert f"\x1b[{colour}m{text}" in told.replace("    ", "")


def test_an_unknown_report(nianbao: Run, county: County) -> None:
    ran = nianbao("history", REPORT[:-1] + "x")
    assert (ran.status, ran.out) == (2, "")
    assert REPORT in ran.err
    assert "report_id" in ran.err


def test_the_ledger_is_what_governments_did_newest_first(nianbao: Run, county: County) -> None:
    ran = nianbao("history", "--since", "2024-01-01", "--json")
    told = [json.loads(line) for line in ran.out.splitlines()]
    assert [row["kind"] for row in told] == ["restored", "withdrawn", "figure", "section"]
    assert {row["report_id"] for row in told} == {REPORT}
    assert "17 → 18" in nianbao("history", "--since", "2024-01-01").out


@pytest.mark.parametrize(("days", "count"), [(1, 4), (3, 2), (12, 2), (13, 1), (50, 0)])
def test_the_ledger_begins_on_a_day_in_china(
    nianbao: Run, county: County, days: int, count: int
) -> None:
    # Seen at 18:00 UTC it is two o'clock on the next day in China.
    day = (FIRST_NIGHT + timedelta(days=days + 1)).date()
    ran = nianbao("history", "--since", day, "--json")
    assert (ran.status, len(ran.out.splitlines())) == (0, count)


def test_the_ledger_of_a_site(nianbao: Run, county: County) -> None:
    assert nianbao("history", "--since", "2024-01-01", "--site", "county").out != ""
    assert nianbao("history", "--since", "2024-01-01", "--site", "other").out == ""


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        [REPORT, "--since", "2024-01-01"],
        [REPORT, "--site", "county"],
        ["--since", "2024-01-01", "--site", "nowhere"],
        ["--since", "yesterday"],
    ],
)
def test_wrong_use(nianbao: Run, county: County, arguments: list[str]) -> None:
    ran = nianbao("history", *arguments)
    assert (ran.status, ran.out) == (2, "")
    assert ran.err != ""


def test_no_archive(nianbao: Run, tmp_path: Path) -> None:
    ran = nianbao("history", REPORT)
    assert ran.status == 3
    assert str(tmp_path / "archive") in ran.err
