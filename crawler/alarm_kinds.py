"""Every alarm there is: what it means, how grave it is, what a person does about it.

The commands show it, and docs/how-to/runbook.md has a section for each; a test compares.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from storage.records import Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One sort of alarm. An ``error``: reports may be missing; a ``warning``: look at it."""

    severity: Literal["error", "warning"]
    meaning: str
    remedy: str


KINDS = {
    "site/blocked": Kind(
        severity="error",
        meaning="a wall or a challenge answered instead of the site",
        remedy="look at it in a browser, write to its operator, acknowledge it",
    ),
    "site/dead": Kind(
        severity="error",
        meaning="nothing answered, or somebody else did",
        remedy="look whether it moved, and mend its url in the site list",
    ),
    "site/robots": Kind(
        severity="error",
        meaning="its robots.txt forbids what is needed",
        remedy="it is obeyed: acknowledge it, or ask the site's operator",
    ),
    "site/no_column": Kind(
        severity="error",
        meaning="no column of reports was found",
        remedy="find the column by hand and give it as column_url",
    ),
    "site/empty": Kind(
        severity="error",
        meaning="its columns list no report",
        remedy="look whether the reports moved to another column",
    ),
    "site/error": Kind(
        severity="error",
        meaning="a list page failed, so reports may be missing",
        remedy="usually gone the next night; else open the page that the message names",
    ),
    "site/nothing_found": Kind(
        severity="error",
        meaning="its lists were read, and no report came of them",
        remedy="open one of its reports; if it is one, keep the page and mend the reader",
    ),
    "site/column_gone": Kind(
        severity="error",
        meaning="a column that listed reports does so no longer",
        remedy="look where its reports are now; give the new place as column_url",
    ),
    "site/fewer_links": Kind(
        severity="error",
        meaning="its columns list fewer reports than before",
        remedy="compare the list with the archive: are next pages missing, or years?",
    ),
    "site/unfinished": Kind(
        severity="error",
        meaning="its last crawl was killed",
        remedy="crawl it again: it goes on where it stood; look why the process died",
    ),
    "site/kills_workers": Kind(
        severity="error",
        meaning="its crawls killed several workers in a row, and no night crawls it any more",
        remedy="look at its trail for the page, mend the reader, and crawl it by hand",
    ),
    "site/stopped": Kind(
        severity="warning",
        meaning="its last crawl was stopped, as at the end of a night, and is to go on",
        remedy="nothing, if it ends the next night; else give the nights more time",
    ),
    "site/overdue": Kind(
        severity="warning",
        meaning="it was due and has not been crawled",
        remedy="look at the timer, and whether the night is long enough",
    ),
    "site/incomplete": Kind(
        severity="warning",
        meaning="single report pages failed, or a list promises more than it shows",
        remedy="they are due again at the next crawl; if it stays, open the page",
    ),
    "site/family_changed": Kind(
        severity="warning",
        meaning="the portal was rebuilt",
        remedy="see that the number of its reports is right, crawl it with --again, acknowledge it",
    ),
    "site/unread": Kind(
        severity="warning",
        meaning="reports that show no figures to the reader",
        remedy="open one: pictures need the ocr extra, another layout needs the reader mended",
    ),
    "site/findings": Kind(
        severity="warning",
        meaning="many more reports than before break the rules of the tables",
        remedy="open one and its findings: is it the government's sum, or our reading?",
    ),
    "site/slow": Kind(
        severity="warning",
        meaning="it answers much more slowly than before",
        remedy="wait a night; if it stays, raise DOWNLOAD_DELAY for it",
    ),
}

# Those that say how a run ended; the others compare the site with itself.
OUTCOMES = frozenset(
    {"site/incomplete", *(f"site/{outcome}" for outcome in Outcome if outcome is not Outcome.OK)}
)
