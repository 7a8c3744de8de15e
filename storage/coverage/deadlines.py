"""By when a report is due."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from functools import cache

from storage.clock import CHINA
from storage.records import IssuerKind

FIRST_YEAR = 2008  # Order 492 of the State Council came into force on 1 May 2008
NEW_RULES = 2019  # the first year whose reports came under Order 711

# 政府信息公开条例, Order 492 of 2007, article 31: every agency by 31 March.
OLD_ARTICLE = "Order 492, article 31"
# 政府信息公开条例, Order 711 of 2019, article 49: departments of governments of counties and above
# by 31 January, governments by 31 March. 国办公开办函〔2019〕60号 says of it that the deadline of
# agencies moved forward by two months, which confirms both dates.
NEW_ARTICLE = "Order 711, article 49"


@cache
def deadline(year: int, kind: IssuerKind) -> date | None:
    """Return the last day on which a report for ``year`` is in time; None: no national rule.

    Townships and bodies that are no part of a government have none. Whether article 49 counts a
    government's office among its departments it does not say, so from 2019 the office has none.
    """
    if kind in {IssuerKind.TOWNSHIP, IssuerKind.OTHER}:
        return None
    if year < NEW_RULES or kind is IssuerKind.GOVERNMENT:
        return date(year + 1, 3, 31)
    return date(year + 1, 1, 31) if kind is IssuerKind.DEPARTMENT else None


def source_of(year: int) -> str:
    """Name the rule that sets the deadlines of a year's reports."""
    return OLD_ARTICLE if year < NEW_RULES else NEW_ARTICLE


@cache
def end_of(day: date) -> datetime:
    """Return the moment at which a day is over in China, in UTC: so it is compared faster."""
    return datetime.combine(day + timedelta(days=1), time(), CHINA).astimezone(UTC)
