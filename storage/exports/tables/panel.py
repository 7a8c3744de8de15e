"""Tables ``panel`` and ``panel_status``: one row a report, one column a variable."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sqlalchemy import select

from storage.exports.batch import NOTHING, Batch, Shown
from storage.exports.spec import Column, Row, TableSpec, integer, needed, number
from storage.exports.tables.derivation import (
    NUMBER,
    OFF_FORM,
    QUALITY,
    UNDEFINED,
    cells_of,
    derive,
    quality,
)
from storage.exports.tables.keys import REVISION, TO_REVISION
from storage.exports.tables.table import ReportTable
from storage.exports.tables.whose import WHOSE, whose
from storage.records import Status
from storage.reference.codebook import load_codebook
from storage.reference.derived import load_derived
from storage.reference.lineage import unit_of
from storage.schema import findings

IDENTITY: tuple[Column, ...] = (
    *WHOSE,
    integer(
        "unit",
        "Number of the division over time, whatever its code and rank: the smallest code of today "
        "of all that took its place. For xtset.",
        required=False,
    ),
    integer(
        "issuer_num",
        "Number of the issuer, for xtset: its place among the issuers of the whole archive. Across "
        "exports use issuer_id.",
    ),
    REVISION,
)
STATUSES = (*Status, OFF_FORM, UNDEFINED)


def _cells() -> Iterator[Column]:
    # A count may be printed with a fraction, wrongly; then the fraction is what is printed.
    for cell in load_codebook():
        yield number(
            cell.variable,
            f"{cell.cell}: {cell.label_zh} ({cell.label_en}), {cell.unit}",
            title=cell.label_en,
        )


def _derived() -> Iterator[Column]:
    for variable in load_derived():
        yield number(
            variable.variable,
            f"{variable.label_en} ({variable.label_zh}), derived; codebook has the formula",
            title=variable.label_en,
        )


CELLS, DERIVED = tuple(_cells()), tuple(_derived())
VARIABLES = (*CELLS, *DERIVED, *QUALITY)

PANEL = TableSpec(
    name="panel",
    description=(
        "One row a report, one column a statutory cell, then derived variables and the quality of "
        "the reading. Empty unless a number is printed; panel_status says why."
    ),
    columns=(*IDENTITY, *VARIABLES),
    primary_key=("report_id", "revision"),
    foreign_keys=(TO_REVISION,),
    reasons="panel_status",
)
PANEL_STATUS = TableSpec(
    name="panel_status",
    description=(
        "The panel's shape, with the status of each cell instead of its value; off_form where the "
        "report prints no such cell. Where form is empty the tables could not be read, so off_form "
        "only means that no cell was read. A derived variable has the status of its first part "
        "that is no number, or undefined: a share of nothing."
    ),
    columns=(
        *IDENTITY,
        *(needed(column.name, f"Status of {column.name}.", STATUSES) for column in VARIABLES),
    ),
    primary_key=("report_id", "revision"),
    foreign_keys=(TO_REVISION,),
)


def panel_rows(batch: Batch) -> list[tuple[Row, Row]]:
    """Return, for each shown revision, its row of the panel and that of ``panel_status``."""
    cells = [cell.cell for cell in load_codebook()]
    found = batch.fetch(
        select(findings.c.reading_id, findings.c.rule, findings.c.verdict).order_by(
            findings.c.reading_id, findings.c.position
        )
    )
    rows = []
    for shown in batch.shown:
        printed = cells_of(batch.figures.get(shown.said.reading_id, NOTHING))
        derived = [derive(variable, printed) for variable in load_derived()]
        judged = quality(printed, found.get(shown.said.reading_id, ()))
        who = _identity(shown, batch.issuer_numbers)
        values = map(printed.values.get, cells)
        status = [printed.statuses.get(cell, OFF_FORM) for cell in cells]
        rows.append(
            (
                (*who, *values, *(value for value, _ in derived), *judged),
                (
                    *who,
                    *status,
                    *(word for _, word in derived),
                    *(UNDEFINED if value is None else NUMBER for value in judged),
                ),
            )
        )
    return rows


def _identity(shown: Shown, issuer_numbers: Mapping[str, int]) -> Row:
    head = shown.head
    return (
        *whose(head, shown.said),
        unit_of(head.division_code),
        issuer_numbers[head.issuer_id],
        shown.revision,
    )


VALUES = ReportTable(
    spec=PANEL, rows=lambda batch: (values for values, _ in batch.once(panel_rows))
)
STATUS = ReportTable(
    spec=PANEL_STATUS, rows=lambda batch: (status for _, status in batch.once(panel_rows))
)
