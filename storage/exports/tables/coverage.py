"""Table ``coverage``: what the archive proves about who published when, and nothing beyond it.

An issuer is expected from its own first report on; the government of a listed site from the first
year that the law names. Absence is never judged here: a year without a report takes the state of
the site's last crawl where that crawl saw nothing, else ``not_observed``.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, func, select

from storage.exports.batch import Snapshot
from storage.exports.heads import BATCH
from storage.exports.selection import Selection, within
from storage.exports.spec import Row, TableSpec, day, integer, moment, needed, text
from storage.exports.tables.keys import TO_REPORT
from storage.exports.tables.table import ArchiveTable
from storage.identifiers import issuer_id
from storage.records import CoverageState, IssuerKind, Outcome, ReportStatus
from storage.reference.places import name_of
from storage.schema import issuers, readings, reports, revisions, runs, sites, sources

FIRST_YEAR = 2008  # Order 492 of the State Council came into force on 1 May 2008

# What the last crawl of a site says of reports that are not archived; any other says nothing.
_UNSEEN = {
    Outcome.BLOCKED: CoverageState.BLOCKED,
    Outcome.DEAD: CoverageState.DEAD,
    Outcome.ROBOTS: CoverageState.ROBOTS,
    Outcome.NO_COLUMN: CoverageState.NO_COLUMN,
}


COVERAGE = TableSpec(
    name="coverage",
    description=(
        "Who is known to issue reports, by year, and what is known of each: only what the archive "
        "proves. Absence is not judged yet: not_observed says that we have not seen a report, "
        "not that there is none; missing, late and undated do not occur in this version."
    ),
    columns=(
        text("division_code", "GB/T 2260 code of the issuer's division in that year."),
        needed("issuer_id", "The issuer."),
        needed("issuer", "Full name of the issuer."),
        integer("year", "The year that a report would be about."),
        needed("state", "What is known.", CoverageState),
        needed("reason", "Why the state is that."),
        day("deadline", "The day by which national rules want it; empty where there is none."),
        day("published_on", "Publication date that the report states."),
        moment("last_checked_at", "When the evidence was last looked at.", required=False),
        text("report_id", "The report, where there is one."),
    ),
    primary_key=("issuer_id", "year"),
    foreign_keys=(TO_REPORT,),
)


def deadline(year: int, kind: IssuerKind) -> date | None:
    """Return the day by which a report for ``year`` is due, or None where no national rule says.

    Order 492 of 2007, article 31: 31 March, every agency. Order 711 of 2019, article 49:
    departments of county governments and above 31 January, governments 31 March. Whether it counts
    a government's office among the departments it does not say; townships it does not name.
    """
    if kind in {IssuerKind.TOWNSHIP, IssuerKind.OTHER}:
        return None
    if year < 2019 or kind is IssuerKind.GOVERNMENT:
        return date(year + 1, 3, 31)
    return date(year + 1, 1, 31) if kind is IssuerKind.DEPARTMENT else None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Issuer:
    issuer_id: str
    name: str
    kind: IssuerKind
    division_code: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Crawled:
    """One site as its last finished crawl found it; never crawled, both are null."""

    site: str
    name: str
    division_code: str
    outcome: Outcome | None
    finished_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Archived:
    report_id: str
    status: ReportStatus
    form: str | None
    published_on: date | None
    last_seen_at: datetime


def coverage_rows(snapshot: Snapshot) -> Iterator[Row]:
    """Yield one row an issuer and year, by issuer; nothing while the archive has seen nothing.

    Filters by form do not apply: absence has none. A filter by site keeps the issuers found on the
    site, and its own government.
    """
    connection, selection, today = snapshot.connection, snapshot.selection, snapshot.today
    if today is None:
        return
    by_division: defaultdict[str | None, list[_Crawled]] = defaultdict(list)
    for crawled in _crawled(connection, selection):
        by_division[crawled.division_code].append(crawled)
    known = {issuer.issuer_id: issuer for issuer in _issuers(connection, selection)}
    due: defaultdict[str, set[int]] = defaultdict(set)
    for issuer, year in _governments(by_division, selection, today.year):
        known.setdefault(issuer.issuer_id, issuer)
        due[issuer.issuer_id].add(year)
    order = sorted(known)
    for start in range(0, len(order), BATCH):
        ids = order[start : start + BATCH]
        archived = _archived(connection, ids)
        for identity in ids:
            found = archived.get(identity, {})
            years = due[identity] | set(found)
            if found:
                years.update(range(min(found), today.year))
            for year in sorted(years):
                if not selection.years or year in selection.years:
                    issuer = known[identity]
                    sites_of = by_division.get(issuer.division_code, [])
                    yield _row(issuer, year, found.get(year), sites_of, today)


def _row(
    issuer: _Issuer, year: int, found: _Archived | None, crawled: Sequence[_Crawled], today: date
) -> Row:
    due = deadline(year, issuer.kind)
    state, reason, checked = _presence(found) if found else _absence(crawled, due, today)
    return (
        issuer.division_code,
        issuer.issuer_id,
        issuer.name,
        year,
        state.value,
        reason,
        due,
        found.published_on if found else None,
        checked,
        found.report_id if found else None,
    )


def _presence(found: _Archived) -> tuple[CoverageState, str, datetime | None]:
    if found.status is ReportStatus.WITHDRAWN:
        state, reason = CoverageState.WITHDRAWN, "gone from every source, by repeated visits"
    elif found.form is None:
        state, reason = CoverageState.UNREAD, "archived, but its tables could not be read"
    else:
        state, reason = CoverageState.PUBLISHED, "archived; lateness is not judged"
    return state, reason, found.last_seen_at


def _absence(
    crawled: Sequence[_Crawled], due: date | None, today: date
) -> tuple[CoverageState, str, datetime | None]:
    ended = [(site.finished_at, site.site, site.outcome) for site in crawled if site.finished_at]
    checked, name, outcome = max(ended, default=(None, "", None))
    if due is not None and today <= due:
        return CoverageState.NOT_DUE, f"not archived on {today}, due on {due}", checked
    if outcome is None:
        return CoverageState.NOT_OBSERVED, "its site was never crawled to the end", checked
    reason = f"not archived; the last crawl of {name} ended as {outcome}"
    if outcome in _UNSEEN:
        return _UNSEEN[outcome], reason, checked
    return CoverageState.NOT_OBSERVED, f"{reason}, which proves no absence", checked


def _crawled(connection: Connection, selection: Selection) -> Iterator[_Crawled]:
    last = (
        select(func.max(runs.c.run_id))
        .where(runs.c.site == sites.c.site, runs.c.finished_at.is_not(None))
        .correlate(sites)
        .scalar_subquery()
    )
    query = (
        select(
            sites.c.site, sites.c.name, sites.c.division_code, runs.c.outcome, runs.c.finished_at
        )
        .join_from(sites, runs, runs.c.run_id == last, isouter=True)
        .order_by(sites.c.site)
    )
    if selection.sites:
        query = query.where(sites.c.site.in_(selection.sites))
    for row in connection.execute(query):
        if _selected(row.division_code, selection):
            yield _Crawled(
                site=row.site,
                name=row.name,
                division_code=row.division_code,
                outcome=None if row.outcome is None else Outcome(row.outcome),
                finished_at=row.finished_at,
            )


def _issuers(connection: Connection, selection: Selection) -> Iterator[_Issuer]:
    query = select(issuers)
    if selection.issuer_kinds:
        query = query.where(issuers.c.kind.in_(selection.issuer_kinds))
    if selection.sites:
        query = query.where(
            select(sources.c.source_id)
            .join(reports, reports.c.report_id == sources.c.report_id)
            .where(reports.c.issuer_id == issuers.c.issuer_id, sources.c.site.in_(selection.sites))
            .exists()
        )
    for row in connection.execute(query):
        if _selected(row.division_code, selection):
            yield _Issuer(
                issuer_id=row.issuer_id,
                name=row.name,
                kind=IssuerKind(row.kind),
                division_code=row.division_code,
            )


def _selected(code: str | None, selection: Selection) -> bool:
    return within(code, selection.divisions) and within(code, selection.provinces)


def _governments(
    by_division: Mapping[str | None, Sequence[_Crawled]], selection: Selection, this_year: int
) -> Iterator[tuple[_Issuer, int]]:
    """Yield the government of each listed site, by its name in each year of its division.

    Years in which the code was not in force are another division's. A code that the gazetteer does
    not know at all has the name of the site list.
    """
    if selection.issuer_kinds and IssuerKind.GOVERNMENT not in selection.issuer_kinds:
        return
    for code, listed in by_division.items():
        if code is None:
            continue
        names = {year: name_of(code, year) for year in range(FIRST_YEAR, this_year)}
        if not any(names.values()):
            names = dict.fromkeys(names, listed[0].name)
        for year, name in names.items():
            if name is not None:
                full = name if name.endswith("人民政府") else f"{name}人民政府"
                yield (
                    _Issuer(
                        issuer_id=issuer_id(code, full),
                        name=full,
                        kind=IssuerKind.GOVERNMENT,
                        division_code=code,
                    ),
                    year,
                )


def _archived(connection: Connection, ids: Sequence[str]) -> Mapping[str, Mapping[int, _Archived]]:
    """Return what is archived of some issuers, by issuer and year."""
    query = (
        select(
            reports.c.issuer_id,
            reports.c.year,
            reports.c.report_id,
            reports.c.status,
            reports.c.last_seen_at,
            readings.c.form,
            readings.c.published_on,
        )
        .join(revisions, revisions.c.report_id == reports.c.report_id)
        .join(readings, readings.c.reading_id == revisions.c.current_reading_id)
        .where(reports.c.issuer_id.in_(ids))
        # The current revision comes last, and stays.
        .order_by(reports.c.report_id, revisions.c.first_seen_at, revisions.c.revision)
    )
    found: defaultdict[str, dict[int, _Archived]] = defaultdict(dict)
    for row in connection.execute(query):
        found[row.issuer_id][row.year] = _Archived(
            report_id=row.report_id,
            status=ReportStatus(row.status),
            form=row.form,
            published_on=row.published_on,
            last_seen_at=row.last_seen_at,
        )
    return found


TABLE = ArchiveTable(spec=COVERAGE, rows=coverage_rows)
