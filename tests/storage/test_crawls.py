"""Runs and where they stand: nothing is done twice, nothing is forgotten."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from storage.archive import Archive
from storage.errors import ArchiveLocked, StorageError
from storage.records import (
    Cause,
    Outcome,
    Planned,
    Reading,
    Refused,
    Site,
    Visit,
    VisitOutcome,
)
from tests.storage.county import COPY, PAGE, County, reading

NOW = datetime(2024, 1, 10, 18, 0, tzinfo=UTC)


def planned(key: str, *, priority: int = 0) -> Planned:
    return Planned(
        key=key, url=f"http://x/{key}", kind="report", reason="", priority=priority, meta={"a": [1]}
    )


def test_sites_are_changed_and_stay_acknowledged(archive: Archive) -> None:
    archive.acknowledge("county", date(2024, 5, 1))
    archive.add_sites(
        [Site(site="county", name="新县", url="http://new/", division_code="1", enabled=False)]
    )
    found = archive.site("county")
    assert found is not None
    assert (found.name, found.enabled, found.acknowledged_until) == (
        "新县",
        False,
        date(2024, 5, 1),
    )
    assert archive.site("nowhere") is None


def test_requests_are_planned_once(archive: Archive) -> None:
    run = archive.start_run("county", again=False, now=NOW)
    first = [planned("b"), planned("a", priority=5), planned("b", priority=9)]
    assert archive.enqueue(run.run_id, first) == first[:2]
    assert archive.enqueue(run.run_id, [planned("a"), planned("c")]) == [planned("c")]
    assert archive.pending(run.run_id) == [planned("a", priority=5), planned("b"), planned("c")]
    archive.settle(run.run_id, "a", "done")
    assert archive.pending(run.run_id) == [planned("b"), planned("c")]
    assert archive.trail(run.run_id)[0] == (planned("a", priority=5), "done", "")


def test_what_is_noted_together_is_written_as_a_whole(archive: Archive) -> None:
    run = archive.start_run("county", again=False, now=NOW)
    notes = archive.together()
    fresh = notes.enqueue(run.run_id, [planned("a"), planned("b")])
    known = notes.enqueue(run.run_id, [planned("b"), planned("c")])
    notes.settle(run.run_id, "a", "done")
    assert (fresh, archive.trail(run.run_id)) == ([], [])
    notes.write()
    assert (fresh, known) == ([planned("a"), planned("b")], [planned("c")])
    assert archive.pending(run.run_id) == [planned("b"), planned("c")]
    notes.write()
    assert (fresh, known) == ([planned("a"), planned("b")], [planned("c")])
    notes.settle(run.run_id, "b", "done")
    notes.record_visit(
        Visit(
            run_id=run.run_id,
            site="county",
            url=PAGE,
            visited_at=NOW,
            status=200,
            outcome=VisitOutcome.OK,
            record_id="<urn:uuid:never-captured>",
        )
    )
    with pytest.raises(StorageError, match="never-captured"):
        notes.write()
    assert archive.pending(run.run_id) == [planned("b"), planned("c")]


def test_a_report_is_stored_with_the_notes_of_its_page_or_not_at_all(
    county: County, archive: Archive
) -> None:
    county.night()
    assert county.run_id is not None
    capture, what = county.capture(PAGE, b"page"), reading()
    archive.enqueue(county.run_id, [planned("page")])
    notes = archive.together()

    def note(of: Reading) -> Future[Cause | None]:
        cause = notes.record(capture, of, run_id=county.run_id)
        notes.settle(county.run_id or 0, "page", "done")
        return cause

    nameless = note(replace(what, issuer=None))
    with pytest.raises(ValueError, match="no issuer"):
        notes.write()
    notes.forget()
    notes.write()
    assert (archive.report_ids(), nameless.done()) == ([], False)
    assert archive.pending(county.run_id) == [planned("page")]
    cause = note(what)
    assert (archive.report_ids(), cause.done()) == ([], False)
    notes.write()
    assert (cause.result(), county.causes()) == (Cause.FIRST, [Cause.FIRST])
    assert archive.pending(county.run_id) == []


def test_a_killed_run_is_taken_up(archive: Archive, open_archive: Callable[[], Archive]) -> None:
    run = archive.start_run("county", again=False, now=NOW)
    archive.enqueue(run.run_id, [planned("a")])
    archive.close()
    again = open_archive().start_run("county", again=True, now=NOW + timedelta(hours=2))
    assert (again.run_id, again.resumed, again.again) == (run.run_id, True, True)
    assert again.started_at == NOW


def test_a_run_killed_long_ago_is_not(
    archive: Archive, open_archive: Callable[[], Archive]
) -> None:
    run = archive.start_run("county", again=False, now=NOW)
    archive.enqueue(run.run_id, [planned("a")])
    archive.close()
    later = open_archive()
    again = later.start_run("county", again=False, now=NOW + timedelta(days=3))
    assert (again.run_id == run.run_id, again.resumed) == (False, False)
    assert later.pending(run.run_id) == []


def test_a_finished_run_is_not_taken_up(archive: Archive) -> None:
    run = archive.start_run("county", again=False, now=NOW)
    archive.enqueue(run.run_id, [planned("a")])
    summary = archive.finish_run(
        run.run_id,
        outcome=Outcome.EMPTY,
        message="nothing",
        requests=3,
        now=NOW + timedelta(seconds=90),
    )
    assert archive.last_runs() == [summary]
    assert (summary.seconds, summary.outcome, summary.requests) == (90.0, Outcome.EMPTY, 3)
    assert archive.start_run("county", again=False, now=NOW).run_id != run.run_id
    assert archive.pending(run.run_id) == []


def test_the_last_crawl_of_a_site_leaves_its_trail(archive: Archive) -> None:
    """What was asked and why, what was not, and which links were left alone; of one crawl only."""
    for name in ("first", "last"):
        run = archive.start_run("county", again=False, now=NOW)
        archive.enqueue(run.run_id, [planned(f"{name}-done"), planned(f"{name}-waiting")])
        archive.settle(run.run_id, f"{name}-done", "failed", "status 502")
        link = Refused(url="http://x/so/", label="站内搜索", reason="a search page")
        archive.refuse(run.run_id, [link])
        archive.refuse(run.run_id, [link])
        assert archive.trail(run.run_id) == [
            (planned(f"{name}-done"), "failed", "status 502"),
            (planned(f"{name}-waiting"), "pending", ""),
        ]
        archive.finish_run(run.run_id, outcome=Outcome.ERROR, message="", requests=1, now=NOW)
    assert [
        (step.url, step.kind, step.state, step.note) for step in archive.last_trail("county")
    ] == [
        ("http://x/last-done", "report", "failed", "status 502"),
        ("http://x/last-waiting", "report", "left", "the crawl ended before"),
        ("http://x/so/", "link", "refused", "a search page"),
    ]


def test_a_site_is_crawled_by_one_process_at_a_time(
    archive: Archive, open_archive: Callable[[], Archive]
) -> None:
    other = open_archive()
    run = archive.start_run("county", again=False, now=NOW)
    assert other.is_crawling("county")
    with pytest.raises(ArchiveLocked, match="county"):
        other.start_run("county", again=False, now=NOW)
    other.start_run("prefecture", again=False, now=NOW)
    archive.finish_run(run.run_id, outcome=Outcome.OK, message="", requests=0, now=NOW)
    assert not other.is_crawling("county")
    assert not other.start_run("county", again=False, now=NOW).resumed


def test_counts(county: County, archive: Archive) -> None:
    def finish() -> tuple[int, int, int]:
        assert county.run_id is not None
        summary = archive.finish_run(
            county.run_id, outcome=Outcome.OK, message="", requests=0, now=county.now
        )
        county.run_id = None
        return summary.reports, summary.new, summary.changed

    other = reading(year=2020, title="示例县人民政府2020年政府信息公开工作年度报告")
    county.night()
    county.sees(PAGE, reading())
    county.sees(PAGE + "?2020", other)
    assert finish() == (2, 2, 0)
    county.night()
    county.sees(PAGE, reading(figures={"t3.received.total": "18"}))
    county.sees(PAGE + "?2020", other)
    assert finish() == (2, 0, 1)
    county.night(site="prefecture")
    county.sees(COPY, reading(figures={"t3.received.total": "18"}))
    assert finish() == (1, 0, 0)


def test_columns_are_remembered(archive: Archive) -> None:
    archive.remember_column("county", "http://x/few", reports=2, now=NOW)
    archive.remember_column("county", "http://x/many", reports=20, now=NOW)
    archive.remember_column("county", "http://x/none", reports=0, now=NOW)
    archive.remember_column("county", "http://x/few", reports=0, now=NOW + timedelta(days=1))
    assert archive.columns("county") == ["http://x/many", "http://x/few"]
    assert archive.columns("prefecture") == []
    assert archive.yielding_columns("county", since=NOW + timedelta(hours=1)) == []
    assert archive.yielding_columns("county", since=NOW) == ["http://x/few", "http://x/many"]


def test_siblings_tell_where_a_prefecture_has_its_reports(archive: Archive) -> None:
    archive.add_sites(
        [
            Site(site="county", name="示例县", url="http://x/", division_code="130423"),
            Site(site="sibling", name="邻县", url="http://y/", division_code="130424"),
            Site(site="far", name="远区", url="http://z/", division_code="110101"),
        ]
    )
    archive.remember_column("county", "http://x/nb/", reports=9, now=NOW)
    archive.remember_column("sibling", "http://y/few/", reports=2, now=NOW)
    archive.remember_column("sibling", "http://y/many/", reports=20, now=NOW)
    archive.remember_column("sibling", "http://y/none/", reports=0, now=NOW)
    archive.remember_column("far", "http://z/nb/", reports=30, now=NOW)
    assert archive.sibling_columns("county") == ["http://y/many/", "http://y/few/"]


def test_an_unchanged_report_costs_one_row_a_night(county: County, archive: Archive) -> None:
    from sqlalchemy import func, select

    from storage.schema import metadata

    def rows() -> dict[str, int]:
        with archive.reading() as connection:
            return {
                name: connection.scalar(select(func.count()).select_from(table)) or 0
                for name, table in metadata.tables.items()
                if name != "runs"
            }

    county.night()
    county.sees(PAGE, reading(), body=b"same")
    county.end()
    before = rows()
    county.night()
    county.sees(PAGE, reading(), body=b"same")
    county.end()
    after = rows()
    assert {name: after[name] - before[name] for name in after if after[name] != before[name]} == {
        "visits": 1
    }
