"""What is kept of a run for the night after it: pace, judgement, alarms, counts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from storage.archive import Archive
from storage.records import (
    Alarm,
    Finding,
    Judged,
    Outcome,
    Pace,
    Planned,
    SiteCounts,
    Verdict,
)
from tests.storage.county import COPY, PAGE, County, digest, reading

NOW = datetime(2024, 1, 10, 18, 0, tzinfo=UTC)
ALARM = Alarm(id="site/slow", severity="warning", message="慢", since=NOW)
JUDGED = Judged(measures={"rows": {"a": 3}}, expected={"rows": {"a": 5}}, alarms=(ALARM,))


def finish(archive: Archive, run_id: int, judged: Judged | None, at: datetime = NOW) -> None:
    archive.finish_run(run_id, outcome=Outcome.OK, message="", requests=3, now=at, judged=judged)


def test_a_process_that_takes_a_run_up_goes_on_from_its_pace(
    archive: Archive, open_archive: Callable[[], Archive]
) -> None:
    run = archive.start_run("county", again=False, now=NOW)
    assert run.pace == Pace()
    for key in ("a", "b"):
        archive.enqueue(run.run_id, [Planned(key=key, url=key, kind="report", reason="")])
    archive.settle(run.run_id, "a", "done", pace=Pace(requests=4, measures={"rows": {"x": 2}}))
    archive.close()  # killed
    again = open_archive().start_run("county", again=False, now=NOW + timedelta(hours=1))
    assert again.resumed
    assert again.pace == Pace(requests=4, measures={"rows": {"x": 2}})


def test_a_run_that_was_stopped_goes_on_the_next_night(
    archive: Archive, open_archive: Callable[[], Archive]
) -> None:
    run = archive.start_run("county", again=False, now=NOW)
    stopped_at = NOW + timedelta(hours=5)
    archive.stop_run(run.run_id, pace=Pace(requests=9), now=stopped_at)
    (last,) = archive.last_runs()
    assert (last.stopped_at, last.requests, last.finished_at) == (stopped_at, 9, None)
    assert not archive.is_crawling("county")
    # It began 29 hours ago; what counts is when it was last at work.
    other = open_archive()
    again = other.start_run("county", again=False, now=stopped_at + timedelta(hours=30))
    assert (again.run_id, again.pace.requests) == (run.run_id, 9)
    assert other.last_runs()[0].stopped_at is None
    finish(other, again.run_id, None)
    assert other.start_run("county", again=False, now=NOW).run_id != run.run_id


def test_processes_of_one_command_share_its_night(
    archive: Archive, open_archive: Callable[[], Archive]
) -> None:
    child = open_archive()
    child.join_night(archive.night(NOW))
    assert child.night(NOW) == archive.night(NOW)


def test_a_site_is_judged_by_its_last_judged_run(archive: Archive) -> None:
    assert archive.last_judgement("county") is None
    finish(archive, archive.start_run("county", again=False, now=NOW).run_id, JUDGED)
    assert archive.last_judgement("county") == JUDGED
    assert archive.last_judgement("prefecture") is None
    assert archive.last_runs()[0].alarms == (ALARM,)
    later = NOW + timedelta(days=1)
    finish(archive, archive.start_run("county", again=False, now=later).run_id, None, later)
    assert archive.last_judgement("county") == JUDGED  # one that was given up proves nothing
    assert archive.last_runs()[0].alarms == ()


def test_what_a_site_shows_is_counted_by_its_current_readings(
    archive: Archive, county: County
) -> None:
    assert archive.site_counts("county") == SiteCounts(reports=0, unread=0, with_findings=0)
    finding = Finding(rule="sum", verdict=Verdict.PUBLISHED, message="no")
    broken = reading(findings=(finding, finding))
    county.night()
    county.sees(PAGE, broken)
    assert archive.site_counts("county") == SiteCounts(reports=1, unread=0, with_findings=1)
    assert archive.site_counts("prefecture") == SiteCounts(reports=0, unread=0, with_findings=0)
    pictures = replace(broken, form=None, figures=(), year=2022)
    county.sees(COPY, replace(pictures, content_digest=digest(pictures)))
    assert archive.site_counts("county") == SiteCounts(reports=2, unread=1, with_findings=1)
    county.night()
    county.sees(PAGE, reading(text="我们改了。"))
    assert archive.site_counts("county") == SiteCounts(reports=2, unread=1, with_findings=0)
