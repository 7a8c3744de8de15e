"""Days as a page's fields and a report's last lines give them."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta, timezone

from pipelines.dates import find_dates
from pipelines.folding import fold
from pipelines.numerals import ZEROS, read_year

CHINA = timezone(timedelta(hours=8))  # dates are dates in China, unix seconds on a page included
_SECONDS = re.compile(r"\d{10}(?:\d{3})?")
# A line that is a date and nothing else, whole or not: 二〇二二年一月十一日, 20221月11日.
_DATEISH = re.compile(rf"[(\[]?[\d{ZEROS}一二三四五六七八九十廿卅元年月日号./-]{{5,16}}[)\]]?")


def days_in(text: str) -> tuple[date, ...]:
    """Return every whole day that a text prints, in order."""
    return find_dates(text.replace("元月", "1月"))


def day_of(text: str) -> date | None:
    """Return the one day that a field prints (2024-01-25 10:31, unix seconds), else null."""
    seconds = _SECONDS.fullmatch(text.strip())
    if seconds:
        moment = datetime.fromtimestamp(int(seconds.group()[:10]), tz=UTC)
        return moment.astimezone(CHINA).date()
    days = set(days_in(text))
    return days.pop() if len(days) == 1 else None


def is_dateish(text: str) -> bool:
    """Say whether a line is a date and nothing else, readable or damaged."""
    folded = fold(text)
    return _DATEISH.fullmatch(folded) is not None and any(mark in folded for mark in "年月日-/.")


def year_of(text: str) -> int | None:
    """Read four digits of a year in which a report or its table could be written."""
    year = read_year(text)
    return year if year is not None and 1980 <= year <= 2099 else None
