"""Table ``similarities``: reports that are alike, as the last audit found."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from sqlalchemy import select

from storage.exports.batch import Snapshot
from storage.exports.spec import Column, Row, TableSpec, needed
from storage.exports.tables.keys import REPORT_ID, TO_REPORT
from storage.exports.tables.table import ArchiveTable
from storage.schema import similarities

SIMILARITIES = TableSpec(
    name="similarities",
    description=(
        "Pairs of reports that say much the same, as the last nianbao audit found: each with the "
        "one before it."
    ),
    columns=(
        REPORT_ID,
        needed("other_report_id", "The report that came first, as far as dates tell."),
        needed(
            "kind",
            "figures: all numbers are equal; narrative: the text, without digits, is alike.",
            ("figures", "narrative"),
        ),
        Column(
            name="score",
            type="number",
            required=True,
            description="How alike, to 100. Of narratives the share of equal letters, from 80 on.",
        ),
    ),
    primary_key=("report_id", "other_report_id", "kind"),
    foreign_keys=(TO_REPORT,),
)


def similarity_rows(snapshot: Snapshot) -> Iterator[Row]:
    """Yield the pairs whose later report is exported."""
    of = similarities.c
    query = (
        select(of.report_id, of.other_id, of.kind, of.score)
        .where(of.report_id.in_(snapshot.selection.reports()))
        .order_by(of.report_id, of.other_id, of.kind)
    )
    for report_id, other_id, kind, score in snapshot.connection.execute(query):
        yield report_id, other_id, kind, Decimal(str(score))


TABLE = ArchiveTable(spec=SIMILARITIES, rows=similarity_rows)
