"""Captures: HTTP exchanges in WARC/1.1 files, one gzip member a record.

A file is called ``NAME.warc.gz.open`` while its writer lives and ``NAME.warc.gz`` once it is
whole. Rows of the archive hold the final name, whichever it has at the moment.
"""

from storage.captures.coding import MAX_DECODED, Undecodable, decode_content
from storage.captures.reader import StoredRecord, read_capture, read_record
from storage.captures.recovery import recover
from storage.captures.writer import CaptureWriter, KnownPayloads, Original, WrittenRecord

__all__ = [
    "MAX_DECODED",
    "CaptureWriter",
    "KnownPayloads",
    "Original",
    "StoredRecord",
    "Undecodable",
    "WrittenRecord",
    "decode_content",
    "read_capture",
    "read_record",
    "recover",
]
