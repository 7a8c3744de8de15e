"""The table of coverage: a row for each expected issuer and year."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import Connection, select

from storage.clock import day_in_china
from storage.coverage.archived import archived, proofs
from storage.coverage.deadlines import deadline
from storage.coverage.evidence import Ground, load_ground
from storage.coverage.expected import Issuer, governments, reform_since, years_due
from storage.coverage.judgement import Archived, Proof, judge_absence, judge_report
from storage.exports.selection import Selection, within
from storage.records import IssuerKind
from storage.schema import (
    issuers,
    reports,
    sites,
    sources,
)

BATCH = 150  # issuers at a time: some 2,700 reports; more only feed the collector of garbage


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
    connection: Connection,
    selection: Selection,
    as_of: datetime | None,
    *,
    until: datetime | None = None,
) -> Iterator[Cell]:
    """Yield the table by issuer and year.

    An issuer is expected from its own first report on, as long as its division is there; the
    government of a listed site from the first year that the law names. What is due is judged as of
    the archive's last change; without one nobody is expected. Filters by form do not apply: absence
    has none. A filter by site keeps the issuers found on the site, and its own government.

    ``until``: only what had been seen and crawled by then; sites are today's, for the registry
    does not say since when it has them.
    """
    if as_of is None:
        return
    today = day_in_china(as_of)
    ground = load_ground(connection, until=until)
    known = {issuer.issuer_id: issuer for issuer in _issuers(connection, selection)}
    due: defaultdict[str, set[int]] = defaultdict(set)
    for issuer, year in _governments(connection, ground, selection, today.year):
        known.setdefault(issuer.issuer_id, issuer)
        due[issuer.issuer_id].add(year)
    order = sorted(known)
    for start in range(0, len(order), BATCH):
        ids = order[start : start + BATCH]
        found = archived(connection, ids, until)
        proved = proofs(connection, ids, until)
        for identity in ids:
            cells = _of_issuer(
                known[identity],
                due.get(identity, ()),
                found.get(identity, {}),
                _Past(ground=ground, proofs=proved.get(identity, {}), today=today),
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
    identity, name, kind, code = issuer
    report_id: str | None
    checked_at: datetime | None
    crawled = past.ground.sites_of(code)
    last_year = max(found, default=past.today.year)
    for year in sorted(years_due(issuer, registered, found, past.today.year)):
        due = deadline(year, kind)
        report, proof = found.get(year), past.proofs.get(year)
        if report is not None:
            state, reason = judge_report(year, report, due, proof)
            report_id, _, _, checked_at, _, published, _ = report
        else:
            reform = reform_since(issuer, last_year, year)
            dissolved = f"the reform of {reform.first_year} may have dissolved it" if reform else ""
            state, reason, checked_at = judge_absence(
                crawled, year, due, past.today, proof=proof, dissolved=dissolved
            )
            report_id = published = None
        yield Cell(code, identity, name, year, state, reason, due, published, checked_at, report_id)


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
