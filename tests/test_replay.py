"""What a crawl leaves is what the field's tools read: warcio, pywb, wacz."""

from __future__ import annotations

import gzip
import json
import os
import sqlite3
import subprocess
import sys
import urllib.request
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from warcio.archiveiterator import ArchiveIterator  # type: ignore[import-untyped]

from fixtures.portals.world import World
from storage.archive import Archive
from storage.captures import decode_content
from tests import pywb

BIN = Path(sys.executable).parent
SITES = ("panan", "tiane")


@pytest.fixture(scope="module")
def archive(
    tmp_path_factory: pytest.TempPathFactory, recalling: Callable[[Path], None]
) -> Iterator[Path]:
    """Two sites of the demonstration world, crawled, and one of them crawled again."""
    place = tmp_path_factory.mktemp("replay") / "archive"
    recalling(place)
    with World() as world:
        environment = {
            **os.environ,
            "http_proxy": world.proxy_url,
            "https_proxy": world.proxy_url,
            "no_proxy": "",
            "NIANBAO_CONTACT": "tests@example.org",
        }
        for command in (
            ("sites", "import", world.sites_csv),
            ("crawl", *SITES, "-s", "DOWNLOAD_DELAY=0"),
            ("crawl", SITES[0], "--again", "-s", "DOWNLOAD_DELAY=0"),
        ):
            nianbao(*command, "--archive", place, environment=environment)
        yield place


def nianbao(*arguments: object, environment: dict[str, str] | None = None) -> str:
    ran = subprocess.run(
        [BIN / "nianbao", *map(str, arguments)],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    return ran.stdout


def rows(archive: Path, statement: str) -> list[tuple[Any, ...]]:
    with sqlite3.connect(archive / "archive.sqlite") as connection:
        return connection.execute(statement).fetchall()


def valid(package: Path) -> None:
    ran = subprocess.run(
        [BIN / "wacz", "validate", "-f", package], capture_output=True, text=True, check=False
    )
    assert (ran.returncode, "the passed WACZ is valid" in ran.stdout + ran.stderr) == (0, True), (
        ran.stdout + ran.stderr
    )


def test_every_record_has_digests_that_are_true(archive: Path) -> None:
    files = sorted(archive.glob("warc/*.warc.gz"))
    ran = subprocess.run(
        [BIN / "warcio", "check", *files], capture_output=True, text=True, check=False
    )
    assert (ran.returncode, ran.stdout) == (0, "")
    kinds: set[str] = set()
    for file in files:
        with file.open("rb") as stream:
            for record in ArchiveIterator(stream):
                header = record.rec_headers.get_header
                kinds.add(record.rec_type)
                for name in ("WARC-Block-Digest", "WARC-Payload-Digest"):
                    assert header(name).startswith("sha256:"), (file, record.rec_type)
                if record.rec_type == "warcinfo":
                    info = record.content_stream().read().decode()
                    for word in ("operator: tests@example.org", "robots: obey", "nianbao/"):
                        assert word in info
                    assert "Transfer-Encoding dropped" in info
    assert kinds == {"warcinfo", "response", "request", "revisit"}


def test_the_pictures_of_reports_are_kept_and_packed_with_them(
    archive: Path, tmp_path: Path
) -> None:
    kept = rows(
        archive, "SELECT url FROM visits WHERE content_type LIKE 'image/%' AND outcome = 'ok'"
    )
    assert len(kept) == 3
    [(report,)] = rows(
        archive,
        "SELECT report_id FROM sources JOIN readings USING (source_id)"
        " WHERE title LIKE '%向阳%2022%' AND site = 'tiane'",
    )
    package = tmp_path / "report.wacz"
    nianbao("export", package, "--wacz", "--report", report, "--archive", archive)
    with zipfile.ZipFile(package) as file:
        lines = gzip.decompress(file.read("indexes/index.cdx.gz")).decode()
    assert lines.count("image/png") == 3
    # Restricted, it is in no package any more, whatever that is of, and its pictures are not.
    nianbao("restrict", report, "--why", "names a citizen", "--archive", archive)
    try:
        nianbao("export", package, "--wacz", "--site", "tiane", "--archive", archive)
    finally:
        nianbao("restrict", report, "--lift", "--archive", archive)
    with zipfile.ZipFile(package) as file:
        lines = gzip.decompress(file.read("indexes/index.cdx.gz")).decode()
    assert "image/png" not in lines
    [(url,)] = rows(archive, f"SELECT url FROM sources WHERE report_id = '{report}'")  # noqa: S608
    assert url not in lines
    assert "text/html" in lines


def test_pywb_replays_the_reports(archive: Path, tmp_path: Path) -> None:
    try:
        programs = pywb.installed()
    except pywb.NotInstalled as why:
        pytest.skip(str(why))
    captures = rows(
        archive,
        "SELECT v.record_id, v.url, strftime('%Y%m%d%H%M%S', v.visited_at) FROM sources s"
        " JOIN visits v ON v.url = s.url WHERE v.status = 200 ORDER BY v.visit_id",
    )
    revisits = rows(archive, "SELECT count(*) FROM visits WHERE refers_to IS NOT NULL")
    assert len(captures) > 30
    assert revisits[0][0] > 10
    with (
        Archive.open(archive, create=False) as opened,
        pywb.replaying(programs, archive / "warc", tmp_path / "pywb") as address,
    ):
        for record_id, url, moment in captures[:3] + captures[-3:]:
            # "id_": as it was captured, without what pywb puts around a page.
            with urllib.request.urlopen(f"{address}/{moment}id_/{url}", timeout=30) as replayed:  # noqa: S310
                capture = opened.capture(record_id)
                body = decode_content(capture.body, capture.headers.get("Content-Encoding"))
                assert replayed.read() == body
                assert url in replayed.headers["Link"]
        for record_id, url, moment in captures[:1]:
            with urllib.request.urlopen(f"{address}/{moment}mp_/{url}", timeout=30) as page:  # noqa: S310
                assert "政府信息公开" in page.read().decode("utf-8", "replace"), record_id


@pytest.mark.parametrize("of", ["all", "site", "report"])
def test_packages_are_valid_and_replay_by_themselves(
    archive: Path, tmp_path: Path, of: str
) -> None:
    [(report, url)] = rows(
        archive,
        "SELECT report_id, url FROM sources WHERE site = 'panan' ORDER BY url LIMIT 1",
    )
    package = tmp_path / "reports.wacz"
    choice = {"all": (), "site": ("--site", "panan"), "report": ("--report", report)}[of]
    nianbao("export", package, "--wacz", *choice, "--archive", archive)
    valid(package)
    where = {"all": "true", "site": "site = 'panan'", "report": f"url = '{url}'"}[of]
    known = set(
        rows(
            archive,
            f"SELECT record_id FROM visits WHERE record_id IS NOT NULL AND {where}",  # noqa: S608
        )
    )
    packed: set[tuple[str]] = set()
    with zipfile.ZipFile(package) as file:
        for name in file.namelist():
            if name.startswith("archive/"):
                (tmp_path / Path(name).name).write_bytes(file.read(name))
                with file.open(name) as stream:
                    for record in ArchiveIterator(stream):
                        if record.rec_type in ("response", "revisit"):
                            packed.add((record.rec_headers.get_header("WARC-Record-ID"),))
        pages = [json.loads(line) for line in file.read("pages/pages.jsonl").splitlines()][1:]
    assert packed == known
    assert any(page["url"] == url and "政府信息公开" in page["title"] for page in pages)
    checked = subprocess.run(
        [BIN / "warcio", "check", *tmp_path.glob("data-*.warc.gz")],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (checked.returncode, checked.stdout) == (0, "")
    if of != "site":
        return
    other = tmp_path / "other"
    nianbao("ingest", package, "--archive", other)  # without the registry: by .gov.cn
    again = "SELECT report_id FROM sources WHERE url LIKE '%panan%' ORDER BY 1"
    assert {one for (one,) in rows(other, again)} == {one for (one,) in rows(archive, again)}
