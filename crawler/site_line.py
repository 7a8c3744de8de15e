"""One line a site: how its crawl ended."""

from __future__ import annotations

import json
from typing import Any

from storage.records import RunSummary


def plain(summary: RunSummary) -> str:
    """Say how a crawl ended, for people."""
    counts = f"{summary.reports} reports ({summary.new} new, {summary.changed} changed)"
    cost = f"{summary.requests} requests in {summary.seconds:.0f} s"
    message = f"; {summary.message}" if summary.message else ""
    return f"{summary.site}: {summary.outcome}, {counts}, {cost}{message}"


def as_object(site: str, summary: RunSummary | None) -> dict[str, Any]:
    """Return the object that the public interface names; what is not known yet is null."""
    ended = summary if summary and summary.finished_at else None
    return {
        "site": site,
        "outcome": summary and summary.outcome,
        "reports": ended and ended.reports,
        "new": ended and ended.new,
        "changed": ended and ended.changed,
        "requests": summary and summary.requests,
        "seconds": ended and round(ended.seconds, 3),
        "message": summary and summary.message,
    }


def as_json(summary: RunSummary) -> str:
    """Say how a crawl ended, for programs."""
    return json.dumps(as_object(summary.site, summary), ensure_ascii=False)
