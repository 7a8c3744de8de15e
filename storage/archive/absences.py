"""Absences that a crawl proves, put down at its end: once proved, they stay."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date

from sqlalchemy import Connection, func, select

from storage.archive.statements import insert_or_update
from storage.clock import day_in_china
from storage.coverage.deadlines import deadline
from storage.coverage.evidence import load_ground
from storage.coverage.expected import (
    Issuer,
    governments,
    is_replaced_after,
    predecessors,
    reform_since,
    successors,
    years_due,
)
from storage.identifiers import normal_name
from storage.records import IssuerKind, ListsRead, Outcome, Scope, SourceStatus
from storage.schema import absences, issuers, readings, reports, revisions, runs, sites, sources


def earliest_year(connection: Connection, site: str) -> int | None:
    """Return the year of the earliest report that a site still shows: its lists go back no further.

    Portals drop the oldest years when they are rebuilt, so a year before that is no absence.
    """
    earliest: int | None = connection.scalar(
        select(func.min(reports.c.year))
        .join(sources, sources.c.report_id == reports.c.report_id)
        .where(sources.c.site == site, sources.c.status == SourceStatus.LIVE)
    )
    return earliest


def promised_years(connection: Connection, site: str, lists: ListsRead) -> list[int | None]:
    """Return the years of the reports that the lists of a site name and the archive lacks.

    Null is among them where a row names no year. A row whose title, issuer included, is that of a
    report found on the site names that one, whatever its address: many redirect.
    """
    query = (
        select(readings.c.title)
        .join(sources, sources.c.source_id == readings.c.source_id)
        .where(sources.c.site == site, readings.c.title.is_not(None))
    )
    titles = {normal_name(title) for title in connection.scalars(query) if lists.promised}
    years = {
        promise.year
        for promise in lists.promised
        if promise.title is None or normal_name(promise.title) not in titles
    }
    return sorted(years, key=lambda year: year or 0)


def prove_absences(connection: Connection, run_id: int) -> int:
    """Put down which reports the lists of a finished crawl prove missing; return how many.

    Every site of an issuer's division must prove it, and nothing may make it doubtful whose a
    report is, or who would have published it.
    """
    run = connection.execute(
        select(runs, sites.c.division_code).join(sites).where(runs.c.run_id == run_id)
    ).one()
    if run.outcome != Outcome.OK or not run.lists_read:
        return 0
    rows = [
        {
            "issuer_id": issuer.issuer_id,
            "year": year,
            "site": run.site,
            "first_run_id": run_id,
            "first_read_at": run.started_at,
            "last_run_id": run_id,
            "last_read_at": run.started_at,
        }
        for issuer, year in _absent(connection, run.division_code, day_in_china(run.started_at))
    ]
    insert_or_update(connection, absences, rows, update=("last_run_id", "last_read_at"))
    return len(rows)


def _absent(connection: Connection, code: str, today: date) -> Iterator[tuple[Issuer, int]]:
    codes = (code, *predecessors(code))
    ground = load_ground(connection, {other for one in codes for other in (one, *successors(one))})
    known: dict[str, Issuer] = {}
    registered: defaultdict[str, set[int]] = defaultdict(set)
    found: defaultdict[str, set[int]] = defaultdict(set)
    for issuer, year in _reported(connection, codes):
        known[issuer.issuer_id] = issuer
        found[issuer.issuer_id].add(year)
    for issuer, year in governments({code: ground.names[code]}, today.year):
        known.setdefault(issuer.issuer_id, issuer)
        registered[issuer.issuer_id].add(year)
    taken = _reported_by_office(connection, codes)
    unplaced = _unplaced(connection, [one.site for one in ground.by_division[code]])
    for identity, issuer in known.items():
        years = found[identity]
        last_year = max(years, default=today.year)
        crawled = ground.sites_of(issuer.division_code)
        is_government = issuer.kind is IssuerKind.GOVERNMENT
        for year in years_due(issuer, registered[identity], years, today.year) - years:
            due = deadline(year, issuer.kind)
            is_doubtful = (
                year in unplaced
                or is_replaced_after(issuer.division_code, year)
                or reform_since(issuer, last_year, year) is not None
                or (is_government and (issuer.division_code, year) in taken)
                or any(site.doubt(year, due) for site in crawled)
            )
            if not is_doubtful:
                yield issuer, year


def _reported(connection: Connection, codes: tuple[str, ...]) -> Iterator[tuple[Issuer, int]]:
    query = (
        select(
            issuers.c.issuer_id,
            issuers.c.name,
            issuers.c.kind,
            issuers.c.division_code,
            reports.c.year,
        )
        .join(reports, reports.c.issuer_id == issuers.c.issuer_id)
        .where(issuers.c.division_code.in_(codes))
    )
    for identity, name, kind, code, year in connection.execute(query):
        yield Issuer(identity, name, IssuerKind(kind), code), year


def _reported_by_office(
    connection: Connection, codes: tuple[str, ...]
) -> set[tuple[str | None, int]]:
    """Return division and year of reports in which an office gives the whole government's figures.

    A county that reports under its office's name has reported.
    """
    query = (
        select(issuers.c.division_code, reports.c.year)
        .join(reports, reports.c.issuer_id == issuers.c.issuer_id)
        .join(revisions, revisions.c.report_id == reports.c.report_id)
        .join(readings, readings.c.reading_id == revisions.c.current_reading_id)
        .where(
            issuers.c.division_code.in_(codes),
            issuers.c.kind == IssuerKind.OFFICE,
            readings.c.scope == Scope.WHOLE_GOVERNMENT,
        )
    )
    return {(code, year) for code, year in connection.execute(query)}


def _unplaced(connection: Connection, slugs: list[str]) -> set[int]:
    """Return the years of reports on these sites whose division nobody could tell."""
    query = (
        select(reports.c.year)
        .join(issuers, issuers.c.issuer_id == reports.c.issuer_id)
        .join(sources, sources.c.report_id == reports.c.report_id)
        .where(issuers.c.division_code.is_(None), sources.c.site.in_(slugs))
    )
    return set(connection.scalars(query))
