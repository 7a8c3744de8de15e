"""The table of coverage: a row for each expected issuer and year."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import NamedTuple

from sqlalchemy import Connection, DateTime, select, type_coerce

from storage.clock import day_in_china
from storage.coverage.deadlines import deadline
from storage.coverage.evidence import Ground, load_ground
from storage.coverage.expected import Issuer, governments, reform_since, years_due
from storage.coverage.judgement import Archived, Proof, judge_absence, judge_report
from storage.exports.selection import Selection, within
from storage.records import IssuerKind
from storage.schema import (
    absences,
    issuers,
    readings,
    reports,
    revisions,
    sites,
    sources,
)

BATCH = 500  # issuers at a time: some 9,000 reports, 10 MB


class Cell(NamedTuple):
    """What is known of one report that is expected, in the order of the export's columns."""

    division_code: str | None
    issuer_id: str
    issuer: str
    year: int
    state: str  # a CoverageState
    reason: str
    deadline: date | None
    published_on: date | None
    last_checked_at: datetime | None
    report_id: str | None


def coverage_cells(
    connection: Connection, selection: Selection, as_of: datetime | None
) -> Iterator[Cell]:
    """Yield the table by issuer and year.

    An issuer is expected from its own first report on, as long as its division is there; the
    government of a listed site from the first year that the law names. What is due is judged as of
    the archive's last change; without one nobody is expected. Filters by form do not apply: absence
    has none. A filter by site keeps the issuers found on the site, and its own government.
    """
    if as_of is None:
        return
    today = day_in_china(as_of)
    ground = load_ground(connection)
    known = {issuer.issuer_id: issuer for issuer in _issuers(connection, selection)}
    due: defaultdict[str, set[int]] = defaultdict(set)
    for issuer, year in _governments(connection, ground, selection, today.year):
        known.setdefault(issuer.issuer_id, issuer)
        due[issuer.issuer_id].add(year)
    order = sorted(known)
    for start in range(0, len(order), BATCH):
        ids = order[start : start + BATCH]
        archived = _archived(connection, ids)
        proofs = _proofs(connection, ids)
        for identity in ids:
            cells = _of_issuer(
                known[identity],
                due.get(identity, ()),
                archived.get(identity, {}),
                _Past(ground=ground, proofs=proofs.get(identity, {}), today=today),
            )
            if selection.years:
                yield from (cell for cell in cells if cell.year in selection.years)
            else:
                yield from cells


class _Past(NamedTuple):
    """What an issuer's absences are judged by."""

    ground: Ground
    proofs: Mapping[int, Proof]
    today: date


def _of_issuer(
    issuer: Issuer,
    registered: Collection[int],
    found: Mapping[int, Archived],
    past: _Past,
) -> Iterator[Cell]:
    crawled = past.ground.sites_of(issuer.division_code)
    last_year = max(found, default=past.today.year)
    for year in sorted(years_due(issuer, registered, found, past.today.year)):
        due = deadline(year, issuer.kind)
        report, proof = found.get(year), past.proofs.get(year)
        if report is not None:
            state, reason = judge_report(report, due, proof)
            checked_at: datetime | None = report.last_seen_at
        else:
            reform = reform_since(issuer, last_year, year)
            dissolved = f"the reform of {reform.first_year} may have dissolved it" if reform else ""
            state, reason, checked_at = judge_absence(
                crawled, year, due, past.today, proof=proof, dissolved=dissolved
            )
        yield Cell(
            issuer.division_code,
            issuer.issuer_id,
            issuer.name,
            year,
            state,
            reason,
            due,
            report.published_on if report else None,
            checked_at,
            report.report_id if report else None,
        )


def _issuers(connection: Connection, selection: Selection) -> Iterator[Issuer]:
    query = select(issuers.c.issuer_id, issuers.c.name, issuers.c.kind, issuers.c.division_code)
    if selection.issuer_kinds:
        query = query.where(issuers.c.kind.in_(selection.issuer_kinds))
    if selection.sites:
        query = query.where(
            select(sources.c.source_id)
            .join(reports, reports.c.report_id == sources.c.report_id)
            .where(reports.c.issuer_id == issuers.c.issuer_id, sources.c.site.in_(selection.sites))
            .exists()
        )
    for identity, name, kind, code in connection.execute(query):
        if _selected(code, selection):
            yield Issuer(identity, name, IssuerKind(kind), code)


def _governments(
    connection: Connection, ground: Ground, selection: Selection, this_year: int
) -> Iterator[tuple[Issuer, int]]:
    if selection.issuer_kinds and IssuerKind.GOVERNMENT not in selection.issuer_kinds:
        return
    listed = dict(ground.names)
    if selection.sites:
        codes = select(sites.c.division_code).where(sites.c.site.in_(selection.sites))
        chosen = set(connection.scalars(codes))
        listed = {code: name for code, name in listed.items() if code in chosen}
    for issuer, year in governments(listed, this_year):
        if _selected(issuer.division_code, selection):
            yield issuer, year


def _selected(code: str | None, selection: Selection) -> bool:
    return within(code, selection.divisions) and within(code, selection.provinces)


def _archived(connection: Connection, ids: Sequence[str]) -> Mapping[str, Mapping[int, Archived]]:
    """Return what is archived of some issuers, by issuer and year."""
    moment = DateTime(timezone=True)  # the archive's own type would cost a quarter of the whole
    query = (
        select(
            reports.c.issuer_id,
            reports.c.year,
            reports.c.report_id,
            reports.c.status,
            type_coerce(reports.c.first_seen_at, moment),
            type_coerce(reports.c.last_seen_at, moment),
            readings.c.form,
            readings.c.published_on,
            readings.c.signed_on,
        )
        .join(revisions, revisions.c.report_id == reports.c.report_id)
        .join(readings, readings.c.reading_id == revisions.c.current_reading_id)
        .where(reports.c.issuer_id.in_(ids))
        # The current revision comes last, and stays.
        .order_by(reports.c.report_id, revisions.c.first_seen_at, revisions.c.revision)
    )
    found: defaultdict[str, dict[int, Archived]] = defaultdict(dict)
    for issuer, year, report_id, status, first, last, *said in connection.execute(query).all():
        found[issuer][year] = Archived(
            year,
            report_id,
            status,
            first if first.tzinfo else first.replace(tzinfo=UTC),
            last if last.tzinfo else last.replace(tzinfo=UTC),
            *said,
        )
    return found


def _proofs(connection: Connection, ids: Sequence[str]) -> Mapping[str, Mapping[int, Proof]]:
    query = select(
        absences.c.issuer_id,
        absences.c.year,
        absences.c.site,
        absences.c.first_read_at,
        absences.c.last_read_at,
    ).where(absences.c.issuer_id.in_(ids))
    found: defaultdict[str, dict[int, Proof]] = defaultdict(dict)
    for issuer, year, *proof in connection.execute(query):
        found[issuer][year] = Proof(*proof)
    return found
