"""Table ``figures``: one row a printed statutory cell."""

from __future__ import annotations

from storage.exports.batch import NOTHING, Batch
from storage.exports.spec import ByColumn, ForeignKey, TableSpec, Value, needed, number, text
from storage.exports.tables.keys import REPORT_ID, REVISION, TO_REVISION
from storage.exports.tables.table import ReportTable
from storage.records import Read, Status

FIGURES = TableSpec(
    name="figures",
    description="One row a printed statutory cell. What the report does not print has no row.",
    columns=(
        REPORT_ID,
        REVISION,
        needed("cell", "Name of the cell; codebook.csv says what it means."),
        number(
            "value",
            "The number printed, amounts in 万元; empty unless status is number.",
            reason="status",
        ),
        text("raw", "The cell's text as printed; empty where it is printed blank."),
        needed(
            "status",
            "number; blank (printed empty, which is not 0); dash (/, —, 无); text (anything else); "
            "unread (printed, but its value is in doubt).",
            Status,
        ),
        needed("read", "How the cell got its name.", Read),
    ),
    primary_key=("report_id", "revision", "cell"),
    foreign_keys=(
        TO_REVISION,
        ForeignKey(columns=("cell",), table="codebook", target=("cell",)),
    ),
)


def figure_rows(batch: Batch) -> ByColumn:
    """Give the figures of each shown revision, in the order of the report."""
    columns: tuple[list[Value], ...] = ([], [], [], [], [], [], [])
    report_ids, revisions, *others = columns
    for head, revision, said in batch.shown:
        printed = batch.figures.get(said.reading_id, NOTHING)
        report_ids.extend([head.report_id] * len(printed.cells))
        revisions.extend([revision] * len(printed.cells))
        for column, part in zip(others, printed, strict=True):
            column.extend(part)
    return ByColumn(columns)


TABLE = ReportTable(spec=FIGURES, rows=figure_rows)
