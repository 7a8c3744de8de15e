"""Out of one page, the requests worth making, each with its reason."""

from __future__ import annotations

from collections.abc import Collection, Container, Iterable
from dataclasses import replace

from crawler.frontier.branches import Branch, branch_of
from crawler.frontier.candidate import Candidate, Choice, Kind, Place, Rung
from crawler.frontier.column import take_branches, take_next_pages, take_row, take_ways_in
from crawler.frontier.labels import is_bare_column, is_report_column, is_report_column_type
from crawler.frontier.menu import take_menu
from crawler.frontier.taking import Taking, is_foreign, own_hosts
from crawler.frontier.titles import RowVerdict, has_year, judge_title
from crawler.frontier.traps import refusal
from crawler.frontier.urls import canonical_url, host_of
from pipelines.listing import Page
from storage.records import Refused

# Menus deeper than this were not seen; it bounds a chain of shells that lead to each other.
DEEPEST_MENU = 10
# With this share of reports among its rows a list is a report column, whatever it is called.
REPORT_SHARE = 0.5


def start(home: str, columns: Iterable[str], yielded: Container[str] = ()) -> list[Candidate]:
    """Return where a crawl begins: at the columns that are given or remembered, else at home.

    ``yielded`` are those that listed reports on an earlier night.
    """
    known = [
        Candidate(
            url=url,
            kind=Kind.COLUMN,
            reason="a column that is given or remembered",
            priority=100,
            column=canonical_url(url),
            proved=url in yielded,
        )
        for url in dict.fromkeys(columns)
    ]
    if known:
        return known
    return [
        Candidate(url=home, kind=Kind.HOME, reason="the home page", rung=Rung.MENU, priority=100)
    ]


def choose(page: Page, came_by: Candidate, place: Place, seen: Collection[str] = ()) -> Choice:
    """Return what is worth asking for after ``page``.

    ``came_by`` is the request that brought it, ``seen`` the keys of the rows that this column has
    listed so far in this run: a page without a new one ends a list whose length nobody tells.
    """
    if page.redirect is not None:
        return _onward(page, came_by, place)
    taking = Taking(page, came_by, place)
    judged = [(row, judge_title(row.title, in_column=True)) for row in page.rows]
    reports = sum(verdict is RowVerdict.REPORT for _, verdict in judged)
    column = _column(page, came_by, reports)
    if column is None:
        if came_by.depth < DEEPEST_MENU:
            take_menu(taking)
        return taking.choice()
    declared = _declares(page) or _promised(came_by)
    listed = tuple(dict.fromkeys(canonical_url(row.url) for row in page.rows))
    for row, verdict in judged:
        take_row(taking, row, verdict, column, declared=declared)
    fresh = any(key not in seen for key in listed)
    on = take_next_pages(taking, column, fresh=fresh, listed=bool(listed))
    take_branches(taking, column)
    if not listed and not on:
        take_ways_in(taking, column)
    first = came_by.kind is not Kind.LIST_PAGE
    gap = None
    if first and not on and page.total_rows and page.total_rows > len(page.rows) and listed:
        gap = f"{page.url} speaks of {page.total_rows} entries and shows {len(page.rows)}"
    return taking.choice(listed=listed, column=column, is_column=first, reports=reports, gap=gap)


def shows_reports(page: Page) -> bool:
    """Whether a row of the page looks like a report."""
    return any(judge_title(row.title, in_column=True) is RowVerdict.REPORT for row in page.rows)


def instead(came_by: Candidate) -> Candidate | None:
    """Return the other way to what a failed request should have brought, None if there is none."""
    return came_by.instead


def _onward(page: Page, came_by: Candidate, place: Place) -> Choice:
    target = page.redirect or ""
    why_not = refusal(target) or (
        is_foreign(target, page, place) and "a host that is not the site's"
    )
    if came_by.depth >= DEEPEST_MENU:
        why_not = "shells lead to shells"
    if why_not:
        return Choice(refused=(Refused(url=target, label="", reason=why_not),))
    return Choice(
        candidates=(
            replace(
                came_by,
                url=target,
                method="GET",
                body=None,
                headers={},
                depth=came_by.depth + 1,
                reason=f"where the shell {page.url} leads",
                elsewhere=host_of(target) not in own_hosts(place),
                instead=None,
                # A shell at / leads to /index.html, which is / elsewhere.
                literal=canonical_url(target) == canonical_url(page.url),
            ),
        )
    )


def _column(page: Page, came_by: Candidate, reports: int) -> str | None:
    """Return the key of the report column that the page is part of, None if of none."""
    if came_by.kind is Kind.LIST_PAGE:
        return came_by.column
    if came_by.kind is Kind.HOME or (page.is_article and not reports):
        return None
    own = came_by.column or canonical_url(page.url)
    mostly = reports >= 2 and reports >= REPORT_SHARE * len(page.rows)
    if _declares(page) or mostly:
        return own
    if came_by.kind in {Kind.COLUMN, Kind.FRAME, Kind.REPORT, Kind.GUESS} and reports:
        return own if came_by.column or came_by.kind is not Kind.FRAME else None
    if came_by.kind is Kind.COLUMN and _promised(came_by) and not _speaks_of_others(page):
        return own
    # A part by units that is parted by years again: it has neither the column's name nor a list.
    if came_by.kind is Kind.COLUMN and (
        any(is_report_column(name) for name in page.breadcrumb)
        or (came_by.group and sum(branch_is_year(link.text) for link in page.links) >= 2)
    ):
        return own
    return None


def _declares(page: Page) -> bool:
    """Whether the page calls itself the report column: by tag, trail, title or headline."""
    if is_report_column_type(page.metas.get("columntype", "")) and not page.is_article:
        return True
    last = page.breadcrumb[-1] if page.breadcrumb else ""
    names = (page.column_name, last, page.title, page.heading)
    if page.is_article:
        return False
    if any(is_report_column(name) and not has_year(name) for name in names if len(name) <= 30):
        return True
    # 年报 alone says enough under 信息公开, and nothing under 统计.
    return any("公开" in label for label in page.breadcrumb) and any(
        is_bare_column(name) for name in (page.column_name, last) if name
    )


def _promised(came_by: Candidate) -> bool:
    if came_by.proved:
        return True
    label = came_by.label
    return came_by.kind in {Kind.COLUMN, Kind.LIST_PAGE} and (
        is_report_column(label) or is_bare_column(label) or branch_is_year(label)
    )


def branch_is_year(label: str) -> bool:
    """Whether a label is a year, with nothing but 年度, 信息公开 or 年报 around it."""
    return branch_of(label, "", "") is Branch.YEAR


def _speaks_of_others(page: Page) -> bool:
    """Whether the page names itself something else: 政府信息公开指南, 机构职能."""
    name = page.column_name or (page.breadcrumb[-1] if page.breadcrumb else "")
    return bool(name) and not ("年" in name or "公开" in name or "报" in name)
