"""What a portal's home page says about whose portal it is, beside what the registry says."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from crawler.frontier.urls import host_of
from pipelines.listing import Page
from storage.records import Site
from storage.reference.divisions import Division, all_divisions

_LEAF_CODE = 6  # digits of GB/T 2260 at the head of a 网站标识码


@dataclass(frozen=True, slots=True, kw_only=True)
class Portrait:
    """Whose portal it is, by its own word: ``site_code`` is the 网站标识码 that most places show.

    ``division`` is the one in force whose code the site code begins with; codes go stale and are
    copied between templates, so it is evidence and no proof.
    """

    url: str
    family: str
    site_name: str
    site_code: str | None
    division: Division | None


def portrait_of(page: Page) -> Portrait:
    """Read what a home page says about itself."""
    votes = Counter(page.site_codes).most_common(1)
    code = votes[0][0] if votes else None
    name = page.metas.get("sitename") or page.title
    return Portrait(
        url=page.url,
        family=page.family,
        site_name=name,
        site_code=code,
        division=None if code is None else division_now(code[:_LEAF_CODE]),
    )


def division_now(code: str) -> Division | None:
    """Return the division that has this code today."""
    return next((one for one in divisions_today() if one.code == code), None)


def registered(url: str, sites: Iterable[Site]) -> Site | None:
    """Return the site of the registry that has this host."""
    host = host_of(url)
    return next((site for site in sites if host_of(site.url) == host), None)


def differences(portrait: Portrait, site: Site) -> Iterator[str]:
    """Yield in words what a portal says otherwise than the registry."""
    division = portrait.division
    if division is not None and division.code != site.division_code:
        yield (
            f"its site code {portrait.site_code} is of {division.name} ({division.code}), "
            f"the registry has {site.division_code}"
        )
    if portrait.url.rstrip("/") != site.url.rstrip("/"):
        yield f"its home page is at {portrait.url}, the registry has {site.url}"


def divisions_today() -> Iterator[Division]:
    """Yield the divisions in force."""
    return (one for one in all_divisions() if one.valid_to is None)
