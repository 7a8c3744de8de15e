"""What is archived of some issuers, today or as it was known at an earlier moment."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, select, type_coerce
from sqlalchemy.types import NullType

from storage.coverage.judgement import Archived, Proof
from storage.exports.past import then
from storage.records import Outcome, ReportStatus
from storage.schema import absences, readings, reports, revisions, runs

Found = Mapping[str, Mapping[int, Archived]]

# Rows that are fetched at a time: fewer cost calls, more the collection of garbage.
_FETCHED = 300


def archived(connection: Connection, ids: Sequence[str], until: datetime | None) -> Found:
    """Return what is archived of some issuers, by issuer and year."""
    raw = NullType()  # the archive's own type would cost a quarter of the whole
    query = (
        select(
            reports.c.issuer_id,
            reports.c.year,
            reports.c.report_id,
            reports.c.status,
            type_coerce(reports.c.first_seen_at, raw),
            type_coerce(reports.c.last_seen_at, raw),
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
    if until is not None:
        query = query.where(revisions.c.first_seen_at <= until)
    found: defaultdict[str, dict[int, Archived]] = defaultdict(dict)
    rows = connection.execute(query, execution_options={"yield_per": _FETCHED})
    for some in rows.partitions():
        for issuer, year, report_id, status, first, last, form, published, signed in some:
            seen = _moment(first), _moment(last)
            found[issuer][year] = (report_id, status, *seen, form, published, signed)
    return found if until is None else _as_known(connection, found, until)


def _moment(told: Any) -> datetime:
    """Read a moment as a driver gives it: SQLite's as text, in UTC without saying so."""
    if isinstance(told, str):
        return datetime.fromisoformat(told + "+00:00")
    moment: datetime = told
    return moment


def _as_known(connection: Connection, found: Found, until: datetime) -> Found:
    """Take back what became of reports since: whether they are withdrawn, when last seen."""
    past = then(connection, [row[0] for years in found.values() for row in years.values()], until)

    def known(row: Archived) -> Archived:
        report_id, _, first, last, form, published, signed = row
        status = past.status.get(report_id, ReportStatus.PUBLISHED).value
        seen = past.last_seen(report_id, first, last)
        return report_id, status, first, seen, form, published, signed

    return {
        issuer: {year: known(row) for year, row in years.items()} for issuer, years in found.items()
    }


def proofs(
    connection: Connection, ids: Sequence[str], until: datetime | None
) -> Mapping[str, Mapping[int, Proof]]:
    """Return which crawls prove that some issuers did not publish, by issuer and year."""
    query = select(
        absences.c.issuer_id,
        absences.c.year,
        absences.c.site,
        absences.c.first_read_at,
        absences.c.last_read_at,
    ).where(absences.c.issuer_id.in_(ids))
    if until is not None:
        query = query.where(absences.c.first_read_at <= until)
    found: defaultdict[str, dict[int, Proof]] = defaultdict(dict)
    for issuer, year, *fields in connection.execute(query):
        proof = Proof(*fields)
        if until is not None and proof.last_read_at > until:
            proof = _as_proved(connection, proof, until)
        found[issuer][year] = proof
    return found


def _as_proved(connection: Connection, proof: Proof, until: datetime) -> Proof:
    """Take back later crawls: what was proved stayed so with each that read the lists whole."""
    last = connection.scalar(
        select(func.max(runs.c.started_at)).where(
            runs.c.site == proof.site,
            runs.c.outcome == Outcome.OK,
            runs.c.lists_read,
            runs.c.finished_at <= until,
        )
    )
    return proof._replace(last_read_at=max(proof.first_read_at, last or proof.first_read_at))
