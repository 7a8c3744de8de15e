"""Whose site it is, and where: what the frontier and the reader need to know of it."""

from __future__ import annotations

from crawler.frontier import Place
from crawler.frontier.urls import host_of as frontier_host
from storage.records import Site


def place_of(site: Site) -> Place:
    """What the frontier needs to know of a site."""
    hosts = {frontier_host(url) for url in (site.url, site.column_url) if url}
    return Place(
        home=site.url,
        county=county_of(site),
        division_code=site.division_code,
        hosts=frozenset(hosts),
    )


def county_of(site: Site) -> str:
    """The division's name in the site list without 人民政府 and what may follow it."""
    return site.name.partition("人民政府")[0].strip() or site.name
