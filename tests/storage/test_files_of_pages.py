"""Pages and the files that hang on them are one report."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select

from storage.archive import Archive
from storage.records import Cause, VisitOutcome
from storage.schema import readings, revisions
from tests.storage.county import PAGE, County, FakeReader, reading

MOVED = "http://www.shilixian.gov.cn/new/2021.html"
FILE = "http://www.shilixian.gov.cn/zwgk/nb/2021.pdf"


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
    assert county.changes() == [(2, "figure", "t3.received.total", "17", "18")]


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
    assert county.changes() == [
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
    assert [row[:3] for row in county.changes()] == [
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
