"""The captured page of a drawn cell, for coders."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

from crawler.marked import marked_page, payload
from pipelines.marking.copy import NoPage
from storage.archive import Archive
from storage.records import Provenance

# A suffix is what a program opens the file by; longer ones are none.
_LONGEST_SUFFIX = 6


def write_page(archive: Archive, of: Provenance, cell: str, directory: Path, name: str) -> str:
    """Write a copy of the page with the cell marked, else the file as captured; return its name."""
    figures = [figure for figure in of.figures if figure.cell == cell]
    try:
        marked = marked_page(archive, of, figures, blind_for=cell)
    except NoPage:
        file = f"{name}{_suffix(of.url)}"
        (directory / file).write_bytes(payload(archive.capture(of.warc_record_id)))
        return file
    (directory / f"{name}.html").write_bytes(marked.html)
    return f"{name}.html"


def _suffix(url: str) -> str:
    suffix = Path(urlsplit(url).path).suffix.lower()
    return suffix if suffix.isascii() and 1 < len(suffix) <= _LONGEST_SUFFIX else ".bin"
