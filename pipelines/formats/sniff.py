"""Which format bytes are in: by their own marks, then by what was declared, then by the URL."""

from __future__ import annotations

import re
from typing import Literal
from urllib.parse import urlsplit

from pipelines.decoding import unmarked_utf16

Sniffed = Literal["html", "mhtml", "text", "pdf", "zip", "ole", "rtf", "image", "archive", "binary"]

_PICTURES = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF87a", b"GIF89a", b"II*\0", b"MM\0*")
_ARCHIVES = (b"Rar!\x1a\x07", b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b\x08", b"BZh", b"\xfd7zXZ\0")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# Readers accept junk before %PDF within the first kilobyte (PDF 1.7, annex H).
_PDF_WITHIN = 1024
# Control characters that no text has.
_CONTROLS = bytes(set(range(32)) - set(b"\t\n\r\f\v\x1a\x1b"))
# A page may begin with a long comment or with metadata of a template; a tag comes within this.
_TAG_WITHIN = 65536
_TAG = re.compile(
    rb"<(?:!doctype\s+html|html|head|body|meta|title|div|p|table|tr|td|span|h[1-6]|ul|script|style|br"
    rb"|ucapcontent|font|center|form|section|article|base|link)[\s/>]",
    re.I,
)
_PAGE = re.compile(rb"<(?:!doctype\s+html|html|body)[\s>]", re.I)
_MHTML = re.compile(rb"\s*(?:mime-version:|from:[^\n]*\n(?:[^\n]+\n){0,8}mime-version:)", re.I)


def sniff(body: bytes, *, url: str | None, content_type: str | None) -> Sniffed:
    """Return what to read ``body`` as."""
    if b"%PDF-" in body[:_PDF_WITHIN]:
        return "pdf"
    if body.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return "zip"
    if body.startswith(_OLE):
        return "ole"
    if body.startswith(b"{\\rtf"):
        return "rtf"
    if body[8:12] == b"WEBP" or body.startswith(_PICTURES):
        return "image"
    if body.startswith(b"BM") and b"\0" in body[:64]:  # two letters could begin a text as well
        return "image"
    if body.startswith(_ARCHIVES):
        return "archive"
    if _MHTML.match(body[:2048]) and b"text/html" in body[:_TAG_WITHIN].lower():
        return "mhtml"
    # three letters of a tag turn up among random bytes, a whole <html does not
    if _is_binary(body) and not _PAGE.search(body[:_TAG_WITHIN]):
        return "binary"
    if _is_markup(body):
        return "html"
    # No tag and no mark: prose. A declaration could only say that it is some broken other thing.
    declared = _declared(url, content_type)
    return declared if declared == "html" and b"<" in body else "text"


def _is_markup(body: bytes) -> bool:
    head = body[:_TAG_WITHIN]
    if head.startswith((b"\xff\xfe", b"\xfe\xff")) or unmarked_utf16(body) is not None:
        head = head.replace(b"\0", b"")
    return _TAG.search(head) is not None


def _is_binary(body: bytes) -> bool:
    """Whether bytes are no text in any encoding: control characters, but not those of UTF-16."""
    head = body[:4096]
    if head.startswith((b"\xff\xfe", b"\xfe\xff")) or unmarked_utf16(body) is not None:
        return False
    controls = len(head) - len(head.translate(None, _CONTROLS))
    return controls > max(len(head) * 0.02, 1)


def _declared(url: str | None, content_type: str | None) -> Sniffed | None:
    if content_type is not None and "html" in content_type.lower():
        return "html"
    try:
        path = urlsplit(url or "").path.lower()
    except ValueError:
        return None
    return "html" if path.endswith((".html", ".htm", ".shtml", ".jsp", ".aspx", ".php")) else None
