"""Tables ``sections`` and ``tables``: what a report says beside its statutory figures."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select

from storage.exports.batch import Batch
from storage.exports.spec import Row, TableSpec, integer, needed, text
from storage.exports.tables.keys import REPORT_ID, REVISION, TO_REVISION
from storage.exports.tables.table import ReportTable
from storage.records import SectionKind
from storage.schema import local_tables, sections

TABLES = TableSpec(
    name="tables",
    description=(
        "Tables of the reports that are no statutory form, as printed, spans expanded: one row a "
        "cell."
    ),
    columns=(
        REPORT_ID,
        REVISION,
        integer("table", "Number of the table in the report, from 1."),
        integer("row", "Row of the cell, from 1."),
        integer("column", "Column of the cell, from 1."),
        text("caption", "The table's caption."),
        text("text", "The cell's text."),
    ),
    primary_key=("report_id", "revision", "table", "row", "column"),
    foreign_keys=(TO_REVISION,),
)

SECTIONS = TableSpec(
    name="sections",
    description="The narrative, one row a section; paragraphs are lines.",
    columns=(
        REPORT_ID,
        REVISION,
        integer("position", "Place of the section in the report, from 1."),
        needed("kind", "What the section is about.", SectionKind),
        text("heading", "The heading as printed."),
        text("text", "The prose under it, without statutory tables."),
    ),
    primary_key=("report_id", "revision", "position"),
    foreign_keys=(TO_REVISION,),
)


def table_rows(batch: Batch) -> Iterator[Row]:
    """Yield the cells of each revision's local tables; tables, rows and columns count from 1."""
    of = local_tables.c
    query = select(of.reading_id, of.caption, of.rows)
    fetched = batch.fetch(query.order_by(of.reading_id, of.position))
    cells = {
        reading_id: [
            (table, row, column, batch.text(caption), batch.text(text))
            for table, (caption, rows) in enumerate(tables, start=1)
            for row, texts in enumerate(rows, start=1)
            for column, text in enumerate(texts, start=1)
        ]
        for reading_id, tables in fetched.items()
    }
    return batch.rows(cells)


def section_rows(batch: Batch) -> Iterator[Row]:
    """Yield the sections of each revision, counted from 1."""
    of = sections.c
    query = select(of.reading_id, of.kind, of.heading, of.text)
    fetched = batch.fetch(query.order_by(of.reading_id, of.position))
    counted = {
        reading_id: [
            (position, kind, heading, batch.text(text))
            for position, (kind, heading, text) in enumerate(rows, start=1)
        ]
        for reading_id, rows in fetched.items()
    }
    return batch.rows(counted)


LOCAL_TABLES = ReportTable(spec=TABLES, rows=table_rows)
NARRATIVE = ReportTable(spec=SECTIONS, rows=section_rows)
