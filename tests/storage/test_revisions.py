"""Every true change is a revision, and no false one."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import Row, select

from storage.archive import Archive
from storage.records import Cause, Reading, SourceStatus, Verdict, VisitOutcome
from storage.schema import findings as table
from storage.schema import readings, revisions
from tests.storage.county import COPY, FIRST_NIGHT, PAGE, County, FakeReader, reading

MOVED = "http://www.shilixian.gov.cn/new/2021.html"
FILE = "http://www.shilixian.gov.cn/zwgk/nb/2021.pdf"


def changes(county: County) -> list[tuple[int, str, str, str, str]]:
    return [
        (change.revision, change.kind.value, change.name, change.old, change.new)
        for revision in county.history().revisions
        for change in revision.changes
    ]


def test_first_sight_is_a_revision(county: County) -> None:
    county.night()
    assert county.sees(PAGE, reading()) is Cause.FIRST
    (revision,) = county.history().revisions
    assert (revision.revision, revision.url, revision.changes) == (1, PAGE, ())


def test_other_bytes_with_equal_content_are_none(county: County) -> None:
    county.night()
    county.sees(PAGE, reading(), body=b"<p>visits: 1</p>")
    county.night()
    assert county.sees(PAGE, reading(), body=b"<p>visits: 2</p>") is None
    (revision,) = county.history().revisions
    assert revision.first_seen_at == FIRST_NIGHT + timedelta(days=1, seconds=1)
    assert revision.last_seen_at == county.now


def test_white_space_and_width_are_none(county: County) -> None:
    county.night()
    county.sees(PAGE, reading(text="公开 信息（12）条。\n共计。"))
    county.night()
    assert county.sees(PAGE, reading(text="公开信息(12)条。共计。")) is None


def test_there_and_back_is_three(county: County) -> None:
    for printed in ("17", "18", "17"):
        county.night()
        county.sees(PAGE, reading(figures={"t3.received.total": printed}))
    assert county.causes() == [Cause.FIRST, Cause.SOURCE, Cause.SOURCE]
    first, _, third = county.history().revisions
    assert first.content_digest == third.content_digest
    assert changes(county) == [
        (2, "figure", "t3.received.total", "17", "18"),
        (3, "figure", "t3.received.total", "18", "17"),
    ]


@pytest.mark.parametrize(
    ("changed", "kind", "name"),
    [
        (reading(text="本年度主动公开信息四百条。"), "section", "overview"),
        (reading(tables=()), "table", "附表"),
        (reading(title="示例县人民政府2021年政府信息公开年度报告"), "title", "title"),
        (reading(published_on=date(2022, 1, 25)), "date", "published_on"),
        (reading(signed_on=None), "date", "signed_on"),
        (reading(figures={"t3.received.total": "17", "t1.rules": "0"}), "figure", "t1.rules"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_each_kind_of_change_is_one(county: County, changed: Reading, kind: str, name: str) -> None:
    county.night()
    county.sees(PAGE, reading())
    county.night()
    assert county.sees(PAGE, changed) is Cause.SOURCE
    assert [row[:3] for row in changes(county)] == [(2, kind, name)]


def test_not_modified_moves_last_seen(county: County) -> None:
    county.night()
    county.sees(PAGE, reading(), headers=[("ETag", '"a"')])
    county.night()
    county.visits(PAGE, VisitOutcome.NOT_MODIFIED, status=304)
    assert county.history().revisions[0].last_seen_at == county.now
    (source,) = county.history().sources
    assert (source.last_seen_at, source.etag) == (county.now, '"a"')


def test_a_move_is_a_source_and_no_revision(county: County) -> None:
    county.night()
    county.sees(PAGE, reading())
    county.night()
    county.visits(PAGE, VisitOutcome.GONE, status=404)
    assert county.sees(MOVED, reading(published_on=date(2023, 5, 5))) is None
    sources = {source.url: source for source in county.history().sources}
    assert (sources[PAGE].status, sources[PAGE].primary) == (SourceStatus.GONE, False)
    assert (sources[MOVED].status, sources[MOVED].primary) == (SourceStatus.LIVE, True)
    county.night()
    assert county.sees(MOVED, reading(published_on=date(2023, 5, 5))) is None
    assert county.history().revisions[0].last_seen_at == county.now


@pytest.mark.parametrize("order", ["old place first", "new place first"])
def test_a_move_by_redirect(county: County, order: str) -> None:
    county.night()
    county.sees(PAGE, reading())
    county.night()
    if order == "old place first":
        county.visits(PAGE, VisitOutcome.REDIRECTED, status=301)
        county.sees(MOVED, reading())
    else:
        county.sees(MOVED, reading())
        county.visits(PAGE, VisitOutcome.REDIRECTED, status=301)
    assert {source.url: source.status for source in county.history().sources} == {
        PAGE: SourceStatus.GONE,
        MOVED: SourceStatus.LIVE,
    }
    assert county.causes() == [Cause.FIRST]


def test_a_page_that_is_back_on_the_night_of_a_new_one_has_not_moved(county: County) -> None:
    county.night()
    county.sees(PAGE, reading())
    county.night()
    county.visits(PAGE, VisitOutcome.GONE, status=404)
    county.night()
    county.sees(MOVED, reading(figures={"t3.received.total": "18"}))
    county.sees(PAGE, reading())
    county.end()
    assert county.causes() == [Cause.FIRST]
    assert {source.url: source.primary for source in county.history().sources} == {
        PAGE: True,
        MOVED: False,
    }


def test_a_second_page_of_the_same_night_is_no_move(county: County) -> None:
    county.night()
    county.sees(PAGE, reading(published_on=date(2022, 2, 2)))
    county.sees(MOVED, reading(figures={"t3.received.total": "18"}))
    county.night()
    county.visits(PAGE, VisitOutcome.GONE, status=404)
    county.sees(MOVED, reading(figures={"t3.received.total": "18"}))
    county.end()
    assert county.causes() == [Cause.FIRST]
    assert {source.url: source.status for source in county.history().sources} == {
        PAGE: SourceStatus.UNKNOWN,
        MOVED: SourceStatus.LIVE,
    }


@pytest.mark.parametrize("target", [MOVED, "http://www.shilixian.gov.cn/maintenance.html"])
def test_a_redirect_is_a_move_where_it_leads_to_the_report(county: County, target: str) -> None:
    county.night()
    county.sees(PAGE, reading(published_on=date(2022, 2, 2)))
    county.sees(MOVED, reading())
    county.night()
    county.sees(MOVED, reading())
    county.visits(PAGE, VisitOutcome.REDIRECTED, status=302, leads_to=target)
    source = next(one for one in county.history().sources if one.url == PAGE)
    moved = target == MOVED
    assert source.status is (SourceStatus.GONE if moved else SourceStatus.UNKNOWN)
    assert source.primary is not moved


def test_a_copy_found_while_the_page_is_away_is_no_move(county: County) -> None:
    county.night()
    county.sees(PAGE, reading())
    county.night()
    county.visits(PAGE, VisitOutcome.GONE, status=404)
    county.night(site="prefecture")
    county.sees(COPY, reading(figures={"t3.received.total": "18"}))
    county.night()
    county.sees(PAGE, reading())
    assert county.causes() == [Cause.FIRST]
    assert [source.primary for source in county.history().sources] == [True, False]


def test_a_move_with_another_figure_is_a_switch(county: County) -> None:
    county.night()
    county.sees(PAGE, reading())
    county.night()
    county.visits(PAGE, VisitOutcome.GONE, status=404)
    assert county.sees(MOVED, reading(figures={"t3.received.total": "18"})) is Cause.SWITCH
    assert changes(county) == [(2, "figure", "t3.received.total", "17", "18")]
    assert county.history().revisions[1].url == MOVED


def goes_away_and_comes_back(county: County, at_moved: Reading) -> None:
    """The report moves, is changed there, vanishes, and is back at its old place as it was."""
    county.night()
    county.sees(PAGE, reading())
    for first in (True, False):
        county.night()
        county.visits(PAGE, VisitOutcome.GONE, status=404)
        county.sees(MOVED, reading() if first else at_moved)
    for _ in range(2):
        county.night(30)
        county.visits(PAGE, VisitOutcome.GONE, status=404)
        county.visits(MOVED, VisitOutcome.GONE, status=404)
    for _ in range(3):
        county.night()
        county.visits(MOVED, VisitOutcome.GONE, status=404)
        county.sees(PAGE, reading())


def test_a_source_that_is_back_speaks_from_then_on(county: County) -> None:
    goes_away_and_comes_back(county, reading(figures={"t3.received.total": "18"}))
    assert county.causes() == [Cause.FIRST, Cause.SOURCE, Cause.SWITCH]
    assert [(rev, old, new) for rev, _, _, old, new in changes(county) if old] == [
        (2, "17", "18"),
        (3, "18", "17"),
    ]
    first, second, third = county.history().revisions
    assert first.last_seen_at < second.first_seen_at <= second.last_seen_at < third.first_seen_at
    assert third.last_seen_at == county.now
    # And what it says next is news.
    county.night()
    assert county.sees(PAGE, reading(text="另一段话。")) is Cause.SOURCE
    assert changes(county)[-1][:3] == (4, "section", "overview")


@pytest.mark.parametrize("order", ["copy first", "page first"])
def test_a_page_that_is_back_on_the_night_of_a_copy_still_speaks(
    county: County, order: str
) -> None:
    """It was proved to be gone; in which order a night visits the two is chance."""
    county.night()
    county.sees(PAGE, reading())
    for _ in range(4):
        county.night(10)
        county.visits(PAGE, VisitOutcome.GONE, status=404)
    county.night()
    other = reading(figures={"t3.received.total": "18"})
    if order == "copy first":
        county.sees(FILE, other)
    county.sees(PAGE, reading())
    if order == "page first":
        county.sees(FILE, other)
    county.end()
    assert county.causes() == [Cause.FIRST]
    # Where the page stays away, the copy speaks in the end.
    for _ in range(4):
        county.night(10)
        county.sees(FILE, other)
        county.visits(PAGE, VisitOutcome.GONE, status=404)
    county.end()
    assert county.causes() == [Cause.FIRST, Cause.SWITCH]


def test_a_source_that_is_back_with_what_was_changed_back_elsewhere(county: County) -> None:
    """No revision, but the last one is its from then on, and begins when it began."""
    county.night()
    county.sees(PAGE, reading())
    for printed in ("17", "18", "17"):
        county.night()
        county.visits(PAGE, VisitOutcome.GONE, status=404)
        county.sees(MOVED, reading(figures={"t3.received.total": printed}))
    began = county.now
    for _ in range(5):
        county.night(30)
        county.visits(MOVED, VisitOutcome.GONE, status=404)
        county.sees(PAGE, reading())
    assert county.causes() == [Cause.FIRST, Cause.SOURCE, Cause.SOURCE]
    *_, last = county.history().revisions
    assert (last.first_seen_at, last.last_seen_at) == (began, county.now)
    assert [source.url for source in county.history().sources if source.primary] == [PAGE]


def test_after_a_move_the_date_is_compared_at_the_new_url(county: County) -> None:
    county.night()
    county.sees(PAGE, reading())
    county.night()
    county.visits(PAGE, VisitOutcome.GONE, status=404)
    county.sees(MOVED, reading(published_on=date(2023, 5, 5)))
    county.night()
    assert county.sees(MOVED, reading(published_on=date(2023, 6, 6))) is Cause.SOURCE
    assert changes(county) == [(2, "date", "published_on", "2023-05-05", "2023-06-06")]


def test_a_copy_elsewhere_is_a_source_and_no_revision(county: County) -> None:
    county.night()
    county.sees(PAGE, reading())
    county.night(site="prefecture")
    assert county.sees(COPY, reading(published_on=date(2022, 3, 1))) is None
    assert [source.primary for source in county.history().sources] == [True, False]


def test_sources_that_disagree_are_a_finding_and_never_take_turns(
    county: County, archive: Archive
) -> None:
    for _ in range(3):
        county.night()
        county.sees(PAGE, reading())
        county.night(site="prefecture")
        county.sees(COPY, reading(figures={"t3.received.total": "18"}))
    assert county.causes() == [Cause.FIRST]
    (finding,) = findings(archive)
    assert finding.rule == "sources.disagree"
    assert finding.cells == ["t3.received.total"]
    assert finding.verdict == Verdict.PUBLISHED
    county.night(site="prefecture")
    county.sees(COPY, reading())
    assert findings(archive) == []


def findings(archive: Archive) -> list[Row[tuple[str, str, list[str]]]]:
    with archive.reading() as connection:
        return list(connection.execute(select(table.c.rule, table.c.verdict, table.c.cells)))


@pytest.mark.parametrize("order", ["county first", "prefecture first"])
def test_on_one_night_the_issuers_own_site_speaks(county: County, order: str) -> None:
    seen = [
        ("county", PAGE, reading()),
        ("prefecture", COPY, reading(figures={"t3.received.total": "18"})),
    ]
    if order == "prefecture first":
        seen.reverse()
    county.night()
    for site, url, what in seen:
        county.night(0.01, site=site, process=False)
        county.sees(url, what)
    (revision,) = county.history().revisions
    assert (revision.url, revision.cause) == (PAGE, Cause.FIRST)


def test_found_later_the_issuers_own_site_does_not_take_over(county: County) -> None:
    county.night(site="prefecture")
    county.sees(COPY, reading(figures={"t3.received.total": "18"}))
    county.night()
    assert county.sees(PAGE, reading()) is None
    assert county.history().revisions[0].url == COPY


@pytest.mark.parametrize("reverse", [False, True])
def test_of_two_pages_the_later_published_speaks(county: County, *, reverse: bool) -> None:
    pages = [(PAGE, reading()), (MOVED, reading(published_on=date(2022, 2, 2)))]
    county.night()
    for url, what in reversed(pages) if reverse else pages:
        county.sees(url, what)
    assert county.history().revisions[0].url == MOVED


def test_a_page_speaks_before_its_attachment(county: County) -> None:
    county.night()
    county.sees(PAGE, reading())
    county.sees(FILE, reading(figures={"t3.received.total": "18"}), parent_url=PAGE)
    assert county.history().revisions[0].url == PAGE


def test_a_file_replaced_behind_an_unchanged_page_counts(county: County) -> None:
    page = reading(figures={}, form=None, tables=(), sections=())
    county.night()
    county.sees(PAGE, page)
    county.sees(FILE, reading(published_on=None), parent_url=PAGE)
    assert county.history().revisions[0].url == FILE
    county.night()
    assert county.sees(PAGE, page) is None
    changed = reading(published_on=None, figures={"t3.received.total": "18"})
    assert county.sees(FILE, changed, parent_url=PAGE) is Cause.SOURCE
    assert changes(county) == [(2, "figure", "t3.received.total", "17", "18")]


@pytest.mark.parametrize("file_is", ["not asked", "not modified", "sent again"])
def test_a_pages_new_date_is_its_files_too(county: County, archive: Archive, file_is: str) -> None:
    shell = reading(figures={}, form=None, tables=(), sections=())
    file = reading(published_on=None)
    archive.reader = FakeReader("reader-1", {b"file": file})
    county.night()
    county.sees(PAGE, shell)
    county.sees(FILE, file, parent_url=PAGE, body=b"file")
    for day in (date(2022, 3, 3), date(2022, 1, 20), date(2022, 1, 20)):
        county.night()
        county.sees(PAGE, reading(figures={}, form=None, tables=(), sections=(), published_on=day))
        if file_is == "not modified":
            county.visits(FILE, VisitOutcome.NOT_MODIFIED, status=304)
        elif file_is == "sent again":
            county.sees(FILE, file, parent_url=PAGE, body=b"file")
    county.end()
    assert county.causes() == [Cause.FIRST, Cause.SOURCE, Cause.SOURCE]
    assert changes(county) == [
        (2, "date", "published_on", "2022-01-20", "2022-03-03"),
        (3, "date", "published_on", "2022-03-03", "2022-01-20"),
    ]
    first, second, third = county.history().revisions
    assert first.content_digest == third.content_digest != second.content_digest
    assert first.last_seen_at < second.first_seen_at <= second.last_seen_at < third.first_seen_at


def test_a_date_and_a_file_that_change_together_are_one_revision(county: County) -> None:
    shell = reading(figures={}, form=None, tables=(), sections=())
    county.night()
    county.sees(PAGE, shell)
    county.sees(FILE, reading(published_on=None), parent_url=PAGE)
    county.night()
    moved = reading(figures={}, form=None, tables=(), sections=(), published_on=date(2022, 3, 3))
    county.sees(PAGE, moved)
    changed = reading(published_on=None, figures={"t3.received.total": "18"})
    county.sees(FILE, changed, parent_url=PAGE)
    county.end()
    assert [row[:3] for row in changes(county)] == [
        (2, "date", "published_on"),
        (2, "figure", "t3.received.total"),
    ]


def test_a_page_with_a_file_moves_with_it(county: County) -> None:
    shell = reading(figures={}, form=None, tables=(), sections=())
    county.night()
    county.sees(PAGE, shell)
    county.sees(FILE, reading(published_on=None), parent_url=PAGE)
    county.night()
    county.visits(PAGE, VisitOutcome.GONE, status=404)
    county.visits(FILE, VisitOutcome.GONE, status=404)
    county.sees(MOVED, shell)
    assert county.sees(MOVED + ".pdf", reading(published_on=None), parent_url=MOVED) is None
    county.end()
    assert county.causes() == [Cause.FIRST]
    speaks = [source.url for source in county.history().sources if source.primary]
    assert speaks == [MOVED + ".pdf"]


def test_a_page_that_moves_and_loses_its_file_speaks_without_it(county: County) -> None:
    shell = reading(figures={}, form=None, tables=(), sections=())
    county.night()
    county.sees(PAGE, shell)
    county.sees(FILE, reading(published_on=None), parent_url=PAGE)
    county.night()
    county.visits(PAGE, VisitOutcome.GONE, status=404)
    county.visits(FILE, VisitOutcome.GONE, status=404)
    county.sees(MOVED, shell)
    county.end()
    assert county.causes() == [Cause.FIRST, Cause.SWITCH]
    assert [source.url for source in county.history().sources if source.primary] == [MOVED]


def test_a_file_has_its_pages_date(county: County, archive: Archive) -> None:
    county.night()
    county.sees(PAGE, reading(figures={}, form=None, tables=(), sections=()))
    file = reading(published_on=None)
    county.sees(FILE, file, parent_url=PAGE, body=b"file")
    with archive.reading() as connection:
        dates = connection.scalars(
            select(readings.c.published_on).join(
                revisions, revisions.c.current_reading_id == readings.c.reading_id
            )
        ).all()
    assert dates == [date(2022, 1, 20)]
    archive.reader = FakeReader("reader-2", {b"file": replace(file, reader_version="reader-2")})
    county.night()
    again = replace(file, reader_version="reader-2")
    assert county.sees(FILE, again, parent_url=PAGE, body=b"file again") is None


def test_a_url_that_holds_another_years_report_now(county: County) -> None:
    county.night()
    county.sees(PAGE, reading())
    county.night()
    other = reading(year=2022, title="示例县人民政府2022年政府信息公开工作年度报告")
    assert county.sees(PAGE, other) is Cause.FIRST
    assert county.causes() == [Cause.FIRST]
    (source,) = county.history().sources
    assert source.status is SourceStatus.GONE
    later = county.history(county.archive.identify(other))
    assert [source.status for source in later.sources] == [SourceStatus.LIVE]


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
        assert changes(county) == [
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
        assert archive.record(capture, better, run_id=None) is Cause.EXTRACTOR
        assert archive.to_reread("reader-2") == []
        assert archive.record(capture, better, run_id=None) is None
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
        assert archive.record(archive.capture(stored.record_id), found, run_id=None) is Cause.FIRST
        assert archive.to_reread("reader-2") == []
        assert county.history().revisions[0].first_seen_at == capture.visited_at


class TestLateCaptures:
    """An older capture that arrives after newer ones finds its place in time."""

    def test_older_and_different(self, county: County) -> None:
        county.night(10)
        county.sees(PAGE, reading())
        at = county.now - timedelta(days=5)
        older = reading(figures={"t3.received.total": "16"})
        assert county.sees(PAGE, older, at=at) is Cause.SOURCE
        assert [
            (revision.revision, revision.first_seen_at) for revision in county.history().revisions
        ] == [(1, county.now - timedelta(seconds=1)), (2, at)]
        assert changes(county) == [(2, "figure", "t3.received.total", "16", "17")]
        county.night()
        assert county.sees(PAGE, reading()) is None

    def test_older_and_alike(self, county: County) -> None:
        county.night(10)
        county.sees(PAGE, reading())
        at = county.now - timedelta(days=5)
        assert county.sees(PAGE, reading(), at=at) is None
        (revision,) = county.history().revisions
        assert revision.first_seen_at == at

    def test_between_two_sightings_of_one_content(self, county: County) -> None:
        county.night()
        county.sees(PAGE, reading())
        first = county.now
        county.night(10)
        county.sees(PAGE, reading())
        last = county.now
        at = county.now - timedelta(days=5)
        county.sees(PAGE, reading(figures={"t3.received.total": "18"}), at=at)
        spans = [
            (revision.first_seen_at, revision.last_seen_at)
            for revision in county.history().revisions
        ]
        assert spans == [(first, first), (at, at), (last, last)]
        assert changes(county) == [
            (2, "figure", "t3.received.total", "17", "18"),
            (3, "figure", "t3.received.total", "18", "17"),
        ]
        county.night()
        assert county.sees(PAGE, reading()) is None


def test_figures_are_kept_exactly(county: County, archive: Archive) -> None:
    printed = {"a": "0.10", "b": "12345678901234567890123.5", "c": "-0.000001", "d": "17"}
    county.night()
    county.sees(PAGE, reading(figures=printed))
    county.night()
    assert county.sees(PAGE, reading(figures=printed)) is None
    changed = {**printed, "b": "12345678901234567890123.6"}
    assert county.sees(PAGE, reading(figures=changed)) is Cause.SOURCE
    assert changes(county) == [(2, "figure", "b", printed["b"], changed["b"])]
