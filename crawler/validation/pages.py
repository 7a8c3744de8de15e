"""The captured pages of drawn cells, for coders."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

from crawler.marked import CapturedPage, payload
from pipelines.marking.copy import NoPage
from storage.archive import Archive
from storage.records import Provenance

# A suffix is what a program opens the file by; longer ones are none.
_LONGEST_SUFFIX = 6


def write_pages(
    archive: Archive, of: Provenance, names: Mapping[str, str], directory: Path
) -> Mapping[str, str]:
    """Write a copy of a report's page for each drawn cell, with it marked; return the files.

    ``names`` are theirs without suffixes, both by cell. What is no page is written as
    it was captured.
    """
    try:
        page = CapturedPage(archive, of)
    except NoPage:
        files = {cell: f"{name}{_suffix(of.url)}" for cell, name in names.items()}
        body = payload(archive.capture(of.warc_record_id))
        for file in files.values():
            (directory / file).write_bytes(body)
        return files
    page.look_for([figure for figure in of.figures if figure.cell in names])
    files = {cell: f"{name}.html" for cell, name in names.items()}
    for cell, file in files.items():
        figures = [figure for figure in of.figures if figure.cell == cell]
        (directory / file).write_bytes(page.marked(figures, blind_for=cell).html)
    return files


def _suffix(url: str) -> str:
    suffix = Path(urlsplit(url).path).suffix.lower()
    return suffix if suffix.isascii() and 1 < len(suffix) <= _LONGEST_SUFFIX else ".bin"
