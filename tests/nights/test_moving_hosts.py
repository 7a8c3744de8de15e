"""A portal that answers by another scheme or host name tells no other story."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from random import Random

import pytest

from fixtures.portals.adhoc import AdHocWorld, Page
from fixtures.portals.writing.statutory import Printed
from tests.nights import content as contents
from tests.nights.crawling import Crawled

LISTED = "http://www.wangmo-t.gov.cn"
SITES = {"wangmo": ("望谟县", LISTED, "522326")}
CELL = "t2.licensing.decisions"


def portal(root: str, printed: int, night: int) -> Mapping[str, Page]:
    """Make a portal of two reports; one of them says ``printed``."""
    pages: dict[str, Page] = {}
    rows = ""
    for number, body in enumerate(("教育局", "财政局")):
        said = contents.write(Random(number), f"望谟县{body}", "department", "522326", 2021)  # noqa: S311
        value = Printed(raw=str(printed if number else 3), value=Decimal(printed if number else 3))
        said = replace(said, cells={**said.cells, CELL: value})
        pages[f"{root}/nb/{number}.html"] = (
            200,
            {},
            contents.page(said, skin=0, night=night, files={}),
        )
        rows += f'<li><a href="/nb/{number}.html">{said.title}</a></li>'
    menu = '<a href="/nb/">政府信息公开年报</a>'
    pages[f"{root}/"] = (200, {}, f"<html><body>{menu}</body></html>")
    pages[f"{root}/nb/"] = (200, {}, f"<html><body>{menu}<ul>{rows}</ul></body></html>")
    return pages


@pytest.mark.parametrize("root", ["https://www.wangmo-t.gov.cn", "http://wangmo-t.gov.cn"])
def test_what_it_changes_is_noticed_all_the_same(
    adhoc_world: Callable[[Mapping[str, Page]], AdHocWorld], tmp_path: Path, root: str
) -> None:
    world = adhoc_world(portal(LISTED, 5, 1))
    crawled = Crawled(tmp_path, world.proxy_url, SITES, misses=2)
    crawled.night()
    silent = dict.fromkeys(world.pages)
    for night in (2, 3):
        world.pages = {**silent, **portal(root, 5 if night == 2 else 77, night)}
        crawled.night()
    tables = crawled.export()
    assert {row["url"]: row["status"] for row in tables["sources"]} == {
        f"{way}/nb/{number}.html": status
        for way, status in ((LISTED, "gone"), (root, "live"))
        for number in (0, 1)
    }
    assert {row["status"] for row in tables["reports"]} == {"published"}
    assert [(row["name"], row["old"], row["new"]) for row in tables["changes"]] == [
        (CELL, "5", "77")
    ]
    assert len(tables["revisions"]) == 3
