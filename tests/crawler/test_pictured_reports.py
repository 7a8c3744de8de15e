"""Reports whose tables are pictures, crawled night after night: read, and no change that is none.

The pictures are cut out of a page of the bundled world. OCR takes seconds, so the nights of one
page are one test.
"""

from __future__ import annotations

import csv
import io
import json
import os
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from fixtures.portals.adhoc import AdHocWorld, Page
from fixtures.portals.proxy import DROPPED, Request, Response
from pipelines.formats import ocr
from storage.archive import Archive

NIANBAO = Path(sys.executable).with_name("nianbao")
SHEET = Path(__file__).parents[2] / "fixtures/portals/sites/tiane/xiangyang-2022-1.png"
HOME = "http://www.tiane-demo.gov.cn/"
COLUMN = f"{HOME}zfxxgknb/"
PAGE = f"{COLUMN}2022.html"
PICTURE = f"{HOME}images/t2.png"
TITLE = "天峨县向阳镇2022年政府信息公开工作年度报告"
PATIENCE = 60

needs_ocr = pytest.mark.skipif(not ocr.is_installed(), reason="needs the extra: ocr")


def table(figures: int) -> bytes:
    """The sheet's table of ten figures, or of nine: without its last part."""
    sheet = Image.open(SHEET)
    file = io.BytesIO()
    bottom = {10: 950, 9: 874}[figures]
    sheet.crop((60, 590, sheet.width - 60, bottom)).save(file, "PNG")
    return file.getvalue()


def report(visitors: int = 1, picture: str = "/images/t2.png") -> Page:
    """The page, with a counter in its furniture."""
    return (
        200,
        {"ETag": f'"{visitors}{picture}"'},
        f"<html><body><h1>{TITLE}</h1><div id=zoom><p>2022年，本镇做好政府信息公开工作，"
        f"主动公开各类信息，及时回应关切。</p><p>二、主动公开政府信息情况</p><p><img src='{picture}'>"
        f"</p></div><div class=footer>访问量：{visitors}</div></body></html>",
    )


def picture(body: bytes) -> Page:
    """A picture of a server that answers 304 where it has not changed."""
    return Response(headers={"Content-Type": "image/png"}, body=body, validators=True)


class Nights:
    """A portal with one report, and an archive of it."""

    def __init__(self, world: AdHocWorld, place: Path) -> None:
        self.world = world
        self.place = place
        listed = f"site,name,url,division_code\ntiane,天峨县人民政府,{HOME},451222\n"
        (place / "sites.csv").write_text(listed, encoding="utf-8")
        self._environment = {
            **os.environ,
            "http_proxy": world.proxy_url,
            "https_proxy": world.proxy_url,
            "no_proxy": "",
            "NIANBAO_ARCHIVE": str(place / "archive"),
        }

    def start(self, *arguments: object) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [NIANBAO, *map(str, arguments)],
            env=self._environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def run(self, *arguments: object) -> str:
        process = self.start(*arguments)
        out, said = process.communicate(timeout=2 * PATIENCE)
        assert process.returncode in (0, 1), said
        return out

    @property
    def crawl_command(self) -> tuple[object, ...]:
        sites = self.place / "sites.csv"
        return ("crawl", "--sites", sites, "--again", "--json", "-s", "DOWNLOAD_DELAY=0")

    def crawl(self, pages: Mapping[str, Page] = {}) -> dict[str, Any]:
        """Crawl on another night, pages having changed; give what is said of the site."""
        self.world.pages |= pages
        self.world.forget_requests()
        told: dict[str, Any] = json.loads(self.run(*self.crawl_command))
        assert told["outcome"] == "ok"
        return told

    def reports(self) -> list[str]:
        """The ids of what is archived."""
        with Archive.open(self.place / "archive") as archive:
            return archive.report_ids()

    def recognised(self) -> list[str]:
        """What the archive keeps of OCR."""
        with sqlite3.connect(self.place / "archive/archive.sqlite") as database:
            return [answer for (answer,) in database.execute("SELECT answer FROM recognitions")]

    def asked(self, url: str) -> list[int]:
        return [visit.status for visit in self.world.requests if visit.url == url]

    def table(self, name: str) -> list[dict[str, str]]:
        text = (self.place / "csv" / f"{name}.csv").read_text(encoding="utf-8-sig")
        return list(csv.DictReader(io.StringIO(text)))


@pytest.fixture
def nights(adhoc_world: Callable[[Mapping[str, Page]], AdHocWorld], tmp_path: Path) -> Nights:
    """Give a portal whose one report has its table in a picture."""
    pages: dict[str, Page] = {
        HOME: (200, {}, f"<html><body><a href='{COLUMN}'>政府信息公开年报</a></body></html>"),
        COLUMN: (
            200,
            {},
            f"<html><body><ul><li><a href='2022.html'>{TITLE}</a></ul></body></html>",
        ),
        PAGE: report(),
        PICTURE: picture(table(10)),
    }
    return Nights(adhoc_world(pages), tmp_path)


@needs_ocr
def test_pictures_are_read_and_compared_night_after_night(nights: Nights) -> None:
    first = nights.crawl()
    assert (first["new"], first["changed"]) == (1, 0)
    # only a counter changed: the page anew, the picture by its tag
    second = nights.crawl({PAGE: report(2)})
    assert (nights.asked(PAGE), nights.asked(PICTURE)) == ([200], [304])
    (answer,) = nights.recognised()  # once: the second night's page rests on the first's picture
    assert answer.count('"0"') >= 10
    # another picture in the place of the old
    third = nights.crawl({PICTURE: picture(table(9))})
    # gone: what it showed stands, and it is told
    fourth = nights.crawl({PICTURE: (404, {}, "")})
    assert [night["changed"] for night in (second, third, fourth)] == [0, 1, 0]
    nights.run("export", nights.place / "csv", "--format", "csv", "--revisions")
    assert [row["cause"] for row in nights.table("revisions")] == ["first", "source"]
    figures = [(row["revision"], row["value"], row["read"]) for row in nights.table("figures")]
    assert figures == [("1", "0", "ocr")] * 10 + [("2", "0", "ocr")] * 9
    (told,) = [row for row in nights.table("findings") if row["rule"] == "text.picture"]
    assert (told["revision"], PICTURE in told["message"]) == ("2", True)


@needs_ocr
def test_killed_before_its_picture_a_page_is_still_recorded_once(nights: Nights) -> None:
    asked = threading.Event()

    def slow(_: Request) -> Response:
        asked.set()
        time.sleep(1)
        return DROPPED

    nights.world.pages[PICTURE] = slow
    process = nights.start(*nights.crawl_command)
    assert asked.wait(PATIENCE)
    process.kill()
    process.communicate()
    resumed = nights.crawl({PICTURE: picture(table(9))})
    assert (resumed["new"], resumed["changed"]) == (1, 0)
    (report_id,) = nights.reports()
    shown = json.loads(nights.run("show", report_id, "--json"))
    assert (shown["revision"], len(shown["figures"])) == (1, 9)
    (behind,) = shown["pictures"]
    assert behind["url"] == PICTURE
    # what is removed by decision takes along what was read off it
    nights.run("redact", behind["warc_record_id"], "--reason", "names")
    redacted = json.loads(nights.run("show", report_id, "--json"))
    assert {figure["raw"] for figure in redacted["figures"]} == {""}
    assert nights.recognised() == []
