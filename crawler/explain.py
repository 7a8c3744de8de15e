"""What a crawl of a site would do with one URL, from what the archive knows; nobody is asked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urljoin

from crawler.frontier import canonical_url
from crawler.frontier.traps import refusal
from crawler.monitors import REPORTS, State
from crawler.robots import RobotsCache
from crawler.schedule import is_due
from crawler.scope import Scope, in_words
from storage.archive import Archive
from storage.captures import Undecodable, decode_content
from storage.clock import written
from storage.records import KnownSource, LastVisit, Site, Step


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """Whether a crawl tonight would ask for ``url``, and why.

    ``would_ask`` is None where that depends on a page which is not read yet. ``known`` are facts
    in words: robots.txt, the source, the last visit. ``trail`` is what the last crawl did with it.
    """

    site: str
    url: str
    would_ask: bool | None
    reason: str
    known: tuple[str, ...]
    trail: tuple[Step, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Past:
    """All that the archive knows of one URL of a site."""

    source: KnownSource | None
    visit: LastVisit | None
    trail: tuple[Step, ...]
    is_list: bool  # a report column, or a page that led to one
    begins: bool  # the home page of a site without known columns


def explain(
    archive: Archive, site: Site, url: str, *, revisit_days: float, now: datetime
) -> Explanation:
    """Judge ``url`` as a crawl of ``site`` at ``now`` would. Raises StorageError."""
    past = _past(archive, site, url)
    allowed, robots = _robots(archive, url)
    why = _scope(archive, site).refusal(url)
    would_ask: bool | None = False
    if why is not None:
        hint = ", unless its own menu or columns lead there" if why == "foreign_host" else ""
        reason = in_words(why) + hint
    elif not allowed:
        reason = "robots.txt disallows it"
    else:
        would_ask, reason = _on_its_merits(url, past, revisit_days=revisit_days, now=now)
    known = [robots]
    if past.source is not None:
        rank = "the primary source" if past.source.primary else "a source"
        seen = written(past.source.last_seen_at)
        known.append(f"{rank} of {past.source.report_id}, {past.source.status}, last seen {seen}")
    if past.visit is not None:
        known.append(f"last visit {written(past.visit.visited_at)}: {past.visit.outcome}")
    return Explanation(
        site=site.site,
        url=url,
        would_ask=would_ask,
        reason=reason,
        known=tuple(known),
        trail=past.trail,
    )


def _past(archive: Archive, site: Site, url: str) -> _Past:
    key = canonical_url(url)
    lists = [*archive.columns(site.site), *archive.ways(site.site)]
    if site.column_url:
        lists.append(site.column_url)
    return _Past(
        source=max(
            (one for one in archive.known_sources(site.site) if canonical_url(one.url) == key),
            key=lambda source: source.last_seen_at,
            default=None,
        ),
        visit=max(
            (one for one in archive.last_visits(site.site) if canonical_url(one.url) == key),
            key=lambda visit: visit.visited_at,
            default=None,
        ),
        trail=tuple(
            step for step in archive.last_trail(site.site) if canonical_url(step.url) == key
        ),
        is_list=key in {canonical_url(one) for one in lists},
        begins=not lists and key == canonical_url(site.url),
    )


def _scope(archive: Archive, site: Site) -> Scope:
    """The site's scope, with the hosts that earlier crawls were led to."""
    scope = Scope(site, archive.sites())
    sources = (source.url for source in archive.known_sources(site.site))
    scope.readmit([*archive.columns(site.site), *archive.ways(site.site), *sources])
    return scope


def _on_its_merits(
    url: str, past: _Past, *, revisit_days: float, now: datetime
) -> tuple[bool | None, str]:
    if past.source is not None:
        due = is_due(past.source, now, revisit_days)
        word = "due" if due else "not due"
        return due, f"it is known as a source of report {past.source.report_id}, and {word}"
    if past.is_list:
        return True, "a report column, or a page that led to one: visited each time"
    if past.begins:
        return True, "the home page: a crawl without known columns begins there"
    trap = refusal(url)
    if trap is not None:
        return False, f"left alone: {trap}"
    was_for_report = any(step.kind in REPORTS for step in past.trail)
    if past.visit is not None and past.visit.was_seen and was_for_report:
        again = past.visit.visited_at + timedelta(days=revisit_days)
        if now < again:
            return False, f"read, and no report; not looked at again before {again:%Y-%m-%d}"
    left = [step for step in past.trail if step.state in {"refused", State.LEFT}]
    if left and len(left) == len(past.trail):
        return False, f"left alone in the last crawl as well: {left[0].note or left[0].reason}"
    if past.trail:
        return None, "if a page leads to it again, as in the last crawl"
    return None, "if a page leads to it; none did in the last crawl"


def _robots(archive: Archive, url: str) -> tuple[bool, str]:
    """Whether the host's last captured robots.txt lets us, and that in words."""
    address = urljoin(url, "/robots.txt")
    last = archive.latest_payload(address)
    if last is None:
        return (
            True,
            f"{address}: no file captured, nothing is forbidden so far; a crawl asks for it first",
        )
    try:
        capture = archive.capture(last.record_id)
        body = decode_content(capture.body, capture.headers.get("Content-Encoding"))
    except Undecodable as error:
        return True, f"{address}: captured, and no text file: {error}"
    rules = RobotsCache().read(
        status=capture.status, headers=capture.headers, body=body, url=address
    )
    allowed = rules.allow(url)
    word = "allows" if allowed else "disallows"
    return allowed, f"{address}, as of {written(last.visited_at)}, {word} it"
