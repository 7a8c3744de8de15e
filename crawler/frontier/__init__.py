"""Which link next: out of a page and what is known of the site, the requests worth making.

The ladder: a given or remembered column, the home page, its disclosure menus, weaker menus and
frames, the site map, guesses. A rung is climbed only when those below are used up.
"""

from __future__ import annotations

from crawler.frontier.budget import ASKED_ALREADY, Progress, count_fruit, worth
from crawler.frontier.candidate import Candidate, Choice, Kind, Place, Rung
from crawler.frontier.choose import choose, instead, shows_reports, start
from crawler.frontier.siblings import like_siblings
from crawler.frontier.urls import canonical_url, request_key

__all__ = [
    "ASKED_ALREADY",
    "Candidate",
    "Choice",
    "Kind",
    "Place",
    "Progress",
    "Rung",
    "canonical_url",
    "choose",
    "count_fruit",
    "instead",
    "like_siblings",
    "request_key",
    "shows_reports",
    "start",
    "worth",
]
