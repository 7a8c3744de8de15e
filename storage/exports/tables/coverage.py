"""Table ``coverage``: the cells of ``storage.coverage``, whose fields are the columns."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select

from storage.coverage.cells import coverage_cells
from storage.exports.batch import Snapshot
from storage.exports.spec import Row, TableSpec, day, integer, moment, needed, text
from storage.exports.tables.keys import TO_REPORT
from storage.exports.tables.table import ArchiveTable
from storage.records import CoverageState
from storage.schema import restrictions

COVERAGE = TableSpec(
    name="coverage",
    description=(
        "Who ought to have published, by year, and what is known of each. A report is missing only "
        "where crawls prove it: every site of the division was read to the end after the deadline, "
        "and its lists do not name it. Otherwise it is not_observed, which is no finding. late "
        "takes two signs, since portals date pages anew when they move; with one it is undated. "
        "With --as-of it is judged by what had been seen and crawled by that day."
    ),
    columns=(
        text("division_code", "GB/T 2260 code of the issuer's division in that year."),
        needed("issuer_id", "The issuer."),
        needed("issuer", "Full name of the issuer."),
        integer("year", "The year that a report would be about."),
        needed("state", "What is known.", CoverageState),
        needed("reason", "Why the state is that."),
        day("deadline", "The day by which national rules want it; empty where there is none."),
        day("published_on", "Publication date that the report states."),
        moment("last_checked_at", "When the evidence was last looked at.", required=False),
        text("report_id", "The report, where there is one."),
    ),
    primary_key=("issuer_id", "year"),
    foreign_keys=(TO_REPORT,),
)


def _rows(snapshot: Snapshot) -> Iterator[Row]:
    hidden = set(snapshot.connection.scalars(select(restrictions.c.report_id)))
    cells = coverage_cells(
        snapshot.connection,
        snapshot.selection,
        snapshot.last_change_at,
        until=snapshot.selection.clocks.seen_by,
    )
    for cell in cells:
        if cell.report_id not in hidden:
            yield cell


TABLE = ArchiveTable(spec=COVERAGE, rows=_rows)
