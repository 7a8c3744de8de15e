"""On a page of a report column: its rows, its further pages, its parts."""

from __future__ import annotations

import re

from crawler.frontier.branches import Branch, branch_of
from crawler.frontier.candidate import Candidate, Kind, Rung
from crawler.frontier.labels import is_bare_column, is_report_column
from crawler.frontier.menu import take_frame, take_scripts
from crawler.frontier.taking import Taking, frames_of
from crawler.frontier.titles import RowVerdict, has_year, judge_title
from crawler.frontier.urls import canonical_url
from pipelines.listing import Link, NextPage, Row, is_article_url

# Longest list of one column, as a bound on lists that never end: 200 pages of 15 are 3,000 reports.
MOST_LIST_PAGES = 200
_PRIORITIES = {Branch.NAMED: 85, Branch.YEAR: 80, Branch.GROUP: 75, Branch.BELOW: 70}
_HINT = re.compile(r"公开|年报|年度报告")


def take_row(taking: Taking, row: Row, verdict: RowVerdict, column: str, *, declared: bool) -> None:
    """Take a row that is or may be a report; a row that is a year or a unit may be a column."""
    if verdict is RowVerdict.NO:
        taking.refuse(row.url, row.title, "its title is no report's")
        return
    doubtful = verdict is RowVerdict.DOUBTFUL
    if (doubtful or not has_year(row.title)) and not is_article_url(row.url):
        branch = branch_of(row.title, row.url, taking.page.url)
        if branch is not None:
            _take_branch(taking, Link(url=row.url, text=row.title), branch)
            return
    if doubtful and not declared and not _HINT.search(row.title):
        taking.refuse(row.url, row.title, "its title is doubtful, and so is the column")
        return
    taking.take(
        Candidate(
            url=row.url,
            kind=Kind.REPORT,
            priority=50 if doubtful else 90,
            label=row.title,
            column=column,
            reason=("a doubtful row: " if doubtful else "a row: ") + row.title,
        )
    )
    for file in row.files:
        taking.take(
            Candidate(
                url=file.url,
                kind=Kind.ATTACHMENT,
                priority=40,
                label=row.title,
                column=column,
                reason=f"a file of the row {row.title}",
            )
        )


def take_next_pages(taking: Taking, column: str, *, fresh: bool, listed: bool) -> bool:
    """Take the way on, unless the list has ended. Says whether there is one."""
    came_by = taking.came_by
    again = came_by.kind is Kind.LIST_PAGE and not fresh
    repeated = came_by.repeated or (again and listed and came_by.number == 2)
    if again and not listed:
        if came_by.instead is not None:
            taking.take(came_by.instead)
        return came_by.instead is not None
    on = False
    for following in taking.page.next_pages:
        if following.only_if_repeated and not repeated:
            continue
        # A list's service repeats as its page 1 what the page itself had shown.
        if again and not following.exact and came_by.number != 1:
            continue
        if following.number is not None and following.number > MOST_LIST_PAGES:
            reason = f"the list is longer than {MOST_LIST_PAGES} pages"
            taking.refuse(following.url, "", reason)
            taking.is_cut = True
            continue
        repeats = repeated or following.counts_from_one
        on |= taking.take(_list_page(taking, following, column, repeated=repeats))
    return on


def _list_page(taking: Taking, following: NextPage, column: str, *, repeated: bool) -> Candidate:
    second = following.instead
    return Candidate(
        url=following.url,
        kind=Kind.LIST_PAGE,
        reason=following.reason,
        method=following.method,
        body=following.body,
        headers=following.headers,
        priority=95,
        label=taking.came_by.label,
        column=column,
        number=following.number,
        exact=following.exact,
        repeated=repeated,
        proved=taking.came_by.proved,
        instead=_list_page(taking, second, column, repeated=True) if second else None,
    )


def take_branches(taking: Taking, column: str) -> None:
    """Take the links that lead to parts of this column, and to other report columns."""
    for link in taking.page.links:
        # The trail above a page leads back: a unit's own menu, the year that one is in.
        if canonical_url(link.url) == column or link.text in taking.page.breadcrumb:
            continue
        branch = branch_of(link.text, link.url, taking.page.url)
        if branch is not None:
            _take_branch(taking, link, branch)


def _take_branch(taking: Taking, link: Link, branch: Branch) -> None:
    astray = taking.leads_astray(link)
    if astray is None and taking.is_another_home(link.url):
        astray = "another host's home page"
    if astray is None and branch is Branch.UNIT and _lists_reports(taking):
        astray = "a unit's link beside a list of reports: a menu"
    if astray is not None:
        taking.refuse(link.url, link.text, astray)
        return
    probing = branch in {Branch.UNIT, Branch.GROUP}
    taking.take_link(
        Candidate(
            url=link.url,
            kind=Kind.COLUMN,
            reason=f"{branch.value}: {link.text}",
            rung=Rung.HERE,
            priority=_PRIORITIES.get(branch, 60),
            label=link.text,
            column=canonical_url(link.url),
            group=f"{branch.name.lower()} of {taking.here}" if probing else None,
        ),
        link,
    )


def _lists_reports(taking: Taking) -> bool:
    return any(
        judge_title(row.title, in_column=True) is RowVerdict.REPORT for row in taking.page.rows
    )


def take_ways_in(taking: Taking, column: str) -> None:
    """Take frames and scripts of a column that shows nothing itself."""
    for link in frames_of(taking.page.links):
        take_frame(taking, link, column)
    for link in taking.page.links:
        # A tree of categories: the one that the address named after # is called 年报 in it.
        if link.form == "data" and (is_report_column(link.text) or is_bare_column(link.text)):
            _take_branch(taking, link, Branch.NAMED)
    take_scripts(taking)
