"""Rows of ``divisions`` and ``codebook``: the reference data that an export carries along."""

from __future__ import annotations

from collections.abc import Iterator

from storage.exports.formats import Row
from storage.reference.codebook import load_codebook
from storage.reference.divisions import all_divisions


def division_rows() -> Iterator[Row]:
    """Yield the gazetteer, whole whatever the filters: successors may lie outside them."""
    for row in all_divisions():
        yield (
            row.code,
            row.name,
            row.level,
            row.prefecture_code or None,
            row.province_code,
            row.valid_from,
            row.valid_to,
            " ".join(row.successors) or None,
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
