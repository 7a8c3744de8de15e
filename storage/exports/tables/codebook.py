"""Table ``codebook``: what each variable means."""

from __future__ import annotations

from collections.abc import Iterator

from storage.exports.spec import Row, TableSpec, boolean, needed, text
from storage.reference.codebook import load_codebook

CODEBOOK = TableSpec(
    name="codebook",
    description="What each statutory cell means: one row a cell, in the order of the forms.",
    columns=(
        needed("cell", "Name of the cell, as in figures."),
        needed("variable", "Its column in panel and panel_status."),
        needed("table", "Table of the form; s14: the statistics form of 2014."),
        needed("row", "Row of that table."),
        text("column", "Column of that table."),
        needed("forms", "Forms that print it, separated by spaces."),
        needed("label_zh", "Its label in Chinese."),
        needed("label_en", "Its label in English."),
        needed("unit", "Unit in Chinese."),
        needed("unit_en", "Unit in English."),
        needed("type", "integer, or decimal for amounts of money."),
        boolean(
            "shared", "Whether several forms print it: only then may it be compared over them."
        ),
    ),
    primary_key=("cell",),
)


def codebook_rows() -> Iterator[Row]:
    """Yield the statutory cells in the order of the forms."""
    for cell in load_codebook():
        yield (
            cell.cell,
            cell.variable,
            cell.table,
            cell.row,
            cell.column,
            " ".join(cell.forms),
            cell.label_zh,
            cell.label_en,
            cell.unit,
            cell.unit_en,
            cell.type,
            cell.shared,
        )
