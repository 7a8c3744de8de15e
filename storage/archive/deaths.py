"""Workers that died while they crawled a site: one that kills them is to be set aside."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, delete, select, update

from storage.archive.statements import insert_or_ignore
from storage.records import Deaths
from storage.schema import worker_deaths


def note(connection: Connection, site: str, at: datetime) -> int:
    """Count a death; return how many there were since a crawl of the site last ended."""
    row = {"site": site, "deaths": 0, "first_at": at, "last_at": at}
    insert_or_ignore(connection, worker_deaths, [row])
    counted = connection.scalar(
        update(worker_deaths)
        .where(worker_deaths.c.site == site)
        .values(deaths=worker_deaths.c.deaths + 1, last_at=at)
        .returning(worker_deaths.c.deaths)
    )
    assert counted is not None  # noqa: S101 - the row was just made
    return int(counted)


def forget(connection: Connection, site: str) -> None:
    """A crawl of the site ended: what killed the workers is over."""
    connection.execute(delete(worker_deaths).where(worker_deaths.c.site == site))


def all_deaths(connection: Connection) -> dict[str, Deaths]:
    """Return the deaths of each site that had any."""
    return {row.site: Deaths(**row._mapping) for row in connection.execute(select(worker_deaths))}
