"""What the crawls of a site say of reports that are not archived."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, func, select

from storage.clock import day_in_china
from storage.coverage.deadlines import end_of
from storage.coverage.expected import successors
from storage.records import CoverageState, Outcome
from storage.schema import runs, sites

# Outcomes that say why nothing could be seen; any other bad one says only that it was not seen.
CLOSED = {
    Outcome.BLOCKED: CoverageState.BLOCKED,
    Outcome.DEAD: CoverageState.DEAD,
    Outcome.ROBOTS: CoverageState.ROBOTS,
    Outcome.NO_COLUMN: CoverageState.NO_COLUMN,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Crawled:
    """One site as its last finished crawl found it; never crawled, all but its identity is null.

    ``promised`` are the years of reports that its lists name and that did not become reports of
    the archive, None among them where a row names no year. ``earliest_year`` is that of the
    earliest report it still shows.
    """

    site: str
    name: str
    division_code: str
    enabled: bool
    run_id: int | None
    outcome: Outcome | None
    started_at: datetime | None
    finished_at: datetime | None
    lists_read: bool
    promised: frozenset[int | None]
    earliest_year: int | None

    def doubt(self, year: int, due: date | None) -> str | None:
        """Say why this crawl does not prove that no report for ``year`` is on the site.

        None: it does. What it read before the deadline had passed proves nothing about it.
        """
        if self.started_at is None or self.outcome is None:
            return f"{self.site} was never crawled to the end"
        when = day_in_china(self.started_at)
        if self.outcome is not Outcome.OK:
            return f"the last crawl of {self.site}, on {when}, ended as {self.outcome}"
        if not self.lists_read:
            return f"the lists of {self.site} were not read to the end on {when}"
        if due is None:
            return "no national deadline, so that absence proves nothing"
        if self.started_at < end_of(due):
            return f"the lists of {self.site} were last read on {when}, before the deadline passed"
        if year in self.promised or None in self.promised:
            return f"the lists of {self.site} name a report that could not be read"
        if self.earliest_year is None or year < self.earliest_year:
            return f"the lists of {self.site} go back to {self.earliest_year or 'no year'} only"
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """The registry's sites by the code of their division."""

    by_division: Mapping[str, Sequence[Crawled]]

    def sites_of(self, code: str | None) -> Sequence[Crawled]:
        """Return the sites that would show a division's reports.

        Those of the divisions that took its place are among them; disabled ones only where there
        is no other.
        """
        if code is None:
            return ()
        listed = [
            crawled
            for one in (code, *successors(code))
            for crawled in self.by_division.get(one, ())
        ]
        return [crawled for crawled in listed if crawled.enabled] or listed

    @property
    def names(self) -> Mapping[str, str]:
        """The registry's name of each of its divisions."""
        return {code: listed[0].name for code, listed in self.by_division.items()}


def load_ground(
    connection: Connection,
    codes: Collection[str] | None = None,
    *,
    until: datetime | None = None,
) -> Ground:
    """Read how the last finished crawl of each site ended: of all divisions, or of some.

    ``until``: the last that had finished by then.
    """
    by_division: defaultdict[str, list[Crawled]] = defaultdict(list)
    for crawled in _crawled(connection, codes, until):
        by_division[crawled.division_code].append(crawled)
    return Ground(by_division=by_division)


def _crawled(
    connection: Connection, codes: Collection[str] | None, until: datetime | None
) -> Iterator[Crawled]:
    finished = runs.c.finished_at.is_not(None) if until is None else runs.c.finished_at <= until
    last = (
        select(func.max(runs.c.run_id))
        .where(runs.c.site == sites.c.site, finished)
        .correlate(sites)
        .scalar_subquery()
    )
    query = (
        select(
            sites.c.site,
            sites.c.name,
            sites.c.division_code,
            sites.c.enabled,
            runs.c.run_id,
            runs.c.outcome,
            runs.c.started_at,
            runs.c.finished_at,
            runs.c.lists_read,
            runs.c.promised,
            runs.c.earliest_year,
        )
        .join_from(sites, runs, runs.c.run_id == last, isouter=True)
        .order_by(sites.c.site)
    )
    if codes is not None:
        query = query.where(sites.c.division_code.in_(codes))
    for row in connection.execute(query):
        yield Crawled(
            site=row.site,
            name=row.name,
            division_code=row.division_code,
            enabled=row.enabled,
            run_id=row.run_id,
            outcome=None if row.outcome is None else Outcome(row.outcome),
            started_at=row.started_at,
            finished_at=row.finished_at,
            lists_read=bool(row.lists_read),
            promised=frozenset(row.promised or ()),
            earliest_year=row.earliest_year,
        )
