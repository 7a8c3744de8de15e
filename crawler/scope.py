"""Scope: which hosts may be asked for something on behalf of a site, and which never."""

from __future__ import annotations

from collections.abc import Iterable
from ipaddress import ip_address
from typing import Literal
from urllib.parse import urlsplit

from storage.records import Site

Refusal = Literal["scheme", "foreign_host", "other_site", "private_address", "no_host"]

_WORDS: dict[Refusal, str] = {
    "scheme": "neither http nor https",
    "foreign_host": "a host that is not the site's",
    "other_site": "a host of another listed site",
    "private_address": "a private address",
    "no_host": "no address of a page",
}

OFFICIAL = ".gov.cn"  # the only hosts to which a site's menu may lead


class Scope:
    """The hosts of one site.

    ``hosts`` are its own, from ``url`` and ``column_url``, with and without ``www.``; both schemes
    belong to it. ``admit`` adds an official host to which the site's own menu or columns lead: one
    hop, so what is found on an admitted host admits nothing further. Hosts of the other sites in
    the registry are reached only through those sites.
    """

    def __init__(self, site: Site, others: Iterable[Site] = ()) -> None:
        self.hosts: frozenset[str] = own_hosts(site)
        self._others = frozenset(
            host for other in others if other.site != site.site for host in own_hosts(other)
        )
        self._admitted: set[str] = set()

    def refusal(self, url: str) -> Refusal | None:
        """Return why ``url`` may not be asked, None if it may."""
        basic = _malformed(url)
        if basic is not None:
            return basic
        host = host_of(url)
        if host in self.hosts or host in self._admitted:
            return None
        if host in self._others:
            return "other_site"
        return "private_address" if is_private(host) else "foreign_host"

    def admit(self, url: str, *, found_on: str) -> Refusal | None:
        """Take in the host of ``url``, to which the page ``found_on`` leads, if it may be asked."""
        why = self.refusal(url)
        host = host_of(url)
        if why == "foreign_host" and host_of(found_on) in self.hosts and is_official(host):
            self._admitted.add(host)
            return None
        return why

    def readmit(self, urls: Iterable[str]) -> None:
        """Take in the official hosts of URLs that an earlier crawl of this site reached."""
        for url in urls:
            if self.refusal(url) == "foreign_host" and is_official(host_of(url)):
                self._admitted.add(host_of(url))

    def is_listed(self, host: str) -> bool:
        """Whether the site list names ``host`` for this site: then even a private one is meant."""
        return host.lower() in self.hosts


def in_words(refusal: Refusal) -> str:
    """Say why a URL is refused, to a person."""
    return _WORDS[refusal]


def own_hosts(site: Site) -> frozenset[str]:
    """The hosts that the row names, each with and without ``www.``."""
    named = {host_of(url) for url in (site.url, site.column_url) if url}
    bare = {host.removeprefix("www.") for host in named}
    # An address has no www. of its own, and names nobody else's.
    return frozenset(named | bare | {f"www.{host}" for host in bare if not _is_address(host)}) - {
        ""
    }


def host_of(url: str) -> str:
    """The host's name in lower case without port and final dot; empty where there is none."""
    try:
        return (urlsplit(url).hostname or "").rstrip(".")
    except ValueError:  # brackets that hold no address
        return ""


def is_private(address: str) -> bool:
    """Whether ``address`` is the literal of an address that is not public; a name never is.

    Shorthands (``127.1``, ``0x7f.1``) count as private: nobody means well by them.
    """
    try:
        return not ip_address(address).is_global
    except ValueError:
        return _is_shorthand(address)


def _malformed(url: str) -> Refusal | None:
    if not url.lower().startswith(("http://", "https://")):
        return "scheme"
    return None if host_of(url) else "no_host"


def is_official(host: str) -> bool:
    return host.endswith(OFFICIAL)


def _is_address(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return _is_shorthand(host)
    return True


def _is_shorthand(host: str) -> bool:
    """Whether resolvers take ``host`` for an address: its last part is a number (no domain is)."""
    last = host.rpartition(".")[2].lower()
    return last.isdigit() or (last.startswith("0x") and set(last[2:]) <= set("0123456789abcdef"))
