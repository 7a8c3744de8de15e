"""Readings: what a source said for a while, as one reader read it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from functools import cache
from operator import itemgetter
from typing import Any

from sqlalchemy import (
    Connection,
    Insert,
    Row,
    Select,
    Table,
    bindparam,
    delete,
    func,
    insert,
    select,
    update,
)

from storage import clock
from storage.archive import redactions
from storage.archive.sealing import retract_reading
from storage.records import (
    PICTURE_FAILED,
    Fact,
    FactKind,
    Figure,
    Finding,
    Form,
    LocalTable,
    Read,
    Reading,
    Scope,
    Section,
    SectionKind,
    ShownBy,
    Status,
    Verdict,
)
from storage.schema import (
    facts,
    figures,
    findings,
    local_tables,
    reading_pictures,
    readings,
    revisions,
    sections,
    sources,
)


def current_revisions() -> Select[tuple[str, int, int]]:
    """Select report_id, revision and current_reading_id of each report's current revision.

    It is the latest in time, not the last found: an older capture may arrive later.
    """
    order = func.row_number().over(
        partition_by=revisions.c.report_id,
        order_by=(revisions.c.first_seen_at.desc(), revisions.c.revision.desc()),
    )
    ranked = select(
        revisions.c.report_id,
        revisions.c.revision,
        revisions.c.current_reading_id,
        order.label("rank"),
    ).subquery()
    return select(ranked.c.report_id, ranked.c.revision, ranked.c.current_reading_id).where(
        ranked.c.rank == 1
    )


def spans(connection: Connection, source_id: int) -> list[Row[tuple[Any, ...]]]:
    """Return what a source said over time, each as it is read today, in order of time."""
    return list(connection.execute(_SPANS, {"source_id": source_id}))


_SPANS = (
    select(readings)
    .where(readings.c.source_id == bindparam("source_id"), readings.c.superseded_by.is_(None))
    .order_by(readings.c.first_seen_at, readings.c.reading_id)
)


def of_capture(
    connection: Connection, record_id: str, report_id: str
) -> list[Row[tuple[Any, ...]]]:
    """Return what a capture was read as for a report, in order of time: several spans, perhaps."""
    wanted = {"record_id": record_id, "report_id": report_id}
    return list(connection.execute(_OF_CAPTURE, wanted))


_OF_CAPTURE = (
    select(readings)
    .join(sources, sources.c.source_id == readings.c.source_id)
    .where(
        readings.c.record_id == bindparam("record_id"),
        readings.c.superseded_by.is_(None),
        sources.c.report_id == bindparam("report_id"),
    )
    .order_by(readings.c.first_seen_at, readings.c.reading_id)
)

_SET = update(readings).where(readings.c.reading_id == bindparam("own"))
_INSERT = insert(readings).returning(readings.c.reading_id)


@cache
def _of_reading(table: Table) -> Select[tuple[Any, ...]]:
    return select(table).where(table.c.reading_id == bindparam("reading_id"))


@cache
def _insert_into(table: Table) -> Insert:
    return insert(table)


def store(
    connection: Connection,
    source_id: int,
    record_id: str,
    reading: Reading,
    *,
    first_seen_at: datetime,
    last_seen_at: datetime,
) -> int:
    """Add a reading of a source, with its figures, sections, tables and findings."""
    row = {
        "source_id": source_id,
        "record_id": record_id,
        "first_seen_at": first_seen_at,
        "last_seen_at": last_seen_at,
        "read_at": clock.now(),
        **_header(reading),
    }
    reading_id = connection.execute(_INSERT, row).scalar_one()
    _store_parts(connection, reading_id, reading)
    return int(reading_id)


def refresh(connection: Connection, span: Row[tuple[Any, ...]], reading: Reading) -> None:
    """Put what today's reader makes of a capture, alike in content, in an earlier one's place.

    As a rule nothing but who read it is new: only tables whose rows differ are written.
    """
    reading_id: int = span.reading_id
    if span.content_digest != reading.content_digest:
        retract_reading(connection, reading_id)
    connection.execute(_SET, {"own": reading_id, **_header(reading)})
    for table, rows in _parts(reading_id, reading):
        stored = connection.execute(_of_reading(table), {"reading_id": reading_id})
        # The first columns of each are its key: no two rows are compared any further.
        if sorted(map(tuple, stored)) != sorted(map(itemgetter(*table.columns.keys()), rows)):
            connection.execute(delete(table).where(table.c.reading_id == reading_id))
            if rows:
                connection.execute(_insert_into(table), rows)


def move_span(
    connection: Connection, reading_id: int, first_seen_at: datetime, last_seen_at: datetime
) -> None:
    """Set for how long a source said this."""
    times = {"first_seen_at": first_seen_at, "last_seen_at": last_seen_at}
    connection.execute(_SET, {"own": reading_id, **times})


def supersede(connection: Connection, reading_id: int, by: int) -> None:
    """Note that the same capture is read otherwise today."""
    connection.execute(_SET, {"own": reading_id, "superseded_by": by})


def head(connection: Connection, reading_id: int) -> Row[tuple[Any, ...]]:
    """Return the row of a reading, without its figures and texts."""
    return connection.execute(_of_reading(readings), {"reading_id": reading_id}).one()


def load(connection: Connection, reading_id: int) -> Reading:
    """Return a stored reading; year and division belong to its report."""
    header = head(connection, reading_id)
    return Reading(
        is_report=True,
        reason=None,
        reader_version=header.reader_version,
        title=header.title,
        issuer=header.issuer,
        scope=Scope(header.scope) if header.scope else None,
        form=Form(header.form) if header.form else None,
        published_on=header.published_on,
        signed_on=header.signed_on,
        sections=tuple(
            Section(kind=SectionKind(row.kind), heading=row.heading, text=row.text)
            for row in connection.execute(
                select(sections)
                .where(sections.c.reading_id == reading_id)
                .order_by(sections.c.position)
            )
        ),
        figures=tuple(load_figures(connection, reading_id)),
        tables=tuple(
            LocalTable(caption=row.caption, rows=tuple(tuple(line) for line in row.rows))
            for row in connection.execute(
                select(local_tables)
                .where(local_tables.c.reading_id == reading_id)
                .order_by(local_tables.c.position)
            )
        ),
        facts=tuple(
            Fact(fact=FactKind(row.fact), value=row.value, unit=row.unit, raw=row.raw)
            for row in connection.execute(
                select(facts).where(facts.c.reading_id == reading_id).order_by(facts.c.fact)
            )
        ),
        findings=tuple(
            Finding(
                rule=row.rule,
                verdict=Verdict(row.verdict),
                cells=tuple(row.cells),
                expected=row.expected,
                actual=row.actual,
                message=row.message,
            )
            for row in connection.execute(
                select(findings)
                .where(findings.c.reading_id == reading_id)
                .order_by(findings.c.position)
            )
        ),
        content_digest=header.content_digest,
        shown_by=tuple(
            ShownBy(url=row.url, record_id=row.record_id)
            for row in connection.execute(
                select(reading_pictures)
                .where(reading_pictures.c.reading_id == reading_id)
                .order_by(reading_pictures.c.url)
            )
        ),
        is_redacted=redactions.is_touched(connection, reading_id, header.record_id),
    )


def load_figures(connection: Connection, reading_id: int) -> Iterable[Figure]:
    """Return the figures of a reading, in the order of the document."""
    for row in connection.execute(
        select(figures).where(figures.c.reading_id == reading_id).order_by(figures.c.position)
    ):
        yield Figure(
            cell=row.cell,
            raw=row.raw,
            status=Status(row.status),
            value=row.value,
            read=Read(row.read),
        )


def put_finding(connection: Connection, reading_id: int, finding: Finding) -> None:
    """Add a finding that is not the reader's, in place of an earlier one of the same rule."""
    drop_finding(connection, reading_id, finding.rule)
    position = connection.scalar(
        select(func.coalesce(func.max(findings.c.position), -1) + 1).where(
            findings.c.reading_id == reading_id
        )
    )
    connection.execute(insert(findings), [_finding_row(reading_id, int(position or 0), finding)])


def follow_pictures(connection: Connection, reading_id: int, reading: Reading) -> None:
    """Let a span say of its pictures what its latest capture does: whether they still answer."""
    if not reading.shown_by:
        return
    told = [finding for finding in reading.findings if finding.rule == PICTURE_FAILED]
    drop_finding(connection, reading_id, PICTURE_FAILED)
    for finding in told:
        put_finding(connection, reading_id, finding)


def lacks_picture(connection: Connection, reading_id: int) -> bool:
    """Say whether a picture that a reading should rest on was not at hand."""
    return (
        connection.execute(
            select(reading_pictures.c.url).where(
                reading_pictures.c.reading_id == reading_id,
                reading_pictures.c.record_id.is_(None),
            )
        ).first()
        is not None
    )


def drop_finding(connection: Connection, reading_id: int, rule: str) -> None:
    """Take back a finding that no longer holds."""
    connection.execute(
        delete(findings).where(findings.c.reading_id == reading_id, findings.c.rule == rule)
    )


def _header(reading: Reading) -> dict[str, object]:
    return {
        "reader_version": reading.reader_version,
        "content_digest": reading.content_digest,
        "issuer": reading.issuer,
        "title": reading.title,
        "scope": reading.scope,
        "form": reading.form,
        "published_on": reading.published_on,
        "signed_on": reading.signed_on,
    }


def _store_parts(connection: Connection, reading_id: int, reading: Reading) -> None:
    for table, rows in _parts(reading_id, reading):
        if rows:
            connection.execute(_insert_into(table), rows)


def _parts(reading_id: int, reading: Reading) -> tuple[tuple[Table, list[dict[str, object]]], ...]:
    """Return what hangs on a reading, by table."""
    return (
        (
            figures,
            [
                {
                    "reading_id": reading_id,
                    "cell": figure.cell,
                    "position": position,
                    "value": figure.value,
                    "raw": figure.raw,
                    "status": figure.status.value,
                    "read": figure.read.value,
                }
                for position, figure in enumerate(reading.figures)
            ],
        ),
        (
            sections,
            [
                {
                    "reading_id": reading_id,
                    "position": position,
                    "kind": section.kind.value,
                    "heading": section.heading,
                    "text": section.text,
                }
                for position, section in enumerate(reading.sections)
            ],
        ),
        (
            local_tables,
            [
                {
                    "reading_id": reading_id,
                    "position": position,
                    "caption": table.caption,
                    "rows": [list(row) for row in table.rows],
                }
                for position, table in enumerate(reading.tables)
            ],
        ),
        (
            facts,
            [
                {
                    "reading_id": reading_id,
                    "fact": fact.fact,
                    "value": fact.value,
                    "unit": fact.unit,
                    "raw": fact.raw,
                }
                for fact in reading.facts
            ],
        ),
        (
            reading_pictures,
            [
                {"reading_id": reading_id, "url": picture.url, "record_id": picture.record_id}
                for picture in reading.shown_by
            ],
        ),
        (
            findings,
            [
                _finding_row(reading_id, position, finding)
                for position, finding in enumerate(reading.findings)
            ],
        ),
    )


def _finding_row(reading_id: int, position: int, finding: Finding) -> dict[str, object]:
    return {
        "reading_id": reading_id,
        "position": position,
        "rule": finding.rule,
        "verdict": finding.verdict.value,
        "cells": list(finding.cells),
        "expected": finding.expected,
        "actual": finding.actual,
        "message": finding.message,
    }
