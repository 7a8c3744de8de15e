"""Issuers: one row a body, whatever names its reports print.

A report shows the name that it prints itself; the issuer has the fullest name of its latest report.
"""

from __future__ import annotations

from sqlalchemy import Connection, bindparam, delete, func, select, update

from storage.archive.statements import insert_or_ignore
from storage.identifiers import issuer_id
from storage.records import IssuerKind, Reading
from storage.schema import issuers, readings, reports, sources


def meet_issuer(connection: Connection, reading: Reading) -> str:
    """Add the issuer that a reading names where it is new; return its id."""
    assert reading.issuer is not None  # noqa: S101 - such a reading is of no report
    found = issuer_id(reading.division_code, reading.issuer)
    issuer = {
        "issuer_id": found,
        "division_code": reading.division_code,
        "name": reading.issuer,
        "kind": reading.issuer_kind or IssuerKind.OTHER,
    }
    insert_or_ignore(connection, issuers, [issuer])
    return found


def name_issuer(connection: Connection, reading: Reading) -> None:
    """Give the issuer of a stored reading the fullest name that its latest report prints."""
    assert reading.issuer is not None  # noqa: S101 - such a reading is of no report
    found = issuer_id(reading.division_code, reading.issuer)
    called = connection.scalar(_NAME, {"issuer_id": found})
    if called == reading.issuer:
        return
    printed = (
        select(readings.c.issuer)
        .join(sources, sources.c.source_id == readings.c.source_id)
        .join(reports, reports.c.report_id == sources.c.report_id)
        .where(
            reports.c.issuer_id == found,
            readings.c.superseded_by.is_(None),
            readings.c.issuer.is_not(None),
        )
        .order_by(reports.c.year.desc(), func.length(readings.c.issuer).desc(), readings.c.issuer)
        .limit(1)
    )
    name = connection.scalar(printed)
    if name is not None:
        connection.execute(update(issuers).where(issuers.c.issuer_id == found).values(name=name))


_NAME = select(issuers.c.name).where(issuers.c.issuer_id == bindparam("issuer_id"))


def drop_issuer_without_reports(connection: Connection, issuer_id: str) -> None:
    """Forget an issuer whose reports have all turned out to be another's."""
    others = select(reports.c.report_id).where(reports.c.issuer_id == issuer_id)
    if connection.execute(others.limit(1)).first() is None:
        connection.execute(delete(issuers).where(issuers.c.issuer_id == issuer_id))
