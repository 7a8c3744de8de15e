"""The stages through which Scrapy passes each capture of a possible report.

Preserve → Extract → Validate → Dedup, each thin: what they do is done by functions of bytes and by
the archive. A page that is no report, or that nobody can read, ends here with a reason, and its
capture stays. StorageError passes through: it ends the crawl.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from dataclasses import dataclass, field
from functools import partial
from typing import ParamSpec, Self, TypeVar

from scrapy.crawler import Crawler
from scrapy.exceptions import DropItem
from scrapy.utils.asyncio import is_asyncio_available

from pipelines.dedup import TodaysReader
from pipelines.errors import Unreadable
from pipelines.extract import wants_pictures
from pipelines.reader_version import reader_version
from pipelines.reading import read_capture
from pipelines.recognition import Recogniser
from storage.archive import Archive, Noting, Stored
from storage.errors import CaptureDamaged
from storage.records import Capture, Cause, Locality, Reading

P = ParamSpec("P")
Result = TypeVar("Result")

_log = logging.getLogger(__name__)

# PDF, Office files and pictures are read in other processes, for seconds or, by OCR, for minutes:
# meanwhile other sites go on.
_SLOW = (b"%PDF", b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"\x89PNG", b"\xff\xd8\xff", b"GIF8")
_PICTURE_WITHIN = b"data:image/"


@dataclass(slots=True, kw_only=True)
class CaptureItem:
    """A capture of what may be a report, and what the stages have made of it so far.

    ``notes`` keep back what it says until its page is settled; without, it is stored at once.
    ``is_linked`` says that the archive has the row of its WARC record already.
    ``reading`` stays None where nobody can read it. ``cause`` is that of the revision it brought.
    ``ask_for_pictures`` plans requests for the pictures of a page that is not whole without, and
    says whether there are any: then the item ``is_waiting``, and comes again when they are there.
    """

    capture: Capture
    run_id: int
    parent_url: str | None
    locality: Locality | None
    notes: Noting | None = None
    is_linked: bool = False
    ask_for_pictures: Callable[[Reading], bool] | None = None
    reading: Reading | None = None
    is_waiting: bool = False
    read_before: Mapping[str, Reading | None] = field(default_factory=dict)
    cause: Cause | None = None


class _Stage:
    """What stages know: the crawler, whose ``archive`` all crawls of the process share."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Make the stage of one crawl."""
        return cls(crawler)

    @property
    def _archive(self) -> Archive:
        archive: Archive = vars(self._crawler)["archive"]
        return archive

    def _notes(self, item: CaptureItem) -> Noting:
        return item.notes or self._archive

    def _count(self, name: str, number: int = 1) -> None:
        if self._crawler.stats is not None:
            self._crawler.stats.inc_value(name, number)

    def _reject(self, item: CaptureItem, kind: str, reason: str) -> DropItem:
        self._notes(item).record_rejection(
            item.capture,
            kind=kind,
            reason=reason,
            reader_version=reader_version(),
            run_id=item.run_id,
            parent_url=item.parent_url,
            locality=item.locality,
        )
        self._count(f"reading/{kind}")
        return DropItem(f"{item.capture.url}: {kind}: {reason}")


class Preserve(_Stage):
    """Sees to it that the archive knows the WARC record before anyone parses the page."""

    def process_item(self, item: CaptureItem) -> CaptureItem:
        """Link the capture to its record, where whoever wrote it has not done so."""
        if not item.is_linked:
            self._archive.record_capture(item.capture, run_id=item.run_id)
        self._count("archive/capture")
        return item


class Extract(_Stage):
    """Reads the capture."""

    async def process_item(self, item: CaptureItem) -> CaptureItem:
        """Read the document; drop what is no report, and what nobody can read, with a reason."""
        capture = item.capture
        recogniser = Recogniser(self._archive.recall_recognition)
        try:
            if item.reading is None:
                item.reading = await self._read(item, recogniser)
            if wants_pictures(item.reading):
                ask, item.ask_for_pictures = item.ask_for_pictures, None
                item.is_waiting = ask is not None and ask(item.reading)
                if item.is_waiting:
                    raise DropItem(f"{capture.url}: waits for its pictures")
                await _aside(self._read_pictures, item, recogniser)
        except Unreadable as error:
            _log.warning(
                "%s: %s cannot be read: %s (%s); its capture is kept",
                capture.site,
                capture.url,
                error.message,
                error.kind,
                extra=_named(item, "log/unreadable"),
            )
            raise self._reject(item, error.kind, error.message) from error
        finally:
            self._archive.keep_recognitions(recogniser.fresh)
        if not item.reading.is_report:
            raise self._reject(item, "not_report", item.reading.reason or "")
        return item

    async def _read(self, item: CaptureItem, recogniser: Recogniser) -> Reading:
        body = item.capture.body
        read = partial(read_capture, item.capture, item.locality, recogniser=recogniser)
        if body.startswith(_SLOW) or _PICTURE_WITHIN in body:
            return await _aside(read)
        return read()

    def _read_pictures(self, item: CaptureItem, recogniser: Recogniser) -> None:
        """Read a page with its pictures, and so what it is compared with: OCR takes minutes."""
        archive = self._archive
        item.reading = read_capture(
            item.capture,
            item.locality,
            partial(archive.kept_picture, page=item.capture),
            recogniser,
        )
        reader = TodaysReader(recogniser)
        item.read_before = {
            stored.record_id: _read_stored(archive, reader, stored)
            for stored in archive.to_read_before(item.capture.url, reader.version)
        }


class Validate(_Stage):
    """Tells which rules the report breaks; whatever it breaks, it is kept."""

    def process_item(self, item: CaptureItem) -> CaptureItem:
        """Count the findings, which ``extract`` made with :func:`pipelines.validate.validate`."""
        for finding in _reading(item).findings:
            self._count(f"reading/finding/{finding.rule}")
            _log.info(
                "%s: %s: %s (%s): %s",
                item.capture.site,
                finding.rule,
                item.capture.url,
                finding.verdict,
                finding.message,
                extra=_named(item, "log/finding"),
            )
        return item


class Dedup(_Stage):
    """Stores the report, as a revision where it is news."""

    def open_spider(self) -> None:
        """Let the archive have captures of earlier readers read again."""
        self._archive.reader = TodaysReader()

    def process_item(self, item: CaptureItem) -> CaptureItem:
        """Store the reading; a report that names no issuer or no year is put aside."""
        capture, reading = item.capture, _reading(item)
        if self._archive.identify(reading) is None:
            _log.warning(
                "%s: %s is a report that names no issuer or no year; its capture is kept",
                capture.site,
                capture.url,
                extra=_named(item, "log/unidentified"),
            )
            raise self._reject(item, "unidentified", "it names no issuer or no year")
        recorded = self._notes(item).record(
            capture,
            reading,
            run_id=item.run_id,
            parent_url=item.parent_url,
            locality=item.locality,
            read_before=item.read_before,
        )
        recorded.add_done_callback(partial(self._tell, item))
        return item

    def _tell(self, item: CaptureItem, recorded: Future[Cause | None]) -> None:
        item.cause = recorded.result()
        self._count(f"archive/revision/{item.cause}" if item.cause else "archive/unchanged")


async def _aside(work: Callable[P, Result], *args: P.args, **kwargs: P.kwargs) -> Result:
    """Do in a thread what takes long, where there is a loop that can wait for it."""
    if is_asyncio_available():
        return await asyncio.to_thread(work, *args, **kwargs)
    return work(*args, **kwargs)


def _read_stored(archive: Archive, reader: TodaysReader, stored: Stored) -> Reading | None:
    try:
        capture = archive.capture(stored.record_id)
    except CaptureDamaged:
        return None
    return reader.read(capture, stored.locality, partial(archive.kept_picture, page=capture))


def _named(item: CaptureItem, id_: str) -> dict[str, object]:
    """What a line of the log says of itself: the runbook's section, the site, the run."""
    return {"id": id_, "site": item.capture.site, "run": item.run_id}


def _reading(item: CaptureItem) -> Reading:
    if item.reading is None:
        raise TypeError(f"{item.capture.url} comes to this stage unread: see ITEM_PIPELINES")
    return item.reading
