"""``nianbao crawl SITE --explain URL``: what a crawl would do, and why, without asking anybody."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from fixtures.archives import DONGXIANG, Nights, report
from storage.archive import Archive
from storage.records import Planned, Refused, Site

Run = Callable[..., Any]
HOME = DONGXIANG.url
OTHER = Site(
    site="anyi", name="安义县人民政府", url="http://anyi-demo.gov.cn/", division_code="360123"
)


@pytest.fixture
def nights(tmp_path: Path) -> Nights:
    """One night, two days ago, that saw a report and refused a link."""
    with Archive.open(tmp_path / "archive") as archive:
        nights = Nights(archive, DONGXIANG, OTHER)
        nights.now = datetime.now(UTC) - timedelta(days=2)
        nights.begin("dongxiang")
        archive.remember_column("dongxiang", f"{HOME}nb/", reports=1, now=nights.now)
        nights.see(f"{HOME}nb/1.html", report())
        notice = Planned(key="notice", url=f"{HOME}nb/2.html", kind="report", reason="a row: 通知")
        archive.enqueue(nights.run_id, [notice])
        archive.settle(nights.run_id, "notice", "failed", "status 502")
        archive.refuse(
            nights.run_id,
            [
                Refused(url=f"{HOME}so/", label="搜索", reason="a search page"),
                Refused(url=f"{HOME}nb/3.html", label="通知", reason="its title is no report's"),
            ],
        )
        nights.end()
        yield nights


@pytest.mark.usefixtures("nights")
@pytest.mark.parametrize(
    ("url", "would_ask", "reason"),
    [
        (f"{HOME}nb/", True, "a report column"),
        (f"{HOME}nb/index.html", True, "a report column"),
        (f"{HOME}nb/1.html", False, "not due"),
        (f"{HOME}nb/2.html", None, "as in the last crawl"),
        (f"{HOME}so/", False, "a search page"),
        (f"{HOME}nb/3.html", False, "left alone in the last crawl as well: its title"),
        (f"{HOME}rili/2024/", False, "a calendar"),
        (f"{HOME}new/", None, "none did in the last crawl"),
        ("http://anyi-demo.gov.cn/x", False, "a host of another listed site"),
        ("http://xxgk.dongxiang-demo.gov.cn/", False, "unless its own menu"),
        ("http://127.0.0.1/", False, "a private address"),
        ("ftp://www.dongxiang-demo.gov.cn/", False, "neither http nor https"),
    ],
)
def test_verdict(nianbao: Run, url: str, would_ask: bool | None, reason: str) -> None:
    ran = nianbao("crawl", "dongxiang", "--explain", url, "--json")
    assert ran.status == 0
    told = json.loads(ran.out)
    assert (told["site"], told["url"], told["would_ask"]) == ("dongxiang", url, would_ask)
    assert reason in told["reason"]


@pytest.mark.usefixtures("nights")
def test_what_is_known_and_what_the_last_crawl_did(nianbao: Run) -> None:
    plain = nianbao("crawl", "dongxiang", "--explain", f"{HOME}nb/1.html").out
    assert "would not be asked for: it is known as a source of report 622926-" in plain
    assert "the primary source of" in plain
    assert "last visit" in plain
    plain = nianbao("crawl", "dongxiang", "--explain", f"{HOME}nb/2.html").out
    assert f"last crawl: failed report {HOME}nb/2.html: a row: 通知 (status 502)" in plain


@pytest.mark.usefixtures("nights")
def test_a_report_is_due_after_a_while(nianbao: Run) -> None:
    ran = nianbao(
        "crawl", "dongxiang", "--explain", f"{HOME}nb/1.html", "--json", "-s", "REVISIT_DAYS=1"
    )
    assert json.loads(ran.out)["would_ask"] is True


@pytest.mark.usefixtures("nights")
def test_it_goes_with_one_site(nianbao: Run) -> None:
    assert nianbao("crawl", "dongxiang", "anyi", "--explain", HOME).status == 2
    assert nianbao("crawl", "--all", "--explain", HOME).status == 2
    assert nianbao("crawl", "nowhere", "--explain", HOME).status == 2
