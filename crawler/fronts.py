"""Home pages, by which a crawl knows one that a host sends in another page's place.

What comes in the place of a report is told in crawler.blocking; here is what to hold it against.
"""

from __future__ import annotations

from crawler import blocking
from crawler.errand import decoded, root_of
from crawler.scope import host_of
from storage.archive import Archive
from storage.captures import Undecodable
from storage.errors import CaptureDamaged


class Fronts:
    """The home pages of the hosts of one crawl. Its methods may raise StorageError."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._fronts: dict[str, blocking.Probe | None] = {}

    def learn(self, url: str, body: bytes) -> None:
        """Take in a host's home page."""
        self._fronts[host_of(url)] = blocking.front_of(body)

    def of_tonight(self, url: str) -> blocking.Probe | None:
        """Return the home page of a URL's host, where it was asked for or looked for already."""
        return self._fronts.get(host_of(url))

    def is_front(self, url: str, body: bytes) -> bool:
        """Whether a page without a report is its host's home page, of tonight or of before."""
        host = host_of(url)
        if host not in self._fronts:
            self._fronts[host] = self._before(root_of(url))
        front = self._fronts[host]
        return front is not None and blocking.resembles(front, body)

    def _before(self, home: str) -> blocking.Probe | None:
        try:
            last = self._archive.latest_answer(home)
            return None if last is None else blocking.front_of(decoded(last))
        except (CaptureDamaged, Undecodable):
            return None  # nianbao verify tells of damage; tonight's pages are taken as they are
