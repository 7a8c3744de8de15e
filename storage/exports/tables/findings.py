"""Table ``findings``: the broken rules of each shown revision, and what persons say of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from sqlalchemy import select

from storage.audit.found import finding_id
from storage.audit.reviews import Word
from storage.exports.batch import Batch
from storage.exports.spec import Row, TableSpec, needed, number, text
from storage.exports.tables.keys import REPORT_ID, REVISION, TO_REVISION
from storage.exports.tables.table import ReportTable
from storage.records import Verdict
from storage.schema import audit_findings, findings

FINDINGS = TableSpec(
    name="findings",
    description=(
        "Broken rules of the revisions that figures holds. Those that compare a report with others "
        "are what the last nianbao audit found, of current revisions."
    ),
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
        needed("finding_id", "The finding, the same for all revisions of the report."),
        text("other_report_id", "The report it is compared with, where it is with one."),
        text(
            "review", "A person's word on it, while the cells say what they said then.", values=Word
        ),
        text("review_why", "Why, in that person's words."),
    ),
    foreign_keys=(TO_REVISION,),
)


def finding_rows(batch: Batch) -> Iterator[Row]:
    """Yield the findings of each revision: its own, then those beside other reports."""
    of = findings.c
    query = select(of.reading_id, of.rule, of.verdict, of.cells, of.expected, of.actual, of.message)
    own = batch.fetch(query.order_by(of.reading_id, of.position))
    beside: defaultdict[tuple[str, int], list[Row]] = defaultdict(list)
    found = audit_findings.c
    for row in batch.connection.execute(
        select(
            found.report_id,
            found.revision,
            found.rule,
            found.verdict,
            found.cells,
            found.expected,
            found.actual,
            found.message,
            found.other_id,
        )
        .where(found.report_id.in_(batch.report_ids))
        .order_by(found.report_id, found.rule, found.finding_id)
    ):
        beside[row.report_id, row.revision].append(tuple(row[2:]))
    for head, revision, said in batch.shown:
        mine = [(*row, None) for row in own.get(said.reading_id, ())]
        for rule, verdict, cells, expected, actual, message, other in (
            *mine,
            *beside.get((head.report_id, revision), ()),
        ):
            identity = finding_id(head.report_id, rule, cells, other)
            review = batch.reviews.of(identity, said.reading_id, cells, expected, actual)
            yield (
                head.report_id,
                revision,
                rule,
                verdict,
                " ".join(cells),
                expected,
                actual,
                message,
                identity,
                other,
                review.word if review else None,
                review.why if review else None,
            )


TABLE = ReportTable(spec=FINDINGS, rows=finding_rows)
