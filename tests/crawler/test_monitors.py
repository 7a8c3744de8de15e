"""How a crawl ended, by what it came across."""

from __future__ import annotations

from crawler.frontier import Candidate, Kind
from crawler.monitors import Evidence, State, Verdict
from storage.records import Outcome, Planned


def planned(kind: Kind, *, exact: bool = True) -> Planned:
    url = f"http://a-demo.gov.cn/{kind}"
    candidate = Candidate(url=url, kind=kind, reason="", exact=exact)
    return Planned(key=url, url=url, kind=kind, reason="", meta={"candidate": candidate.to_meta()})


def judged(*seen: tuple[Kind, State], **more: object) -> Verdict:
    evidence = Evidence(**more)  # type: ignore[arg-type]
    for kind, state in seen:
        evidence.note(planned(kind), state, "" if state is State.DONE else "why")
    return evidence.verdict()


HEALTHY = (Kind.HOME, State.DONE), (Kind.COLUMN, State.DONE), (Kind.REPORT, State.DONE)


def test_reports_in_columns_are_ok() -> None:
    verdict = judged(*HEALTHY, columns=1, listed=1, reports=1)
    assert (verdict.outcome, verdict.message, verdict.attention) == (Outcome.OK, "", False)


def test_a_failed_report_page_is_ok_with_a_message_and_attention() -> None:
    verdict = judged(*HEALTHY, (Kind.REPORT, State.FAILED), columns=1, listed=2, reports=1)
    assert verdict.outcome is Outcome.OK
    assert verdict.attention
    assert "http://a-demo.gov.cn/report (why)" in verdict.message


def test_a_list_that_promises_more_than_it_shows_needs_attention() -> None:
    gap = "http://a-demo.gov.cn/column: 41 of 60 rows"
    verdict = judged(*HEALTHY, columns=1, listed=1, reports=1, gaps=[gap])
    assert (verdict.outcome, verdict.message, verdict.attention) == (Outcome.OK, gap, True)


def test_a_report_that_is_gone_needs_no_attention() -> None:
    verdict = judged(*HEALTHY, (Kind.REPORT, State.GONE), columns=1, listed=2, reports=1)
    assert (verdict.outcome, verdict.attention) == (Outcome.OK, False)


def test_no_answer_at_all_is_dead() -> None:
    assert judged((Kind.HOME, State.FAILED)).outcome is Outcome.DEAD


def test_somebody_elses_page_is_dead() -> None:
    verdict = judged((Kind.HOME, State.FAILED), parked="for sale")
    assert verdict.outcome is Outcome.DEAD


def test_a_wall_is_blocked_whatever_else_was_seen() -> None:
    verdict = judged(*HEALTHY, columns=1, listed=1, reports=1, blocked="412")
    assert (verdict.outcome, verdict.message) == (Outcome.BLOCKED, "412")


def test_disallowed_ways_columns_and_reports_are_robots() -> None:
    assert judged((Kind.HOME, State.DISALLOWED)).outcome is Outcome.ROBOTS
    column = judged((Kind.HOME, State.DONE), (Kind.COLUMN, State.DISALLOWED))
    assert column.outcome is Outcome.ROBOTS
    reports = judged(
        (Kind.COLUMN, State.DONE), (Kind.REPORT, State.DISALLOWED), columns=1, listed=1
    )
    assert reports.outcome is Outcome.ROBOTS


def test_some_disallowed_reports_are_said() -> None:
    verdict = judged(*HEALTHY, (Kind.REPORT, State.DISALLOWED), columns=1, listed=2, reports=1)
    assert verdict.outcome is Outcome.OK
    assert verdict.attention
    assert "robots.txt" in verdict.message


def test_no_column_and_empty_columns() -> None:
    assert judged((Kind.HOME, State.DONE)).outcome is Outcome.NO_COLUMN
    assert judged(*HEALTHY, columns=1).outcome is Outcome.EMPTY


def test_a_failed_list_page_is_an_error() -> None:
    verdict = judged(*HEALTHY, (Kind.LIST_PAGE, State.FAILED), columns=1, listed=1, reports=1)
    assert verdict.outcome is Outcome.ERROR


def test_a_list_page_that_was_counted_and_is_not_there_is_an_error() -> None:
    assert judged(*HEALTHY, (Kind.LIST_PAGE, State.GONE), columns=1, listed=1).outcome is (
        Outcome.ERROR
    )
    evidence = Evidence(columns=1, listed=1)
    evidence.note(planned(Kind.HOME), State.DONE, "")
    evidence.note(planned(Kind.LIST_PAGE, exact=False), State.GONE, "")  # a step into the dark
    assert evidence.verdict().outcome is Outcome.OK


def test_a_crawl_that_was_killed_is_judged_by_what_it_had_seen() -> None:
    evidence = Evidence(columns=1, listed=1)
    pending = (planned(Kind.REPORT), "pending", "")
    evidence.take_up([(planned(Kind.LIST_PAGE), "failed", "status 502"), pending])
    evidence.note(planned(Kind.REPORT), State.DONE, "")
    assert evidence.verdict().outcome is Outcome.ERROR
    assert "(status 502)" in evidence.verdict().message


def test_a_crawl_that_was_killed_before_a_wall_ends_there() -> None:
    evidence = Evidence()
    evidence.take_up([(planned(Kind.HOME), "blocked", "412")])
    assert evidence.is_shut
    assert evidence.verdict().outcome is Outcome.BLOCKED
