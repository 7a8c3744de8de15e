"""When a report was published and signed, by the fields that may be believed."""

from __future__ import annotations

import re
from datetime import date

from pipelines.document import Document
from pipelines.identity.days import day_of, days_in

# Before the day in the line that names source and time. 成文日期 and 生成日期 are the document's,
# not the publication's; 更新时间 the page's.
_PUBLISHED = re.compile(
    r"(?:发布|公开|发表|上传|录入)?(?:时间|日期)[:：]?\s*|(?:发布|公开)于[:：]?"
)
_NOT_PUBLISHED = re.compile(r"(?:成文|生成|发文|印发|更新|修改|制作|形成|打印)(?:时间|日期)[:：]?")
_FIELDS = re.compile(
    r"(?=(?:成文|生成|发文|印发|更新|修改|制作|形成|打印|发布|公开|发表|上传|录入)(?:时间|日期))"
)
_INDEX_LABELS = ("发布日期", "公开日期", "发布时间", "公开时间")


def published_on(document: Document) -> date | None:
    """Return the day of the date line, else of the index table, else of ``PubDate``.

    A date line that gives only the page's last update (更新时间) comes last.
    """
    day = _line_day(document.date_line or "")
    if day is not None:
        return day
    for label in _INDEX_LABELS:
        day = day_of(document.index.get(label, ""))
        if day is not None:
            return day
    day = day_of(document.meta.get("pubdate", "").replace("——", " "))
    return day or _updated(document.date_line or "")


def _line_day(line: str) -> date | None:
    """Return the publication day of a date line that may hold other dates as well."""
    kept = [part for part in _FIELDS.split(line) if not _NOT_PUBLISHED.match(part)]
    named = [day for part in kept if _PUBLISHED.search(part) for day in days_in(part)[:1]]
    if named:
        return named[0]
    days = set(days_in(" ".join(kept)))
    return days.pop() if len(days) == 1 else None


def _updated(line: str) -> date | None:
    parts = [part for part in _FIELDS.split(line) if part.startswith("更新")]
    return day_of(parts[0]) if len(parts) == 1 else None


def signed_on(date_text: str | None) -> date | None:
    """Return the day under a report; null where a digit is lost or only a month stands."""
    return day_of(date_text) if date_text else None
