"""How many pages a site may cost: a little to begin with, more as it proves to hold reports."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from crawler.frontier.candidate import Candidate, Choice, Kind, Rung

# A search from the home page through menus, site map and guesses takes at most about 30 pages on
# the portals seen; twice that leaves room for one that is built differently.
BASE_PAGES = 60
# A column brings its own list pages and its parts by year and unit.
PAGES_A_COLUMN = 6
# Lists of one entry a page exist (a column for each unit and year), so each report earns a page.
PAGES_A_REPORT = 1
# Links of one sort that brought nothing, after which the rest of them are left.
FRUITLESS = 3
ASKED_ALREADY = "asked already, for a better reason"  # nothing is lost by leaving it
# Once reports are found, only hubs at least this strong are still worth a look: a second
# disclosure menu may hold an older column, 专题 does not.
STRONG_HUB = 80


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """What a run has done so far at a site.

    ``pages`` are requests for anything but reports and their files, ``reports`` those found,
    ``columns`` those that listed a report. ``fruitless`` counts for each group of links how many
    in a row brought no report column, ``asked`` holds the ``request`` of all that was asked for.
    """

    pages: int
    reports: int
    columns: int
    fruitless: Mapping[str, int] = field(default_factory=dict)
    asked: Collection[str] = ()


def count_fruit(
    candidate: Candidate, choice: Choice | None, fruitless: dict[str, int], asked: Collection[str]
) -> None:
    """Note in ``fruitless`` whether a link of a group brought reports, or a column not yet known.

    ``choice`` is what its page brought, None where there was no page; ``asked`` as in ``Progress``.
    """
    group = candidate.group
    if group is None:
        return
    fresh = [one for one in choice.candidates if one.request not in asked] if choice else []
    if choice is not None and (choice.reports or any(one.kind is Kind.COLUMN for one in fresh)):
        fruitless[group] = 0
    elif not any(one.group == group for one in fresh):  # else the unit's own menu will tell
        fruitless[group] = fruitless.get(group, 0) + 1


def worth(candidate: Candidate, progress: Progress) -> str | None:
    """Return why a candidate is left alone after all, None if it is to be asked for."""
    if candidate.request in progress.asked:
        return ASKED_ALREADY
    if candidate.kind in {Kind.REPORT, Kind.ATTACHMENT, Kind.PICTURE}:
        return None
    allowed = BASE_PAGES + PAGES_A_COLUMN * progress.columns + PAGES_A_REPORT * progress.reports
    if progress.pages >= allowed:
        return f"the site has had its {allowed} pages"
    found = progress.columns > 0 and progress.reports > 0
    if found and candidate.rung > Rung.UNITS:
        return "the report columns are found"
    if found and candidate.rung == Rung.MENU and candidate.priority < STRONG_HUB:
        return "the report columns are found"
    if candidate.group and progress.fruitless.get(candidate.group, 0) >= FRUITLESS:
        return f"{FRUITLESS} links of this sort brought nothing"
    return None
