"""The year of a report: the title's, else the period's, else the signature's less one."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipelines.folding import fold
from pipelines.identity.days import days_in, year_of
from pipelines.identity.titles import Title
from pipelines.numerals import ZEROS
from storage.records import Finding, Verdict

_Y = rf"(\d{{4}}|[二2][{ZEROS}][{ZEROS}一二三四五六七八九]{{2}})"
# 自2021年1月1日起至2021年12月31日止; years get lost on one side and marks on both, seen as
# 20211月1日至202112月31日.
_PERIOD = re.compile(
    rf"{_Y}年?(?:1|01|一|元)月(?:1|01|一)日起?(?:至|到|—+|-+|~|－)(?:{_Y})?年?(?:12|十二)月(?:31|三十一)日"
)


def period_year(prose: str) -> int | None:
    """Return the year of the statistical period, null where none is stated or statements differ."""
    years = set()
    for match in _PERIOD.finditer(fold(prose)):
        start, end = year_of(match.group(1)), year_of(match.group(2) or match.group(1))
        years.add(start if start == end else None)
    return years.pop() if len(years) == 1 else None


def report_year(titles: Sequence[Title], prose: str, signed: str | None) -> int | None:
    """Return the year of a report whose titles come best first."""
    for title in titles:
        if title.is_report and title.year is not None:
            return title.year
    period = period_year(prose)
    if period is not None:
        return period
    days = days_in(signed or "")
    return days[-1].year - 1 if days else None


def year_findings(year: int | None, prose: str, signed: str | None) -> tuple[Finding, ...]:
    """Say where the statistical period or the signature contradict the year."""
    if year is None:
        return ()
    findings = []
    period = period_year(prose)
    if period is not None and period != year:
        findings.append(
            Finding(
                rule="year.period",
                verdict=Verdict.PUBLISHED,
                message=f"the title is for {year}, the statistical period for {period}",
            )
        )
    days = days_in(signed or "")
    if days and days[-1].year <= year and (days[-1].year, days[-1].month) < (year, 12):
        findings.append(
            Finding(
                rule="year.signature",
                verdict=Verdict.PUBLISHED,
                message=f"the report is for {year} and signed on {days[-1].isoformat()}",
            )
        )
    return tuple(findings)
