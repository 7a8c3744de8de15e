"""Collects what is taken of one page and what is left, each address once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from urllib.parse import urlsplit

from crawler.frontier.candidate import Candidate, Choice, Kind, Place
from crawler.frontier.labels import names_another_place
from crawler.frontier.traps import refusal
from crawler.frontier.urls import canonical_url, host_of
from pipelines.listing import Link, Page
from storage.records import Refused

# On the portal of a county-level city as well these are mostly the prefecture's.
_OF_THE_CITY = ("市政府", "市人民政府", "全市", "市信息公开", "市政务公开")


class Taking:
    """What one page brings. ``own`` are the site's hosts without ``www.``, ``here`` its key.

    ``is_cut``: its list goes on beyond what a crawl reads of one.
    """

    def __init__(self, page: Page, came_by: Candidate, place: Place) -> None:
        self.page = page
        self.came_by = came_by
        self.place = place
        self.own = own_hosts(place)
        self.here = canonical_url(page.url)
        self.is_cut = False
        self._found: dict[str, Candidate] = {}
        self._refused: list[Refused] = []

    def choice(
        self,
        *,
        listed: tuple[str, ...] = (),
        column: str | None = None,
        is_column: bool = False,
        reports: int = 0,
        gap: str | None = None,
    ) -> Choice:
        """Return what was taken, in the order in which it is worth asking for."""
        ordered = sorted(self._found.values(), key=lambda one: (one.rung, -one.priority))
        return Choice(
            candidates=tuple(ordered),
            refused=tuple(self._refused),
            listed=listed,
            column=column,
            is_column=is_column,
            reports=reports,
            gap=gap,
            is_cut=self.is_cut,
        )

    def take(self, candidate: Candidate) -> bool:
        """Take a candidate, unless its address speaks against it; say whether it was taken."""
        # The files of menus are the only scripts ever asked for.
        is_list = candidate.kind is Kind.LIST_PAGE
        why_not = None if candidate.kind is Kind.SCRIPT else refusal(candidate.url, is_list=is_list)
        if why_not is None and is_foreign(candidate.url, self.page, self.place):
            why_not = "a host that is not the site's"
        if why_not is not None:
            self.refuse(candidate.url, candidate.label, why_not)
            return False
        key = candidate.request
        if key == self.here and candidate.method == "GET":
            return False
        known = self._found.get(key)
        if known is None or (candidate.rung, -candidate.priority) < (known.rung, -known.priority):
            elsewhere = host_of(candidate.url) not in self.own
            self._found[key] = replace(candidate, elsewhere=elsewhere)
        return True

    def take_link(self, candidate: Candidate, link: Link) -> bool:
        """Take a link, by the request that opens it where a plain GET does not."""
        request = link.request
        if request is None:
            return self.take(candidate)
        return self.take(
            replace(
                candidate,
                url=request.url,
                method=request.method,
                body=request.body,
                headers=request.headers,
                exact=request.exact,
            )
        )

    def refuse(self, url: str, label: str, reason: str) -> None:
        """Leave an address alone, for a reason in words."""
        self._refused.append(Refused(url=url, label=label, reason=reason))

    def leads_astray(self, link: Link) -> str | None:
        """Return why a link to another host is none of the site's business, None if it may be."""
        if host_of(link.url) in {*self.own, host_of(self.page.url)}:
            return None
        if names_another_place(link.text, self.place.county):
            return "the disclosure of another place"
        if link.text.startswith(_OF_THE_CITY) and not self._is_below(host_of(link.url)):
            return "the disclosure of another place"
        return None

    def _is_below(self, host: str) -> bool:
        """Whether a host is below one of the site's own: xxgk.sample.gov.cn."""
        return any(host.endswith(f".{own}") for own in self.own)

    def is_another_home(self, url: str) -> bool:
        """Whether an address is the home page of another host: no part of a column is one."""
        return urlsplit(url).path in {"", "/"} and host_of(url) not in self.own


def own_hosts(place: Place) -> frozenset[str]:
    """Return the hosts of a site without ``www.``."""
    return frozenset(host.removeprefix("www.") for host in place.hosts)


def is_foreign(url: str, page: Page, place: Place) -> bool:
    """Whether nothing links this address to the site: its host, this page's, an official one."""
    host = host_of(url)
    bare = host.split(":", 1)[0]
    own = own_hosts(place)
    if host in own or bare in own or host == host_of(page.url):
        return False
    from_own = host_of(page.url) in own or host_of(page.url).split(":", 1)[0] in own
    return not (from_own and bare.endswith(".gov.cn"))


def frames_of(links: Iterable[Link]) -> list[Link]:
    """Return the frames among ``links`` that may show a list or a menu."""
    return [link for link in links if link.form == "frame" and not _is_furniture(link.url)]


def _is_furniture(url: str) -> bool:
    name = urlsplit(url)
    words = f"{name.path}?{name.query}".lower()
    return any(word in words for word in _FURNITURE)


# What portals show in frames beside lists and menus: counters, weather, players, logins.
_FURNITURE = (
    "visit", "weather", "tianqi", "count", "stat", "map", "video", "player", "share", "login",
    "search", "pdfjs", "viewer",
)  # fmt: skip
