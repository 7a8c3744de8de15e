"""A first look into a ZIP or an OLE file, and the reader for what is in it. Runs in the sandbox."""

from __future__ import annotations

import io
from zipfile import BadZipFile, ZipFile

from pipelines.document import Document
from pipelines.errors import Unreadable

# What a file may come to when inflated: forty times the largest report with pictures that we know.
MAX_INFLATED = 120_000_000
# XML beyond this takes more memory than a worker has (lxml: twelve times its size).
MAX_XML = 24_000_000
_MAX_ENTRIES = 5_000


def read_zip(body: bytes, *, pictures: bool = False) -> Document:
    """Return the DOCX or XLSX in ``body``; ``pictures``: with the bytes of a DOCX's pictures.

    Raises ``Unreadable``: ``unsupported`` for every other ZIP, OFD among them; ``too_large``,
    before anything is inflated; ``damaged``.
    """
    try:
        with ZipFile(io.BytesIO(body)) as archive:
            entries = archive.infolist()
    except (BadZipFile, ValueError, NotImplementedError, OSError) as error:
        raise Unreadable("damaged", "a ZIP file that cannot be opened") from error
    if len(entries) > _MAX_ENTRIES or sum(entry.file_size for entry in entries) > MAX_INFLATED:
        raise Unreadable("too_large", "a ZIP file that inflates beyond the limit")
    if any(e.file_size > MAX_XML for e in entries if e.filename.endswith((".xml", ".rels"))):
        raise Unreadable("too_large", "an Office file whose text inflates beyond the limit")
    names = {entry.filename for entry in entries}
    if any(entry.flag_bits & 1 for entry in entries):
        raise Unreadable("encrypted", "a ZIP file that asks for a password")
    if "word/document.xml" in names or any(name.startswith("word/") for name in names):
        from pipelines.formats.docx import read_docx  # noqa: PLC0415 - only what the file needs

        return read_docx(body, pictures=pictures)
    if any(name.startswith("xl/") for name in names):
        from pipelines.formats.spreadsheet import read_spreadsheet  # noqa: PLC0415

        return read_spreadsheet(body, "xlsx")
    if "OFD.xml" in names:
        raise Unreadable("unsupported", "OFD: no library reads it; look for the PDF beside it")
    raise Unreadable("unsupported", "a ZIP file that is no Word or Excel file: unpack it first")


def read_ole(body: bytes) -> Document:
    """Return the XLS in ``body``. A DOC is converted before it gets here (``doc``)."""
    from pipelines.formats.spreadsheet import read_spreadsheet  # noqa: PLC0415

    return read_spreadsheet(body, "xls")
