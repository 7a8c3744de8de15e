"""Bytes to a document, whatever their format. The format is told by content, then by declaration."""

from __future__ import annotations

from pipelines.decoding import decode
from pipelines.document import Document
from pipelines.errors import Unreadable
from pipelines.formats.html import read_html
from pipelines.formats.sniff import sniff
from pipelines.formats.text import read_text


def read_document(
    body: bytes, *, url: str | None = None, content_type: str | None = None
) -> Document:
    """Return the document in ``body``. Raises ``Unreadable``, and nothing else."""
    if not body.strip(b" \t\r\n\f\v\0"):
        raise Unreadable("empty", "nothing but white space")
    kind = sniff(body, url=url, content_type=content_type)
    if kind == "html":
        return read_html(decode(body, content_type), url=url)
    if kind == "text":
        return read_text(decode(body, content_type))
    raise Unreadable("unsupported", f"no reader for {kind}")
