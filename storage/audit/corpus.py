"""The reports of an archive as they say today, and their figures, as the rules take them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from sqlalchemy import Connection, select

from storage.records import Read, Status, Verdict
from storage.schema import figures, issuers, readings, reports, revisions


class Report(NamedTuple):
    """One report as its current revision says; a tuple, for there are a hundred thousand."""

    issuer_id: str
    year: int
    report_id: str
    revision: int
    reading_id: int
    issuer: str
    kind: str
    division_code: str | None
    scope: str | None
    form: str | None
    published_on: date | None


class Number(NamedTuple):
    """A figure that is a number, and whether its cell was read beyond doubt."""

    value: Decimal
    is_sure: bool


Numbers = Mapping[str, Number]

_SURE = (Read.LABEL.value, Read.STRUCTURE.value)


def current_reports(connection: Connection, of: tuple[str, str] | None = None) -> list[Report]:
    """Return all reports by issuer and year, or those from one issuer to another."""
    query = (
        select(
            reports.c.issuer_id,
            reports.c.year,
            reports.c.report_id,
            revisions.c.revision,
            revisions.c.current_reading_id,
            issuers.c.name,
            issuers.c.kind,
            issuers.c.division_code,
            readings.c.scope,
            readings.c.form,
            readings.c.published_on,
        )
        .join(issuers, issuers.c.issuer_id == reports.c.issuer_id)
        .join(revisions, revisions.c.report_id == reports.c.report_id)
        .join(readings, readings.c.reading_id == revisions.c.current_reading_id)
        # The current revision of a report comes last, and stays.
        .order_by(
            reports.c.issuer_id,
            reports.c.year,
            reports.c.report_id,
            revisions.c.first_seen_at,
            revisions.c.revision,
        )
    )
    if of is not None:
        query = query.where(reports.c.issuer_id.between(*of))
    latest = {row[2]: Report(*row) for row in connection.execute(query)}
    return list(latest.values())


def numbers_of(connection: Connection, reading_ids: Sequence[int]) -> Mapping[int, Numbers]:
    """Return the figures of some readings that are numbers."""
    query = select(figures.c.reading_id, figures.c.cell, figures.c.value, figures.c.read).where(
        figures.c.reading_id.in_(reading_ids), figures.c.status == Status.NUMBER
    )
    found: defaultdict[int, dict[str, Number]] = defaultdict(dict)
    for reading_id, cell, value, read in connection.execute(query).all():
        found[reading_id][cell] = Number(value, read in _SURE)
    return found


def verdict_of(numbers: Collection[Number]) -> Verdict:
    """Return whose doing a contradiction of figures is: ours, unless all were read beyond doubt."""
    sure = all(number.is_sure for number in numbers)
    return Verdict.PUBLISHED if sure else Verdict.EXTRACTION
