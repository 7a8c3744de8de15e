"""Persons' words on findings, and the findings of an archive with them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from sqlalchemy import Connection, select

from storage.audit.corpus import current_reports
from storage.audit.found import basis, finding_id
from storage.schema import audit_findings, figures, findings, report_aliases, reviews


class Word(StrEnum):
    """What a person says of a finding after looking at the report."""

    CONFIRMED = "confirmed"
    DISMISSED = "dismissed"


class Review(NamedTuple):
    """A person's word, why, and what it rests on."""

    word: str
    why: str
    basis: str


class Listed(NamedTuple):
    """A finding on a report as it says today, and a person's word where one holds."""

    finding_id: str
    report_id: str
    revision: int
    reading_id: int
    rule: str
    verdict: str
    cells: Sequence[str]
    expected: Decimal | None
    actual: Decimal | None
    message: str
    other_id: str | None
    review: Review | None


class Reviews:
    """All words that were given, by the finding as it is called today."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._words = _words(connection)

    def of(
        self,
        identity: str,
        reading_id: int,
        cells: Sequence[str],
        expected: Decimal | None,
        actual: Decimal | None,
    ) -> Review | None:
        """Return the word on a finding; None where the cells have said otherwise since."""
        review = self._words.get(identity)
        if review is None:
            return None
        now = basis_of(self._connection, reading_id, cells, expected, actual)
        return review if review.basis == now else None


def basis_of(
    connection: Connection,
    reading_id: int,
    cells: Sequence[str],
    expected: Decimal | None,
    actual: Decimal | None,
) -> str:
    """Return what a word on a finding rests on, as a reading has it."""
    query = select(figures.c.cell, figures.c.status, figures.c.value).where(
        figures.c.reading_id == reading_id, figures.c.cell.in_(cells)
    )
    return basis(expected, actual, ((row[0], row[1], row[2]) for row in connection.execute(query)))


def listed_findings(connection: Connection, of_rule: str | None = None) -> Iterator[Listed]:
    """Yield the findings on all reports as they say today, of a rule or all.

    Those that a reading breaks by itself come first, then what the last audit found.
    """
    words = Reviews(connection)
    current = {report.report_id: report for report in current_reports(connection)}
    by_reading = {report.reading_id: report for report in current.values()}
    own = select(findings).order_by(findings.c.reading_id, findings.c.position)
    found = select(audit_findings).order_by(audit_findings.c.report_id, audit_findings.c.finding_id)
    if of_rule is not None:
        own = own.where(findings.c.rule == of_rule)
        found = found.where(audit_findings.c.rule == of_rule)
    for row in connection.execute(own.execution_options(yield_per=1000)):
        report = by_reading.get(row.reading_id)
        if report is not None:
            identity = finding_id(report.report_id, row.rule, row.cells)
            yield Listed(
                identity,
                report.report_id,
                report.revision,
                row.reading_id,
                row.rule,
                row.verdict,
                row.cells,
                row.expected,
                row.actual,
                row.message,
                None,
                words.of(identity, row.reading_id, row.cells, row.expected, row.actual),
            )
    for row in connection.execute(found.execution_options(yield_per=1000)):
        report = current.get(row.report_id)
        if report is not None:
            yield Listed(
                row.finding_id,
                row.report_id,
                row.revision,
                report.reading_id,
                row.rule,
                row.verdict,
                row.cells,
                row.expected,
                row.actual,
                row.message,
                row.other_id,
                words.of(row.finding_id, report.reading_id, row.cells, row.expected, row.actual),
            )


def _words(connection: Connection) -> Mapping[str, Review]:
    """Return the reviews by the ids that their findings have now that reports may have others."""
    query = select(report_aliases.c.old_id, report_aliases.c.report_id)
    aliases: dict[str | None, str] = dict(connection.execute(query).all())
    found = {}
    for row in connection.execute(select(reviews)):
        report_id = aliases.get(row.report_id, row.report_id)
        other_id = aliases.get(row.other_id, row.other_id)
        identity = finding_id(report_id, row.rule, row.cells, other_id)
        found[identity] = Review(row.word, row.why, row.basis)
    return found
