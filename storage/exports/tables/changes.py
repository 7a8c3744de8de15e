"""Rows of ``changes``: what differs between revisions, and withdrawals and returns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sqlalchemy import Connection, select

from storage.archive.histories import changes_between
from storage.exports.formats import Row
from storage.exports.heads import Head
from storage.schema import status_changes


def change_rows(connection: Connection, batch: Iterable[Head]) -> Iterator[Row]:
    """Yield the changes of a batch of reports; most have none, and are not compared."""
    heads = list(batch)
    turned = set(
        connection.scalars(
            select(status_changes.c.report_id).where(
                status_changes.c.report_id.in_([head.report_id for head in heads])
            )
        )
    )
    changed = [
        head.report_id for head in heads if len(head.revisions) > 1 or head.report_id in turned
    ]
    for change in changes_between(connection, changed):
        yield (
            change.report_id,
            change.revision,
            change.cause.value,
            change.kind.value,
            change.name,
            change.old,
            change.new,
            change.last_seen_old_at,
            change.first_seen_new_at,
        )
