"""The morning report: what is new first, then what stands, then what is known."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from crawler.alarm_kinds import KINDS
from crawler.standing import SiteStatus
from storage.clock import CHINA, day_in_china
from storage.records import Alarm, RunSummary, Site

# What is younger is news: a report is read once a day.
A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Raised:
    """An alarm with its site."""

    site: Site
    alarm: Alarm


@dataclass(frozen=True, slots=True, kw_only=True)
class Morning:
    """What an operator reads. ``crawled`` are the runs that ended in the last day."""

    now: datetime
    note: str  # how the night went as a whole, where that is known
    sites: tuple[SiteStatus, ...]
    new: tuple[Raised, ...]
    standing: tuple[Raised, ...]
    known: tuple[Raised, ...]
    crawled: tuple[RunSummary, ...]

    @property
    def headline(self) -> str:
        """The day in one line, fit for the subject of a mail."""
        reports = sum(run.new for run in self.crawled)
        changed = sum(run.changed for run in self.crawled)
        alarms = (
            f"{len(self.new)} new alarms, {len(self.standing)} standing, {len(self.known)} known"
        )
        return (
            f"nianbao {day_in_china(self.now)}: {alarms}; {len(self.crawled)} of "
            f"{len(self.sites)} sites crawled, {reports} new reports, {changed} changed"
        )

    @property
    def groups(self) -> tuple[tuple[str, tuple[Raised, ...]], ...]:
        """The alarms under their headings, in the order in which they are read."""
        return (
            ("New", self.new),
            ("Standing", self.standing),
            ("Known, acknowledged", self.known),
        )


def morning(statuses: Iterable[SiteStatus], now: datetime, *, note: str = "") -> Morning:
    """Put together the report of a moment, errors before warnings."""
    sites = tuple(statuses)
    raised = [
        (status.acknowledged, Raised(site=status.site, alarm=alarm))
        for status in sites
        for alarm in status.alarms
    ]
    raised.sort(key=lambda pair: (pair[1].alarm.severity, pair[1].alarm.id, pair[1].site.site))
    open_ones = [one for known, one in raised if not known]
    return Morning(
        now=now,
        note=note,
        sites=sites,
        new=tuple(one for one in open_ones if one.alarm.since > now - A_DAY),
        standing=tuple(one for one in open_ones if one.alarm.since <= now - A_DAY),
        known=tuple(one for known, one in raised if known),
        crawled=tuple(
            status.ended
            for status in sites
            if status.ended and (status.ended.finished_at or now) > now - A_DAY
        ),
    )


def as_text(report: Morning) -> str:
    """Write the report as plain text; its first line is the headline."""
    return "\n".join(_lines(report)) + "\n"


def _lines(report: Morning) -> Iterator[str]:
    yield report.headline
    if report.note:
        yield report.note
    for heading, group in report.groups:
        if group:
            yield f"\n{heading}"
            for one in group:
                yield from _alarm_lines(one)
    news = [run for run in report.crawled if run.new or run.changed]
    if news:
        yield "\nReports"
        yield from (f"  {run.site}: {run.new} new, {run.changed} changed" for run in news)
    if not report.new and not report.standing:
        yield "\nNothing needs you."


def _alarm_lines(one: Raised) -> Iterator[str]:
    alarm, kind = one.alarm, KINDS[one.alarm.id]
    yield f"  {alarm.severity} {one.site.site} ({one.site.name}): {alarm.id}"
    yield f"    {alarm.message}"
    yield f"    since {in_china(alarm.since)}; {kind.remedy}"


def in_china(moment: datetime) -> str:
    """Write a moment by the clock of the portals, to the minute."""
    return f"{moment.astimezone(CHINA):%Y-%m-%d %H:%M} (China)"
