"""Out of one page, the requests worth making, each with its reason."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import replace
from urllib.parse import urljoin, urlsplit

from crawler.frontier.branches import Branch, branch_of
from crawler.frontier.candidate import Candidate, Choice, Kind, Place, Rung
from crawler.frontier.labels import (
    Promise,
    is_bare_column,
    is_report_column,
    is_report_column_type,
    judge_label,
    names_another_place,
)
from crawler.frontier.titles import RowVerdict, has_year, judge_title
from crawler.frontier.traps import refusal
from crawler.frontier.urls import canonical_url, host_of
from pipelines.listing import Link, NextPage, Page, Row, is_article_url
from pipelines.page import UNKNOWN_FAMILY
from storage.records import Refused

# Menus deeper than this were not seen; it bounds a chain of shells that lead to each other.
DEEPEST_MENU = 10
# Longest list of one column, as a bound on lists that never end: 200 pages of 15 are 3,000 reports.
MOST_LIST_PAGES = 200
# A home page with fewer links than this is a splash page or a shell, and all its ways are taken.
SPLASH_LINKS = 15
# A page with fewer links than this gets its menu from a script or a frame.
SHELL_LINKS = 12
# With this share of reports among its rows a list is a report column, whatever it is called.
REPORT_SHARE = 0.5
# Slugs under a hub, the commonest first, for when nobody names the column (rung GUESS).
GUESSED_SLUGS = ("zfxxgknb", "xxgknb", "gknb", "zfxxgkndbg", "xxgkndbg", "ndbg")
GUESSED_PATHS = (
    "zwgk/zfxxgk/zfxxgknb",
    "zfxxgk/zfxxgknb",
    "xxgk/zfxxgknb",
    "zwgk/zfxxgknb",
    "zwgk/xxgknb",
)

# Families that name folders after columns; elsewhere addresses are numbers, and cannot be guessed.
NAMING_FAMILIES = frozenset({"trs", "shaanxi", "gkmlpt", UNKNOWN_FAMILY})

_NAMED_FOLDER = re.compile(r"/[a-z]{2,}(?:_\d+)?/(?:index\.s?html?)?$", re.IGNORECASE)
_ENTER = re.compile(r"进入|首页|门户|简体|中文|网站|enter", re.IGNORECASE)
_OTHER_FRAME = re.compile(
    r"visit|weather|tianqi|count|stat|map|video|player|share|login|search", re.IGNORECASE
)


def start(home: str, columns: Iterable[str]) -> list[Candidate]:
    """Return where a crawl begins: at the columns that are given or remembered, else at home."""
    known = [
        Candidate(
            url=url,
            kind=Kind.COLUMN,
            reason="a column that is given or remembered",
            priority=100,
            column=canonical_url(url),
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
    taking = _Taking(page, came_by, place)
    judged = [(row, judge_title(row.title, in_column=True)) for row in page.rows]
    reports = sum(verdict is RowVerdict.REPORT for _, verdict in judged)
    column = _column(page, came_by, reports)
    if column is None:
        taking.menu()
        return taking.choice()
    declared = _declares(page) or _promised(came_by)
    listed = tuple(dict.fromkeys(canonical_url(row.url) for row in page.rows))
    for row, verdict in judged:
        taking.row(row, verdict, column, declared=declared)
    fresh = any(key not in seen for key in listed)
    on = taking.next_pages(column, fresh=fresh, listed=bool(listed))
    taking.branches(column)
    taking.ways_in(column, empty=not listed and not on)
    first = came_by.kind is not Kind.LIST_PAGE
    gap = None
    if first and not on and page.total_rows and page.total_rows > len(page.rows) and listed:
        gap = f"{page.url} speaks of {page.total_rows} entries and shows {len(page.rows)}"
    return taking.choice(listed=listed, column=column, is_column=first, reports=reports, gap=gap)


def instead(came_by: Candidate) -> Candidate | None:
    """Return the other way to what a failed request should have brought, None if there is none."""
    return came_by.instead


def _onward(page: Page, came_by: Candidate, place: Place) -> Choice:
    target = page.redirect or ""
    why_not = refusal(target) or (_foreign(target, page, place) and "a host that is not the site's")
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
                elsewhere=host_of(target) not in _own(place),
                instead=None,
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


def _own(place: Place) -> frozenset[str]:
    return frozenset(host.removeprefix("www.") for host in place.hosts)


def _foreign(url: str, page: Page, place: Place) -> bool:
    """Whether nothing links this address to the site: its host, this page's, an official one."""
    host = host_of(url)
    bare = host.split(":", 1)[0]
    own = _own(place)
    if host in own or bare in own or host == host_of(page.url):
        return False
    from_own = host_of(page.url) in own or host_of(page.url).split(":", 1)[0] in own
    return not (from_own and bare.endswith(".gov.cn"))


class _Taking:
    """Collects candidates and refusals of one page, each address once."""

    def __init__(self, page: Page, came_by: Candidate, place: Place) -> None:
        self.page = page
        self.came_by = came_by
        self.place = place
        self.found: dict[str, Candidate] = {}
        self.refused: list[Refused] = []
        self.is_cut = False
        self._own = _own(place)
        self._here = canonical_url(page.url)

    def choice(
        self,
        *,
        listed: tuple[str, ...] = (),
        column: str | None = None,
        is_column: bool = False,
        reports: int = 0,
        gap: str | None = None,
    ) -> Choice:
        ordered = sorted(self.found.values(), key=lambda one: (one.rung, -one.priority))
        return Choice(
            candidates=tuple(ordered),
            refused=tuple(self.refused),
            listed=listed,
            column=column,
            is_column=is_column,
            reports=reports,
            gap=gap,
            is_cut=self.is_cut,
        )

    # -- a report column ---------------------------------------------------------------------------

    def row(self, row: Row, verdict: RowVerdict, column: str, *, declared: bool) -> None:
        """Take a row that is or may be a report; a row that is a year or a unit may be a column."""
        if verdict is RowVerdict.NO:
            self._refuse(row.url, row.title, "its title is no report's")
            return
        doubtful = verdict is RowVerdict.DOUBTFUL
        if (doubtful or not has_year(row.title)) and not is_article_url(row.url):
            branch = branch_of(row.title, row.url, self.page.url)
            if branch is not None:
                self._branch(Link(url=row.url, text=row.title), branch)
                return
        if doubtful and not declared and not re.search(r"公开|年报|年度报告", row.title):
            self._refuse(row.url, row.title, "its title is doubtful, and so is the column")
            return
        self._add(
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
            self._add(
                Candidate(
                    url=file.url,
                    kind=Kind.ATTACHMENT,
                    priority=40,
                    label=row.title,
                    column=column,
                    reason=f"a file of the row {row.title}",
                )
            )

    def next_pages(self, column: str, *, fresh: bool, listed: bool) -> bool:
        """Take the way on, unless the list has ended. Says whether there is one."""
        came_by = self.came_by
        again = came_by.kind is Kind.LIST_PAGE and not fresh
        repeated = came_by.repeated or (again and listed and came_by.number == 2)
        if again and not listed:
            if came_by.instead is not None:
                self._add(came_by.instead)
            return came_by.instead is not None
        on = False
        for following in self.page.next_pages:
            if following.only_if_repeated and not repeated:
                continue
            if again and not following.exact:
                continue
            if following.number is not None and following.number > MOST_LIST_PAGES:
                self._refuse(following.url, "", f"the list is longer than {MOST_LIST_PAGES} pages")
                self.is_cut = True
                continue
            on |= self._add(
                self._list_page(following, column, repeated=repeated or following.counts_from_one)
            )
        return on

    def _list_page(self, following: NextPage, column: str, *, repeated: bool) -> Candidate:
        second = following.instead
        return Candidate(
            url=following.url,
            kind=Kind.LIST_PAGE,
            reason=following.reason,
            method=following.method,
            body=following.body,
            headers=following.headers,
            priority=95,
            label=self.came_by.label,
            column=column,
            number=following.number,
            exact=following.exact,
            repeated=repeated,
            instead=self._list_page(second, column, repeated=True) if second else None,
        )

    def branches(self, column: str) -> None:
        """Take the links that lead to parts of this column, and to other report columns."""
        for link in self.page.links:
            if canonical_url(link.url) == column:
                continue
            branch = branch_of(link.text, link.url, self.page.url)
            if branch is not None:
                self._branch(link, branch)

    def _branch(self, link: Link, branch: Branch) -> None:
        if branch is Branch.UNIT and self.page.rows and self._reports_here():
            self._refuse(link.url, link.text, "a unit's link beside a list of reports: a menu")
            return
        probing = branch in {Branch.UNIT, Branch.GROUP}
        self._add(
            _opened_by(
                Candidate(
                    url=link.url,
                    kind=Kind.COLUMN,
                    reason=f"{branch.value}: {link.text}",
                    rung=Rung.HERE,
                    priority={
                        Branch.NAMED: 85,
                        Branch.YEAR: 80,
                        Branch.GROUP: 75,
                        Branch.BELOW: 70,
                    }.get(branch, 60),
                    label=link.text,
                    column=canonical_url(link.url),
                    group=f"{branch.name.lower()} of {self._here}" if probing else None,
                ),
                link,
            )
        )

    def _reports_here(self) -> bool:
        return any(
            judge_title(row.title, in_column=True) is RowVerdict.REPORT for row in self.page.rows
        )

    def ways_in(self, column: str, *, empty: bool) -> None:
        """Take frames and scripts of a column that shows nothing itself."""
        if not empty:
            return
        for link in self.page.links:
            if link.form == "frame" and not _OTHER_FRAME.search(link.url):
                self._frame(link, column)
        self._scripts()

    # -- a menu ------------------------------------------------------------------------------------

    def menu(self) -> None:
        """Take what leads on towards the report columns."""
        page, came_by = self.page, self.came_by
        if came_by.depth >= DEEPEST_MENU:
            return
        for row in page.rows:
            if judge_title(row.title, in_column=False) is RowVerdict.REPORT and has_year(row.title):
                self._add(
                    Candidate(
                        url=row.url,
                        kind=Kind.REPORT,
                        priority=90,
                        label=row.title,
                        reason=f"a row: {row.title}",
                    )
                )
        strength = max((self._link(link) for link in page.links), default=Promise.NOTHING)
        if strength < Promise.HUB:
            self._scripts()
        for link in page.links:
            if link.form == "frame" and not _OTHER_FRAME.search(link.url):
                self._frame(link, None)
        if (
            came_by.kind is Kind.HOME
            and strength < Promise.ASIDE
            and len(page.links) < SPLASH_LINKS
        ):
            self._splash()
        self._guesses()

    def _link(self, link: Link) -> Promise:
        """Take one link of a menu; say what it promises."""
        if link.form == "frame":
            return Promise.NOTHING
        judged = judge_label(link.text, link.url)
        if judged.promise is Promise.NOTHING:
            return Promise.NOTHING
        elsewhere = host_of(link.url) not in {*self._own, host_of(self.page.url)}
        if elsewhere and names_another_place(link.text, self.place.county):
            self._refuse(link.url, link.text, "the disclosure of another place")
            return Promise.NOTHING
        if is_article_url(link.url):
            # Only a link that is called like the column itself, and is no headline of an old year.
            if judged.promise is Promise.REPORT_COLUMN:
                self._add(
                    Candidate(
                        url=link.url,
                        kind=Kind.REPORT,
                        priority=80,
                        label=link.text,
                        reason=f"an article called {link.text}",
                    )
                )
            return Promise.NOTHING
        kind, rung = {
            Promise.SITE_MAP: (Kind.SITE_MAP, Rung.SITE_MAP),
            Promise.ASIDE: (Kind.MENU, Rung.ASIDE),
            Promise.HUB: (Kind.MENU, Rung.MENU),
            Promise.COLUMN: (Kind.COLUMN, Rung.HERE if self._is_hub() else Rung.ASIDE),
            Promise.REPORT_COLUMN: (Kind.COLUMN, Rung.HERE),
        }[judged.promise]
        taken = self._add(
            _opened_by(
                Candidate(
                    url=link.url,
                    kind=kind,
                    reason=judged.reason,
                    rung=rung,
                    priority=judged.strength,
                    depth=self.came_by.depth + 1,
                    label=link.text,
                    column=canonical_url(link.url) if kind is Kind.COLUMN else None,
                ),
                link,
            )
        )
        return judged.promise if taken else Promise.NOTHING

    def _is_hub(self) -> bool:
        names = (self.page.title, self.page.column_name, self.came_by.label, *self.page.breadcrumb)
        return any("公开" in name for name in names)

    def _frame(self, link: Link, column: str | None) -> None:
        shell = len(self.page.links) < SHELL_LINKS or column is not None
        target = link.url
        inner = re.search(r"[?&]specialurl=([^&#]+)", target)
        if inner:
            target = urljoin(target, inner.group(1))
        self._add(
            Candidate(
                url=target,
                kind=Kind.FRAME,
                reason="the page shows this in a frame",
                rung=Rung.HERE if column else Rung.MENU if shell or self._is_hub() else Rung.ASIDE,
                priority=70,
                depth=self.came_by.depth + 1,
                label=self.came_by.label,
                column=column,
            )
        )

    def _scripts(self) -> None:
        for script in self.page.scripts:
            self._add(
                Candidate(
                    url=script,
                    kind=Kind.SCRIPT,
                    reason="the menu may be in this script",
                    rung=Rung.MENU,
                    priority=60,
                    depth=self.came_by.depth + 1,
                    label=self.came_by.label,
                )
            )

    def _splash(self) -> None:
        for link in self.page.links:
            if host_of(link.url) in self._own and (_ENTER.search(link.text) or not link.text):
                self._add(
                    Candidate(
                        url=link.url,
                        kind=Kind.HOME,
                        reason=f"the way past the splash page: {link.text or link.url}",
                        rung=Rung.MENU,
                        priority=90,
                        depth=self.came_by.depth + 1,
                    )
                )

    def _guesses(self) -> None:
        """Offer slugs under a hub, and the commonest paths of a site, for when all else fails."""
        kind, url = self.came_by.kind, self.page.url
        if self.page.family not in NAMING_FAMILIES:
            return
        if kind is Kind.HOME:
            guesses = [urljoin(url, f"/{path}/") for path in GUESSED_PATHS]
        elif self.came_by.rung == Rung.MENU and _NAMED_FOLDER.search(urlsplit(url).path):
            guesses = [urljoin(url, f"{slug}/") for slug in GUESSED_SLUGS]
        else:
            return
        for position, guess in enumerate(guesses):
            self._add(
                Candidate(
                    url=guess,
                    kind=Kind.GUESS,
                    reason="where other portals have their reports",
                    rung=Rung.GUESS,
                    priority=50 - position,
                    depth=self.came_by.depth + 1,
                    column=canonical_url(guess),
                )
            )

    # -- taking ------------------------------------------------------------------------------------

    def _add(self, candidate: Candidate) -> bool:
        # The files of menus are the only scripts ever asked for.
        why_not = None if candidate.kind is Kind.SCRIPT else refusal(candidate.url)
        if why_not is None and _foreign(candidate.url, self.page, self.place):
            why_not = "a host that is not the site's"
        if why_not is not None:
            self._refuse(candidate.url, candidate.label, why_not)
            return False
        key = candidate.request
        if key == self._here and candidate.method == "GET":
            return False
        known = self.found.get(key)
        if known is None or (candidate.rung, -candidate.priority) < (known.rung, -known.priority):
            elsewhere = host_of(candidate.url) not in self._own
            self.found[key] = replace(candidate, elsewhere=elsewhere)
        return True

    def _refuse(self, url: str, label: str, reason: str) -> None:
        self.refused.append(Refused(url=url, label=label, reason=reason))


def _opened_by(candidate: Candidate, link: Link) -> Candidate:
    """Return ``candidate`` as the request that opens a link which a plain GET does not open."""
    request = link.request
    if request is None:
        return candidate
    return replace(
        candidate,
        url=request.url,
        method=request.method,
        body=request.body,
        headers=request.headers,
        exact=request.exact,
    )
