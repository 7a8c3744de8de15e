"""Statements that SQLite and PostgreSQL write alike and SQLAlchemy keeps in two dialects.

A statement of every page is made once, with bound parameters, here as elsewhere in the archive: to
make one anew takes three times as long as to run it, and that while other processes wait to write.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import Connection, Table, text
from sqlalchemy.dialects import postgresql, sqlite

Rows = Sequence[Mapping[str, Any]]


def insert_or_ignore(connection: Connection, table: Table, rows: Rows) -> None:
    """Insert rows; those whose key is there already stay as they are."""
    if rows:
        connection.execute(_ignoring(connection.dialect.name, table), rows)


def insert_or_update(
    connection: Connection, table: Table, rows: Rows, *, update: Sequence[str]
) -> None:
    """Insert rows; of those whose primary key is there already change the columns ``update``."""
    if rows:
        connection.execute(_updating(connection.dialect.name, table, tuple(update)), rows)


def serialize(connection: Connection, name: str) -> None:
    """Wait until no other transaction that asked for ``name`` runs.

    SQLite has one writer at a time anyway.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(_SERIALIZE, {"name": name})


_SERIALIZE = text("SELECT pg_advisory_xact_lock(hashtextextended(:name, 0))")


@cache
def _ignoring(dialect: str, table: Table) -> Any:
    return _insert(dialect, table).on_conflict_do_nothing()


@cache
def _updating(dialect: str, table: Table, update: tuple[str, ...]) -> Any:
    statement = _insert(dialect, table)
    return statement.on_conflict_do_update(
        index_elements=list(table.primary_key.columns),
        set_={name: statement.excluded[name] for name in update},
    )


def _insert(dialect: str, table: Table) -> Any:
    return (postgresql if dialect == "postgresql" else sqlite).insert(table)
