"""Tables ``panel`` and ``panel_status``: one row a report, one column a statutory cell."""

from __future__ import annotations

from collections.abc import Iterator

from storage.exports.batch import Batch
from storage.exports.spec import Row, TableSpec, needed, number
from storage.exports.tables.keys import REVISION, TO_REVISION
from storage.exports.tables.table import ReportTable
from storage.exports.tables.whose import WHOSE, whose
from storage.records import Status
from storage.reference.codebook import load_codebook

OFF_FORM = "off_form"  # what panel_status says of a cell that the report does not print


def panel() -> TableSpec:
    """Make the wide table's description: one row a report, one column a cell."""
    # A count may be printed with a fraction, wrongly; then the fraction is what is printed.
    cells = (
        number(
            cell.variable,
            f"{cell.cell}: {cell.label_zh} ({cell.label_en}), {cell.unit}",
            title=cell.label_en,
        )
        for cell in load_codebook()
    )
    return TableSpec(
        name="panel",
        description=(
            "One row a report, one column a statutory cell. Empty unless a number is printed; "
            "panel_status says why."
        ),
        columns=(*WHOSE, REVISION, *cells),
        primary_key=("report_id", "revision"),
        foreign_keys=(TO_REVISION,),
        reasons="panel_status",
    )


def panel_status() -> TableSpec:
    """Make the description of the table that says why a cell of the panel is empty."""
    words = (*Status, OFF_FORM)
    cells = (needed(cell.variable, f"{cell.cell}: its status", words) for cell in load_codebook())
    return TableSpec(
        name="panel_status",
        description=(
            "The panel's shape, with the status of each cell instead of its value; off_form where "
            "the report prints no such cell. Where form is empty the tables could not be read, so "
            "off_form only means that no cell was read."
        ),
        columns=(*WHOSE, REVISION, *cells),
        primary_key=("report_id", "revision"),
        foreign_keys=(TO_REVISION,),
    )


def panel_rows(batch: Batch) -> Iterator[Row]:
    """Yield the value of each cell of the codebook, null unless a number is printed."""
    names = [cell.cell for cell in load_codebook()]
    for head, revision, said in batch.shown:
        values = {row[0]: row[1] for row in batch.figures.get(said.reading_id, ())}
        yield (*whose(head, said), revision, *map(values.get, names))


def panel_status_rows(batch: Batch) -> Iterator[Row]:
    """Yield the status of each cell of the codebook."""
    names = [cell.cell for cell in load_codebook()]
    for head, revision, said in batch.shown:
        status = {row[0]: row[3] for row in batch.figures.get(said.reading_id, ())}
        yield (
            *whose(head, said),
            revision,
            *(status.get(name, OFF_FORM) for name in names),
        )


VALUES = ReportTable(spec=panel(), rows=panel_rows)
STATUS = ReportTable(spec=panel_status(), rows=panel_status_rows)
