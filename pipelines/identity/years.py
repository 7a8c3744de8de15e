"""The year of a report: the title's, else the period's, else the signature's less one."""

from __future__ import annotations

from collections.abc import Sequence

from pipelines.identity.days import days_in
from pipelines.identity.period import period_year
from pipelines.identity.titles import Title
from storage.records import Finding, Verdict


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
