"""Reports that stay in the archive and are left out of what is made from it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, delete, select

from storage.archive.statements import insert_or_update
from storage.records import Restriction
from storage.schema import restrictions


def restrict(connection: Connection, report_id: str, why: str, now: datetime) -> None:
    """Leave a report out from now on; said again, it changes why."""
    row = {"report_id": report_id, "why": why, "restricted_at": now}
    insert_or_update(connection, restrictions, [row], update=("why", "restricted_at"))


def lift(connection: Connection, report_id: str) -> bool:
    """Show a report again; False where it was not restricted."""
    found = connection.execute(delete(restrictions).where(restrictions.c.report_id == report_id))
    return bool(found.rowcount)


def all_restrictions(connection: Connection) -> list[Restriction]:
    """Return what is restricted, by report."""
    rows = connection.execute(select(restrictions).order_by(restrictions.c.report_id))
    return [
        Restriction(report_id=row.report_id, why=row.why, restricted_at=row.restricted_at)
        for row in rows
    ]
