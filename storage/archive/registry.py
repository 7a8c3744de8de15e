"""The site registry."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row, select, update

from storage.archive.statements import insert_or_update
from storage.records import Site
from storage.schema import sites


def all_sites(connection: Connection) -> list[Site]:
    """Return the sites by name."""
    return [_site(row) for row in connection.execute(select(sites).order_by(sites.c.site))]


def one_site(connection: Connection, slug: str) -> Site | None:
    """Return a site, or None where the registry has none of that name."""
    row = connection.execute(select(sites).where(sites.c.site == slug)).first()
    return _site(row) if row else None


def add_sites(connection: Connection, added: Iterable[Site]) -> None:
    """Add sites, or change those of the same name. An acknowledgement stays."""
    rows = [asdict(site) for site in added]
    insert_or_update(
        connection, sites, rows, update=("name", "url", "division_code", "column_url", "enabled")
    )


def acknowledge(connection: Connection, slug: str, until: date) -> None:
    """Note that a person knows what is wrong with a site, until then."""
    connection.execute(update(sites).where(sites.c.site == slug).values(acknowledged_until=until))


def _site(row: Row[tuple[Any, ...]]) -> Site:
    return Site(**row._mapping)
