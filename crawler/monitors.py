"""What a crawl of a site must have seen, and how it therefore ended."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from crawler.frontier import ASKED_ALREADY, Kind
from storage.records import Outcome, Planned


class State(StrEnum):
    """What became of a planned request."""

    DONE = "done"  # answered with a page; a list may promise what nobody can reach, the reason says
    FAILED = "failed"  # no answer, or an error
    BLOCKED = "blocked"  # a wall: the crawl ends there
    PARKED = "parked"  # somebody else's page at the site's address: the crawl ends there
    GONE = "gone"  # a 404, plain or soft
    DISALLOWED = "disallowed"  # not asked: robots.txt
    LEFT = "left"  # not asked: out of scope, or not worth it


LISTS = frozenset({Kind.COLUMN, Kind.LIST_PAGE})
REPORTS = frozenset({Kind.REPORT, Kind.ATTACHMENT})
OF_REPORTS = REPORTS | {Kind.PICTURE}  # what belongs to reports, read or only kept


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """How a crawl of a site ended. ``attention``: exit status 1, unless acknowledged.

    ``lists_read``: every list page that it came to know of was read to the end.
    """

    outcome: Outcome
    message: str
    attention: bool
    lists_read: bool


@dataclass(slots=True, kw_only=True)
class Evidence:
    """What a crawl has come across so far. Reasons are in words and name the URL."""

    blocked: str | None = None
    parked: str | None = None
    answered: int = 0  # pages of the site that are what they should be
    columns: int = 0  # report columns read
    listed: int = 0  # rows in them that look like reports
    reports: int = 0  # pages that turned out to be reports, or are known as such and not due
    silent: list[str] = field(default_factory=list)  # no answer, or an error of the server's
    failed_lists: list[str] = field(default_factory=list)
    unread_lists: list[str] = field(default_factory=list)  # left alone: budget, length
    failed_reports: list[str] = field(default_factory=list)
    disallowed_lists: list[str] = field(default_factory=list)
    disallowed_ways: list[str] = field(default_factory=list)  # home, menus
    disallowed_reports: int = 0
    out_of_scope: int = 0
    gaps: list[str] = field(default_factory=list)  # what a list promises and nobody can reach

    def note(self, planned: Planned, state: State, reason: str) -> None:
        """Take in what became of one planned request."""
        kind = Kind(planned.kind)
        told = f"{planned.url} ({reason})" if reason else planned.url
        if state is State.DONE:
            self.answered += 1
            if reason:
                self.gaps.append(reason)
        elif state is State.BLOCKED:
            self.blocked = told
        elif state is State.PARKED:
            self.parked = told
        elif state is State.FAILED:
            self.silent.append(told)
            if kind in LISTS:
                self.failed_lists.append(told)
            elif kind in OF_REPORTS:
                self.failed_reports.append(told)
        elif state is State.GONE:
            self.answered += 1
            # A list that counts this page does not have it; a menu may well lead to nothing.
            if kind is Kind.LIST_PAGE and _is_exact(planned):
                self.failed_lists.append(told)
        elif state is State.LEFT:
            if kind in LISTS and reason != ASKED_ALREADY:
                self.unread_lists.append(told)
        elif state is State.DISALLOWED:
            if kind in LISTS:
                self.disallowed_lists.append(told)
            elif kind in REPORTS:
                self.disallowed_reports += 1
            elif kind is not Kind.PICTURE:
                self.disallowed_ways.append(told)

    @property
    def is_shut(self) -> bool:
        """Whether there is nothing to be asked for any more."""
        return self.blocked is not None or self.parked is not None

    def take_up(self, trail: Iterable[tuple[Planned, str, str]]) -> None:
        """Take in what a killed crawl had seen before this one took it up."""
        for planned, state, reason in trail:
            if state != "pending":
                self.note(planned, State(state), reason)

    def verdict(self) -> Verdict:
        """Judge the crawl; the outcomes are those of the public interface."""
        outcome, message = self._outcome()
        notes = [message] if message else []
        if self.failed_reports:
            notes.append(_several("report page failed", "report pages failed", self.failed_reports))
        if self.disallowed_reports and outcome is not Outcome.ROBOTS:
            notes.append(f"robots.txt disallows {self.disallowed_reports} report pages")
        notes.extend(self.gaps)
        missing = bool(self.failed_reports or self.disallowed_reports or self.gaps)
        return Verdict(
            outcome=outcome,
            message="; ".join(notes),
            attention=outcome is not Outcome.OK or missing,
            lists_read=outcome is Outcome.OK and not self.gaps and not self.unread_lists,
        )

    def _outcome(self) -> tuple[Outcome, str]:
        if self.blocked is not None:
            return Outcome.BLOCKED, self.blocked
        if self.parked is not None:
            return Outcome.DEAD, self.parked
        refused = self.disallowed_lists or ([] if self.columns else self.disallowed_ways)
        if not self.answered and not refused:
            return Outcome.DEAD, self.silent[0] if self.silent else "nothing to ask for"
        if refused or (self.disallowed_reports and not self.reports):
            first = refused[0] if refused else "the report pages"
            return Outcome.ROBOTS, f"robots.txt disallows {first}"
        if self.failed_lists:
            return Outcome.ERROR, _several(
                "list page failed", "list pages failed", self.failed_lists
            )
        if not self.columns:
            return Outcome.NO_COLUMN, "no report column found"
        if not self.listed:
            return Outcome.EMPTY, "the report columns list no report"
        return Outcome.OK, ""


def _is_exact(planned: Planned) -> bool:
    candidate = planned.meta.get("candidate")
    return isinstance(candidate, dict) and bool(candidate.get("exact", True))


def _several(one: str, many: str, told: list[str]) -> str:
    rest = f" and {len(told) - 1} more" if len(told) > 1 else ""
    return f"{len(told)} {many if len(told) > 1 else one}: {told[0]}{rest}"
