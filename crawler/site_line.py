"""One line a site: how its crawl ended."""

from __future__ import annotations

import json

from storage.records import RunSummary


def plain(summary: RunSummary) -> str:
    """Say how a crawl ended, for people."""
    counts = f"{summary.reports} reports ({summary.new} new, {summary.changed} changed)"
    cost = f"{summary.requests} requests in {summary.seconds:.0f} s"
    message = f"; {summary.message}" if summary.message else ""
    return f"{summary.site}: {summary.outcome}, {counts}, {cost}{message}"


def as_json(summary: RunSummary) -> str:
    """Say how a crawl ended, as the object that the public interface names."""
    return json.dumps(
        {
            "site": summary.site,
            "outcome": summary.outcome,
            "reports": summary.reports,
            "new": summary.new,
            "changed": summary.changed,
            "requests": summary.requests,
            "seconds": round(summary.seconds, 3),
            "message": summary.message,
        },
        ensure_ascii=False,
    )
