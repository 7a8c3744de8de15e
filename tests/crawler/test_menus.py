"""Every layout, every dress of a menu and every trap, over portals of a few pages."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest

from crawler.frontier import Kind
from fixtures.miniature.menus import MENUS
from fixtures.miniature.portal import HOME, walk

# A menu that must be searched for may cost a few pages more than its owner would need.
SPARE = 5
SEARCHED = {"only-the-site-map-tells", "nobody-tells", "single-article"}


@pytest.mark.parametrize("name", sorted(MENUS))
def test_every_report_is_found(name: str) -> None:
    portal = MENUS[name]()
    done = walk(portal)
    assert portal.reports - done.found(portal.reports) == set()


@pytest.mark.parametrize("name", sorted(MENUS))
def test_nothing_but_reports_is_opened_as_one(name: str) -> None:
    portal = MENUS[name]()
    done = walk(portal)
    assert len(done.documents) == len(portal.reports), done.documents


@pytest.mark.parametrize("name", sorted(set(MENUS) - SEARCHED))
def test_no_walk_wanders(name: str) -> None:
    portal = MENUS[name]()
    done = walk(portal)
    assert done.pages <= portal.shortest + SPARE, [one.url for one, _ in done.asked]


@pytest.mark.parametrize("name", sorted(MENUS))
def test_only_the_countys_hosts_are_asked(name: str) -> None:
    done = walk(MENUS[name]())
    asked = {urlsplit(one.url).hostname for one, _ in done.asked}
    assert asked <= {urlsplit(HOME).hostname, "xxgk.sample.gov.cn"}


@pytest.mark.parametrize("name", sorted(set(MENUS) - SEARCHED))
def test_what_the_portal_says_is_enough_without_guessing(name: str) -> None:
    done = walk(MENUS[name]())
    assert not [one.url for one, _ in done.asked if one.kind is Kind.GUESS]
