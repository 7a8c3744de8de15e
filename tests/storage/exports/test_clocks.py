"""The data of an earlier day can be made again: what was seen then, and as it was read then."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from fixtures.archives import DONGXIANG, Nights, digested, figure, report
from storage import clock
from storage.archive import Archive
from storage.clock import day_in_china
from storage.exports.clocks import Clocks
from storage.exports.export import export_archive
from storage.exports.formats import Options
from storage.exports.selection import Selection
from storage.records import Cause, IssuerKind, ListsRead, Outcome, Site
from tests.storage.county import County, FakeReader
from tests.storage.county import reading as county_reading

URL = DONGXIANG.url
AS_THEN = [
    "reports",
    "panel",
    "panel_status",
    "figures",
    "tables",
    "sections",
    "revisions",
    "changes",
    "facts",
    "findings",
    "sources",
    "visits",
    "coverage",
    "county_panel",
]
Export = Callable[..., Path]


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with Archive.open(tmp_path / "archive") as opened:
        yield opened


@pytest.fixture
def export(archive: Archive, tmp_path: Path) -> Export:
    def write(name: str, *, force: bool = False, **selection: object) -> Path:
        export_archive(
            archive,
            tmp_path / name,
            format_name="csv",
            selection=Selection(**selection),
            options=Options(),
            progress=lambda done, total: None,
            force=force,
        )
        return tmp_path / name

    return write


def rows(directory: Path, table: str) -> list[dict[str, str]]:
    with (directory / f"{table}.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def printed(received: str) -> list[object]:
    return [figure("t3.received.total", received)]


def test_an_earlier_day_is_as_it_was_exported_on_that_day(archive: Archive, export: Export) -> None:
    nights = Nights(archive, DONGXIANG)
    for received in ("5", "6"):
        nights.begin()
        nights.see(f"{URL}1", report(2021, figures=printed(received)))
        nights.see(f"{URL}2", report(2020))
        nights.end()
    day = day_in_china(nights.now)
    then = export("then")
    nights.begin()
    nights.see(f"{URL}1", report(2021, figures=printed("7")))
    nights.see(f"{URL}2", report(2020))
    nights.see(f"{URL}3", report(2022))
    nights.see(f"{URL}copy", report(2020))
    nights.end()
    for _ in range(3):
        nights.begin(after=timedelta(days=8))
        nights.miss(f"{URL}2")
        nights.miss(f"{URL}copy")
        nights.end()
    again = export("again", clocks=Clocks(as_of=day))
    for table in AS_THEN:
        assert rows(again, table) == rows(then, table), table
    assert rows(export("now"), "reports") != rows(then, "reports")
    every = export("every", clocks=Clocks(as_of=day), all_revisions=True)
    assert [row["value"] for row in rows(every, "figures")] == ["5", "6"]


def test_coverage_of_an_earlier_day_knows_nothing_of_later_ones(
    archive: Archive, export: Export
) -> None:
    """Every night is exported; years later each is made again out of the archive."""
    nights = Nights(archive, DONGXIANG)
    bureau = "东乡族自治县教育局"
    ends: list[tuple[date, Path]] = []

    def end(*, lists: bool = True, outcome: Outcome = Outcome.OK) -> None:
        nights.end(outcome, lists=ListsRead() if lists else None)
        ends.append((day_in_china(nights.now), export(f"night-{len(ends)}")))

    def see(year: int, issuer: str = DONGXIANG.name, **changes: object) -> None:
        kind = IssuerKind.DEPARTMENT if issuer == bureau else IssuerKind.GOVERNMENT
        reading = replace(report(year, issuer=issuer, kind=kind), **changes)  # type: ignore[arg-type]
        nights.see(f"{URL}{issuer}{year}", digested(reading))

    nights.begin()
    see(2018)
    see(2021)
    end(lists=False)
    nights.begin()
    see(2018)
    end()  # proves 2019, 2020 and 2022 to 2025 missing
    nights.begin()
    end(outcome=Outcome.BLOCKED)
    nights.begin()
    see(2022, published_on=date(2026, 4, 5), signed_on=date(2026, 4, 4))  # late, by proof
    see(2020, bureau)
    see(2017, form=None)
    end()
    for _ in range(3):
        nights.begin(after=timedelta(days=300))
        nights.miss(f"{URL}{DONGXIANG.name}2021")
        nights.end(lists=ListsRead())
    seen = set()
    for number, (day, then) in enumerate(ends):
        again = export(f"again-{number}", force=True, clocks=Clocks(as_of=day))
        for table in ("coverage", "county_panel"):
            assert rows(again, table) == rows(then, table), (number, table)
        seen |= {row["state"] for row in rows(again, "coverage")}
    assert seen == {"published", "late", "missing", "not_observed", "blocked", "unread"}
    assert "withdrawn" in {row["state"] for row in rows(export("now"), "coverage")}


def test_before_the_first_visit_there_was_nothing(archive: Archive, export: Export) -> None:
    nights = Nights(archive, DONGXIANG)
    nights.begin()
    nights.see(f"{URL}1", report(2021))
    nights.end()
    assert rows(export("x", clocks=Clocks(as_of=date(2026, 1, 1))), "reports") == []
    assert rows(export("y", clocks=Clocks(read_as_of=date(2000, 1, 1))), "reports") == []


def test_what_was_read_otherwise_later_is_as_it_was_read_then(
    archive: Archive, export: Export, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 5, 1, tzinfo=UTC))
    url = "http://www.shilixian.gov.cn/2021.html"
    archive.add_sites([Site(site="county", name="示例县人民政府", url=url, division_code="622926")])
    county = County(archive)
    county.night()
    county.sees(url, county_reading(figures={"t3.received.total": "7"}), body=b"a")
    better = county_reading(reader="reader-2", figures={"t3.received.total": "71"})
    archive.reader = FakeReader("reader-2", {b"a": better})
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 9, 1, tzinfo=UTC))
    county.night()
    assert county.sees(url, better, body=b"a once more") is Cause.EXTRACTOR
    today = export("today")
    assert [row["value"] for row in rows(today, "figures")] == ["71"]
    before = export("before", clocks=Clocks(read_as_of=date(2026, 6, 1)))
    assert [row["value"] for row in rows(before, "figures")] == ["7"]
    assert [row["cause"] for row in rows(before, "revisions")] == ["first"]
    (row,) = rows(before, "reports")
    assert (row["revision"], row["revisions"], row["reader_version"]) == ("1", "1", "reader-1")


def test_a_restricted_report_is_in_no_table(archive: Archive, export: Export) -> None:
    nights = Nights(archive, DONGXIANG)
    nights.begin()
    nights.see(f"{URL}1", report(2021))
    nights.see(f"{URL}2", report(2022))
    nights.end()
    (first, second) = [row["report_id"] for row in rows(export("all"), "reports")]
    archive.restrict(first, "a citizen is named", nights.now)
    directory = export("less", force=True)  # half of the archive is gone from it, on purpose
    for table in (
        "reports",
        "panel",
        "sections",
        "revisions",
        "sources",
        "coverage",
        "county_panel",
    ):
        ids = {row["report_id"] for row in rows(directory, table)} - {""}
        assert ids == {second}, table
    assert f"{URL}1" not in {row["url"] for row in rows(directory, "visits")}
    assert archive.history(first) is not None
    assert archive.lift_restriction(first)
    assert len(rows(export("again"), "reports")) == 2
