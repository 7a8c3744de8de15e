"""Table ``changes``: what differs between revisions, and withdrawals and returns."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select

from storage.archive.histories import changes_between
from storage.exports.batch import Batch
from storage.exports.spec import Row, TableSpec, moment, needed, text
from storage.exports.tables.keys import REPORT_ID, REVISION, TO_REVISION
from storage.exports.tables.table import ReportTable
from storage.records import Cause, ChangeKind
from storage.schema import status_changes

CHANGES = TableSpec(
    name="changes",
    description=(
        "What differs between each revision and the one before it; and withdrawals and returns, "
        "which carry the revision that was current."
    ),
    columns=(
        REPORT_ID,
        REVISION,
        needed("cause", "Why the revision exists.", Cause),
        needed("kind", "What changed.", ChangeKind),
        text(
            "name",
            "The cell of a figure; the kind of a section (the second of a kind is overview#2); "
            "published_on or signed_on of a date.",
        ),
        text("old", "What was there: a value, else the status word; empty where nothing was."),
        text("new", "What is there now, likewise."),
        moment("last_seen_old_at", "When the old was last seen.", required=False),
        moment("first_seen_new_at", "When the new was first seen.", required=False),
    ),
    foreign_keys=(TO_REVISION,),
)


def change_rows(batch: Batch) -> Iterator[Row]:
    """Yield the changes of a batch of reports; most have none, and are not compared."""
    turned = set(
        batch.connection.scalars(
            select(status_changes.c.report_id).where(
                status_changes.c.report_id.in_(batch.report_ids)
            )
        )
    )
    changed = [
        head.report_id
        for head in batch.heads
        if len(head.revisions) > 1 or head.report_id in turned
    ]
    shown = {head.report_id: {one.revision for one in head.revisions} for head in batch.heads}
    until = batch.clocks.seen_by
    for change in changes_between(batch.connection, changed):
        later = until and change.first_seen_new_at and change.first_seen_new_at > until
        if later or change.revision not in shown[change.report_id]:
            continue
        yield (
            change.report_id,
            change.revision,
            change.cause.value,
            change.kind.value,
            change.name,
            batch.text(change.old),
            batch.text(change.new),
            change.last_seen_old_at,
            change.first_seen_new_at,
        )


TABLE = ReportTable(spec=CHANGES, rows=change_rows)
