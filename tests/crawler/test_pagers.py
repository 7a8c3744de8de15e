"""Every kind of pager, from the home page to the last report, over portals of a few pages."""

from __future__ import annotations

import pytest

from fixtures.miniature.pagers import PAGERS
from fixtures.miniature.portal import walk

# Beyond the shortest way: one page asked twice, one page that turned out to be none, the end.
SPARE = 3


@pytest.mark.parametrize("name", sorted(PAGERS))
def test_every_report_of_every_list_page_is_found(name: str) -> None:
    portal = PAGERS[name]()
    done = walk(portal)
    assert portal.reports - done.found(portal.reports) == set()


@pytest.mark.parametrize("name", sorted(PAGERS))
def test_nothing_but_reports_is_opened_as_one(name: str) -> None:
    portal = PAGERS[name]()
    assert len(walk(portal).documents) == len(portal.reports)


@pytest.mark.parametrize("name", sorted(PAGERS))
def test_the_way_is_hardly_longer_than_the_shortest(name: str) -> None:
    portal = PAGERS[name]()
    done = walk(portal)
    assert done.pages <= portal.shortest + SPARE, [one.url for one, _ in done.asked]
