"""Hold a crawl against the truth of its world: what was found, what was wrong, what it cost."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from bench.discovery.crawl import Crawled
from fixtures.counties import traps
from fixtures.counties.plan import sites
from fixtures.counties.truth import ExpectedReport, ExpectedSite, Truth
from fixtures.counties.world import World
from fixtures.portals.proxy import Visit

PAGES_OF_A_TRAP = 5  # a crawler may fall into one, and must notice


@dataclass(slots=True, kw_only=True)
class SiteScore:
    """One site. ``wrong`` are archived rows that are no report, or of another issuer or year.

    ``second_outcome`` is how the second night ended, empty where there was none.
    """

    expected: ExpectedSite
    outcome: str = "not crawled"
    second_outcome: str = ""
    missed: list[ExpectedReport] = field(default_factory=list)
    wrong: list[dict[str, str]] = field(default_factory=list)
    found: int = 0
    county: int = 0
    county_found: int = 0
    requests: int = 0
    second_night: int = 0
    disallowed: list[str] = field(default_factory=list)
    trapped: dict[str, list[str]] = field(default_factory=dict)

    @property
    def is_reported_well(self) -> bool:
        """Whether the site ended as it had to, on both nights."""
        wanted = self.expected.outcome
        return self.outcome == wanted and self.second_outcome in {"", wanted}


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """The whole world. ``escapes`` are requests for hosts that it doesn't have."""

    sites: dict[str, SiteScore]
    escapes: list[str]


def score(world: World, first: Crawled, second: Crawled | None) -> Score:
    """Score a first night, and the requests of a second one."""
    truth = world.truth
    scores = {one.site: SiteScore(expected=one) for one in truth.sites}
    for name, line in first.lines.items():
        scores[name].outcome = line["outcome"]
    for name, line in second.lines.items() if second else ():
        scores[name].second_outcome = line["outcome"]
    _reports(scores, truth, first)
    for visit in _own(first.visits):
        site = world.site_of(visit.host)
        if site is None:
            continue
        one = scores[site]
        one.requests += 1
        if any(visit.path.startswith(path) for path in one.expected.disallowed):
            one.disallowed.append(visit.url)
    _traps(world, scores, first.visits)
    for visit in _own(second.visits if second else ()):
        site = world.site_of(visit.host)
        if site is not None:
            scores[site].second_night += 1
    return Score(sites=scores, escapes=[one.url for one in first.visits if one.escape])


def smallest_gap(visits: Iterable[Visit]) -> float:
    """Return the fewest seconds between the starts of two requests to one host."""
    starts: dict[str, list[float]] = defaultdict(list)
    for visit in visits:
        starts[visit.host].append(visit.started)
    gaps = [
        later - earlier
        for times in starts.values()
        for earlier, later in zip(sorted(times), sorted(times)[1:], strict=False)
    ]
    return min(gaps, default=float("inf"))


def _own(visits: Iterable[Visit]) -> list[Visit]:
    """Leave out tunnels that failed: they are the wire's, not requests."""
    return [visit for visit in visits if visit.method != "CONNECT"]


def _reports(scores: dict[str, SiteScore], truth: Truth, crawled: Crawled) -> None:
    archived = {(r["division_code"], r["issuer"], r["year"]): r for r in crawled.reports}
    known = {report.identity: report for report in truth.reports}
    for report in truth.reports:
        one = scores[report.site]
        found = report.identity in archived
        one.found += found
        one.county += report.is_county
        one.county_found += found and report.is_county
        if not found:
            one.missed.append(report)
    by_host = {host: one.site for one in truth.sites for host in one.hosts}
    for identity, row in archived.items():
        if identity not in known:
            scores[by_host[row["url"].split("/")[2]]].wrong.append(row)


def _traps(world: World, scores: dict[str, SiteScore], visits: Sequence[Visit]) -> None:
    by_name = {site.site: site for site in sites()}
    pages: dict[tuple[str, str], list[str]] = defaultdict(list)
    for visit in visits:
        name = world.site_of(visit.host)
        trap = name and traps.own(by_name[name], visit.path)
        if name and trap and not _is_page(world, visit):
            pages[name, trap].append(visit.url)
    for (name, trap), urls in pages.items():
        scores[name].trapped[trap] = urls


def _is_page(world: World, visit: Visit) -> bool:
    """Whether a page of the portal itself has this address: a true site map, say."""
    return world.has_page(visit.host, visit.path)


def by_family(score: Score) -> dict[str, list[SiteScore]]:
    """Return the scores of each family's sites, in the order of the families."""
    families: dict[str, list[SiteScore]] = defaultdict(list)
    for one in score.sites.values():
        families[one.expected.family].append(one)
    return dict(sorted(families.items(), key=lambda item: (len(item[0]), item[0])))
