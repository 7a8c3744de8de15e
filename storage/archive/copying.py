"""All tables of an archive from one database into another, whatever the engines."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Column, Connection, Integer, Table, bindparam, func, insert, select, text

from storage import migrations
from storage.archive.database import Database
from storage.errors import StorageError
from storage.schema import metadata

_ROWS = 1000  # at a time: some hundred kilobytes


def copy_tables(source: Connection, target: Database) -> int:
    """Copy every row, in one transaction of the target; return how many there were.

    ``source`` has the schema of this nianbao. Raises StorageError where the target holds an
    archive.
    """
    return target.write(lambda connection: _copy(source, connection, target.where))


def is_empty(connection: Connection) -> bool:
    """Say whether a database holds no archive, or one without a row."""
    if migrations.version(connection) is None:
        return True
    return not any(
        connection.execute(select(table).limit(1)).first() for table in metadata.sorted_tables
    )


def _copy(source: Connection, target: Connection, where: str) -> int:
    if not is_empty(target):
        raise StorageError(f"{where} holds an archive already: name an empty database")
    migrations.upgrade(target)
    copied = 0
    for table in metadata.sorted_tables:
        later = _own_references(table)
        for rows in _batches(source, table):
            target.execute(
                insert(table), [{**row, **{column.name: None for column in later}} for row in rows]
            )
            copied += len(rows)
        for column in later:
            _fill(source, target, table, column)
        _continue_numbers(target, table)
    return copied


def _batches(source: Connection, table: Table) -> Iterator[list[dict[str, Any]]]:
    statement = select(table).order_by(*table.primary_key.columns)
    found = source.execution_options(yield_per=_ROWS).execute(statement)
    for rows in found.partitions():
        yield [dict(row._mapping) for row in rows]


def _own_references(table: Table) -> list[Column[Any]]:
    """Return the columns that refer to rows of the same table, which may come later."""
    return [
        column
        for column in table.columns
        if any(key.column.table is table for key in column.foreign_keys)
    ]


def _fill(source: Connection, target: Connection, table: Table, column: Column[Any]) -> None:
    [key] = table.primary_key.columns
    found = source.execute(select(key, column).where(column.is_not(None)))
    rows = [{"of": of, "refers_to": refers_to} for of, refers_to in found]
    if rows:
        target.execute(
            table.update()
            .where(key == bindparam("of"))
            .values({column.name: bindparam("refers_to")}),
            rows,
        )


def _continue_numbers(target: Connection, table: Table) -> None:
    """Let PostgreSQL number new rows behind those that came with their numbers."""
    keys = list(table.primary_key.columns)
    if target.dialect.name != "postgresql" or len(keys) != 1:
        return
    if not isinstance(keys[0].type, Integer):
        return
    sequence = target.scalar(
        text("SELECT pg_get_serial_sequence(:table, :column)"),
        {"table": table.name, "column": keys[0].name},
    )
    last = target.scalar(select(func.max(keys[0])))
    if sequence and last:
        target.execute(
            text("SELECT setval(:sequence, :last)"), {"sequence": sequence, "last": last}
        )
