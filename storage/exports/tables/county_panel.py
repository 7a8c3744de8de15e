"""Table ``county_panel``: each county of each year's register, with or without a report."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import NamedTuple

from sqlalchemy import func, select

from storage.coverage.cells import coverage_cells
from storage.exports.batch import Snapshot
from storage.exports.selection import Selection, within
from storage.exports.spec import ForeignKey, Row, TableSpec, integer, needed, text
from storage.exports.tables.keys import TO_REPORT
from storage.exports.tables.table import ArchiveTable
from storage.records import CoverageState, Form, IssuerKind, Scope
from storage.reference.divisions import Division, all_divisions
from storage.reference.lineage import codes_today, unit_of
from storage.reference.places import name_of
from storage.schema import issuers, readings, reports

_BODIES = (IssuerKind.GOVERNMENT, IssuerKind.OFFICE)

COUNTY_PANEL = TableSpec(
    name="county_panel",
    description=(
        "One row a county-level division and year of that year's register, from the first to the "
        "last year with a report here: the report of its government or, where only that is "
        "archived and reported_by says so, of its office; and what is known where there is none. "
        "Figures join from panel by report_id."
    ),
    columns=(
        needed("division_code", "GB/T 2260 code of the division on 31 December of the year."),
        integer("year", "The year that a report would be about."),
        needed("county", "Name of the division on that day."),
        text("prefecture", "Name of its prefecture on that day; empty where it has none."),
        needed("province", "Name of its province on that day."),
        integer(
            "unit",
            "Number of the place over time, whatever its code and rank: divisions that merged have "
            "one unit, also before. Sum over unit and year for areas that stay the same.",
        ),
        text("codes_today", "Codes that hold its place today, separated by spaces."),
        needed("state", "What is known of its government's report.", CoverageState),
        needed("reason", "Why the state is that."),
        text("reported_by", "Whose report it is.", values=(kind.value for kind in _BODIES)),
        text("report_id", "The report, where one is archived."),
        integer("revision", "Its current revision.", required=False),
        text("issuer_id", "Its issuer."),
        text("issuer", "Full name of its issuer."),
        text("scope", "Whether its figures are those of the whole government.", values=Scope),
        text("form", "The statutory form by the cells that are printed.", values=Form),
    ),
    primary_key=("division_code", "year"),
    foreign_keys=(
        TO_REPORT,
        ForeignKey(columns=("division_code",), table="divisions", target=("code",)),
    ),
)


class _Report(NamedTuple):
    kind: str
    report_id: str
    revision: int
    issuer_id: str
    issuer: str
    scope: str | None
    form: str | None

    def rank(self, division: Division) -> tuple[bool, bool, str]:
        """The government goes before its office, the one of the division's own name first."""
        own = self.issuer.startswith(f"{division.name}人民政府")
        return self.kind != IssuerKind.GOVERNMENT, not own, self.issuer_id


def county_rows(snapshot: Snapshot) -> Iterator[Row]:
    """Yield the divisions with a report, then those without, by code and year.

    None where neither body of a county is asked for. A program that guesses what a column holds
    from the first rows of a CSV, as R's readr does, would take one that begins empty for a column
    of nothing, and leave out what comes later.
    """
    selection = snapshot.selection
    bodies = tuple(kind for kind in _BODIES if kind in (selection.issuer_kinds or _BODIES))
    if not bodies or snapshot.today is None:
        return
    selection = replace(selection, issuer_kinds=bodies)
    archived = _archived(snapshot, selection)
    known = _states(snapshot, selection)
    years = _years(snapshot, selection)
    without: list[Row] = []
    for division in _counties(selection):
        for year in years:
            if not division.held_in(year):
                continue
            key = division.code, year
            found = sorted(archived.get(key, ()), key=lambda report: report.rank(division))
            if found:
                yield _row(division, year, found[0], known.get(key))
            else:
                without.append(_row(division, year, None, known.get(key)))
    yield from without


def _row(
    division: Division, year: int, report: _Report | None, known: tuple[str, str] | None
) -> Row:
    state, reason = known or _unjudged(report)
    return (
        division.code,
        year,
        division.name,
        name_of(division.prefecture_code, year),
        name_of(division.province_code, year),
        unit_of(division.code),
        " ".join(codes_today(division.code)) or None,
        state,
        reason,
        *(tuple(report) if report else (None,) * 7),
    )


def _unjudged(report: _Report | None) -> tuple[str, str]:
    """Say what is known where coverage says nothing: no listed site is the division's."""
    if report is not None and report.kind == IssuerKind.GOVERNMENT:
        return CoverageState.UNDATED.value, "archived; whether in time is not judged"
    return CoverageState.NOT_OBSERVED.value, "not archived; whether there is one is not judged"


def _counties(selection: Selection) -> list[Division]:
    return [
        row
        for row in all_divisions()
        if row.level == "county"
        and within(row.code, selection.divisions)
        and within(row.code, selection.provinces)
    ]


def _years(snapshot: Snapshot, selection: Selection) -> list[int]:
    if selection.years:
        return list(selection.years)
    first, last = snapshot.connection.execute(
        select(func.min(reports.c.year), func.max(reports.c.year)).where(
            reports.c.report_id.in_(selection.reports())
        )
    ).one()
    return [] if first is None else list(range(first, last + 1))


def _archived(snapshot: Snapshot, selection: Selection) -> Mapping[tuple[str, int], list[_Report]]:
    latest = selection.current()
    query = (
        select(
            issuers.c.division_code,
            reports.c.year,
            issuers.c.kind,
            reports.c.report_id,
            latest.c.revision,
            issuers.c.issuer_id,
            issuers.c.name,
            readings.c.scope,
            readings.c.form,
        )
        .join_from(reports, issuers)
        .join(latest, latest.c.report_id == reports.c.report_id)
        .join(readings, readings.c.reading_id == latest.c.current_reading_id)
    )
    found: dict[tuple[str, int], list[_Report]] = {}
    for code, year, *rest in snapshot.connection.execute(query):
        found.setdefault((code, year), []).append(_Report(*rest))
    return found


def _states(snapshot: Snapshot, selection: Selection) -> Mapping[tuple[str, int], tuple[str, str]]:
    """Return state and reason of each county government's report, by division and year."""
    governments = replace(selection, issuer_kinds=(IssuerKind.GOVERNMENT,))
    cells = coverage_cells(
        snapshot.connection,
        governments,
        snapshot.last_change_at,
        until=selection.clocks.seen_by,
    )
    return {
        (cell.division_code, cell.year): (cell.state, cell.reason)
        for cell in cells
        if cell.division_code is not None
    }


TABLE = ArchiveTable(spec=COUNTY_PANEL, rows=county_rows)
