"""Table ``findings``: the broken rules of each shown revision."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select

from storage.exports.batch import Batch
from storage.exports.spec import Row, TableSpec, needed, number, text
from storage.exports.tables.keys import REPORT_ID, REVISION, TO_REVISION
from storage.exports.tables.table import ReportTable
from storage.records import Verdict
from storage.schema import findings

FINDINGS = TableSpec(
    name="findings",
    description="Broken rules of the revisions that figures.csv holds.",
    columns=(
        REPORT_ID,
        REVISION,
        needed("rule", "Identifier of the rule."),
        needed(
            "verdict",
            "published: the government printed it so; extraction: we may have misread.",
            Verdict,
        ),
        text("cells", "The cells concerned, separated by spaces."),
        number("expected", "What the parts give; empty where the rule is no arithmetic."),
        number("actual", "What is printed."),
        needed("message", "The finding in words."),
    ),
    foreign_keys=(TO_REVISION,),
)


def finding_rows(batch: Batch) -> Iterator[Row]:
    """Yield the findings of each revision; their cells are separated by spaces."""
    of = findings.c
    query = select(of.reading_id, of.rule, of.verdict, of.cells, of.expected, of.actual, of.message)
    fetched = batch.fetch(query.order_by(of.reading_id, of.position))
    written = {
        reading_id: [
            (rule, verdict, " ".join(cells), expected, actual, message)
            for rule, verdict, cells, expected, actual, message in rows
        ]
        for reading_id, rows in fetched.items()
    }
    return batch.rows(written)


TABLE = ReportTable(spec=FINDINGS, rows=finding_rows)
