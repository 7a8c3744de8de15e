"""CDXJ: the index by which replay tools find a capture in its WARC file.

One line a capture: key, moment, and a JSON object. pywb and ReplayWeb.page read it as it is.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import BinaryIO

from warcio.archiveiterator import ArchiveIterator  # type: ignore[import-untyped]

from storage.captures.surt import surt

_INDEXED = ("response", "revisit", "resource")
_REVISIT = "warc/revisit"


def cdxj_line(
    *,
    url: str,
    visited_at: datetime,
    mime: str,
    status: int | None,
    digest: str,
    length: int,
    offset: int,
    file: str,
) -> str:
    """Return the line of one capture; ``length`` is that of its gzip member."""
    fields = {"url": url, "mime": mime}
    if status:
        fields["status"] = str(status)
    fields |= {
        "digest": digest,
        "length": str(length),
        "offset": str(offset),
        "filename": file,
    }
    moment = visited_at.astimezone(UTC).strftime("%Y%m%d%H%M%S")
    return f"{surt(url)} {moment} {json.dumps(fields, ensure_ascii=False)}"


def mime_of(record_type: str, content_type: str | None) -> str:
    """Return what a line says of a record's kind."""
    if record_type == "revisit":
        return _REVISIT
    return (content_type or "").partition(";")[0].strip() or "unk"


def index(stream: BinaryIO, file: str) -> Iterator[str]:
    """Yield the lines of a WARC file, in its own order."""
    records = ArchiveIterator(stream)
    for record in records:
        if record.rec_type not in _INDEXED:
            continue
        header = record.rec_headers.get_header
        http = record.http_headers
        status = http.get_statuscode() if http else ""
        content_type = http.get_header("Content-Type") if http else record.content_type
        fields = {
            "url": header("WARC-Target-URI"),
            "visited_at": datetime.fromisoformat(header("WARC-Date")),
            "mime": mime_of(record.rec_type, content_type),
            "status": int(status) if status.isdigit() else None,
            "digest": header("WARC-Payload-Digest") or "",
        }
        offset, length = records.get_record_offset(), records.get_record_length()
        yield cdxj_line(**fields, length=length, offset=offset, file=file)


def as_index(lines: Iterable[str]) -> bytes:
    """Return lines as an index has them: sorted by their bytes, each once."""
    return b"".join(sorted({line.encode() + b"\n" for line in lines}))
