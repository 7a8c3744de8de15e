"""Two readers, one page: what is our doing is no news of the government's."""

from __future__ import annotations

from storage.archive import Archive
from storage.records import Cause
from tests.storage.county import PAGE, County, FakeReader, reading

MOVED = "http://www.shilixian.gov.cn/new/2021.html"
FILE = "http://www.shilixian.gov.cn/zwgk/nb/2021.pdf"


class TestReaders:
    """One page read by two readers differs because of us."""

    def test_a_new_reader_on_an_unchanged_page(self, county: County, archive: Archive) -> None:
        county.night()
        county.sees(PAGE, reading(), body=b"a")
        better = reading(reader="reader-2", figures={"t3.received.total": "71"})
        archive.reader = FakeReader("reader-2", {b"a": better})
        county.night()
        assert county.sees(PAGE, better, body=b"a, visited twice") is Cause.EXTRACTOR
        assert county.causes() == [Cause.FIRST, Cause.EXTRACTOR]
        first, second = county.history().revisions
        assert second.first_seen_at == first.first_seen_at
        assert second.last_seen_at == county.now

    def test_a_new_reader_that_reads_alike(self, county: County, archive: Archive) -> None:
        county.night()
        county.sees(PAGE, reading(), body=b"a")
        reader = FakeReader("reader-2", {b"a": reading(reader="reader-2")})
        archive.reader = reader
        for _ in range(3):
            county.night()
            assert county.sees(PAGE, reading(reader="reader-2")) is None
        assert len(reader.asked) == 1
        assert county.causes() == [Cause.FIRST]

    def test_a_new_reader_and_a_changed_page(self, county: County, archive: Archive) -> None:
        county.night()
        county.sees(PAGE, reading(), body=b"a")
        archive.reader = FakeReader(
            "reader-2", {b"a": reading(reader="reader-2", figures={"t3.received.total": "71"})}
        )
        county.night()
        changed = reading(reader="reader-2", figures={"t3.received.total": "81"})
        assert county.sees(PAGE, changed, body=b"b") is Cause.SOURCE
        assert county.causes() == [Cause.FIRST, Cause.EXTRACTOR, Cause.SOURCE]
        assert county.changes() == [
            (2, "figure", "t3.received.total", "17", "71"),
            (3, "figure", "t3.received.total", "71", "81"),
        ]

    def test_reparse_appends_and_keeps(self, county: County, archive: Archive) -> None:
        county.night()
        county.sees(PAGE, reading(), body=b"a")
        county.night()
        county.sees(PAGE, reading(), body=b"a")
        (stored,) = archive.to_reread("reader-2")
        capture = archive.capture(stored.record_id)
        better = reading(reader="reader-2", figures={"t3.received.total": "71"})
        assert archive.record(capture, better, run_id=None).result() is Cause.EXTRACTOR
        assert archive.to_reread("reader-2") == []
        assert archive.record(capture, better, run_id=None).result() is None
        assert [
            (revision.cause, revision.last_seen_at) for revision in county.history().revisions
        ] == [(Cause.FIRST, county.now), (Cause.EXTRACTOR, county.now)]

    def test_a_better_known_issuer_moves_the_report(self, county: County, archive: Archive) -> None:
        county.night()
        wrong = reading(issuer="示例县")
        county.sees(PAGE, wrong, body=b"a")
        old = archive.identify(wrong)
        assert old is not None
        archive.reader = FakeReader("reader-2", {b"a": reading(reader="reader-2")})
        county.night()
        assert county.sees(PAGE, reading(reader="reader-2"), body=b"b") is None
        assert county.causes() == [Cause.FIRST]
        assert county.history(old) == county.history()
        assert len(county.history().sources) == 1

    def test_a_capture_nobody_could_read_is_read_later(
        self, county: County, archive: Archive
    ) -> None:
        county.night()
        capture = county.capture(PAGE, b"scan")
        archive.record_rejection(
            capture, kind="no_text", reason="pictures only", reader_version="reader-1"
        )
        (stored,) = archive.to_reread("reader-2")
        assert stored.record_id == capture.record_id
        found = reading(reader="reader-2")
        again = archive.record(archive.capture(stored.record_id), found, run_id=None)
        assert again.result() is Cause.FIRST
        assert archive.to_reread("reader-2") == []
        assert county.history().revisions[0].first_seen_at == capture.visited_at
