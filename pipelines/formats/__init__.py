"""Bytes to a document, whatever their format. The format is told by content, then by declaration.

HTML and text are read here, within limits on size and depth; PDF and Office files in the sandbox,
whose libraries are imported there only.
"""

from __future__ import annotations

import email
import email.policy

from pipelines.decoding import decode
from pipelines.document import Document, Picture
from pipelines.errors import Unreadable
from pipelines.formats import ocr
from pipelines.formats.html import read_html
from pipelines.formats.sniff import sniff
from pipelines.formats.text import read_text
from pipelines.sandbox import read_sandboxed

# Scanned reports reach 40 MB; a file of more is no report, and would be copied to the sandbox.
MAX_FILE_BYTES = 64_000_000
# As many bytes as the limit of HTML and text has characters, in an encoding of three bytes each.
MAX_TEXT_BYTES = 12_000_000

_WORD = "WordDocument".encode("utf-16-le")
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


def read_document(
    body: bytes, *, url: str | None = None, content_type: str | None = None
) -> Document:
    """Return the document in ``body``, decoded from its transfer. Raises ``Unreadable`` only.

    Scanned pages and picture files are ``Picture`` blocks, which ``pipelines.pictures`` reads.

    ``url`` resolves the links of a page; it and ``content_type`` matter only where
    bytes say nothing.
    """
    if not body.strip(b" \t\r\n\f\v\0"):
        raise Unreadable("empty", "nothing but white space")
    kind = sniff(body, url=url, content_type=content_type)
    if kind in ("html", "mhtml", "text"):
        if len(body) > MAX_TEXT_BYTES:
            raise Unreadable("too_large", f"{kind} of more than {MAX_TEXT_BYTES:,} bytes")
        if kind == "html":
            return read_html(decode(body, content_type), url=url)
        if kind == "mhtml":
            return read_html(_html_of_mail(body), url=url)
        return read_text(decode(body, content_type))
    if len(body) > MAX_FILE_BYTES:
        raise Unreadable("too_large", f"a file of more than {MAX_FILE_BYTES:,} bytes")
    if kind == "pdf":
        return read_sandboxed(kind, body)
    if kind == "zip":
        return read_sandboxed(kind, body, pictures=ocr.is_installed())
    if kind == "rtf":
        return _doc(body, "rtf")
    if kind == "ole":
        if _ENCRYPTED in body:
            raise Unreadable("encrypted", "an Office file that asks for a password")
        return _doc(body, "doc") if _WORD in body else read_sandboxed("ole", body)
    if kind == "image":
        return Document(format="image", blocks=(Picture(url=url or "picture", data=body),))
    if kind == "archive":
        raise Unreadable("unsupported", "a packed archive: unpack it first")
    raise Unreadable("unsupported", "neither HTML, text, PDF nor an Office file")


def _doc(body: bytes, suffix: str) -> Document:
    from pipelines.formats.doc import read_doc  # noqa: PLC0415 - subprocess and temporary files

    return read_doc(body, suffix)


def _html_of_mail(body: bytes) -> str:
    """The page in a Word "single file web page" (MHTML)."""
    message = email.message_from_bytes(body, policy=email.policy.compat32)
    for part in message.walk():
        if part.get_content_type() == "text/html":
            payload = part.get_payload(decode=True)
            if isinstance(payload, bytes):
                return decode(payload, part.get("content-type"))
    raise Unreadable("damaged", "an MHTML file without a page")
