"""The statistical period that a report states."""

from __future__ import annotations

import re

from pipelines.folding import fold
from pipelines.identity.days import year_of
from pipelines.numerals import ZEROS

_Y = rf"(\d{{4}}|[二2][{ZEROS}][{ZEROS}一二三四五六七八九\d]{{2}})"
# 自2021年1月1日起至2021年12月31日止; years get lost on one side and marks on both, seen as
# 20211月1日至202112月31日.
PERIOD = re.compile(
    rf"{_Y}年?(?:1|01|一|元)月(?:1|01|一)日起?(?:至|到|—+|-+|~|－)(?:{_Y})?年?(?:12|十二)月(?:31|三十一)日"
)


def period_year(prose: str) -> int | None:
    """Return the year of the statistical period, null where none is stated or statements differ."""
    years = set()
    for match in PERIOD.finditer(fold(prose)):
        start, end = year_of(match.group(1)), year_of(match.group(2) or match.group(1))
        years.add(start if start == end else None)
    return years.pop() if len(years) == 1 else None
