"""The registry of sites."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from storage.archive import (
    registry,
)
from storage.archive.front.opened import Opened
from storage.records import (
    Site,
)


class Registering(Opened):
    """The registry of sites."""

    def sites(self) -> list[Site]:
        """Return the sites by name."""
        return self._database.read(registry.all_sites)

    def site(self, slug: str) -> Site | None:
        """Return a site, or None where the registry has none of that name."""
        return self._database.read(lambda connection: registry.one_site(connection, slug))

    def add_sites(self, sites: Iterable[Site]) -> None:
        """Add sites, or change those of the same name. An acknowledgement stays."""
        added = list(sites)
        self._database.write(lambda connection: registry.add_sites(connection, added))

    def acknowledge(self, site: str, until: date) -> None:
        """Note that a person knows what is wrong with a site, until then."""
        self._database.write(lambda connection: registry.acknowledge(connection, site, until))
