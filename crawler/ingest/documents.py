"""A document that was handed in by itself: of its origin only its own date is known."""

from __future__ import annotations

import mimetypes
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

from crawler.ingest.hosts import Hosts
from crawler.ingest.ingestion import Entry
from crawler.ingest.keeping import Keeper
from pipelines.errors import Unreadable
from pipelines.extract import extract
from pipelines.formats.sniff import sniff
from storage.archive import Archive
from storage.captures import CaptureWriter, ForeignRecord
from storage.records import Cause

_TYPES = {"html": "text/html", "text": "text/plain", "pdf": "application/pdf"}


def ingest_document(archive: Archive, writer: CaptureWriter, entry: Entry, url: str | None) -> None:
    """Archive a document if it is a report. Raises StorageError and OSError.

    Without a URL its own digest stands for one: two documents are two sources, whatever their
    names. Its date is the file's.
    """
    hosts = Hosts(archive.sites())
    if url is not None and not hosts.admits(url):
        entry.tally.refused[url] += 1
        return
    body = entry.path.read_bytes()
    moment = datetime.fromtimestamp(entry.path.stat().st_mtime, UTC)
    record = ForeignRecord(
        position=1,
        kind="resource",
        record_id="",
        url=url or f"urn:sha256:{sha256(body).hexdigest()}",
        visited_at=min(moment, datetime.now(UTC)),
        status=0,
        reason="",
        headers=(("Content-Type", _content_type(entry.path, body)),),
        body=body,
        payload_digest=sha256(body).hexdigest(),
        refers_to=None,
        refers_to_url=None,
        refers_to_date=None,
    )
    locality = None if url is None else hosts.locality_of(url)
    entry.tally.records = 1
    try:
        read = extract(body, url=record.url, content_type=record.headers[0][1], locality=locality)
    except Unreadable as error:
        entry.tally.troubles.append(f"cannot be read: {error.message}")
        return
    if not read.is_report:
        entry.tally.troubles.append(f"is no report: {read.reason}")
        return
    keeper = Keeper(archive, writer, entry.ingest.ingest_id)
    capture = keeper.capture(record, "" if url is None else hosts.site_of(url))
    if capture is None:
        entry.tally.again += 1
    else:
        cause = keeper.report(capture, read, locality, None)
        entry.tally.count(is_new=cause is Cause.FIRST, is_changed=cause is Cause.SOURCE)
    archive.finish_ingest(entry.ingest.ingest_id, now=datetime.now(UTC))


def _content_type(path: Path, body: bytes) -> str:
    kind = sniff(body, url=path.name, content_type=None)
    return _TYPES.get(kind) or mimetypes.guess_type(path.name)[0] or "application/octet-stream"
