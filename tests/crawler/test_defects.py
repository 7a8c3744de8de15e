"""A page on which nianbao itself breaks costs that page, and no other."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from fixtures.portals.adhoc import AdHocWorld, Page
from storage.archive import Archive
from storage.records import VisitOutcome
from tests.crawler.nonsense import BROKEN
from tests.nights import content

HOME = "http://www.wangmo-t.gov.cn/"
COLUMN = f"{HOME}zfxxgknb/"
BODIES = ("望谟县教育局", "望谟县财政局", "望谟县民政局")
DEFECT = (
    "from crawler import settings as s; s.ITEM_PIPELINES['tests.crawler.nonsense.Nonsense'] = 500"
)
NIANBAO = "from crawler.cli import main; main()"


def page(text: str) -> Page:
    return 200, {}, f"<html><body>{text}</body></html>"


def crawl(world: AdHocWorld, place: Path, *before: str) -> dict[str, Any]:
    ran = subprocess.run(
        [
            *(sys.executable, "-c", "; ".join((*before, NIANBAO)), "crawl", "--processes=1"),
            *("--sites", place / "sites.csv", "--again", "--json", "-s", "DOWNLOAD_DELAY=0"),
        ],
        env={
            **os.environ,
            "http_proxy": world.proxy_url,
            "https_proxy": world.proxy_url,
            "no_proxy": "",
            "NIANBAO_ARCHIVE": str(place / "archive"),
        },
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert ran.returncode in (0, 1), ran.stderr
    told: dict[str, Any] = json.loads(ran.stdout)
    return {**told, "log": ran.stderr}


def test_what_cannot_be_stored_costs_its_page(
    adhoc_world: Callable[[Mapping[str, Page]], AdHocWorld], tmp_path: Path
) -> None:
    rows = ""
    pages: dict[str, Page] = {}
    for number, body in enumerate(BODIES, 1):
        said = content.write(random.Random(number), body, "department", "522326", 2021)  # noqa: S311
        pages[f"{COLUMN}{number}.html"] = (200, {}, content.page(said, skin=0, night=1, files={}))
        rows += f"<li><a href='{number}.html'>{said.title}</a></li>"
    pages |= {
        HOME: page(f"<a href='{COLUMN}'>政府信息公开年报</a>"),
        COLUMN: page(f"<ul>{rows}</ul>"),
    }
    listed = f"site,name,url,division_code\nwangmo,望谟县人民政府,{HOME},522326\n"
    (tmp_path / "sites.csv").write_text(listed, encoding="utf-8")
    world = adhoc_world(pages)
    broken = f"{COLUMN.rstrip('/')}{BROKEN}"

    first = crawl(world, tmp_path, DEFECT)
    assert (first["outcome"], first["new"]) == ("ok", 2)
    assert "the reading names no issuer" in first["log"]
    with Archive.open(tmp_path / "archive") as archive:
        steps = {step.url: (step.state, step.note) for step in archive.last_trail("wangmo")}
        visits = {visit.url: visit.outcome for visit in archive.last_visits("wangmo")}
    assert steps[broken] == ("failed", "nianbao broke on it: see the log")
    assert [url for url, (state, _) in steps.items() if state == "failed"] == [broken]
    assert [url for url, end in visits.items() if end is VisitOutcome.ERROR] == [broken]

    mended = crawl(world, tmp_path)
    assert (mended["outcome"], mended["new"], mended["changed"]) == ("ok", 1, 0)
