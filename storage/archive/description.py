"""What an archive is made of, and how much is in it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from storage import migrations
from storage.archive.front import Archive
from storage.schema import reports, revisions, sites, visits


@dataclass(frozen=True, slots=True, kw_only=True)
class Description:
    """Where an archive's parts are, without passwords, and their sizes."""

    engine: str
    tables: str
    schema: str
    captures: str
    files: int
    bytes: int
    sites: int
    reports: int
    revisions: int
    visits: int
    first_visit_at: datetime | None
    last_visit_at: datetime | None


def describe(archive: Archive) -> Description:
    """Describe an archive as it is now."""
    names = archive.captures.names()
    with archive.reading() as connection:

        def count(table: object) -> int:
            return connection.scalar(select(func.count()).select_from(table)) or 0  # type: ignore[arg-type]

        return Description(
            engine=connection.dialect.name,
            tables=archive.where,
            schema=migrations.version(connection) or "",
            captures=archive.captures.place(""),
            files=len(names),
            bytes=sum(archive.captures.size(name) for name in names),
            sites=count(sites),
            reports=count(reports),
            revisions=count(revisions),
            visits=count(visits),
            first_visit_at=connection.scalar(select(func.min(visits.c.visited_at))),
            last_visit_at=connection.scalar(select(func.max(visits.c.visited_at))),
        )
