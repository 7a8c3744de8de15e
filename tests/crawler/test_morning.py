"""The morning report: what is new first, and nothing that a portal says is more than text."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from lxml import html

from crawler.morning import Morning, as_text, morning
from crawler.morning_page import as_page
from crawler.standing import SiteStatus
from storage.records import Alarm, Outcome, RunSummary, Site

NOW = datetime(2026, 3, 10, 22, 30, tzinfo=UTC)  # 06:30 of the 11th in China
LAST_NIGHT, LAST_WEEK = NOW - timedelta(hours=5), NOW - timedelta(days=7)


def status(name: str, *alarms: Alarm, known: bool = False, new: int = 0) -> SiteStatus:
    site = Site(site=name, name=f"{name}县人民政府", url="http://a.gov.cn/", division_code="622926")
    last = RunSummary(
        run_id=1,
        site=name,
        started_at=LAST_NIGHT,
        finished_at=LAST_NIGHT + timedelta(minutes=5),
        outcome=Outcome.OK,
        message="",
        reports=9,
        new=new,
        changed=0,
        requests=3,
        alarms=alarms,
    )
    return SiteStatus(
        site=site,
        last=last,
        due_at=NOW,
        running=False,
        alarms=alarms,
        acknowledged=known,
    )


def alarm(id_: str, since: datetime, message: str = "it says so") -> Alarm:
    severity = "warning" if id_ == "site/slow" else "error"
    return Alarm(id=id_, severity=severity, message=message, since=since)  # type: ignore[arg-type]


def report(*more: SiteStatus) -> Morning:
    return morning(
        [
            status("a", alarm("site/dead", LAST_WEEK)),
            status("b", alarm("site/slow", LAST_NIGHT), alarm("site/fewer_links", LAST_NIGHT)),
            status("c", alarm("site/robots", LAST_NIGHT), known=True),
            status("d", new=2),
            *more,
        ],
        NOW,
        note="4 of 4 sites crawled: 4 ok.",
    )


def test_the_first_line_is_the_day_in_short() -> None:
    assert as_text(report()).splitlines()[0] == (
        "nianbao 2026-03-11: 2 new alarms, 1 standing, 1 known; "
        "4 of 4 sites crawled, 2 new reports, 0 changed"
    )


def test_what_is_new_comes_first_and_errors_before_warnings() -> None:
    text = as_text(report())
    places = [
        text.index(part)
        for part in (
            "4 of 4 sites crawled: 4 ok.",
            "\nNew\n",
            "b县人民政府): site/fewer_links",
            "site/slow",
            "\nStanding\n",
            "site/dead",
            "\nKnown, acknowledged\n",
            "site/robots",
            "d: 2 new, 0 changed",
        )
    ]
    assert places == sorted(places)
    assert "since 2026-03-11 01:30 (China)" in text


def test_each_alarm_says_what_to_do() -> None:
    assert "mend its url in the site list" in as_text(report())


def test_a_good_morning_says_so() -> None:
    calm = as_text(morning([status("d"), status("c", alarm("site/dead", NOW), known=True)], NOW))
    assert "Nothing needs you." in calm
    assert "Nothing needs you." not in as_text(report())


def test_the_page_says_the_same_and_holds_only_text_of_others() -> None:
    evil = "<script>alert('x')</script><img src=x onerror=a()>"
    page = as_page(report(status("e", alarm("site/error", LAST_NIGHT, evil))))
    tree = html.fromstring(page)
    assert tree.xpath("//script | //img | //link") == []
    headings = [heading.text for heading in tree.iter("h2")]
    assert headings == ["New", "Standing", "Known, acknowledged", "All sites"]
    assert evil in "".join(tree.itertext())
    rows = [row.xpath("string(td[1])") for row in tree.xpath("//table[last()]//tr")[1:]]
    assert [row.split()[0] for row in rows] == ["a", "b", "c", "d", "e"]
    assert date(2026, 3, 11).isoformat() in page
