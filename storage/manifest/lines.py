"""The rows that the manifest seals, as lines of text that are the same on every machine."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, Select, Table, and_, func, or_, select

from storage.clock import written
from storage.schema import manifests, readings, redactions, retractions, revisions, runs, visits

SEALED = (visits, revisions, retractions, redactions)  # tables, in the order of a manifest


class Line(NamedTuple):
    """One sealed row: what it is of, and all that must not change."""

    key: tuple[str, ...]
    text: str


# What of a row may still change is left out: when a revision was last seen, where a capture lies in
# its file. A revision's content stands for itself by its digest.
_VISITS = select(
    visits.c.visit_id,
    visits.c.site,
    visits.c.url,
    visits.c.visited_at,
    visits.c.status,
    visits.c.outcome,
    visits.c.record_id,
    visits.c.payload_digest,
    visits.c.refers_to,
    visits.c.warc_file,
).order_by(visits.c.visit_id)
_REVISIONS = (
    select(
        revisions.c.report_id,
        revisions.c.revision,
        revisions.c.cause,
        revisions.c.first_seen_at,
        readings.c.content_digest,
        readings.c.record_id,
    )
    .join(readings, readings.c.reading_id == revisions.c.reading_id)
    .order_by(revisions.c.report_id, revisions.c.revision)
)
_RETRACTIONS = select(
    retractions.c.retraction_id,
    retractions.c.report_id,
    retractions.c.revision,
    retractions.c.number,
    retractions.c.why,
).order_by(retractions.c.retraction_id)
_REDACTIONS = select(
    redactions.c.record_id, redactions.c.redacted_at, redactions.c.reason
).order_by(redactions.c.record_id)


def sealed_lines(connection: Connection, number: int) -> Iterator[Line]:
    """Yield the lines of all rows that are marked as sealed in a manifest, in its order."""
    yield from _lines(connection, "visit", _VISITS.where(visits.c.sealed_in == number))
    yield from _lines(connection, "revision", _REVISIONS.where(revisions.c.sealed_in == number))
    of_number = retractions.c.sealed_in == number
    yield from _lines(connection, "retraction", _RETRACTIONS.where(of_number))
    of_number = redactions.c.sealed_in == number
    yield from _lines(connection, "redaction", _REDACTIONS.where(of_number))


def unsealed(table: Table) -> list[ColumnElement[bool]]:
    """Return what tells the rows that the next manifest has to seal."""
    conditions: list[ColumnElement[bool]] = [table.c.sealed_in.is_(None)]
    if "run_id" in table.c:
        ended = select(runs.c.run_id).where(runs.c.finished_at.is_not(None))
        without: ColumnElement[bool] = table.c.run_id.is_(None)
        if "outcome" in table.c:  # until it is judged, an answer's row is not whole
            without = and_(without, table.c.outcome.is_not(None))
        conditions.append(or_(without, table.c.run_id.in_(ended)))
    return conditions


def heads(connection: Connection) -> list[str]:
    """Return the digests of the chain, first to last."""
    return list(connection.scalars(select(manifests.c.digest).order_by(manifests.c.number)))


def waiting(connection: Connection) -> int:
    """Count the rows that no manifest seals and that nobody is adding to."""
    return sum(
        connection.scalar(select(func.count()).select_from(table).where(*unsealed(table))) or 0
        for table in SEALED
    )


def parse(text: str) -> Line:
    """Read a line back."""
    kind, *fields = json.loads(text)
    return Line((kind, *map(str, fields[: _KEYS[kind]])), text)


def fields_of(line: Line) -> list[Any]:
    """Return the fields of a line, its key's included."""
    fields: list[Any] = json.loads(line.text)[1:]
    return fields


_KEYS = {"visit": 1, "revision": 2, "retraction": 1, "redaction": 1}  # how many fields name a row


def _lines(connection: Connection, kind: str, query: Select[tuple[Any, ...]]) -> Iterator[Line]:
    for row in connection.execute(query.execution_options(yield_per=1000)):
        fields = [written(field) if hasattr(field, "astimezone") else field for field in row]
        text = json.dumps([kind, *fields], ensure_ascii=False, separators=(",", ":"))
        yield Line((kind, *map(str, fields[: _KEYS[kind]])), text)
