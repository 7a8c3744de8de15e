"""Coverage by what an archive was told, night by night: never missing without proof."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from fixtures.archives import DONGXIANG, Nights, report
from storage.archive import Archive
from storage.archive.visits import last_change
from storage.coverage.cells import Cell, coverage_cells
from storage.exports.selection import Selection
from storage.records import (
    IssuerKind,
    ListsRead,
    Outcome,
    Promise,
    Reading,
    Scope,
    Site,
    Visit,
    VisitOutcome,
)

PAGE = "http://www.dongxiang-demo.gov.cn/nb/{}.html"
GOVERNMENT, BUREAU = "东乡族自治县人民政府", "东乡族自治县教育局"
WHOLE = ListsRead()


@pytest.fixture
def nights(open_archive: Callable[[], Archive]) -> Nights:
    """An archive of one county, on both engines; its first night is 2 April 2026."""
    return Nights(open_archive(), DONGXIANG)


def cells(nights: Nights, **selection: object) -> dict[tuple[str, int], Cell]:
    with nights.archive.reading() as connection:
        chosen = Selection(**selection)  # type: ignore[arg-type]
        found = list(coverage_cells(connection, chosen, last_change(connection)))
    assert len({(cell.issuer_id, cell.year) for cell in found}) == len(found)
    return {(cell.issuer, cell.year): cell for cell in found}


def states(nights: Nights, **selection: object) -> dict[tuple[str, int], str]:
    return {key: cell.state for key, cell in cells(nights, **selection).items()}


def see(nights: Nights, *years: int, name: str = GOVERNMENT, **changes: object) -> None:
    kind = IssuerKind.GOVERNMENT if name.endswith("人民政府") else IssuerKind.DEPARTMENT
    for year in years:
        reading = replace(report(year, issuer=name, kind=kind), **changes)  # type: ignore[arg-type]
        nights.see(PAGE.format(f"{name}{year}"), reading)


def night(
    nights: Nights, *, lists: ListsRead | None = WHOLE, outcome: Outcome = Outcome.OK
) -> None:
    nights.begin()
    nights.end(outcome, lists=lists)


def test_what_complete_lists_do_not_name_after_the_deadline_is_missing(nights: Nights) -> None:
    nights.begin()
    see(nights, 2019, 2022)
    see(nights, 2020, name=BUREAU)
    nights.end(lists=WHOLE)
    found = states(nights)
    assert [found[GOVERNMENT, year] for year in range(2018, 2026)] == [
        "not_observed",  # the lists go back to 2019 only
        "published",
        "missing",
        "missing",
        "published",
        "missing",
        "missing",
        "missing",  # due on 31 March 2026, read on 2 April
    ]
    assert [found[BUREAU, year] for year in range(2020, 2026)] == ["published"] + 5 * ["missing"]
    assert (BUREAU, 2019) not in found


def test_each_cell_has_a_reason_and_evidence_its_deadline_and_source(nights: Nights) -> None:
    nights.begin()
    see(nights, 2017, 2020)
    nights.end(lists=WHOLE)
    old, new = cells(nights)[GOVERNMENT, 2018], cells(nights)[GOVERNMENT, 2019]
    assert (old.state, old.deadline) == ("missing", date(2019, 3, 31))
    assert "Order 492, article 31" in old.reason
    assert "dongxiang" in old.reason
    assert (new.state, new.deadline) == ("missing", date(2020, 3, 31))
    assert "Order 711, article 49" in new.reason
    assert old.last_checked_at == nights.now - timedelta(minutes=5, seconds=2)
    assert old.report_id is None


@pytest.mark.parametrize(
    ("outcome", "state"),
    [
        (Outcome.BLOCKED, "blocked"),
        (Outcome.DEAD, "dead"),
        (Outcome.ROBOTS, "robots"),
        (Outcome.NO_COLUMN, "no_column"),
        (Outcome.EMPTY, "not_observed"),
        (Outcome.ERROR, "not_observed"),
    ],
)
def test_a_site_that_did_not_answer_proves_nothing(
    nights: Nights, outcome: Outcome, state: str
) -> None:
    nights.begin()
    see(nights, 2019, 2021)
    nights.end()
    night(nights, outcome=outcome)
    assert states(nights)[GOVERNMENT, 2020] == state


def test_lists_that_were_not_read_to_the_end_prove_nothing(nights: Nights) -> None:
    nights.begin()
    see(nights, 2019, 2021)
    nights.end()
    cell = cells(nights)[GOVERNMENT, 2020]
    assert (cell.state, "not read to the end" in cell.reason) == ("not_observed", True)


def test_what_was_read_before_the_deadline_proves_nothing(nights: Nights) -> None:
    nights.now = datetime(2026, 3, 30, 3, 0, tzinfo=UTC)
    nights.begin()  # 31 March, 11 o'clock in China
    see(nights, 2024)
    see(nights, 2024, name=BUREAU)
    nights.end(lists=WHOLE)
    found = states(nights)
    assert found[GOVERNMENT, 2025] == "not_due"
    assert found[BUREAU, 2025] == "missing"
    nights.begin(after=timedelta(hours=12, minutes=55))  # 1 April, five minutes past midnight
    nights.end(Outcome.ERROR)
    assert states(nights)[GOVERNMENT, 2025] == "not_observed"


@pytest.mark.parametrize("year", [2020, None])
def test_a_row_that_could_not_be_read_is_no_absence(nights: Nights, year: int | None) -> None:
    nights.begin()
    see(nights, 2019, 2022)
    nights.end(lists=ListsRead(promised=(Promise(year=year, title=None),)))
    found = states(nights)
    assert found[GOVERNMENT, 2020] == "not_observed"
    assert found[GOVERNMENT, 2021] == ("missing" if year else "not_observed")


def test_a_row_of_an_archived_report_promises_no_other(nights: Nights) -> None:
    nights.begin()
    see(nights, 2019, 2020)
    title = report(2020).title
    see(nights, 2020, 2023, name=BUREAU)
    nights.end(lists=ListsRead(promised=(Promise(year=2020, title=title),)))
    assert states(nights)[BUREAU, 2021] == "missing"


def test_what_was_proved_stays(nights: Nights) -> None:
    nights.begin()
    see(nights, 2019, 2021)
    nights.end(lists=WHOLE)
    proved = cells(nights)[GOVERNMENT, 2020]
    night(nights, outcome=Outcome.BLOCKED)
    still = cells(nights)[GOVERNMENT, 2020]
    assert (still.state, still.last_checked_at) == ("missing", proved.last_checked_at)
    night(nights)
    again = cells(nights)[GOVERNMENT, 2020]
    assert again.state == "missing"
    assert again.last_checked_at is not None
    assert proved.last_checked_at is not None
    assert again.last_checked_at > proved.last_checked_at
    assert "from 2026-04-03 to 2026-04-05" in again.reason


def test_each_site_of_a_division_must_prove_it(nights: Nights) -> None:
    other = Site(
        site="old", name=GOVERNMENT, url="http://www.old-demo.gov.cn/", division_code="622926"
    )
    nights.archive.add_sites([other])
    nights.begin()
    see(nights, 2019, 2021)
    nights.end(lists=WHOLE)
    assert states(nights)[GOVERNMENT, 2020] == "not_observed"
    nights.begin("old")
    nights.end(Outcome.DEAD)
    assert states(nights)[GOVERNMENT, 2020] == "dead"
    nights.archive.add_sites([replace(other, enabled=False)])
    nights.begin("dongxiang")
    nights.end(lists=WHOLE)
    assert states(nights)[GOVERNMENT, 2020] == "missing"


def test_a_county_that_reports_under_its_offices_name_has_reported(nights: Nights) -> None:
    nights.begin()
    see(nights, 2019, 2022)
    office = report(2020, issuer=f"{GOVERNMENT}办公室", kind=IssuerKind.OFFICE)
    nights.see(PAGE.format("office"), replace(office, scope=Scope.WHOLE_GOVERNMENT))
    nights.end(lists=WHOLE)
    found = states(nights)
    assert (found[GOVERNMENT, 2020], found[GOVERNMENT, 2021]) == ("not_observed", "missing")


def test_a_report_that_nobody_can_place_may_be_the_one(nights: Nights) -> None:
    nights.begin()
    see(nights, 2019, 2022)
    nights.see(PAGE.format("unplaced"), report(2020, issuer="某局", division_code=None))
    nights.end(lists=WHOLE)
    found = states(nights)
    assert (found[GOVERNMENT, 2020], found[GOVERNMENT, 2021]) == ("not_observed", "missing")


def test_a_department_may_have_ended_with_a_reform(nights: Nights) -> None:
    nights.begin()
    see(nights, 2015, name="东乡族自治县卫生和计划生育局")
    see(nights, 2015, 2020, name=BUREAU)
    nights.end(lists=WHOLE)
    found = states(nights)
    ended = [found["东乡族自治县卫生和计划生育局", year] for year in (2017, 2018, 2024)]
    assert ended == ["missing", "not_observed", "not_observed"]
    assert found[BUREAU, 2018] == "missing"


def test_townships_are_never_late_nor_missing(nights: Nights) -> None:
    nights.begin()
    town = report(2019, issuer="东乡族自治县锁南镇人民政府", kind=IssuerKind.TOWNSHIP)
    nights.see(PAGE.format("town"), replace(town, published_on=date(2021, 5, 1)))
    nights.end(lists=WHOLE)
    found = cells(nights)
    name = "东乡族自治县锁南镇人民政府"
    assert (found[name, 2019].state, found[name, 2019].deadline) == ("published", None)
    assert found[name, 2020].state == "not_observed"


def test_a_division_that_became_another_is_expected_in_its_own_years(
    open_archive: Callable[[], Archive],
) -> None:
    site = Site(
        site="dongxiangqu",
        name="东乡区人民政府",
        url="http://www.dx-demo.gov.cn/",
        division_code="361003",
    )
    nights = Nights(open_archive(), site)
    nights.begin()
    old = report(2012, issuer="东乡县人民政府", division_code="361029")
    nights.see(PAGE.format("old"), old)
    nights.see(PAGE.format("new"), report(2018, issuer="东乡区人民政府", division_code="361003"))
    nights.end(lists=WHOLE)
    found = states(nights)
    assert found["东乡县人民政府", 2013] == "missing"
    assert found["东乡县人民政府", 2015] == "not_observed", "its successor may have reported for it"
    assert ("东乡县人民政府", 2016) not in found
    assert found["东乡区人民政府", 2016] == "missing"
    assert ("东乡区人民政府", 2015) not in found


def test_a_government_under_an_earlier_name_has_reported(
    open_archive: Callable[[], Archive],
) -> None:
    site = Site(
        site="dx", name="东乡县人民政府", url="http://www.dx-demo.gov.cn/", division_code="622926"
    )
    nights = Nights(open_archive(), site)
    nights.begin()
    for year, name in ((2019, GOVERNMENT), (2020, "东乡县人民政府"), (2022, GOVERNMENT)):
        nights.see(PAGE.format(year), report(year, issuer=name))
    nights.end(lists=WHOLE)
    found = {(cell.issuer_id, cell.year): cell.state for cell in cells(nights).values()}
    (identity,) = {issuer for issuer, _ in found}
    assert [found[identity, year] for year in (2019, 2020, 2021)] == [
        "published",
        "published",
        "missing",
    ]


@pytest.mark.parametrize(
    ("published", "signed", "state"),
    [
        (date(2021, 3, 31), None, "published"),
        (date(2021, 3, 31), date(2021, 4, 9), "published"),
        (date(2021, 4, 1), date(2021, 4, 1), "late"),
        (date(2021, 4, 1), date(2021, 3, 30), "undated"),  # a migration may have dated it anew
        (date(2021, 4, 1), None, "undated"),
        (None, date(2021, 4, 9), "undated"),
        (None, None, "undated"),
        (date(2020, 5, 1), None, "undated"),  # before its year was over
    ],
)
def test_late_takes_two_signs(
    nights: Nights, published: date | None, signed: date | None, state: str
) -> None:
    nights.begin()
    see(nights, 2020, published_on=published, signed_on=signed)
    nights.end()
    assert states(nights)[GOVERNMENT, 2020] == state


def test_a_crawl_that_did_not_find_it_is_a_second_sign(nights: Nights) -> None:
    nights.begin()
    see(nights, 2019, 2021)
    nights.end(lists=WHOLE)
    nights.begin()
    see(nights, 2020, published_on=date(2026, 4, 3), signed_on=None)
    nights.end(lists=WHOLE)
    cell = cells(nights)[GOVERNMENT, 2020]
    assert cell.state == "late"
    assert "not in the lists of dongxiang on 2026-04-03" in cell.reason


def test_what_was_seen_in_time_was_published_whatever_its_date(nights: Nights) -> None:
    nights.now = datetime(2026, 3, 1, tzinfo=UTC)
    nights.begin()
    see(nights, 2025, published_on=date(2026, 6, 1), signed_on=date(2026, 6, 1))
    nights.end()
    assert states(nights)[GOVERNMENT, 2025] == "published"


def test_withdrawn_and_unread_come_before_dates(nights: Nights) -> None:
    nights.begin()
    see(nights, 2020)
    unread: Reading = replace(report(2021), form=None)
    nights.see(PAGE.format("unread"), unread)
    nights.end()
    for _ in range(3):
        nights.begin(after=timedelta(days=8))
        nights.miss(PAGE.format(f"{GOVERNMENT}2020"))
        nights.end(lists=WHOLE)
    found = states(nights)
    assert (found[GOVERNMENT, 2020], found[GOVERNMENT, 2021]) == ("withdrawn", "unread")


def test_filters_choose_rows_and_change_no_state(nights: Nights) -> None:
    nights.begin()
    see(nights, 2019, 2022)
    see(nights, 2020, 2022, name=BUREAU)
    nights.end(lists=WHOLE)
    everything = cells(nights)
    for selection in (
        {"years": (2020,)},
        {"sites": ("dongxiang",)},
        {"divisions": ("622900",)},
        {"issuer_kinds": (IssuerKind.DEPARTMENT,)},
    ):
        chosen = cells(nights, **selection)
        assert chosen
        assert chosen.items() <= everything.items()
    assert not cells(nights, provinces=("110000",))


def test_nobody_is_expected_of_an_empty_archive(nights: Nights) -> None:
    assert cells(nights) == {}


def test_a_visit_is_what_the_last_day_is_told_by(nights: Nights) -> None:
    nights.archive.record_visit(
        Visit(
            run_id=None,
            site="dongxiang",
            url=PAGE.format(1),
            visited_at=datetime(2026, 1, 1, tzinfo=UTC),
            status=404,
            outcome=VisitOutcome.GONE,
            record_id=None,
        )
    )
    assert states(nights)[GOVERNMENT, 2025] == "not_due"
    assert states(nights)[GOVERNMENT, 2024] == "not_observed"


def test_an_earlier_day_is_judged_without_what_came_after(nights: Nights) -> None:
    nights.begin()
    see(nights, 2019, 2022)
    nights.end(lists=WHOLE)
    moment = nights.now
    then = cells(nights)
    assert then[GOVERNMENT, 2020].state == "missing"
    nights.begin()
    see(nights, 2019, 2020)
    see(nights, 2021, name=BUREAU)
    nights.end(Outcome.ERROR)
    night(nights)
    with nights.archive.reading() as connection:
        known = last_change(connection, moment)
        again = list(coverage_cells(connection, Selection(), known, until=moment))
    assert {(cell.issuer, cell.year): cell for cell in again} == then
    assert cells(nights) != then
