"""A report is withdrawn by evidence, and returns."""

from __future__ import annotations

import pytest

from storage.archive import Archive
from storage.records import (
    Cause,
    ChangeKind,
    Outcome,
    ReportStatus,
    RevisionChange,
    SourceStatus,
    VisitOutcome,
    Withdrawal,
)
from tests.storage.county import COPY, PAGE, County, reading

GONE = [VisitOutcome.GONE, VisitOutcome.SOFT_404]


@pytest.fixture
def published(county: County) -> County:
    """Give the county with one report, seen once."""
    county.night()
    county.sees(PAGE, reading())
    return county


def events(county: County) -> list[RevisionChange]:
    county.end()
    return [
        change
        for revision in county.history().revisions
        for change in revision.changes
        if change.kind in (ChangeKind.WITHDRAWN, ChangeKind.RESTORED)
    ]


def status(county: County) -> ReportStatus:
    county.end()
    return county.history().status


@pytest.mark.parametrize("outcome", GONE)
def test_three_visits_over_fourteen_days(published: County, outcome: VisitOutcome) -> None:
    last_seen = published.now
    published.night()
    published.visits(PAGE, outcome, status=404)
    first_gone = published.now
    assert published.history().sources[0].status is SourceStatus.UNKNOWN
    published.night(7)
    published.visits(PAGE, outcome, status=404)
    assert status(published) is ReportStatus.PUBLISHED
    published.night(8)
    published.visits(PAGE, outcome, status=404)
    assert status(published) is ReportStatus.WITHDRAWN
    assert published.history().sources[0].status is SourceStatus.GONE
    (event,) = events(published)
    assert (event.kind, event.revision, event.cause) == (ChangeKind.WITHDRAWN, 1, Cause.SOURCE)
    assert (event.last_seen_old_at, event.first_seen_new_at) == (last_seen, first_gone)


def test_two_visits_or_thirteen_days_prove_nothing(published: County) -> None:
    published.night()
    published.visits(PAGE, VisitOutcome.GONE, status=404)
    published.night(20)
    published.visits(PAGE, VisitOutcome.GONE, status=404)
    assert status(published) is ReportStatus.PUBLISHED


def test_many_visits_in_few_days_prove_nothing(published: County) -> None:
    for _ in range(13):
        published.night()
        published.visits(PAGE, VisitOutcome.GONE, status=404)
    assert status(published) is ReportStatus.PUBLISHED
    published.night(2)
    published.visits(PAGE, VisitOutcome.GONE, status=404)
    assert status(published) is ReportStatus.WITHDRAWN


def test_visits_of_one_run_are_one(published: County, archive: Archive) -> None:
    archive.withdrawal = Withdrawal(visits=2, days=0)
    published.night()
    for _ in range(5):
        published.visits(PAGE, VisitOutcome.GONE, status=404)
    assert status(published) is ReportStatus.PUBLISHED
    published.night()
    published.visits(PAGE, VisitOutcome.GONE, status=404)
    assert status(published) is ReportStatus.WITHDRAWN


@pytest.mark.parametrize("outcome", sorted(set(Outcome) - {Outcome.OK}))
def test_a_crawl_that_did_not_end_well_withdraws_nothing(
    published: County, outcome: Outcome
) -> None:
    for _ in range(5):
        published.night(10)
        published.visits(PAGE, VisitOutcome.GONE, status=404)
        published.end(outcome)
    assert status(published) is ReportStatus.PUBLISHED
    assert published.history().sources[0].status is SourceStatus.UNKNOWN
    for _ in range(3):
        assert status(published) is ReportStatus.PUBLISHED
        published.night(10)
        published.visits(PAGE, VisitOutcome.GONE, status=404)
    assert status(published) is ReportStatus.WITHDRAWN


@pytest.mark.parametrize("outcome", [VisitOutcome.BLOCKED, VisitOutcome.ERROR])
def test_walls_and_errors_withdraw_nothing(published: County, outcome: VisitOutcome) -> None:
    for _ in range(5):
        published.night(10)
        published.visits(PAGE, outcome, status=503)
    assert status(published) is ReportStatus.PUBLISHED
    assert published.history().sources[0].status is SourceStatus.LIVE


def test_a_wall_in_between_does_not_begin_the_count_anew(published: County) -> None:
    for outcome in (VisitOutcome.GONE, VisitOutcome.BLOCKED, VisitOutcome.GONE, VisitOutcome.GONE):
        published.night(7)
        published.visits(PAGE, outcome, status=404)
    assert status(published) is ReportStatus.WITHDRAWN


def test_a_sighting_in_between_does(published: County) -> None:
    for _ in range(3):
        for outcome in (VisitOutcome.GONE, VisitOutcome.GONE):
            published.night(20)
            published.visits(PAGE, outcome, status=404)
        published.night(20)
        published.sees(PAGE, reading())
    assert status(published) is ReportStatus.PUBLISHED
    assert published.causes() == [Cause.FIRST]


@pytest.mark.parametrize("how", ["page", "304"])
def test_it_returns(published: County, how: str) -> None:
    for _ in range(3):
        published.night(10)
        published.visits(PAGE, VisitOutcome.GONE, status=404)
    gone = published.now
    published.night(10)
    if how == "page":
        assert published.sees(PAGE, reading()) is None
    else:
        published.visits(PAGE, VisitOutcome.NOT_MODIFIED, status=304)
    assert status(published) is ReportStatus.PUBLISHED
    assert published.causes() == [Cause.FIRST]
    withdrawn, restored = events(published)
    assert (withdrawn.kind, restored.kind) == (ChangeKind.WITHDRAWN, ChangeKind.RESTORED)
    assert (restored.last_seen_old_at, restored.first_seen_new_at) == (gone, published.now)
    assert published.history().sources[0].status is SourceStatus.LIVE


def test_it_returns_changed(published: County) -> None:
    for _ in range(3):
        published.night(10)
        published.visits(PAGE, VisitOutcome.GONE, status=404)
    published.night(10)
    changed = reading(figures={"t3.received.total": "18"})
    assert published.sees(PAGE, changed) is Cause.SOURCE
    assert [event.revision for event in events(published)] == [1, 2]


def test_a_second_source_keeps_it(published: County) -> None:
    published.night(site="prefecture")
    published.sees(COPY, reading())
    for _ in range(4):
        published.night(10)
        published.visits(PAGE, VisitOutcome.GONE, status=404)
    assert status(published) is ReportStatus.PUBLISHED
    assert [(source.url, source.primary) for source in published.history().sources] == [
        (PAGE, False),
        (COPY, True),
    ]
    for _ in range(3):
        published.night(10, site="prefecture")
        published.visits(COPY, VisitOutcome.GONE, status=404)
    assert status(published) is ReportStatus.WITHDRAWN


def test_one_404_lets_no_standing_source_take_over(published: County) -> None:
    published.night(site="prefecture")
    published.sees(COPY, reading(figures={"t3.received.total": "18"}))
    published.night()
    published.sees(PAGE, reading())
    published.night()
    published.visits(PAGE, VisitOutcome.GONE, status=404)
    published.night()
    published.sees(PAGE, reading())
    assert published.causes() == [Cause.FIRST]


def test_a_standing_source_takes_over_when_the_primary_is_proved_gone(published: County) -> None:
    published.night(site="prefecture")
    published.sees(COPY, reading(figures={"t3.received.total": "18"}))
    published.night()
    published.sees(PAGE, reading())
    for _ in range(3):
        published.night(10)
        published.visits(PAGE, VisitOutcome.GONE, status=404)
    published.end()
    assert published.causes() == [Cause.FIRST, Cause.SWITCH]
    published.night()
    published.sees(PAGE, reading())
    assert published.causes() == [Cause.FIRST, Cause.SWITCH]


def test_a_url_that_holds_another_report_is_evidence(published: County, archive: Archive) -> None:
    other = reading(year=2022, title="示例县人民政府2022年政府信息公开工作年度报告")
    for _ in range(3):
        published.night(10)
        published.sees(PAGE, other)
    assert status(published) is ReportStatus.WITHDRAWN
    assert published.history(archive.identify(other)).status is ReportStatus.PUBLISHED


@pytest.mark.parametrize("reader", ["reader-1", "reader-2"])
def test_reading_a_withdrawn_report_again_restores_nothing(
    published: County, archive: Archive, reader: str
) -> None:
    record_id = archive.to_reread("reader-2")[0].record_id
    for _ in range(3):
        published.night(10)
        published.visits(PAGE, VisitOutcome.GONE, status=404)
    before = published.history()
    archive.record(archive.capture(record_id), reading(reader=reader), run_id=None)
    assert published.history() == before


def test_reading_again_what_took_a_reports_place_is_no_evidence(
    published: County, archive: Archive
) -> None:
    other = reading(year=2022, title="示例县人民政府2022年政府信息公开工作年度报告")
    published.night(30)
    published.sees(PAGE, other)
    stored = archive.to_reread("reader-2")[-1]
    for _ in range(5):
        archive.record(archive.capture(stored.record_id), other, run_id=None)
    published.night(10)
    published.sees(PAGE, other)
    assert status(published) is ReportStatus.PUBLISHED


def test_a_page_that_is_no_report_any_more_is_none(published: County, archive: Archive) -> None:
    for _ in range(5):
        published.night(10)
        capture = published.capture(PAGE, b"maintenance")
        archive.record_rejection(
            capture, kind="not_report", reason="no headline", reader_version="reader-1"
        )
        published.visits(PAGE, VisitOutcome.OK, capture=capture)
    assert status(published) is ReportStatus.PUBLISHED
    assert published.history().sources[0].status is SourceStatus.UNKNOWN
