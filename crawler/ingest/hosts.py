"""Whose pages may be taken in: those of listed sites, and of governments."""

from __future__ import annotations

from collections.abc import Iterable

from crawler.places import county_of
from crawler.scope import host_of, is_official, own_hosts
from storage.records import Locality, Site


class Hosts:
    """The hosts of the registry, and what follows from a URL's."""

    def __init__(self, sites: Iterable[Site]) -> None:
        self._sites = {host: site for site in sites for host in own_hosts(site)}
        # xxgk.example.gov.cn is a county's, where www.example.gov.cn is. Below a prefecture's are
        # counties.
        self._counties = {
            f".{host.removeprefix('www.')}": site
            for host, site in self._sites.items()
            if is_official(host) and not site.division_code.endswith("00")
        }

    def admits(self, url: str) -> bool:
        """Whether a URL is a government's, or on a listed site."""
        if not url.lower().startswith(("http://", "https://")):
            return False
        host = host_of(url)
        return host in self._sites or is_official(host)

    def site_of(self, url: str) -> str:
        """The slug of a URL's site; of a host that no site lists, its own name."""
        site = self._site(url)
        return host_of(url) if site is None else site.site

    def locality_of(self, url: str, headline: str | None = None) -> Locality | None:
        """What is known of where a page comes from; a ``headline`` is what led to a file."""
        site = self._site(url)
        if site is None:
            return None
        return Locality(division_code=site.division_code, county=county_of(site), headline=headline)

    def _site(self, url: str) -> Site | None:
        host = host_of(url)
        below = (site for end, site in self._counties.items() if host.endswith(end))
        return self._sites.get(host) or next(below, None)
