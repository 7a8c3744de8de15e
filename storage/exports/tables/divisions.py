"""Table ``divisions``: the gazetteer that an export carries along."""

from __future__ import annotations

from collections.abc import Iterator

from storage.exports.batch import Snapshot
from storage.exports.spec import Row, TableSpec, integer, needed, text
from storage.exports.tables.table import ArchiveTable
from storage.reference.divisions import all_divisions

DIVISIONS = TableSpec(
    name="divisions",
    description=(
        "The gazetteer: each administrative division of county level and above, with the years in "
        "which its code, name and parents held. A code has several rows where one of them changed."
    ),
    columns=(
        needed("code", "GB/T 2260 code."),
        needed("name", "Official name."),
        needed("level", "Its level.", ("province", "prefecture", "county")),
        text("prefecture_code", "The prefecture that it belongs to, or is; empty without one."),
        needed("province_code", "The province that it belongs to, or is."),
        integer("valid_from", "First year on whose 31 December it held (1980: or earlier)."),
        integer("valid_to", "Last such year; empty while it holds.", required=False),
        text("successors", "Codes that hold its place since, separated by spaces."),
    ),
)


def division_rows(_: Snapshot) -> Iterator[Row]:
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


TABLE = ArchiveTable(spec=DIVISIONS, rows=division_rows)
