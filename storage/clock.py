"""Moments and days as nianbao writes them: moments in UTC, days in China."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

CHINA = timezone(timedelta(hours=8))  # one time zone for the whole country, without summer time


def now() -> datetime:
    """Return the moment that it is."""
    return datetime.now(UTC)


def written(moment: datetime) -> str:
    """Write a moment in UTC to the second, such as ``2026-11-24T03:54:30Z``."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def day_in_china(moment: datetime) -> date:
    """Return the day that it is in China at a moment."""
    return moment.astimezone(CHINA).date()
