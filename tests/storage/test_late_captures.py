"""Captures that arrive after later ones."""

from __future__ import annotations

from datetime import timedelta

from storage.records import Cause
from tests.storage.county import PAGE, County, reading

MOVED = "http://www.shilixian.gov.cn/new/2021.html"
FILE = "http://www.shilixian.gov.cn/zwgk/nb/2021.pdf"


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
        assert county.changes() == [(2, "figure", "t3.received.total", "16", "17")]
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
        assert county.changes() == [
            (2, "figure", "t3.received.total", "17", "18"),
            (3, "figure", "t3.received.total", "18", "17"),
        ]
        county.night()
        assert county.sees(PAGE, reading()) is None
