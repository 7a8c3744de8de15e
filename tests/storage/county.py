"""A county whose pages are visited night by night, without network and without real reports."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from hashlib import sha256

from storage.archive import Archive
from storage.archive.reader import KeptPictureOf
from storage.captures import CaptureWriter
from storage.records import (
    Capture,
    Cause,
    Figure,
    Form,
    History,
    IssuerKind,
    Locality,
    LocalTable,
    Outcome,
    Read,
    Reading,
    Section,
    SectionKind,
    Status,
    Visit,
    VisitOutcome,
)

PAGE = "http://www.shilixian.gov.cn/zwgk/nb/2021.html"
COPY = "http://www.shilizhou.gov.cn/xzf/shilixian/2021.html"
FIRST_NIGHT = datetime(2024, 1, 10, 18, 0, tzinfo=UTC)


def reading(
    *,
    figures: Mapping[str, str] | None = None,
    text: str = "本年度主动公开信息三百条。",
    reader: str = "reader-1",
    **changes: object,
) -> Reading:
    """Make a reading of the county's report of 2021; ``figures`` are numbers as printed."""
    if figures is None:
        figures = {"t3.received.total": "17"}
    made = Reading(
        is_report=True,
        reason=None,
        reader_version=reader,
        title="示例县人民政府2021年政府信息公开工作年度报告",
        issuer="示例县人民政府",
        issuer_kind=IssuerKind.GOVERNMENT,
        division_code="622926",
        year=2021,
        form=Form.F2021,
        published_on=date(2022, 1, 20),
        signed_on=date(2022, 1, 19),
        sections=(Section(kind=SectionKind.OVERVIEW, heading="一、总体情况", text=text),),
        figures=tuple(
            Figure(
                cell=cell,
                raw=printed,
                status=Status.NUMBER,
                value=Decimal(printed),
                read=Read.LABEL,
            )
            for cell, printed in figures.items()
        ),
        tables=(LocalTable(caption="附表", rows=(("项目", "数量"), ("平台", "3"))),),
    )
    made = replace(made, **changes)  # type: ignore[arg-type]
    return replace(made, content_digest=digest(made))


def digest(made: Reading) -> str:
    """Return a digest of a reading's content, made otherwise than the real one."""
    content = (made.title, made.published_on, made.signed_on, made.figures, made.sections)
    return f"sha256:{sha256(repr((content, made.tables)).encode()).hexdigest()}"


@dataclass
class FakeReader:
    """Reads captures by what the test says that a body says."""

    version: str
    readings: dict[bytes, Reading] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def read(
        self, capture: Capture, locality: Locality | None, picture_of: KeptPictureOf
    ) -> Reading | None:
        """Return what the test put down for this body."""
        self.asked.append(capture.record_id)
        return self.readings.get(capture.body)


class County:
    """Visits pages night after night; ``now`` is the time of the next visit."""

    def __init__(self, archive: Archive) -> None:
        self.archive = archive
        self.now = FIRST_NIGHT
        self.run_id: int | None = None
        self.site = "county"
        self._writers: dict[str, CaptureWriter] = {}

    def night(self, days: float = 1, *, site: str = "county", process: bool = True) -> None:
        """Let days pass and begin a crawl, as another process unless ``process`` is false."""
        self.end()
        self.now = (self.now + timedelta(days=days)).replace(minute=0, second=0)
        if process:
            self.archive._night = None  # what a process that opens the archive starts with
        self.site = site
        self.run_id = self.archive.start_run(site, again=True, now=self.now).run_id

    def end(self, outcome: Outcome = Outcome.OK) -> None:
        """End the crawl under way."""
        if self.run_id is not None:
            self.archive.finish_run(
                self.run_id, outcome=outcome, message="", requests=0, now=self.now
            )
            self.run_id = None

    def close(self) -> None:
        """Give the capture files their names."""
        for writer in self._writers.values():
            writer.close()

    def capture(
        self,
        url: str,
        body: bytes,
        *,
        status: int = 200,
        headers: Iterable[tuple[str, str]] = (),
        at: datetime | None = None,
    ) -> Capture:
        """Write an answer to WARC and put down its row."""
        self.now += timedelta(seconds=1)
        visited_at = at or self.now
        writer = self._writers.setdefault(
            self.site, self.archive.capture_writer(self.site, {"software": "test"})
        )
        written = writer.write(
            url=url,
            method="GET",
            request_headers=[("Host", "www")],
            request_body=b"",
            status=status,
            reason="",
            headers=headers,
            body=body,
            visited_at=visited_at,
        )
        capture = Capture(
            site=self.site,
            url=url,
            visited_at=visited_at,
            status=status,
            headers=dict(headers),
            body=body,
            record_id=written.record_id,
            warc_file=written.file,
            warc_offset=written.offset,
            payload_digest=written.payload_digest,
            refers_to=written.refers_to,
        )
        self.archive.record_capture(capture, run_id=self.run_id)
        return capture

    def sees(
        self,
        url: str,
        what: Reading,
        *,
        body: bytes | None = None,
        at: datetime | None = None,
        parent_url: str | None = None,
        headers: Iterable[tuple[str, str]] = (),
    ) -> Cause | None:
        """Visit a page that holds a report; ``body`` stands for its bytes, new ones by default."""
        if body is None:
            body = repr((url, what, self.now)).encode()
        capture = self.capture(url, body, at=at, headers=headers)
        cause = self.archive.record(capture, what, run_id=self.run_id, parent_url=parent_url)
        self.visits(url, VisitOutcome.OK, capture=capture)
        return cause.result()

    def visits(
        self,
        url: str,
        outcome: VisitOutcome,
        *,
        status: int | None = None,
        capture: Capture | None = None,
        leads_to: str | None = None,
    ) -> None:
        """Visit a page that brings nothing to read."""
        if capture is None:
            self.now += timedelta(seconds=1)
        self.archive.record_visit(
            Visit(
                run_id=self.run_id,
                site=self.site,
                url=url,
                visited_at=capture.visited_at if capture else self.now,
                status=capture.status if capture else status,
                outcome=outcome,
                record_id=capture.record_id if capture else None,
                leads_to=leads_to,
            )
        )

    def history(self, report: str | None = None) -> History:
        """Return the history of the county's report of 2021, or of another."""
        found = self.archive.history(report or str(self.archive.identify(reading())))
        assert found is not None
        return found

    def causes(self) -> list[Cause]:
        """Return the causes of its revisions, by number."""
        return [revision.cause for revision in self.history().revisions]

    def changes(self) -> list[tuple[int, str, str, str, str]]:
        """Return its changes as (revision, kind, name, old, new)."""
        return [
            (change.revision, change.kind.value, change.name, change.old, change.new)
            for revision in self.history().revisions
            for change in revision.changes
        ]
