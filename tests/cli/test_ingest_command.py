"""``nianbao ingest``: what other tools captured becomes what a crawl would have stored."""

from __future__ import annotations

import gzip
import os
import signal
import sqlite3
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from backports import zstd

from fixtures.foreign import Foreign, chunked, report_page, warc
from fixtures.portals.world import World
from pipelines.extract import extract
from tests.cli.conftest import Run, Sql

NAME = "county-2022-old-and-new-tables"
URL = "http://www.yunxi.gov.cn/zwgk/2023/t20230301_1.html"
PAGE = Foreign(
    url=URL,
    body=report_page(NAME),
    record_id="<urn:uuid:aaaaaaaa-0000-4000-8000-000000000001>",
)
NAVIGATION = Foreign(url="http://www.yunxi.gov.cn/", body=b"<html><body><p>hello</p>" * 50)
EXPECTED = extract(PAGE.body, url=URL)


def rows(directory: Path) -> Sql:
    """Read the tables of an archive in SQLite."""

    def read(statement: str) -> list[tuple[Any, ...]]:
        with sqlite3.connect(directory / "archive.sqlite") as connection:
            return connection.execute(statement).fetchall()

    return read


def readings(sql: Sql) -> set[tuple[Any, ...]]:
    """What the archive says of each report."""
    return set(
        sql(
            "SELECT r.report_id, v.revision, v.cause, d.content_digest, d.title, d.published_on,"
            ' s.url, s.site, s.parent_url, s."primary" FROM reports r JOIN revisions v'
            " USING (report_id) JOIN readings d ON d.reading_id = v.current_reading_id"
            " JOIN sources s ON s.report_id = r.report_id",
        )
    )


def wacz(path: Path, content: bytes) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("datapackage.json", "{}")
        archive.writestr("archive/data.warc.gz", content)
        archive.writestr("../../escaped.html", "x")
    return path


def with_dictionary(records: list[Foreign]) -> bytes:
    """A .warc.zst as ArchiveTeam makes them: a dictionary, then a frame a record."""
    plain = [warc([record], gzip=False) for record in records]
    samples = [plain[0][start : start + 700] for start in range(0, len(plain[0]) - 700, 150)]
    dictionary = zstd.train_dict(samples, 2000)
    content = dictionary.dict_content
    frames = [zstd.compress(one, zstd_dict=dictionary) for one in plain]
    return b"\x5d\x2a\x4d\x18" + len(content).to_bytes(4, "little") + content + b"".join(frames)


RECORDS = [NAVIGATION, PAGE]
FORMATS: dict[str, bytes] = {
    "a.warc.gz": warc(RECORDS),
    "a.warc": warc(RECORDS, gzip=False, version="1.1"),
    "whole.warc.gz": gzip.compress(warc(RECORDS, gzip=False)),
    "a.warc.zst": zstd.compress(warc(RECORDS, gzip=False)),
    "dictionary.warc.zst": with_dictionary(RECORDS),
}


@pytest.mark.parametrize("name", [*FORMATS, "a.wacz"])
def test_every_container(nianbao: Run, tmp_path: Path, name: str, sql: Sql) -> None:
    path = tmp_path / name
    if name == "a.wacz":
        wacz(path, warc(RECORDS))
    else:
        path.write_bytes(FORMATS[name])
    before = set(tmp_path.rglob("*"))
    ran = nianbao("ingest", path)
    assert (ran.status, "1 new" in ran.out) == (0, True), ran.err
    archive = tmp_path / "archive"
    [(digest, title, url, site, seen, record)] = sql(
        "SELECT d.content_digest, d.title, s.url, s.site, s.first_seen_at, v.record_id"
        " FROM readings d JOIN sources s USING (source_id) JOIN visits v USING (record_id)",
    )
    assert (digest, title) == (EXPECTED.content_digest, EXPECTED.title)
    assert (url, site, record) == (URL, "www.yunxi.gov.cn", PAGE.record_id)
    assert str(seen).startswith("2023-05-06 07:08:09")
    written = set(tmp_path.rglob("*")) - before
    assert all(archive in (entry, *entry.parents) for entry in written)


def test_the_original_transfer_and_content_codings_are_undone(
    nianbao: Run, tmp_path: Path, sql: Sql
) -> None:
    body = chunked(gzip.compress(report_page(NAME)))
    headers = (
        ("Content-Type", "text/html"),
        ("Content-Encoding", "gzip"),
        ("Transfer-Encoding", "chunked"),
    )
    path = tmp_path / "a.warc.gz"
    path.write_bytes(warc([Foreign(url=URL, body=body, headers=headers)]))
    assert nianbao("ingest", path).status == 0
    assert sql("SELECT content_digest FROM readings") == [(EXPECTED.content_digest,)]
    ran = nianbao("reparse")
    assert (ran.status, ran.err) == (0, "")


def test_the_same_file_again_and_the_same_record_in_another(
    nianbao: Run, tmp_path: Path, sql: Sql
) -> None:
    first, second = tmp_path / "a.warc.gz", tmp_path / "b.warc"
    first.write_bytes(warc([PAGE]))
    second.write_bytes(warc([PAGE], gzip=False))
    nianbao("ingest", first)
    before = readings(sql)
    again = nianbao("ingest", first)
    assert (again.status, "taken in before" in again.out) == (0, True)
    other = nianbao("ingest", second)
    assert (other.status, "1 in the archive before" in other.out) == (0, True)
    assert readings(sql) == before
    assert sql("SELECT count(*) FROM visits") == [(1,)]


def test_foreign_hosts_are_refused_and_said(nianbao: Run, tmp_path: Path, sql: Sql) -> None:
    path = tmp_path / "a.warc.gz"
    bodies = report_page(NAME)
    urls = ("http://www.example.com/a.html", "http://gov.cn.example.com/a", "ftp://x.gov.cn/a.html")
    path.write_bytes(warc([Foreign(url=url, body=bodies) for url in urls]))
    ran = nianbao("ingest", path)
    assert ran.status == 1
    assert "3 captures that may be reports were refused" in ran.err
    assert "www.example.com" in ran.err
    assert sql("SELECT count(*) FROM visits") == [(0,)]
    sites = tmp_path / "sites.csv"
    sites.write_text(
        "site,name,url,division_code\nyunxi,云溪县人民政府,http://www.example.com/,622926\n",
        "utf-8",
    )
    nianbao("sites", "import", sites)
    path.write_bytes(warc([Foreign(url="http://example.com/a.html", body=bodies)]))
    assert nianbao("ingest", path).status == 0
    assert sql("SELECT site FROM sources") == [("yunxi",)]


class TestRevisits:
    """A revisit is a sighting: its payload is in another record."""

    LATER = "2023-08-09T00:00:00Z"

    def revisit(self, **more: Any) -> Foreign:
        headers = {
            "WARC-Profile": "http://netpreserve.org/warc/1.0/revisit/identical-payload-digest",
            **more,
        }
        return Foreign(
            url=URL, date=self.LATER, kind="revisit", headers=(), more=tuple(headers.items())
        )

    @pytest.mark.parametrize(
        "refers",
        [
            {"WARC-Refers-To": PAGE.record_id},
            {"WARC-Refers-To-Target-URI": URL, "WARC-Refers-To-Date": PAGE.date},
            {},
        ],
        ids=["by id", "by place", "by payload"],
    )
    @pytest.mark.parametrize("order", ["after", "before"])
    def test_is_resolved(
        self, nianbao: Run, tmp_path: Path, refers: dict[str, str], order: str, sql: Sql
    ) -> None:
        records = [PAGE, self.revisit(**refers)]
        path = tmp_path / "a.warc.gz"
        path.write_bytes(warc(records if order == "after" else records[::-1]))
        ran = nianbao("ingest", path)
        assert ran.status == 0, ran.err
        [(first, last)] = sql("SELECT first_seen_at, last_seen_at FROM reports")
        assert (str(first)[:10], str(last)[:10]) == ("2023-05-06", "2023-08-09")
        assert sql("SELECT refers_to FROM visits ORDER BY visited_at") == [
            (None,),
            (PAGE.record_id,),
        ]

    def test_not_modified_is_a_sighting(self, nianbao: Run, tmp_path: Path, sql: Sql) -> None:
        profile = "http://netpreserve.org/warc/1.0/revisit/server-not-modified"
        seen = Foreign(
            url=URL,
            date=self.LATER,
            kind="revisit",
            status="304 Not Modified",
            more=(("WARC-Profile", profile), ("WARC-Refers-To", str(PAGE.record_id))),
        )
        path = tmp_path / "a.warc.gz"
        path.write_bytes(warc([PAGE, seen]))
        assert nianbao("ingest", path).status == 0
        assert sql("SELECT substr(CAST(last_seen_at AS text), 1, 10) FROM reports") == [
            ("2023-08-09",)
        ]
        assert sql("SELECT count(*) FROM readings") == [(1,)]

    def test_one_without_its_original_is_said(self, nianbao: Run, tmp_path: Path) -> None:
        path = tmp_path / "a.warc.gz"
        path.write_bytes(warc([self.revisit(**{"WARC-Refers-To": str(PAGE.record_id)})]))
        ran = nianbao("ingest", path)
        assert (ran.status, "1 revisits refer to records" in ran.err) == (1, True)


def test_changes_between_captures_are_revisions(nianbao: Run, tmp_path: Path, sql: Sql) -> None:
    changed = PAGE.body.replace("工作".encode(), "事项".encode(), 3)
    assert changed != PAGE.body
    later = Foreign(url=URL, body=changed, date="2024-01-01T00:00:00Z")
    path = tmp_path / "a.warc.gz"
    path.write_bytes(warc([later, PAGE]))  # in any order
    assert nianbao("ingest", path).status == 0
    found = sql("SELECT first_seen_at FROM revisions ORDER BY first_seen_at")
    assert [str(seen)[:4] for (seen,) in found] == ["2023", "2024"]


class TestTrouble:
    """What is wrong with a file costs what is wrong, and is said."""

    def test_a_torn_file(self, nianbao: Run, tmp_path: Path) -> None:
        whole = warc([PAGE, Foreign(url=URL + "2", body=os.urandom(5000))])
        path = tmp_path / "a.warc.gz"
        path.write_bytes(whole[:-3000])
        ran = nianbao("ingest", path)
        assert (ran.status, "cannot be read on behind its record 3" in ran.err) == (1, True)
        assert "1 new" in ran.out

    @pytest.mark.parametrize(
        ("more", "words"),
        [
            ((("WARC-Truncated", "length"),), "cut short by the tool"),
            ((("WARC-Block-Digest", "sha1:AAAA"),), "not what its digest says"),
        ],
    )
    def test_a_record_that_is_not_whole(
        self, nianbao: Run, tmp_path: Path, more: tuple[tuple[str, str], ...], words: str, sql: Sql
    ) -> None:
        path = tmp_path / "a.warc.gz"
        path.write_bytes(warc([Foreign(url=URL, body=PAGE.body, more=more)]))
        ran = nianbao("ingest", path)
        assert (ran.status, words in ran.err) == (1, True)
        assert sql("SELECT count(*) FROM reports") == [(0,)]

    def test_no_file_at_all(self, nianbao: Run, tmp_path: Path) -> None:
        good = tmp_path / "a.warc.gz"
        good.write_bytes(warc([PAGE]))
        ran = nianbao("ingest", tmp_path / "nothing.warc.gz", good, tmp_path)
        assert ran.status == 1
        assert "nothing.warc.gz: cannot be opened" in ran.err
        assert "1 new" in ran.out

    def test_a_record_that_takes_anothers_id(self, nianbao: Run, tmp_path: Path, sql: Sql) -> None:
        other = Foreign(
            url=URL + "?2", body=PAGE.body, record_id=PAGE.record_id, date="2024-01-01T00:00:00Z"
        )
        path = tmp_path / "a.warc.gz"
        path.write_bytes(warc([PAGE, other]))
        assert nianbao("ingest", path).status == 0
        assert sql("SELECT count(*) FROM sources") == [(2,)]


class TestDocuments:
    """Single documents need no URL."""

    def test_of_each_format(self, nianbao: Run, tmp_path: Path, sql: Sql) -> None:
        reports = Path(__file__).parents[2] / "fixtures/reports"
        page = tmp_path / "page.html"
        page.write_bytes(PAGE.body)
        os.utime(page, (1_600_000_000, 1_600_000_000))
        ran = nianbao("ingest", page, reports / "bureau-2023-docx/report.docx")
        assert ran.status == 0, ran.err
        assert ran.out.count("1 new") == 2
        found = sql("SELECT url, first_seen_at FROM sources ORDER BY first_seen_at")
        assert all(url.startswith("urn:sha256:") for url, _ in found)
        assert str(found[0][1]).startswith("2020-09-13")
        assert nianbao("reparse").status == 0

    def test_with_its_url(self, nianbao: Run, tmp_path: Path, sql: Sql) -> None:
        page = tmp_path / "page.html"
        page.write_bytes(PAGE.body)
        assert nianbao("ingest", page, "--url", "http://www.example.com/a").status == 1
        assert nianbao("ingest", page, "--url", URL).status == 0
        assert sql("SELECT url FROM sources") == [(URL,)]

    def test_what_is_no_report(self, nianbao: Run, tmp_path: Path) -> None:
        page = tmp_path / "page.html"
        page.write_bytes(report_page("not-guide"))
        ran = nianbao("ingest", page)
        assert (ran.status, "is no report" in ran.err) == (1, True)


def test_a_file_is_known_by_the_page_that_leads_to_it(
    nianbao: Run, tmp_path: Path, sql: Sql
) -> None:
    docx = (
        Path(__file__).parents[2] / "fixtures/reports/bureau-2023-docx/report.docx"
    ).read_bytes()
    nothing = b"<html><head><title>%s</title></head><body><h1>%s</h1>%s</body></html>"
    title = "云溪县教育局2023年政府信息公开工作年度报告".encode()
    link = '<p><a href="files/report.docx">云溪县教育局2023年政府信息公开工作年度报告.docx</a></p>'.encode()
    page = Foreign(url="http://www.yunxi.gov.cn/a/1.html", body=nothing % (title, title, link))
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    file = Foreign(
        url="http://www.yunxi.gov.cn/a/files/report.docx",
        body=docx,
        headers=(("Content-Type", kind),),
    )
    first, second = tmp_path / "files.warc.gz", tmp_path / "pages.warc.gz"
    first.write_bytes(warc([file]))
    second.write_bytes(warc([page]))
    assert nianbao("ingest", first, second).status == 0
    found = sql("SELECT url, parent_url FROM sources ORDER BY url")
    assert (file.url, page.url) in found


def test_a_killed_ingest_goes_on(tmp_path: Path) -> None:
    pages = [
        Foreign(
            url=f"http://www.yunxi.gov.cn/{n}.html",
            body=PAGE.body.replace("云溪".encode(), "云海".encode()) + b" " * n,
        )
        for n in range(60)
    ]
    path = tmp_path / "a.warc.gz"
    path.write_bytes(warc(pages))

    def begin(archive: Path) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [Path(sys.executable).with_name("nianbao"), "ingest", path, "--archive", archive],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    killed, whole = tmp_path / "killed", tmp_path / "whole"
    for pause in (2.0, 2.5):
        process = begin(killed)
        time.sleep(pause)
        process.send_signal(signal.SIGKILL)
        process.communicate()
    for archive in (killed, whole):
        process = begin(archive)
        _, err = process.communicate()
        assert process.returncode == 0, err
    assert readings(rows(killed)) == readings(rows(whole))
    counts = "SELECT count(*), count(DISTINCT url) FROM visits WHERE outcome = 'ok'"
    assert rows(killed)(counts) == rows(whole)(counts) == [(60, 60)]


def test_the_same_reports_as_a_crawl_of_the_same_pages(
    world: World, tmp_path: Path, recalling: Callable[[Path], None]
) -> None:
    environment = {
        **os.environ,
        "http_proxy": world.proxy_url,
        "https_proxy": world.proxy_url,
        "no_proxy": "",
    }

    def run(*arguments: object, archive: Path) -> None:
        done = subprocess.run(
            [Path(sys.executable).with_name("nianbao"), *map(str, arguments)],
            env={**environment, "NIANBAO_ARCHIVE": str(archive)},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr

    crawled, taken_in = tmp_path / "crawled", tmp_path / "taken-in"
    recalling(crawled)
    for archive in (crawled, taken_in):
        run("sites", "import", world.sites_csv, archive=archive)
    run("crawl", "tiane", "yingshan", "-s", "DOWNLOAD_DELAY=0", archive=crawled)
    run("ingest", *sorted((crawled / "warc").glob("*.warc.gz")), archive=taken_in)
    assert len(readings(rows(crawled))) > 30
    assert readings(rows(taken_in)) == readings(rows(crawled))
    pictures = "SELECT url, payload_digest FROM visits WHERE content_type LIKE 'image/%' ORDER BY 1"
    assert len(rows(crawled)(pictures)) == 3
    assert rows(taken_in)(pictures) == rows(crawled)(pictures)
