"""Other ways to a site when one does not answer: the other scheme, with and without ``www.``."""

from __future__ import annotations

from urllib.parse import urlsplit

from crawler.scope import host_of, is_private

_OTHER = {"http": "https", "https": "http"}


class Variants:
    """What a crawl has learnt about which way its site answers."""

    def __init__(self) -> None:
        self._answered: set[tuple[str, str]] = set()
        self._ways: dict[tuple[str, str], tuple[str, str]] = {}

    def best(self, url: str) -> str:
        """Return ``url`` by the way that was found to answer."""
        way = self._ways.get(_way(url))
        return url if way is None else _by(url, way)

    def others(self, url: str) -> list[str]:
        """Return the other ways to ``url``, none if its own way has answered before.

        A port that is named belongs to one scheme, and an address has no ``www.``.
        """
        scheme, host = _way(url)
        if (scheme, host) in self._answered or urlsplit(url).port is not None:
            return []
        hosts = [host]
        if not is_private(host) and not host.rpartition(".")[2].isdigit():
            hosts.append(host.removeprefix("www.") if host.startswith("www.") else f"www.{host}")
        ways = [(way, name) for name in hosts for way in (scheme, _OTHER[scheme])]
        return [_by(url, way) for way in ways if way != (scheme, host)]

    def answered(self, asked: str, wanted: str) -> None:
        """Note that the way of ``asked`` answers where ``wanted`` was asked for at first."""
        self._answered.add(_way(asked))
        if _way(asked) != _way(wanted) and _way(wanted) not in self._answered:
            self._ways[_way(wanted)] = _way(asked)


def _way(url: str) -> tuple[str, str]:
    return urlsplit(url).scheme, host_of(url)


def _by(url: str, way: tuple[str, str]) -> str:
    scheme, host = way
    return urlsplit(url)._replace(scheme=scheme, netloc=host).geturl()
