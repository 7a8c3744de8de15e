"""Rows of ``reports`` and ``revisions``, and the columns with which the panel begins."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from storage.exports.formats import Row
from storage.exports.heads import Head, Said
from storage.exports.places import place_of


def whose(head: Head, said: Said) -> Row:
    """Return the columns that say whose report it is, for which year, on which form."""
    place = place_of(head.division_code, head.year)
    return (
        head.report_id,
        head.division_code,
        place.province,
        place.prefecture,
        place.county,
        head.issuer_id,
        head.issuer,
        head.issuer_kind,
        said.scope,
        head.year,
        said.form,
    )


def report_rows(batch: Iterable[Head]) -> Iterator[Row]:
    """Yield one row a report: its current revision, and the capture behind it."""
    for head in batch:
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


def revision_rows(batch: Iterable[Head]) -> Iterator[Row]:
    """Yield one row a revision, the earlier ones included."""
    for head in batch:
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
