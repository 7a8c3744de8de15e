"""The portals of the counties below a prefecture or province, found by the links on its portal."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from crawler.contact import Answer
from crawler.frontier.urls import host_of
from crawler.portraits import Portrait, divisions_today, portrait_of, registered
from crawler.scope import OFFICIAL
from pipelines.listing import Link, Page
from storage.records import Site
from storage.reference.divisions import Division, short_forms

# Pages on which a portal lists those of its counties, if not on its home page.
_COUNTIES = re.compile(r"区县|县区|县市|市县|区市|旗县|网站导航|网站地图|政府网站|网站群")
# A list of counties that takes more clicks than these is not looked for.
MOST_FURTHER = 5
_OFFICE = re.compile(r"(?:人民政府|政府)?(?:门户|官方)?(?:网站?|门户)?$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A row for the site list. ``doubt`` is why it could not be verified: then it is disabled.

    ``known`` says that the registry has the portal already; it was not asked, and has no portrait.
    """

    site: Site
    portrait: Portrait | None = None
    known: bool = False
    doubt: str = ""


class Hunt:
    """Leads from a portal to those of its counties, and judges what they answer."""

    def __init__(self, registry: Iterable[Site]) -> None:
        self.problem = ""
        self.counties: tuple[Division, ...] = ()
        self._registry = list(registry)
        self._links: dict[Division, str] = {}

    def lead(self, first: Answer) -> list[str]:
        """Return the portals to ask, given the first portal's pages; none that is registered."""
        if first.page is None:
            self.problem = first.failure
            return []
        division = portrait_of(first.page).division
        self.counties = () if division is None else counties_below(division)
        if division is None:
            self.problem = "shows no site code of a province or prefecture"
        elif not self.counties:
            self.problem = f"is the portal of {division.name}, which has no counties"
        self._links = county_links([first.page, *first.further], self.counties)
        return [url for url in self._links.values() if not registered(url, self._registry)]

    def proposals(self, answers: Iterable[Answer]) -> Iterator[Proposal]:
        """Yield a proposal for each county that was linked to; ``answers`` as ``lead`` asked."""
        taken = {site.site for site in self._registry}
        following = iter(answers)
        for county, url in self._links.items():
            known = registered(url, self._registry)
            if known is not None:
                yield Proposal(site=known, known=True)
                continue
            proposal = _judged(county, next(following), taken)
            taken.add(proposal.site.site)
            yield proposal

    def without_link(self) -> list[Division]:
        """Return the counties to whose portal nothing led."""
        return [county for county in self.counties if county not in self._links]


def further_pages(page: Page) -> list[str]:
    """Return pages of a portal that may list the portals of its counties."""
    own = host_of(page.url)
    found = [
        link.url
        for link in page.links
        if _COUNTIES.search(link.text) and host_of(link.url) == own and link.url != page.url
    ]
    return list(dict.fromkeys(found))[:MOST_FURTHER]


def counties_below(division: Division) -> tuple[Division, ...]:
    """Return the county-level divisions of a province or prefecture, as of today."""
    return tuple(
        one
        for one in divisions_today()
        if one.level == "county" and division.code in {one.prefecture_code, one.province_code}
    )


def county_links(pages: Iterable[Page], counties: Iterable[Division]) -> dict[Division, str]:
    """Return the addresses to which links lead that bear a county's name, one a county.

    Only official hosts other than the page's own count: a county's column on the portal of its
    prefecture is no portal.
    """
    by_name = {name: county for county in counties for name in _names(county)}
    found: dict[Division, str] = {}
    for page in pages:
        for link in page.links:
            county = by_name.get(_OFFICE.sub("", link.text))
            if county is not None and _is_portal(link, page):
                found.setdefault(county, link.url)
    return found


def _judged(county: Division, answer: Answer, taken: Iterable[str]) -> Proposal:
    site = _row(county, answer.url, taken)
    if answer.page is None:
        return _doubtful(site, None, f"it did not answer: {answer.failure}")
    portrait = portrait_of(answer.page)
    if portrait.site_code is None:
        return _doubtful(site, portrait, "it shows no site code")
    if portrait.division != county:
        whose = portrait.division.name if portrait.division else "no division of today"
        return _doubtful(site, portrait, f"its site code {portrait.site_code} is of {whose}")
    return Proposal(site=site, portrait=portrait)


def _doubtful(site: Site, portrait: Portrait | None, doubt: str) -> Proposal:
    return Proposal(site=replace(site, enabled=False), portrait=portrait, doubt=doubt)


def _row(county: Division, url: str, taken: Iterable[str]) -> Site:
    """A row of the site list; its slug is made of the host and is not among ``taken``."""
    host = (urlsplit(url).hostname or "").removeprefix("www.").removesuffix(OFFICIAL)
    slug = re.sub(r"[^a-z0-9-]+", "-", host.lower()).strip("-") or county.code
    if slug in set(taken):
        slug = f"{slug}-{county.code}"
    return Site(site=slug, name=f"{county.name}人民政府", url=url, division_code=county.code)


def _names(county: Division) -> frozenset[str]:
    full = frozenset({county.name}) | short_forms(county.name, county.level)
    # Lists of links leave 县 out where two characters are left: 金溪, but not 滑.
    return full | {name[:-1] for name in full if len(name) > 2}


def _is_portal(link: Link, page: Page) -> bool:
    is_official = (urlsplit(link.url).hostname or "").endswith(OFFICIAL)
    return is_official and host_of(link.url) != host_of(page.url)
