"""What a frame shows that has its target in a parameter: openSubPage.html?specialurl=/list.html."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

from pipelines.listing.addresses import Resolver

# The parameter under which Epoint's shells name the page that a script puts into their frame.
_PARAMETER = "specialurl"


def framed(url: str) -> str | None:
    """Return the address that a shell's own address names, None where it names none."""
    if _PARAMETER not in url:
        return None
    named = parse_qs(urlsplit(url).query).get(_PARAMETER)
    return Resolver(url).absolute(named[0]) if named else None
