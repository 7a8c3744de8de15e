"""What the audit writes down: its findings in place of the last ones, and persons' words."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from hashlib import sha256

from sqlalchemy import Connection, delete, func, insert, select

from storage.archive.statements import insert_or_ignore, insert_or_update
from storage.audit.found import Found, Similarity
from storage.audit.reviews import Listed, Word, basis_of
from storage.schema import audit_findings, audits, readings, reviews, revisions, similarities

# What is found follows from the archive and from the rules: changed rules find otherwise.
_RULES = "1"
_BATCH = 5_000  # rows a statement


def state(connection: Connection) -> str:
    """Return what the findings of an audit follow from, in short: equal as long as they hold."""
    said = connection.execute(
        select(
            func.count(),
            func.max(revisions.c.current_reading_id),
            func.sum(revisions.c.current_reading_id),
        )
    ).one()
    read = connection.execute(
        select(readings.c.reader_version, func.count())
        .group_by(readings.c.reader_version)
        .order_by(readings.c.reader_version)
    ).all()
    counts = [int(value or 0) for value in said]
    return sha256(repr((_RULES, counts, [tuple(row) for row in read])).encode()).hexdigest()


def is_current(connection: Connection) -> bool:
    """Whether what the last audit found still holds."""
    return connection.scalar(select(audits.c.state)) == state(connection)


def store(
    connection: Connection,
    found: Iterable[Found],
    alike: Iterable[Similarity],
    *,
    of_state: str,
    now: datetime,
) -> None:
    """Put what an audit found in the place of what the last one did."""
    for table in (audit_findings, similarities, audits):
        connection.execute(delete(table))
    rows = [
        {
            "finding_id": one.finding_id,
            "report_id": one.report_id,
            "revision": one.revision,
            "rule": one.rule,
            "verdict": one.verdict,
            "cells": list(one.cells),
            "expected": one.expected,
            "actual": one.actual,
            "message": one.message,
            "other_id": one.other_id,
        }
        for one in found
    ]
    pairs = [
        {
            "report_id": one.report_id,
            "other_id": one.other_id,
            "kind": one.kind,
            "score": one.score,
        }
        for one in alike
    ]
    for start in range(0, len(rows), _BATCH):
        insert_or_ignore(connection, audit_findings, rows[start : start + _BATCH])
    for start in range(0, len(pairs), _BATCH):
        insert_or_ignore(connection, similarities, pairs[start : start + _BATCH])
    connection.execute(insert(audits).values(audited_at=now, state=of_state))


def review(connection: Connection, of: Listed, word: Word, why: str, now: datetime) -> None:
    """Keep a person's word on a finding, in place of an earlier one."""
    row = {
        "finding_id": of.finding_id,
        "report_id": of.report_id,
        "rule": of.rule,
        "cells": list(of.cells),
        "other_id": of.other_id,
        "word": word.value,
        "why": why,
        "reviewed_at": now,
        "basis": basis_of(connection, of.reading_id, of.cells, of.expected, of.actual),
    }
    insert_or_update(connection, reviews, [row], update=("word", "why", "reviewed_at", "basis"))
