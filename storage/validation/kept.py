"""Validations in the archive: the latest one is told in each data set."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from storage.archive.statements import insert_or_update
from storage.schema import validations
from storage.validation.result import Share, Stratum, Validation


def keep(connection: Connection, validation: Validation) -> None:
    """Keep a validation; the same sample taken back again takes the place of the earlier."""
    found = {
        name: value
        for name, value in asdict(validation).items()
        if name not in ("drawn_at", "taken_at")
    }
    row = {"drawn_at": validation.drawn_at, "taken_at": validation.taken_at, "found": found}
    insert_or_update(connection, validations, [row], update=("taken_at", "found"))


def latest(connection: Connection, until: datetime | None = None) -> Validation | None:
    """Return the last one taken back, up to a moment; None where there is none."""
    query = select(validations).order_by(validations.c.taken_at.desc()).limit(1)
    if until is not None:
        query = query.where(validations.c.taken_at <= until)
    row = connection.execute(query).first()
    if row is None:
        return None
    found = dict(row.found)
    return Validation(
        drawn_at=row.drawn_at,
        taken_at=row.taken_at,
        agreement=Share(**found.pop("agreement")),
        strata=tuple(map(_stratum, found.pop("strata"))),
        **found,
    )


def _stratum(told: dict[str, Any]) -> Stratum:
    shares = {name: Share(**told[name]) for name in ("wrong", "missed", "unread")}
    return Stratum(**{**told, **shares})
