"""The capture behind a report as a page for a person, with the cells marked that were read."""

from __future__ import annotations

from collections.abc import Sequence

from pipelines.marking.copy import MarkablePage, Marked, NoPage
from storage.archive import Archive
from storage.captures import Undecodable, decode_content
from storage.clock import written
from storage.records import Capture, Figure, Provenance
from storage.reference.codebook import load_codebook


def payload(capture: Capture) -> bytes:
    """Return what a browser would show of a capture. Raises ``NoPage`` where it is damaged."""
    headers = {name.lower(): value for name, value in capture.headers.items()}
    try:
        return decode_content(capture.body, headers.get("content-encoding"))
    except Undecodable as error:
        raise NoPage(f"something damaged ({error})") from error


def content_type(capture: Capture) -> str | None:
    """Return the header."""
    return next(
        (value for name, value in capture.headers.items() if name.lower() == "content-type"), None
    )


class CapturedPage:
    """The captured page that a report was read from, of which copies with marks are made.

    Raises ``NoPage`` where it is no page, and ``CaptureDamaged``.
    """

    def __init__(self, archive: Archive, of: Provenance) -> None:
        capture = archive.capture(of.warc_record_id)
        self._of = of
        self._page = MarkablePage(payload(capture), url=of.url, content_type=content_type(capture))

    def look_for(self, figures: Sequence[Figure]) -> None:
        """Find at one go where figures stand that several copies will mark."""
        self._page.look_for(figures)

    def marked(self, figures: Sequence[Figure], *, blind_for: str | None = None) -> Marked:
        """Return a copy with figures marked.

        ``blind_for``: a cell that a person is to read anew, so that what was read is not told.
        """
        of = self._of
        about = {
            figure.cell: _label(figure.cell) if blind_for else _told(figure) for figure in figures
        }
        note = [
            ("Report", f"{of.title} ({of.report_id}, revision {of.revision} of {of.revisions})"),
            ("Page", of.page),
            *([("File", of.url)] if of.url != of.page else []),
            ("Captured", f"{written(of.captured_at)}, {of.warc_record_id}, {of.payload_digest}"),
            *(("Picture", f"{one.url}, {one.warc_record_id}") for one in of.pictures),
        ]
        if blind_for is not None:
            note.append(("Look for", _label(blind_for)))
        elif len(figures) == 1:
            note.append(("Marked", about[figures[0].cell]))
        note.append(
            (
                "Copy",
                "by nianbao, of what the server sent then. Scripts, frames, style sheets and "
                "pictures on other servers are left out, nothing is fetched; links lead to the "
                "site of today.",
            )
        )
        return self._page.copy(figures=figures, note=note, about=about)


def _label(cell: str) -> str:
    known = load_codebook().by_name.get(cell)
    return cell if known is None else f"{cell}: {known.label_zh} ({known.label_en})"


def _told(figure: Figure) -> str:
    value = "" if figure.value is None else f" = {figure.value:f}"
    return f"{_label(figure.cell)}{value}; {figure.status}, read by {figure.read}"
