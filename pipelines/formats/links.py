"""Links to files: what an attachment's URL looks like, with and without an extension."""

from __future__ import annotations

import base64
import binascii
import re
from urllib.parse import parse_qs, unquote, urljoin, urlsplit

_FILE = re.compile(
    r"\.(?:pdf|docx?|xlsx?|ofd|wps|et|zip|rar|7z|rtf|csv)(?:$|[?#&])"
    r"|/(?:downfile|download(?:file)?)\.(?:jsp|do|aspx|php|action)\b"
    r"|[?&](?:wbfileid|fileid)=",
    re.I,
)
# The badge of 政府网站工作年度报表 is a PDF in every footer, and no attachment of anything.
_BADGE = re.compile(r"report_tb_", re.I)
_VIEWER = re.compile(r"viewer\.html?\b|pdfjs|pdf\.js|[?&]file=", re.I)


def absolute(url: str, base: str | None) -> str:
    """``url`` resolved against the page; as it is where there is no page or it is no URL at all."""
    url = "".join(url.split())
    if base is None:
        return url
    try:
        return urljoin(base, url)
    except ValueError:
        return url


def unwrap(url: str) -> str:
    """The file behind a pdf.js viewer's URL (``viewer.html?file=…``), else ``url``."""
    if not _VIEWER.search(url):
        return url
    try:
        query = parse_qs(urlsplit(url).query)
    except ValueError:
        return url
    return unquote(query["file"][0]) if query.get("file") else url


def is_file(url: str) -> bool:
    """Whether ``url`` leads to a document or an archive rather than to a page."""
    if url[:11].lower() == "javascript:" or _BADGE.search(url):
        return False
    return _FILE.search(unwrap(url)) is not None


def read_data_url(url: str) -> tuple[str, bytes | None]:
    """Return what to call a picture that is part of the page, and its bytes where they are whole.

    The name is that of its type: ``data:image/png``.
    """
    head, _, text = url.partition(",")
    name, *parameters = head.split(";")
    if "base64" not in parameters:
        return name, None
    try:
        return name, base64.b64decode("".join(text.split()), validate=True)
    except (binascii.Error, ValueError):
        return name, None
