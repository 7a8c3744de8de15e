"""Table ``reports``: one row a report."""

from __future__ import annotations

from collections.abc import Iterator

from storage.exports.batch import Batch
from storage.exports.spec import Row, TableSpec, day, integer, moment, needed, text
from storage.exports.tables.keys import CAPTURE
from storage.exports.tables.table import ReportTable
from storage.exports.tables.whose import WHOSE, whose
from storage.records import ReportStatus

REPORTS = TableSpec(
    name="reports",
    description=(
        "One row a report, as its primary source last said it: where it was found, when, and the "
        "capture that every figure of its current revision was read from."
    ),
    columns=(
        *WHOSE,
        text("title", "The headline, its lines joined."),
        needed("url", "The primary source's page."),
        day("published_on", "Publication date that the page states (China)."),
        day("signed_on", "Date under the report (China)."),
        moment("first_seen_at", "When nianbao first saw the report."),
        moment("last_seen_at", "When nianbao last saw the report, unchanged or not."),
        integer("revision", "Number of the current revision."),
        integer("revisions", "How many revisions there are."),
        needed(
            "status",
            "withdrawn: gone from every source by repeated evidence; else published.",
            ReportStatus,
        ),
        needed("content_digest", "Digest of what the current revision says."),
        needed("reader_version", "Version of the reader that read it."),
        *CAPTURE,
        needed("payload_digest", "Digest of the body that the capture holds."),
    ),
    primary_key=("report_id",),
)


def report_rows(batch: Batch) -> Iterator[Row]:
    """Yield one row a report: its current revision, and the capture behind it."""
    for head in batch.heads:
        now = head.current.today
        yield (
            *whose(head, now),
            now.title,
            head.url,
            now.published_on,
            now.signed_on,
            head.first_seen_at,
            head.last_seen_at,
            head.current.revision,
            len(head.revisions),
            head.status.value,
            now.content_digest,
            now.reader_version,
            now.warc_file,
            now.warc_offset,
            now.warc_record_id,
            now.payload_digest,
        )


TABLE = ReportTable(spec=REPORTS, rows=report_rows)
