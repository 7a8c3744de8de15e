"""Table ``revisions``: every revision of every report."""

from __future__ import annotations

from collections.abc import Iterator

from storage.exports.batch import Batch
from storage.exports.spec import Row, TableSpec, moment, needed, text
from storage.exports.tables.keys import CAPTURE, REPORT_ID, REVISION, TO_REPORT
from storage.exports.tables.table import ReportTable
from storage.records import Cause

REVISIONS = TableSpec(
    name="revisions",
    description="Every revision of every report, the earlier ones included.",
    columns=(
        REPORT_ID,
        REVISION,
        needed(
            "cause",
            "first; source: the government changed it; switch: another source became primary; "
            "extractor: we changed how we read it.",
            Cause,
        ),
        moment("first_seen_at", "When the primary source was first seen to say this."),
        moment("last_seen_at", "When it was last seen to say this."),
        text("title", "The headline."),
        needed("content_digest", "Digest of what it says; the same digest may come back."),
        needed("reader_version", "Version of the reader that read it."),
        needed("url", "The source that said it."),
        *CAPTURE,
    ),
    primary_key=("report_id", "revision"),
    foreign_keys=(TO_REPORT,),
)


def revision_rows(batch: Batch) -> Iterator[Row]:
    """Yield one row a revision, the earlier ones included."""
    for head in batch.heads:
        for revision in head.revisions:
            then = revision.discovered
            yield (
                head.report_id,
                revision.revision,
                revision.cause,
                revision.first_seen_at,
                revision.last_seen_at,
                then.title,
                then.content_digest,
                then.reader_version,
                then.url,
                then.warc_file,
                then.warc_offset,
                then.warc_record_id,
            )


TABLE = ReportTable(spec=REVISIONS, rows=revision_rows)
