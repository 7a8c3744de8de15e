"""On a page that is no report column: what leads on towards one."""

from __future__ import annotations

import re
from urllib.parse import urljoin, urlsplit

from crawler.frontier.branches import Branch, branch_of, is_unit
from crawler.frontier.candidate import Candidate, Kind, Rung
from crawler.frontier.labels import Judged, Promise, is_report_column, judge_label
from crawler.frontier.taking import Taking, frames_of
from crawler.frontier.titles import RowVerdict, has_year, judge_title
from crawler.frontier.urls import canonical_url, host_of
from pipelines.listing import Link, is_article_url
from pipelines.page import UNKNOWN_FAMILY

# A home page with fewer links than this is a splash page or a shell, and all its ways are taken.
SPLASH_LINKS = 15
# A page with fewer links than this gets its menu from a script or a frame.
SHELL_LINKS = 12
# So many units on a page of the disclosure menu are a directory of units, whatever it is called.
DIRECTORY_UNITS = 2
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
_WAYS = {
    Promise.SITE_MAP: (Kind.SITE_MAP, Rung.SITE_MAP),
    Promise.ASIDE: (Kind.MENU, Rung.ASIDE),
    Promise.DIRECTORY: (Kind.DIRECTORY, Rung.UNITS),
    Promise.HUB: (Kind.MENU, Rung.MENU),
    Promise.COLUMN: (Kind.COLUMN, Rung.ASIDE),
    Promise.REPORT_COLUMN: (Kind.COLUMN, Rung.HERE),
}


def take_menu(taking: Taking) -> None:
    """Take what leads on towards the report columns."""
    page, came_by = taking.page, taking.came_by
    _take_headlines(taking)
    if came_by.kind is Kind.UNIT:
        _take_unit(taking)
        return
    strength = max((_take_link(taking, link) for link in page.links), default=Promise.NOTHING)
    if came_by.kind is Kind.DIRECTORY or (came_by.kind is Kind.MENU and _is_hub(taking)):
        _take_units(taking)
    if strength < Promise.HUB:
        take_scripts(taking)
    for link in frames_of(page.links):
        take_frame(taking, link, None)
    is_splash = strength < Promise.ASIDE and len(page.links) < SPLASH_LINKS
    if came_by.kind is Kind.HOME and is_splash:
        _take_splash(taking)
    _take_guesses(taking)


def take_frame(taking: Taking, link: Link, column: str | None) -> None:
    """Take what a page shows in a frame: a list of its column, or a menu."""
    shell = len(taking.page.links) < SHELL_LINKS or column is not None
    taking.take(
        Candidate(
            url=link.url,
            kind=Kind.FRAME,
            reason="the page shows this in a frame",
            rung=Rung.HERE if column else Rung.MENU if shell or _is_hub(taking) else Rung.ASIDE,
            priority=70,
            depth=taking.came_by.depth + 1,
            label=taking.came_by.label,
            column=column,
        )
    )


def take_scripts(taking: Taking) -> None:
    """Take the script files that may write the page's menu."""
    for script in taking.page.scripts:
        taking.take(
            Candidate(
                url=script,
                kind=Kind.SCRIPT,
                reason="the menu may be in this script",
                rung=Rung.MENU,
                priority=60,
                depth=taking.came_by.depth + 1,
                label=taking.came_by.label,
            )
        )


def _take_headlines(taking: Taking) -> None:
    """Take the rows of a menu's page that are reports beyond doubt."""
    for row in taking.page.rows:
        if judge_title(row.title, in_column=False) is RowVerdict.REPORT and has_year(row.title):
            taking.take(
                Candidate(
                    url=row.url,
                    kind=Kind.REPORT,
                    priority=90,
                    label=row.title,
                    reason=f"a row: {row.title}",
                )
            )


def _take_link(taking: Taking, link: Link) -> Promise:
    """Take one link of a menu; say what it promises."""
    if link.form == "frame":
        return Promise.NOTHING
    judged = _judge(link)
    if judged.promise is Promise.NOTHING:
        return Promise.NOTHING
    astray = taking.leads_astray(link)
    if astray is not None:
        taking.refuse(link.url, link.text, astray)
        return Promise.NOTHING
    if is_article_url(link.url):
        # Only a link that is called like the column itself, and is no headline of an old year.
        if judged.promise is Promise.REPORT_COLUMN:
            taking.take(
                Candidate(
                    url=link.url,
                    kind=Kind.REPORT,
                    priority=80,
                    label=link.text,
                    reason=f"an article called {link.text}",
                )
            )
        return Promise.NOTHING
    return judged.promise if _take_way(taking, link, judged) else Promise.NOTHING


def _judge(link: Link) -> Judged:
    """Judge a link by its label; a year or a unit by the heading of its menu as well."""
    judged = judge_label(link.text, link.url)
    if judged.promise < Promise.COLUMN and is_report_column(link.under):
        part = branch_of(link.text, link.url, "")
        if part in {Branch.YEAR, Branch.GROUP, Branch.UNIT}:
            reason = f"{part.value}, under the heading {link.under}"
            return Judged(Promise.REPORT_COLUMN, 85, reason)
    return judged


def _take_way(taking: Taking, link: Link, judged: Judged) -> bool:
    kind, rung = _WAYS[judged.promise]
    if judged.promise is Promise.COLUMN and _is_hub(taking):
        rung = Rung.HERE
    return taking.take_link(
        Candidate(
            url=link.url,
            kind=kind,
            reason=judged.reason,
            rung=rung,
            priority=judged.strength,
            depth=taking.came_by.depth + 1,
            label=link.text,
            column=canonical_url(link.url) if kind is Kind.COLUMN else None,
        ),
        link,
    )


def _is_hub(taking: Taking) -> bool:
    page = taking.page
    names = (page.title, page.column_name, taking.came_by.label, *page.breadcrumb)
    return any("公开" in name for name in names)


# -- units with a part of their own ------------------------------------------------------------


def _take_units(taking: Taking) -> None:
    """Take the units of a directory, one after the other, until they prove to hold nothing.

    The footers of all pages have a select of departments' own sites: that is no directory.
    """
    is_directory = taking.came_by.kind is Kind.DIRECTORY
    near = {*taking.own, host_of(taking.page.url)}
    units = [
        link
        for link in taking.page.links
        if is_unit(link.text)
        and link.form != "option"
        and (is_directory or host_of(link.url) in near or _is_part(link, near))
        and not is_article_url(link.url)
        and judge_label(link.text, link.url).promise < Promise.COLUMN
        and taking.leads_astray(link) is None
    ]
    if not is_directory and len(units) < DIRECTORY_UNITS:
        return
    for link in units:
        _take_part(taking, link, f"a unit of the directory: {link.text}", priority=60)


def _is_part(link: Link, near: set[str]) -> bool:
    """Whether a link to a host below the site's stands under 部门信息公开 or the like."""
    host = host_of(link.url)
    return "公开" in link.under and any(host.endswith(f".{one}") for one in near)


def _take_unit(taking: Taking) -> None:
    """Take a unit's own report column, else its own disclosure menu."""
    judged = [(link, judge_label(link.text, link.url)) for link in taking.page.links]
    columns = [one for one in judged if one[1].promise >= Promise.COLUMN]
    for link, what in columns:
        if not is_article_url(link.url) and taking.leads_astray(link) is None:
            _take_way(taking, link, what)
    if columns:
        return
    for link, what in judged:
        if what.promise is Promise.HUB and host_of(link.url) == host_of(taking.page.url):
            _take_part(taking, link, f"the unit's own {what.reason}", priority=70)
    for link in frames_of(taking.page.links):
        if host_of(link.url) == host_of(taking.page.url):
            _take_part(taking, link, "the unit's page shows this in a frame", priority=70)


def _take_part(taking: Taking, link: Link, reason: str, *, priority: int) -> None:
    taking.take_link(
        Candidate(
            url=link.url,
            kind=Kind.UNIT,
            reason=reason,
            rung=Rung.UNITS,
            priority=priority,
            depth=taking.came_by.depth + 1,
            label=link.text,
            group=taking.came_by.group or f"units of {taking.here}",
        ),
        link,
    )


# -- when nothing is said ------------------------------------------------------------------------


def _take_splash(taking: Taking) -> None:
    for link in taking.page.links:
        if host_of(link.url) in taking.own and (_ENTER.search(link.text) or not link.text):
            taking.take(
                Candidate(
                    url=link.url,
                    kind=Kind.HOME,
                    reason=f"the way past the splash page: {link.text or link.url}",
                    rung=Rung.MENU,
                    priority=90,
                    depth=taking.came_by.depth + 1,
                    literal=True,
                )
            )


def _take_guesses(taking: Taking) -> None:
    """Offer slugs under a hub, and the commonest paths of a site, for when all else fails."""
    kind, url = taking.came_by.kind, taking.page.url
    if taking.page.family not in NAMING_FAMILIES:
        return
    if kind is Kind.HOME:
        guesses = [urljoin(url, f"/{path}/") for path in GUESSED_PATHS]
    elif taking.came_by.rung == Rung.MENU and _NAMED_FOLDER.search(urlsplit(url).path):
        guesses = [urljoin(url, f"{slug}/") for slug in GUESSED_SLUGS]
    else:
        return
    for position, guess in enumerate(guesses):
        taking.take(
            Candidate(
                url=guess,
                kind=Kind.GUESS,
                reason="where other portals have their reports",
                rung=Rung.GUESS,
                priority=50 - position,
                depth=taking.came_by.depth + 1,
                column=canonical_url(guess),
            )
        )
