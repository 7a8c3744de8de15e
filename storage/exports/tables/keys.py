"""Columns that many tables share, and the keys that join the tables."""

from __future__ import annotations

from storage.exports.spec import ForeignKey, integer, needed

REPORT_ID = needed(
    "report_id",
    "The report: one issuer's for one year. The same in every archive, since it derives from "
    "division, issuer and year alone.",
)
REVISION = integer(
    "revision", "Number of the revision, from 1, in the order of discovery; it never changes."
)
TO_REPORT = ForeignKey(columns=("report_id",), table="reports", target=("report_id",))
TO_REVISION = ForeignKey(
    columns=("report_id", "revision"), table="revisions", target=("report_id", "revision")
)

CAPTURE = (
    needed("warc_file", "WARC file of the capture, relative to the archive's directory warc/."),
    integer("warc_offset", "Where its record starts in that file, in bytes."),
    needed("warc_record_id", "WARC-Record-ID of the capture, the same wherever the file goes."),
)
