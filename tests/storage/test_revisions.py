"""Every true change is a revision, and no false one."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import Row, select

from storage.archive import Archive
from storage.records import Cause, Reading, SourceStatus, Verdict, VisitOutcome
from storage.schema import findings as table
from tests.storage.county import COPY, FIRST_NIGHT, PAGE, County, reading

MOVED = "http://www.shilixian.gov.cn/new/2021.html"
FILE = "http://www.shilixian.gov.cn/zwgk/nb/2021.pdf"


def test_first_sight_is_a_revision(county: County) -> None:
    county.night()
    assert county.sees(PAGE, reading()) is Cause.FIRST
    (revision,) = county.history().revisions
    assert (revision.revision, revision.url, revision.changes) == (1, PAGE, ())


def test_other_bytes_with_equal_content_are_none(county: County) -> None:
    county.night()
    county.sees(PAGE, reading(), body=b"<p>visits: 1</p>")
    county.night()
    assert county.sees(PAGE, reading(), body=b"<p>visits: 2</p>") is None
    (revision,) = county.history().revisions
    assert revision.first_seen_at == FIRST_NIGHT + timedelta(days=1, seconds=1)
    assert revision.last_seen_at == county.now


def test_white_space_and_width_are_none(county: County) -> None:
    county.night()
    county.sees(PAGE, reading(text="公开 信息（12）条。\n共计。"))
    county.night()
    assert county.sees(PAGE, reading(text="公开信息(12)条。共计。")) is None


def test_there_and_back_is_three(county: County) -> None:
    for printed in ("17", "18", "17"):
        county.night()
        county.sees(PAGE, reading(figures={"t3.received.total": printed}))
    assert county.causes() == [Cause.FIRST, Cause.SOURCE, Cause.SOURCE]
    first, _, third = county.history().revisions
    assert first.content_digest == third.content_digest
    assert county.changes() == [
        (2, "figure", "t3.received.total", "17", "18"),
        (3, "figure", "t3.received.total", "18", "17"),
    ]


@pytest.mark.parametrize(
    ("changed", "kind", "name"),
    [
        (reading(text="本年度主动公开信息四百条。"), "section", "overview"),
        (reading(tables=()), "table", "附表"),
        (reading(title="示例县人民政府2021年政府信息公开年度报告"), "title", "title"),
        (reading(published_on=date(2022, 1, 25)), "date", "published_on"),
        (reading(signed_on=None), "date", "signed_on"),
        (reading(figures={"t3.received.total": "17", "t1.rules": "0"}), "figure", "t1.rules"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_each_kind_of_change_is_one(county: County, changed: Reading, kind: str, name: str) -> None:
    county.night()
    county.sees(PAGE, reading())
    county.night()
    assert county.sees(PAGE, changed) is Cause.SOURCE
    assert [row[:3] for row in county.changes()] == [(2, kind, name)]


def test_not_modified_moves_last_seen(county: County) -> None:
    county.night()
    county.sees(PAGE, reading(), headers=[("ETag", '"a"')])
    county.night()
    county.visits(PAGE, VisitOutcome.NOT_MODIFIED, status=304)
    assert county.history().revisions[0].last_seen_at == county.now
    (source,) = county.history().sources
    assert (source.last_seen_at, source.etag) == (county.now, '"a"')


def test_a_copy_elsewhere_is_a_source_and_no_revision(county: County) -> None:
    county.night()
    county.sees(PAGE, reading())
    county.night(site="prefecture")
    assert county.sees(COPY, reading(published_on=date(2022, 3, 1))) is None
    assert [source.primary for source in county.history().sources] == [True, False]


def test_sources_that_disagree_are_a_finding_and_never_take_turns(
    county: County, archive: Archive
) -> None:
    for _ in range(3):
        county.night()
        county.sees(PAGE, reading())
        county.night(site="prefecture")
        county.sees(COPY, reading(figures={"t3.received.total": "18"}))
    assert county.causes() == [Cause.FIRST]
    (finding,) = findings(archive)
    assert finding.rule == "sources.disagree"
    assert finding.cells == ["t3.received.total"]
    assert finding.verdict == Verdict.PUBLISHED
    county.night(site="prefecture")
    county.sees(COPY, reading())
    assert findings(archive) == []


def findings(archive: Archive) -> list[Row[tuple[str, str, list[str]]]]:
    with archive.reading() as connection:
        return list(connection.execute(select(table.c.rule, table.c.verdict, table.c.cells)))


@pytest.mark.parametrize("order", ["county first", "prefecture first"])
def test_on_one_night_the_issuers_own_site_speaks(county: County, order: str) -> None:
    seen = [
        ("county", PAGE, reading()),
        ("prefecture", COPY, reading(figures={"t3.received.total": "18"})),
    ]
    if order == "prefecture first":
        seen.reverse()
    county.night()
    for site, url, what in seen:
        county.night(0.01, site=site, process=False)
        county.sees(url, what)
    (revision,) = county.history().revisions
    assert (revision.url, revision.cause) == (PAGE, Cause.FIRST)


def test_found_later_the_issuers_own_site_does_not_take_over(county: County) -> None:
    county.night(site="prefecture")
    county.sees(COPY, reading(figures={"t3.received.total": "18"}))
    county.night()
    assert county.sees(PAGE, reading()) is None
    assert county.history().revisions[0].url == COPY


@pytest.mark.parametrize("reverse", [False, True])
def test_of_two_pages_the_later_published_speaks(county: County, *, reverse: bool) -> None:
    pages = [(PAGE, reading()), (MOVED, reading(published_on=date(2022, 2, 2)))]
    county.night()
    for url, what in reversed(pages) if reverse else pages:
        county.sees(url, what)
    assert county.history().revisions[0].url == MOVED


def test_a_url_that_holds_another_years_report_now(county: County) -> None:
    county.night()
    county.sees(PAGE, reading())
    county.night()
    other = reading(year=2022, title="示例县人民政府2022年政府信息公开工作年度报告")
    assert county.sees(PAGE, other) is Cause.FIRST
    assert county.causes() == [Cause.FIRST]
    (source,) = county.history().sources
    assert source.status is SourceStatus.GONE
    later = county.history(county.archive.identify(other))
    assert [source.status for source in later.sources] == [SourceStatus.LIVE]


def test_figures_are_kept_exactly(county: County, archive: Archive) -> None:
    printed = {"a": "0.10", "b": "12345678901234567890123.5", "c": "-0.000001", "d": "17"}
    county.night()
    county.sees(PAGE, reading(figures=printed))
    county.night()
    assert county.sees(PAGE, reading(figures=printed)) is None
    changed = {**printed, "b": "12345678901234567890123.6"}
    assert county.sees(PAGE, reading(figures=changed)) is Cause.SOURCE
    assert county.changes() == [(2, "figure", "b", printed["b"], changed["b"])]
