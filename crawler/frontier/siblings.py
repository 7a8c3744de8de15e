"""Portals of one prefecture share a platform, so what is the path at one may be so at another."""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import urljoin, urlsplit

from crawler.frontier.candidate import Candidate, Kind, Rung
from crawler.frontier.urls import canonical_url

# Only words are the same elsewhere; numbers in a path are the sibling's own.
_WORDS = re.compile(r"(?:/[a-z]+)+(?:/(?:index\.s?html?)?|\.s?html?|/1\.html)?", re.IGNORECASE)
# Siblings that share a platform share a path; more than these few are parts of one column.
MOST_SIBLINGS = 3


def like_siblings(home: str, columns: Iterable[str]) -> list[Candidate]:
    """Return the paths of the siblings' ``columns`` on the host of ``home``, likeliest first."""
    paths = (urlsplit(url).path for url in columns if not urlsplit(url).query)
    words = dict.fromkeys(path for path in paths if _WORDS.fullmatch(path))
    return [
        Candidate(
            url=urljoin(home, path),
            kind=Kind.GUESS,
            reason="where a portal of the same prefecture has its reports",
            rung=Rung.GUESS,
            priority=90 - place,
            column=canonical_url(urljoin(home, path)),
        )
        for place, path in enumerate(words)
        if place < MOST_SIBLINGS
    ]
