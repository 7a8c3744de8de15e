"""Discovery over all families: the world of counties is crawled through the front door.

Ten sites of different families by default, all of them as a soak test. The table that
``python -m bench.discovery`` prints comes from the same score.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from bench.discovery.crawl import crawl
from bench.discovery.score import PAGES_OF_A_TRAP, Score, score
from fixtures.counties.plan import sites
from fixtures.counties.world import World

# One for each way of making lists: static, JSON, XML, reversed, fragment, API, posted form, wall;
# a list that only a POST brings, and a service of the portal's own.
FEW = (
    "zhenfeng", "fugong", "weishan", "wuhua", "heyang", "yifeng", "guangshan", "yizhang", "guazhou",
    "sishui",
)  # fmt: skip


def crawled(place: Path, names: tuple[str, ...] | None) -> Score:
    """Crawl some sites twice, without delay, and score it."""
    with World(names) as world:
        first = crawl(world, place, "DOWNLOAD_DELAY=0")
        second = crawl(world, place, "DOWNLOAD_DELAY=0")
        return score(world, first, second)


def check(result: Score) -> None:
    """Hold a score to the targets of discovery, site by site."""
    missed = [report.key for one in result.sites.values() for report in one.missed]
    wrong = [row["url"] for one in result.sites.values() for row in one.wrong]
    ends = {name: one.outcome for name, one in result.sites.items()}
    assert ends == {name: one.expected.outcome for name, one in result.sites.items()}
    second = {name: one.second_outcome for name, one in result.sites.items()}
    assert second == ends
    assert (missed, wrong, result.escapes) == ([], [], [])
    for name, one in result.sites.items():
        assert not [url for url in one.disallowed if not url.endswith("/robots.txt")], name
        assert all(len(urls) <= PAGES_OF_A_TRAP for urls in one.trapped.values()), name
        if one.expected.outcome == "ok":
            assert one.requests <= 1.5 * one.expected.shortest, name
            assert one.second_night <= one.expected.nightly + 4, name


def test_every_report_of_ten_portals_is_found_and_nothing_else(tmp_path: Path) -> None:
    check(crawled(tmp_path, FEW))


@pytest.mark.soak
def test_every_report_of_every_portal_is_found_and_nothing_else(tmp_path: Path) -> None:
    check(crawled(tmp_path, None))


# A site for each rung of the ladder: what leads to its column, and nothing above it.
LADDER = {
    "a remembered column that died": "jingtai",
    "a scheme that the list of sites doesn't name, and shells": "daying",
    "a splash page": "huitong",
    "a menu that a script writes": "wanzai",
    "the site map": "guangnan",
    "the platform's tree of categories": "longchuan",
    "units with a part of their own": "wuzhai",
}


@pytest.mark.soak
@pytest.mark.parametrize("rung", LADDER)
def test_each_rung_of_the_ladder_leads_to_the_column(rung: str, tmp_path: Path) -> None:
    check(crawled(tmp_path, (LADDER[rung],)))


def test_a_column_that_nobody_names_is_looked_for_where_its_sibling_has_it(tmp_path: Path) -> None:
    with World(("fengshan", "donglan")) as world:
        first = crawl(world, tmp_path, "DOWNLOAD_DELAY=0")
        second = crawl(world, tmp_path, "DOWNLOAD_DELAY=0")
        result = score(world, first, second)
    assert [report.key for one in result.sites.values() for report in one.missed] == []


def test_the_world_covers_every_family_with_two_sites_or_more() -> None:
    families = [site.family for site in sites()]
    assert len(families) >= 40
    assert all(families.count(f"F{number}") >= 2 for number in range(1, 17))
