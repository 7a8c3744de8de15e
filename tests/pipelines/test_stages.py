"""The stages: each capture of a possible report ends in the archive, with a reason if need be."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from scrapy.crawler import Crawler
from scrapy.exceptions import DropItem
from scrapy.utils.test import get_crawler
from sqlalchemy import select

from pipelines.reader_version import reader_version
from pipelines.stages import CaptureItem, Dedup, Extract, Preserve, Validate
from storage.archive import Archive, database
from storage.errors import ArchiveLocked
from storage.records import Cause, Locality, Site
from storage.schema import rejections, visits
from tests.storage.county import PAGE, County

LOCALITY = Locality(division_code="622926", county="示例县")
FIXTURES = Path(__file__).parents[2] / "fixtures/reports"
REPORT = (FIXTURES / "county-2023-compiled-by-office/page.html").read_bytes()
BROKEN = (FIXTURES / "county-2022-only-pictures/page.html").read_bytes()
NOTICE = "<h1>关于召开会议的通知</h1><p>各单位：请准时参加。</p>".encode()


class Stages:
    """The four stages of one crawl."""

    def __init__(self, archive: Archive) -> None:
        self.crawler: Crawler = get_crawler()
        vars(self.crawler)["archive"] = archive
        kinds = (Preserve, Extract, Validate, Dedup)
        self.stages = [kind.from_crawler(self.crawler) for kind in kinds]
        self.stages[-1].open_spider()

    def take(self, item: CaptureItem) -> None:
        """Pass an item through the stages, as Scrapy does."""
        preserve, extract, validate, dedup = self.stages
        preserve.process_item(item)
        asyncio.run(extract.process_item(item))
        validate.process_item(item)
        dedup.process_item(item)

    def count(self, name: str) -> int:
        """Return a number that was counted."""
        assert self.crawler.stats is not None
        return self.crawler.stats.get_value(name, 0)


@pytest.fixture
def county(tmp_path: Path) -> Iterator[County]:
    """Give a county's archive on a night."""
    with Archive.open(tmp_path) as archive:
        archive.add_sites(
            [Site(site="county", name="示例县", url="http://x.gov.cn/", division_code="622926")]
        )
        county = County(archive)
        county.night()
        yield county
        county.close()


def item(county: County, body: bytes, url: str = PAGE) -> CaptureItem:
    assert county.run_id is not None
    return CaptureItem(
        capture=county.capture(url, body, headers=[("Content-Type", "text/html")]),
        run_id=county.run_id,
        parent_url=None,
        locality=LOCALITY,
    )


def rejected(archive: Archive) -> list[tuple[str, str, str]]:
    columns = (rejections.c.url, rejections.c.kind, rejections.c.reader_version)
    with archive.reading() as connection:
        return [tuple(row) for row in connection.execute(select(*columns))]


def test_a_report_is_stored_as_a_revision(county: County) -> None:
    stages = Stages(county.archive)
    first, again = item(county, REPORT), item(county, REPORT + b"<!-- visits: 2 -->")
    stages.take(first)
    stages.take(again)
    assert first.reading is not None
    assert (first.cause, again.cause) == (Cause.FIRST, None)
    assert stages.count("archive/capture") == 2
    assert (stages.count("archive/revision/first"), stages.count("archive/unchanged")) == (1, 1)
    history = county.history(county.archive.identify(first.reading))
    assert [source.locality for source in history.sources] == [LOCALITY]


@pytest.mark.parametrize(
    ("body", "kind"), [(NOTICE, "not_report"), (b"", "empty"), (b"%PDF-1.7 cut short", "damaged")]
)
def test_what_is_refused_is_kept_with_a_reason(county: County, body: bytes, kind: str) -> None:
    stages = Stages(county.archive)
    refused = item(county, body)
    with pytest.raises(DropItem, match=PAGE):
        stages.take(refused)
    assert rejected(county.archive) == [(PAGE, kind, reader_version())]
    assert county.archive.capture(refused.capture.record_id).body == body
    assert stages.count(f"reading/{kind}") == 1


def test_what_nobody_can_read_is_told(county: County, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING), pytest.raises(DropItem):
        Stages(county.archive).take(item(county, b"%PDF-1.7 cut short"))
    assert any(line.startswith(f"county: {PAGE} cannot be read") for line in caplog.messages)


def test_the_capture_is_known_before_it_is_read(county: County) -> None:
    stages = Stages(county.archive)
    unread = item(county, REPORT)
    with county.archive.engine.begin() as connection:
        connection.execute(visits.delete())
    stages.stages[0].process_item(unread)
    assert county.archive.capture(unread.capture.record_id).body == REPORT


def test_findings_are_counted_and_told(county: County, caplog: pytest.LogCaptureFixture) -> None:
    stages = Stages(county.archive)
    broken = item(county, BROKEN)
    with caplog.at_level(logging.INFO):
        stages.take(broken)
    assert broken.reading is not None
    assert broken.reading.findings
    for finding in broken.reading.findings:
        assert stages.count(f"reading/finding/{finding.rule}") > 0
        assert any(finding.rule in line for line in caplog.messages)


def test_an_archive_error_passes_through(
    county: County, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stages = Stages(county.archive)
    found = item(county, REPORT)
    county.archive.engine.dispose()
    monkeypatch.setattr(database, "LOCK_SECONDS", 0.1)
    county.archive.close()
    with Archive.open(tmp_path) as archive:
        vars(stages.crawler)["archive"] = archive
        with sqlite3.connect(tmp_path / "archive.sqlite") as other:
            other.execute("BEGIN IMMEDIATE")
            with pytest.raises(ArchiveLocked):
                stages.take(found)
