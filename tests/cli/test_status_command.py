"""``nianbao status``: what happened, and what needs attention."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from fixtures.archives import DONGXIANG, Nights, report
from storage.records import Outcome, Refused, Site
from tests.cli.conftest import OpenArchive, Run

OTHER = Site(
    site="anyi", name="安义县人民政府", url="http://anyi-demo.gov.cn/", division_code="360123"
)
KEYS = [
    "site",
    "outcome",
    "reports",
    "new",
    "changed",
    "requests",
    "seconds",
    "message",
    "started_at",
    "finished_at",
    "due_at",
    "alarms",
]


@pytest.fixture
def nights(open_archive: OpenArchive) -> Nights:
    """Nights that are over an hour before the test runs."""
    with open_archive() as archive:
        nights = Nights(archive, DONGXIANG, OTHER)
        nights.now = datetime.now(UTC) - timedelta(days=1, hours=1)
        yield nights


def test_a_good_night(nianbao: Run, nights: Nights) -> None:
    nights.begin("dongxiang")
    nights.see(f"{DONGXIANG.url}1", report())
    nights.end()
    ran = nianbao("status", "--json")
    assert ran.status == 0
    never, done = map(json.loads, ran.out.splitlines())
    assert [key for key in done if key in KEYS] == KEYS
    assert (never["site"], never["outcome"], never["alarms"]) == ("anyi", None, [])
    assert (done["site"], done["outcome"], done["reports"], done["new"]) == (
        "dongxiang",
        "ok",
        1,
        1,
    )
    assert done["seconds"] == 301.0
    assert done["started_at"] < done["finished_at"] < done["due_at"]
    assert done["finished_at"].endswith("Z")
    assert nianbao("status").status == 0


def test_a_blocked_site_needs_attention_until_acknowledged(nianbao: Run, nights: Nights) -> None:
    nights.begin("dongxiang")
    nights.end(Outcome.BLOCKED, "412 on robots.txt")
    ran = nianbao("status", "dongxiang", "--json")
    assert ran.status == 1
    assert "dongxiang" in ran.err
    (alarm,) = json.loads(ran.out)["alarms"]
    assert (alarm["id"], alarm["severity"]) == ("site/blocked", "error")
    assert alarm["message"] == "412 on robots.txt"
    assert alarm["since"] == json.loads(ran.out)["finished_at"]
    plain = nianbao("status")
    assert plain.status == 1
    assert "site/blocked: 412 on robots.txt" in plain.out

    tomorrow = f"{datetime.now(UTC) + timedelta(days=2):%Y-%m-%d}"
    assert nianbao("sites", "ack", "dongxiang", "--until", tomorrow).status == 0
    again = nianbao("status", "--json")
    assert again.status == 0
    assert json.loads(again.out.splitlines()[1])["alarms"], "it is known, not gone"
    assert nianbao("sites", "ack", "dongxiang", "--until", "2020-01-01").status == 0
    assert nianbao("status").status == 1


def test_a_crawl_that_runs_is_no_alarm_and_one_that_was_killed_is(
    nianbao: Run, nights: Nights
) -> None:
    nights.begin("dongxiang")
    ran = nianbao("status", "dongxiang")
    assert ran.status == 0
    assert "running" in ran.out
    nights.archive.close()  # the process that crawled is gone, and said nothing
    ran = nianbao("status", "dongxiang", "--json")
    assert ran.status == 1
    assert [alarm["id"] for alarm in json.loads(ran.out)["alarms"]] == ["site/unfinished"]


def test_one_site_shows_its_columns_and_its_trail(nianbao: Run, nights: Nights) -> None:
    nights.begin("dongxiang")
    column = f"{DONGXIANG.url}nb/"
    nights.archive.remember_column("dongxiang", column, reports=1, now=nights.now)
    nights.archive.refuse(
        nights.run_id, [Refused(url=f"{DONGXIANG.url}so/", label="搜索", reason="a search page")]
    )
    nights.end()
    (told,) = map(json.loads, nianbao("status", "dongxiang", "--json").out.splitlines())
    assert told["columns"] == [column]
    assert told["trail"] == [
        {
            "url": f"{DONGXIANG.url}so/",
            "kind": "link",
            "state": "refused",
            "reason": "搜索",
            "note": "a search page",
        }
    ]
    plain = nianbao("status", "dongxiang").out
    assert f"  column {column}" in plain
    assert f"  refused link {DONGXIANG.url}so/: 搜索 (a search page)" in plain
    assert "trail" not in nianbao("status", "--json").out


def test_a_site_left_alone_is_overdue(nianbao: Run, nights: Nights) -> None:
    nights.now -= timedelta(days=30)
    nights.begin("dongxiang")
    nights.end()
    ran = nianbao("status", "--json")
    assert ran.status == 1
    (alarm,) = json.loads(ran.out.splitlines()[1])["alarms"]
    assert (alarm["id"], alarm["severity"]) == ("site/overdue", "warning")


@pytest.mark.usefixtures("nights")
def test_an_unknown_site(nianbao: Run) -> None:
    ran = nianbao("status", "dongxian")
    assert ran.status == 2
    assert "did you mean dongxiang" in ran.err


def test_no_archive(nianbao: Run, tmp_path: Path) -> None:
    ran = nianbao("status")
    assert ran.status == 3
    assert "archive" in ran.err
    assert not (tmp_path / "archive").exists()


def test_the_page_of_the_morning(nianbao: Run, nights: Nights, tmp_path: Path) -> None:
    nights.begin("dongxiang")
    nights.end(Outcome.BLOCKED, "412 on <robots.txt>")
    page = tmp_path / "morning.html"
    page.write_text("yesterday's")
    assert nianbao("status", "--html", page).status == 1
    assert "412 on &lt;robots.txt&gt;" in page.read_text(encoding="utf-8")
    assert [one.name for one in tmp_path.glob("*morning*")] == ["morning.html"]
    ran = nianbao("status", "--html", tmp_path / "nowhere" / "morning.html")
    assert (ran.status, "cannot write" in ran.err) == (2, True)
