"""Which link next: out of a page and what is known of the site, the requests worth making."""

from __future__ import annotations

from crawler.frontier.candidate import Candidate, Choice, Kind, Place, Refused, Rung
from crawler.frontier.urls import canonical_url, request_key

__all__ = [
    "Candidate",
    "Choice",
    "Kind",
    "Place",
    "Refused",
    "Rung",
    "canonical_url",
    "request_key",
]
