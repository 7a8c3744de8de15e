"""Captures: HTTP exchanges in WARC/1.1 files, one gzip member a record.

A file is called ``NAME.warc.gz.open`` while its writer lives and ``NAME.warc.gz`` once it is
whole, with its CDXJ index ``NAME.cdxj`` beside it. Rows of the archive hold the final name,
whichever it has at the moment, and wherever its store keeps it.
"""

from storage.captures.coding import MAX_DECODED, Undecodable, decode_content
from storage.captures.directory import CaptureFileMissing, DirectoryStore
from storage.captures.foreign import Damaged, ForeignRecord, is_digest_of, kind_of, read_foreign
from storage.captures.reader import StoredRecord, read_capture, read_record
from storage.captures.records import Answer, Original
from storage.captures.recovery import recover
from storage.captures.store import CaptureStore, open_store
from storage.captures.writer import CaptureWriter, KnownPayloads, WrittenRecord

__all__ = [
    "MAX_DECODED",
    "Answer",
    "CaptureFileMissing",
    "CaptureStore",
    "CaptureWriter",
    "Damaged",
    "DirectoryStore",
    "ForeignRecord",
    "KnownPayloads",
    "Original",
    "StoredRecord",
    "Undecodable",
    "WrittenRecord",
    "decode_content",
    "is_digest_of",
    "kind_of",
    "open_store",
    "read_capture",
    "read_foreign",
    "read_record",
    "recover",
]
