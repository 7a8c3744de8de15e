"""Table ``facts``: what the narrative must state besides the statutory tables."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select

from storage.exports.batch import Batch
from storage.exports.spec import Row, TableSpec, needed, number
from storage.exports.tables.keys import REPORT_ID, REVISION, TO_REVISION
from storage.exports.tables.table import ReportTable
from storage.records import FactKind
from storage.schema import facts

FACTS = TableSpec(
    name="facts",
    description=(
        "What the narrative must state besides the tables: one row a fact, none where the text "
        "does not state it. processing_fee: the 信息处理费 that was collected in the year, 0 only "
        "where the text says plainly that there was none."
    ),
    columns=(
        REPORT_ID,
        REVISION,
        needed("fact", "Which.", FactKind),
        number("value", "The number; empty where the words leave it in doubt."),
        needed("unit", "What it counts: 万元 for amounts."),
        needed("raw", "The sentence that states it."),
    ),
    primary_key=("report_id", "revision", "fact"),
    foreign_keys=(TO_REVISION,),
)


def fact_rows(batch: Batch) -> Iterator[Row]:
    """Yield what the narrative of each revision states."""
    of = facts.c
    query = select(of.reading_id, of.fact, of.value, of.unit, of.raw)
    fetched = batch.fetch(query.order_by(of.reading_id, of.fact))
    return batch.rows(
        {
            reading_id: [(*rest, batch.text(raw)) for *rest, raw in rows]
            for reading_id, rows in fetched.items()
        }
    )


TABLE = ReportTable(spec=FACTS, rows=fact_rows)
