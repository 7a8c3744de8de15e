"""Sites that no night crawls until a person has looked: their crawls kill the process."""

from __future__ import annotations

from storage.archive import Archive
from storage.records import Deaths

# Once may be the machine's fault. The second death is in company too, with other sites in the same
# process; after it the site is crawled alone, so the third is its own doing.
MOST_DEATHS = 3


def is_set_aside(deaths: Deaths | None) -> bool:
    """Whether so many workers died with a site's crawl, in a row, that it is left alone."""
    return deaths is not None and deaths.deaths >= MOST_DEATHS


def set_aside(archive: Archive) -> frozenset[str]:
    """Return the sites that are left alone; a crawl by hand that ends brings one back."""
    return frozenset(site for site, deaths in archive.deaths().items() if is_set_aside(deaths))
