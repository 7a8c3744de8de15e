"""Goes through files of other tools and keeps what are reports."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from crawler import blocking
from crawler.frontier import canonical_url
from crawler.ingest.hosts import Hosts
from crawler.ingest.keeping import Keeper, in_future, is_answer, joined
from crawler.ingest.tally import Tally
from crawler.planned import PICTURES, may_hold_report
from crawler.scope import host_of
from crawler.warcinfo import warcinfo
from pipelines.errors import Unreadable
from pipelines.extract import extract, wants_pictures
from pipelines.formats.sniff import sniff
from pipelines.glance import may_be_report
from pipelines.identity.titles import read_title
from pipelines.listing import read_page
from pipelines.reader_version import reader_version
from pipelines.reading import read_capture
from pipelines.recognition import Recogniser
from storage.archive import Archive
from storage.captures import (
    CaptureWriter,
    Damaged,
    ForeignRecord,
    Undecodable,
    decode_content,
    is_digest_of,
    read_foreign,
)
from storage.records import Capture, Cause, ForeignFile, Ingest, Locality, Reading, VisitOutcome

_PAGES = ("html", "mhtml", "text")
_DOCUMENTS = ("pdf", "zip", "ole", "rtf")
_FURNITURE = re.compile(r"(?:image|video|audio|font)/|text/css|.*javascript", re.IGNORECASE)
_LINK_TO_FILE = re.compile(rb"\.(?:pdf|docx?|xlsx?|wps|et)\b", re.IGNORECASE)
# How far a file is, is put down so often: more would cost time, less work after a kill.
_STEP = 500
_NOT_MODIFIED = 304

Lead = tuple[str | None, str | None]  # the page and the headline that lead to a file


@dataclass(slots=True, kw_only=True)
class Entry:
    """A file on its way: ``links`` are the documents that its own pages lead to."""

    path: Path
    ingest: Ingest
    tally: Tally
    links: dict[str, Lead] = field(default_factory=dict)
    keeper: Keeper | None = None
    position: int = 0
    has_more: bool = True  # whether its second reading can bring anything


class Ingestion:
    """Takes WARC and WACZ files in. ``step`` is called after each record that was looked at.

    Methods raise StorageError, where the archive gives way, and OSError for a file that is not to
    be opened. Killed, the same call goes on where it stood.
    """

    def __init__(self, archive: Archive, step: Callable[[], None] = lambda: None) -> None:
        self._archive = archive
        self._hosts = Hosts(archive.sites())
        self._step = step
        self._links: dict[str, Lead] = {}
        self._seen: set[int] = set()  # what is no report, for revisits of it
        self._has_pictures = False  # whether the files were gone through for them
        self._is_whole = True  # whether all of the files was seen by this process

    def begin(self, path: Path, file: ForeignFile) -> Entry:
        """Put a file down in the archive."""
        ingest = self._archive.begin_ingest(file, reader_version(), now=datetime.now(UTC))
        links = {url: (page, headline) for url, (page, headline) in ingest.links.items()}
        self._links.update(links)
        self._is_whole &= ingest.stage == "pages" and ingest.position == 0
        return Entry(path=path, ingest=ingest, tally=Tally(), links=links)

    def run(self, entries: list[Entry]) -> None:
        """Go through the pages of all files, then their documents, then pages of pictures."""
        unfinished = [entry for entry in entries if not entry.ingest.is_finished]
        for entry in unfinished:
            if entry.ingest.stage == "pages":
                entry.has_more = entry.ingest.position > 0
                self._go_through(entry, "pages", self._page)
        for entry in unfinished:
            if entry.has_more:
                self._go_through(entry, "files", self._document)
        self._has_pictures = True
        for entry in unfinished:
            if any(lead == (page, None) for lead in entry.links.values() if (page := lead[0])):
                self._go_through(entry, "pictured", self._pictured)
        for entry in unfinished:
            if not entry.tally.troubles:
                self._archive.finish_ingest(entry.ingest.ingest_id, now=datetime.now(UTC))

    def _go_through(
        self, entry: Entry, stage: str, look: Callable[[Entry, ForeignRecord], None]
    ) -> None:
        ingest = entry.ingest
        entry.position = ingest.position if ingest.stage == stage else 0
        put_down = entry.position
        with self._writer(entry) as writer:
            entry.keeper = Keeper(self._archive, writer, ingest.ingest_id)
            try:
                for record in read_foreign(entry.path, after=entry.position):
                    look(entry, record)
                    entry.position = record.position
                    self._step()
                    if entry.position - put_down >= _STEP:
                        put_down = entry.position
                        self._advance(entry, stage)
            except Damaged as error:
                trouble = f"cannot be read on behind its record {error.position}: {error}"
                if trouble not in entry.tally.troubles:
                    entry.tally.troubles.append(trouble)
                entry.position = error.position
        entry.tally.records = max(entry.tally.records, entry.position)
        if stage == "pages":
            entry.position = 0
            self._advance(entry, "files")

    def _advance(self, entry: Entry, stage: str) -> None:
        self._archive.advance_ingest(entry.ingest.ingest_id, stage, entry.position, entry.links)

    def _writer(self, entry: Entry) -> CaptureWriter:
        description = (
            f"Captures taken in by nianbao ingest from {entry.path.name}, made by another tool, "
            "under the record ids, dates and URLs that they have there. Transfer coding undone."
        )
        name = f"ingest-{entry.ingest.ingest_id}"
        return self._archive.capture_writer(name, warcinfo(description))

    # -- first the pages ---------------------------------------------------------------------------

    def _page(self, entry: Entry, record: ForeignRecord) -> None:
        if self._is_unusable(entry, record):
            return
        if record.kind == "revisit" or record.status == _NOT_MODIFIED:
            entry.has_more = True
            self._revisit(entry, record)
            return
        kind = self._sniff(record) if is_answer(record) else "furniture"
        entry.has_more |= kind in _DOCUMENTS
        if kind in _PAGES:
            self._read_page(entry, record)
        else:
            self._note_seen(record)

    def _read_page(self, entry: Entry, record: ForeignRecord) -> None:
        headers = joined(record.headers)
        body = _decoded(record)
        content_type = _header(record, "content-type")
        if body is None or not may_be_report(body, content_type):
            self._note_seen(record)
            if body is not None and self._hosts.admits(record.url):
                self._follow_list(entry, record, body)
            return
        if not self._hosts.admits(record.url):
            entry.tally.refused[host_of(record.url) or record.url] += 1
            return
        verdict = blocking.judge(status=record.status, headers=headers, body=body, url=record.url)
        locality = self._hosts.locality_of(record.url)
        read = _read(body, record, locality) if verdict.kind == "normal" else None
        if isinstance(read, Reading) and read.is_report and not _is_list(body, record, read):
            files = [link for link in read.attachments if may_hold_report(link.url, link.text)]
            # Files bear the dates of their page, which has to be there before them.
            if not files and wants_pictures(read) and not self._has_pictures:
                self._note_seen(record)
            else:
                self._keep(entry, record, read, locality, None)
            for link in files:
                self._lead(entry, link.url, (record.url, read.title))
            for picture in read.pictures[:PICTURES]:
                self._lead(entry, picture.url, (record.url, None))
            return
        self._note_seen(record)
        if isinstance(read, Unreadable):
            entry.tally.unusable[read.message] += 1
        self._follow_list(entry, record, body)

    def _follow_list(self, entry: Entry, record: ForeignRecord, body: bytes) -> None:
        """Take in that a list leads to reports that are files."""
        if not _LINK_TO_FILE.search(body):
            return
        content_type = _header(record, "content-type")
        for found in read_page(body, url=record.url, content_type=content_type).links:
            if may_hold_report(found.url, found.text) and read_title(found.text).is_report:
                self._lead(entry, found.url, (None, found.text))

    def _lead(self, entry: Entry, url: str, lead: Lead) -> None:
        """Take in that a page leads to a file; a report's page knows more of it than a list."""
        key = canonical_url(url)
        entry.has_more = True
        if key not in self._links or (lead[0] is not None and self._links[key][0] is None):
            self._links[key] = entry.links[key] = lead

    # -- then the documents ------------------------------------------------------------------------

    def _document(self, entry: Entry, record: ForeignRecord) -> None:
        if self._is_unusable(entry, record, count=False):
            return
        if record.kind == "revisit" or record.status == _NOT_MODIFIED:
            self._revisit(entry, record, is_last_chance=True)
        elif is_answer(record) and canonical_url(record.url) in self._links:
            if self._is_picture(record):
                self._keep_picture(entry, record)
            elif self._sniff(record) in _DOCUMENTS:
                self._read_document(entry, record)
        elif is_answer(record) and self._sniff(record) in _DOCUMENTS:
            self._read_document(entry, record)

    @staticmethod
    def _is_picture(record: ForeignRecord) -> bool:
        body = _decoded(record)
        return body is not None and sniff(body, url=record.url, content_type=None) == "image"

    def _keep_picture(self, entry: Entry, record: ForeignRecord) -> None:
        """Keep a picture of a report: the page is not whole without."""
        if self._hosts.admits(record.url):
            capture = self._keeper(entry).capture(record, self._hosts.site_of(record.url))
            if capture is not None:
                self._keeper(entry).judge(capture, VisitOutcome.OK)

    def _read_document(self, entry: Entry, record: ForeignRecord) -> None:
        body = _decoded(record)
        if body is None:
            return
        page, headline = self._links.get(canonical_url(record.url), (None, None))
        is_led_to = headline is not None or page is not None
        if not self._hosts.admits(record.url):
            if is_led_to:
                entry.tally.refused[host_of(record.url) or record.url] += 1
            return
        locality = self._hosts.locality_of(record.url, headline)
        read = _read(body, record, locality)
        if isinstance(read, Reading) and read.is_report:
            self._keep(entry, record, read, locality, page)
        elif is_led_to:
            capture = self._keeper(entry).capture(record, self._hosts.site_of(record.url))
            if capture is not None:
                self._keeper(entry).no_report(capture, read, locality, page)

    # -- then the pages that show tables as pictures -----------------------------------------------

    def _pictured(self, entry: Entry, record: ForeignRecord) -> None:
        if (record.url, None) not in self._links.values():
            return
        if self._archive.standing(record.record_id, record.url, record.visited_at) == "judged":
            return
        if not self._is_unusable(entry, record, count=False):
            if record.kind == "revisit" or record.status == _NOT_MODIFIED:
                self._revisit(entry, record)
            elif is_answer(record) and self._sniff(record) in _PAGES:
                self._read_page(entry, record)

    # -- both --------------------------------------------------------------------------------------

    def _keep(
        self,
        entry: Entry,
        record: ForeignRecord,
        reading: Reading,
        locality: Locality | None,
        page: str | None,
    ) -> None:
        capture = self._keeper(entry).capture(record, self._hosts.site_of(record.url))
        if capture is None:
            entry.tally.again += 1
            return
        if wants_pictures(reading):
            picture_of = partial(self._archive.kept_picture, page=capture)
            recogniser = Recogniser(self._archive.recall_recognition)
            reading = read_capture(capture, locality, picture_of, recogniser)
            self._archive.keep_recognitions(recogniser.fresh)
        cause = self._keeper(entry).report(capture, reading, locality, page)
        entry.tally.count(is_new=cause is Cause.FIRST, is_changed=cause is Cause.SOURCE)

    def _revisit(
        self, entry: Entry, record: ForeignRecord, *, is_last_chance: bool = False
    ) -> None:
        """Take in that a page said again what it had said; its payload is in another record."""
        if not self._hosts.admits(record.url):
            return
        if record.status == _NOT_MODIFIED:
            if self._archive.latest_payload(record.url) is not None:
                keeper = self._keeper(entry)
                capture = keeper.capture(replace(record, body=b""), self._hosts.site_of(record.url))
                if capture is not None:
                    keeper.judge(capture, VisitOutcome.NOT_MODIFIED)
            return
        original = self._original(record)
        if original is None:
            if is_last_chance and self._is_whole and not self._was_seen(record):
                entry.tally.unresolved += 1
            return
        whole = replace(
            record,
            body=original.body,
            status=record.status or original.status,
            headers=record.headers
            if _header(record, "content-type")
            else tuple(original.headers.items()),
        )
        kind = self._sniff(whole)
        if kind in _PAGES:
            self._read_page(entry, whole)
        elif kind in _DOCUMENTS and is_last_chance:
            self._read_document(entry, whole)

    def _original(self, record: ForeignRecord) -> Capture | None:
        url = record.refers_to_url or record.url
        found = self._archive.find_capture(record.refers_to, url, record.refers_to_date)
        if found is None and record.refers_to is None and record.refers_to_date is None:
            latest = self._archive.latest_payload(url)  # older tools name the payload only
            found = None if latest is None else self._archive.capture(latest.record_id)
        if found is None or is_digest_of(record.payload_digest, found.body) is False:
            return None
        return found

    def _is_unusable(self, entry: Entry, record: ForeignRecord, *, count: bool = True) -> bool:
        trouble = record.trouble
        if trouble is None and in_future(record.visited_at, datetime.now(UTC)):
            trouble = "its date has not come"
        if trouble is None:
            return False
        is_furniture = _FURNITURE.match(_header(record, "content-type"))
        if count and self._hosts.admits(record.url) and not is_furniture:
            entry.tally.unusable[trouble] += 1
        return True

    def _sniff(self, record: ForeignRecord) -> str:
        content_type = _header(record, "content-type")
        if _FURNITURE.match(content_type) or not record.body:
            return "furniture"
        body = _decoded(record)
        if body is None:
            return "binary"
        return sniff(body, url=record.url, content_type=content_type)

    def _note_seen(self, record: ForeignRecord) -> None:
        self._seen.update(
            (hash(record.record_id), hash(record.url), hash((record.url, record.visited_at)))
        )

    def _was_seen(self, record: ForeignRecord) -> bool:
        url = record.refers_to_url or record.url
        keys = [hash((url, record.refers_to_date))] if record.refers_to_date else [hash(url)]
        if record.refers_to:
            keys.append(hash(record.refers_to))
        return not self._seen.isdisjoint(keys)

    @staticmethod
    def _keeper(entry: Entry) -> Keeper:
        assert entry.keeper is not None  # noqa: S101 - set by _go_through
        return entry.keeper


def _is_list(body: bytes, record: ForeignRecord, read: Reading) -> bool:
    """Whether what reads like a short report is the column that leads to it.

    A crawl comes to a column by its place and to a report by its title in one; here they look alike
    where a column is named like the report and lists one or two.
    """
    if read.figures:
        return False
    page = read_page(body, url=record.url, content_type=_header(record, "content-type"))
    return not page.is_article and any(
        row.url != record.url
        and read_title(row.title).is_report
        and not may_hold_report(row.url, row.title)
        for row in page.rows
    )


def _read(body: bytes, record: ForeignRecord, locality: Locality | None) -> Reading | Unreadable:
    content_type = _header(record, "content-type") or None
    try:
        return extract(body, url=record.url, content_type=content_type, locality=locality)
    except Unreadable as error:
        return error


def _decoded(record: ForeignRecord) -> bytes | None:
    try:
        return decode_content(record.body, _header(record, "content-encoding"))
    except Undecodable:
        return None


def _header(record: ForeignRecord, name: str) -> str:
    return next((value for key, value in record.headers if key.lower() == name), "")
