"""One crawl's way through one site: what is asked next, and what became of what was asked.

Where the crawl stands is in the archive: a request is planned there before it is made, and settled
only after what it brought is stored. So a crawl that was killed goes on where it stopped.
"""

from __future__ import annotations

import heapq
from collections.abc import Collection, Iterable
from datetime import UTC, datetime, timedelta
from itertools import count

from crawler import frontier
from crawler.context import Context
from crawler.frontier import Candidate, Choice, Kind, Rung, canonical_url
from crawler.monitors import OF_REPORTS, REPORTS, Evidence, State
from crawler.places import county_of, place_of
from crawler.planned import candidate_of, files_of, known_of, pictures_of, planned_of
from crawler.promises import Promises
from crawler.schedule import is_due
from crawler.scope import in_words
from pipelines.listing import Page
from storage.archive import Noting
from storage.records import (
    KnownSource,
    LastVisit,
    Locality,
    Planned,
    Reading,
    Refused,
    Validators,
)

# Pages of these kinds are the site's own disclosure menu and columns; where they lead, one hop
# away, the site means to lead (crawler.scope).
LEADING = frozenset(
    {
        Kind.HOME,
        Kind.MENU,
        Kind.COLUMN,
        Kind.LIST_PAGE,
        Kind.SCRIPT,
        Kind.FRAME,
        Kind.SITE_MAP,
        Kind.DIRECTORY,
        Kind.UNIT,
    }
)

# After every rung of the ladder.
LAST = Rung.GUESS + 1


class Journey:
    """Plans, orders and settles the requests of one crawl. Every method may raise StorageError.

    What it plans and settles is kept back until :meth:`write`, and only then can be asked for.
    """

    def __init__(self, context: Context, *, revisit_days: float) -> None:
        self.evidence = Evidence()
        self.promises = Promises()
        self.place = place_of(context.site)
        self._context = context
        self._archive = context.shared.archive
        self._notes = context.shared.archive.together()
        self._fresh: list[list[Planned]] = []  # what is planned once the notes are written
        self._run_id = context.run.run_id
        self._revisit_days = revisit_days
        self._queue: list[tuple[int, int, int, Planned]] = []
        self._order = count()
        self._listed: dict[str, set[str]] = {}
        self._known: dict[str, KnownSource] = {}
        self._visited: dict[str, LastVisit] = {}
        self._remembered: set[str] = set()
        self._unseen: set[str] = set()
        self._yielding: set[str] = set()
        self._first_pages: dict[str, str] = {}
        self._fruitless: dict[str, int] = {}
        self._passed: set[str] = set()
        self._asked: set[str] = set()
        self._put_off: set[str] = set()
        self._gaps: dict[str, str] = {}  # what lists that are being read promise, by their requests
        self._is_exploring = False
        self._asked_siblings = False
        self._pages = 0

    @property
    def notes(self) -> Noting:
        """Where to note what belongs to a page beside what is planned and settled here."""
        return self._notes

    def write(self) -> None:
        """Write all that was noted, as a whole: what a page brought, and that it is settled."""
        self._notes.write()
        for planned in self._fresh:
            for fresh in planned:
                self._push(fresh)
        self._fresh.clear()

    def forget(self) -> None:
        """Leave unwritten what was noted since the last time: it cannot be written."""
        self._notes.forget()
        self._fresh.clear()

    # -- the beginning -----------------------------------------------------------------------------

    def begin(self, now: datetime) -> None:
        """Take up what is pending, and plan where a crawl begins and which known pages are due."""
        site = self._context.site
        known = self._archive.known_sources(site.site)
        for source in known:  # a URL may have held several reports; the last to be seen counts
            other = self._known.get(key := canonical_url(source.url))
            if other is None or source.last_seen_at > other.last_seen_at:
                self._known[key] = source
        self._visited = {
            canonical_url(visit.url): visit for visit in self._archive.last_visits(site.site)
        }
        self.promises.unreadable = frozenset(
            canonical_url(url) for url in self._archive.unreadable(site.site)
        )
        columns = self._archive.columns(site.site)
        ways = self._archive.ways(site.site)
        self._remembered = {canonical_url(url) for url in (*columns, *ways)}
        tonight = self._archive.yielding_columns(site.site, since=self._context.run.started_at)
        self._unseen = {canonical_url(url) for url in columns if url not in tonight}
        trail = self._archive.trail(self._run_id)
        reached = [source.url for source in known] + [planned.url for planned, _, _ in trail]
        self._context.scope.readmit([*columns, *ways, *reached])
        self.evidence.take_up(trail)
        if tonight:  # a killed crawl had read them
            self.evidence.columns = self.evidence.listed = len(tonight)
            self._yielding.update(canonical_url(url) for url in tonight)
        for planned, state, _ in trail:
            if state == "pending":
                self._push(planned)
            else:
                if state != State.LEFT:
                    self._asked.add(candidate_of(planned).request)
                if planned.kind not in OF_REPORTS:
                    self._pages += 1
            self._is_exploring |= planned.kind == Kind.HOME
        given = [site.column_url] if site.column_url else []
        self._begin_at([*given, *columns, *ways] if given or columns else [], yielded=columns)
        again = self._context.run.again
        self._enqueue_known(
            source
            for source in self._known.values()
            if again or is_due(source, now, self._revisit_days)
        )
        self.write()

    def _begin_at(self, columns: list[str], yielded: Collection[str] = ()) -> None:
        starts = frontier.start(self._context.site.url, columns, yielded)
        self._is_exploring |= not columns
        self._enqueue(starts, found_on=None)

    # -- what next ---------------------------------------------------------------------------------

    def next(self) -> Planned | None:
        """Take the request that is to be made next off the queue, None when none is left."""
        planned = self._worth_asking()
        self.write()
        return planned

    def _worth_asking(self) -> Planned | None:
        while True:
            if self._must_guess():
                self._try_siblings()
            if not self._queue:
                if self._is_exploring or (self.evidence.columns and not self._unseen):
                    return None
                # A column that was given or remembered is one no more: begin at home again.
                self._begin_at([])
                self.write()
                continue
            planned = heapq.heappop(self._queue)[-1]
            why_not = self._why_not(planned)
            if why_not is None:
                self._asked.add(candidate_of(planned).request)
                if planned.kind not in OF_REPORTS:
                    self._pages += 1
                return planned
            self.settle(planned, State.LEFT, why_not)

    def _must_guess(self) -> bool:
        """Whether nothing but guesses is left, and those of its siblings were not made yet."""
        if self._asked_siblings or self.evidence.columns or not self._is_exploring:
            return False
        return not self._queue or self._queue[0][0] >= Rung.GUESS

    def _try_siblings(self) -> None:
        self._asked_siblings = True
        site = self._context.site
        columns = self._archive.sibling_columns(site.site)
        self._enqueue(frontier.like_siblings(site.url, columns), found_on=None)
        self.write()

    def _why_not(self, planned: Planned) -> str | None:
        if planned.meta.get("known"):
            return None
        candidate = candidate_of(planned)
        if candidate.rung > Rung.HERE and self.evidence.columns and not self._is_exploring:
            return "the known columns are well"
        return frontier.worth(candidate, self._progress)

    @property
    def _progress(self) -> frontier.Progress:
        return frontier.Progress(
            pages=self._pages,
            reports=self.evidence.reports,
            columns=len(self._yielding),
            fruitless=self._fruitless,
            asked=self._asked,
        )

    def try_instead(self, planned: Planned, state: State) -> bool:
        """Plan the other way to what a request did not bring; say whether there is one."""
        other = frontier.instead(candidate_of(planned))
        if other is None or state not in (State.FAILED, State.GONE):
            return False
        self._enqueue([other], found_on=str(planned.meta.get("found_on")))
        self._note(planned, State.LEFT, "another way is tried")
        return True

    def put_off(self, planned: Planned) -> bool:
        """Leave a request for the end of the crawl, unless it was left before; say whether."""
        if planned.key in self._put_off:
            return False
        self._put_off.add(planned.key)
        self._asked.discard(candidate_of(planned).request)
        heapq.heappush(self._queue, (LAST, 0, next(self._order), planned))
        return True

    def is_new(self, planned: Planned) -> bool:
        """Whether no earlier crawl has asked for it."""
        visit = self._visited.get(canonical_url(planned.url))
        return visit is None or visit.visited_at >= self._context.run.started_at

    def settle(self, planned: Planned, state: State, reason: str) -> None:
        """Note what became of a request, once all it brought is stored."""
        reason = reason or self._gaps.pop(planned.key, "")
        self._note(planned, state, reason)
        self.evidence.note(planned, state, reason)
        if state in (State.FAILED, State.GONE):
            self._count_fruit(candidate_of(planned))

    def _note(self, planned: Planned, state: State, reason: str) -> None:
        pace = self._context.pace
        self._notes.settle(self._run_id, planned.key, state, reason, pace=pace)

    @property
    def home(self) -> str:
        """The key of the home page, as ``canonical_url`` gives it."""
        return canonical_url(self._context.site.url)

    def is_elsewhere(self, planned: Planned, target: str) -> bool:
        """Whether ``target``, to which a request was redirected, is dealt with without it."""
        key, request = canonical_url(target), candidate_of(planned).request
        if key == request:
            return False
        if planned.kind in REPORTS and key in self._known:
            self.promises.kept(request)
            return True
        if key in self._asked:
            self.promises.same(request, key)
            return True
        return False

    def take(self, planned: Planned) -> None:
        """Take in that a request that was taken off the queue is made."""
        self._asked.add(candidate_of(planned).request)

    def follow(self, target: str) -> None:
        """Take in that a redirect is followed to ``target``, which need not be asked for again."""
        self._asked.add(canonical_url(target))

    def conditions(self, planned: Planned) -> dict[str, str]:
        """The headers with which a known page, or picture, answers 304 if it has not changed."""
        source = self._known.get(planned.key) if planned.meta.get("known") else None
        has: KnownSource | Validators | None = source
        if planned.kind == Kind.PICTURE:
            has = self._archive.picture_validators(planned.url)
        elif source is not None and source.is_pictured:
            return {}  # an unchanged page says nothing of its pictures, which are asked after it
        if has is None:
            return {}
        headers = {"If-None-Match": has.etag, "If-Modified-Since": has.last_modified}
        return {name: value for name, value in headers.items() if value}

    def parent_of(self, planned: Planned) -> str | None:
        """The page whose file a request is for, None where it is for a page."""
        parent = planned.meta.get("found_on")
        return parent if planned.kind == Kind.ATTACHMENT and isinstance(parent, str) else None

    def locality_of(self, planned: Planned, *, is_page: bool) -> Locality:
        """What is known of where an answer comes from; a file has the headline that led to it."""
        site = self._context.site
        source = self._known.get(planned.key)
        if source is not None and source.locality is not None:
            headline = source.locality.headline
        else:
            headline = None if is_page else candidate_of(planned).label or None
        return Locality(division_code=site.division_code, county=county_of(site), headline=headline)

    def found(self, planned: Planned, reading: Reading, url: str) -> None:
        """Take in that a request brought a report, and plan the files that hang on its page."""
        self.evidence.reports += 1
        self._context.reports += 1
        if self._archive.identify(reading) is not None:
            self.promises.kept(candidate_of(planned).request)
        if planned.kind != Kind.ATTACHMENT:
            came_by = candidate_of(planned)
            self._enqueue(files_of(reading, came_by), found_on=url)
            self._enqueue(pictures_of(reading, came_by), found_on=url)

    def pictures_due(self, planned: Planned, reading: Reading, url: str) -> list[Planned]:
        """Take off the queue, or plan, the pictures that a report's page is not whole without.

        Those that were asked for in this run already are none of them.
        """
        candidates = pictures_of(reading, candidate_of(planned))
        self._enqueue(candidates, found_on=url, anew=True)
        self.write()
        keys = {candidate.key: number for number, candidate in enumerate(candidates)}
        due = [entry[-1] for entry in self._queue if entry[-1].key in keys]
        self._queue = [entry for entry in self._queue if entry[-1].key not in keys]
        heapq.heapify(self._queue)
        return sorted(due, key=lambda picture: keys[picture.key])

    # -- what a page brings ------------------------------------------------------------------------

    def read(self, planned: Planned, page: Page, now: datetime) -> None:
        """Plan what is worth asking for of what ``page`` offers; remember it if it is a column."""
        came_by = candidate_of(planned)
        seen = self._listed.get(came_by.column or "", set())
        choice = frontier.choose(page, came_by, self.place, seen)
        if came_by.kind == Kind.UNIT or page.redirect is not None:
            self._passed.add(page.url)
        if choice.column is not None:
            self._listed.setdefault(choice.column, set()).update(choice.listed)
            self.evidence.listed += choice.reports
            self._context.measures.listed(choice.column, page.family, choice.reports)
            if choice.is_column:
                self.evidence.columns += 1
                self._first_pages[choice.column] = page.url
                self._remember(planned, page.url, choice.reports, now)
            if choice.reports:
                self._yield(choice.column, planned, page, choice.reports, now)
        self._count_fruit(came_by, choice)
        if choice.gap:
            self._gaps[planned.key] = choice.gap
        if choice.is_cut:
            self.evidence.unread_lists.append(page.url)
        self._notes.refuse(self._run_id, choice.refused)
        self.promises.made(choice.candidates)
        # What a shell leads to was found where the shell was.
        found_on = page.url if page.redirect is None else planned.meta.get("found_on")
        self._enqueue(
            choice.candidates,
            found_on=found_on if isinstance(found_on, str) else None,
            leader=page.url if came_by.kind in LEADING else None,
        )

    def _yield(
        self, column: str, planned: Planned, page: Page, reports: int, now: datetime
    ) -> None:
        """Take in that a page of a column lists reports."""
        if not self.evidence.columns:
            # A crawl that was killed had read the column's first page, a shell, and left no trace.
            self.evidence.columns = 1
        first = self._first_pages.get(column)
        if column not in self._yielding and first is not None and first != page.url:
            # The first page is a shell, whose list comes by requests of its own.
            site = self._context.site.site
            self._notes.remember_column(site, first, reports=reports, now=now)
            self._unseen.discard(canonical_url(first))
        self._yielding.add(column)
        self._unseen -= {canonical_url(page.url), planned.key}

    def _count_fruit(self, candidate: Candidate, choice: Choice | None = None) -> None:
        frontier.count_fruit(candidate, choice, self._fruitless, self._asked)

    def _remember(self, planned: Planned, url: str, reports: int, now: datetime) -> None:
        site = self._context.site.site
        parent = planned.meta.get("found_on")
        if planned.method != "GET" and isinstance(parent, str):
            # Only the page that made the request can make it again tomorrow.
            self._notes.remember_column(site, parent, reports=reports, now=now)
            self._remembered.add(canonical_url(parent))
            self._unseen.discard(canonical_url(parent))
            return
        self._notes.remember_column(site, url, reports=reports, now=now)
        self._remembered.add(canonical_url(url))
        # The page that led here is looked at every night too: next year's column appears there.
        # Home pages change daily and are large; what is new on them is in a menu as well. A unit's
        # own menu and a shell lead to one column, and that is remembered.
        if not isinstance(parent, str) or parent in self._passed:
            return
        if canonical_url(parent) in {*self._remembered, self.home}:
            return
        self._notes.remember_column(site, parent, reports=0, now=now)
        self._remembered.add(canonical_url(parent))

    # -- planning ----------------------------------------------------------------------------------

    def _enqueue(
        self,
        candidates: Iterable[Candidate],
        *,
        found_on: str | None,
        leader: str | None = None,
        anew: bool = False,
    ) -> None:
        planned, refused = [], []
        for candidate in candidates:
            why_not = self._scope_refuses(candidate, leader)
            if why_not is not None:
                self.evidence.out_of_scope += 1
                refused.append(Refused(url=candidate.url, label=candidate.label, reason=why_not))
            elif anew or not self._is_settled_by_the_past(candidate):
                planned.append(planned_of(candidate, found_on=found_on))
        self._notes.refuse(self._run_id, refused)
        self._plan(planned)

    def _enqueue_known(self, sources: Iterable[KnownSource]) -> None:
        # Pages before their files, which bear their dates.
        ordered = sorted(sources, key=lambda source: source.parent_url is not None)
        self._plan([known_of(source) for source in ordered if self._in_scope(source.url)])

    def _plan(self, planned: Iterable[Planned]) -> None:
        self._fresh.append(self._notes.enqueue(self._run_id, planned))

    def _in_scope(self, url: str) -> bool:
        return self._context.scope.refusal(url) is None

    def _scope_refuses(self, candidate: Candidate, leader: str | None) -> str | None:
        """Why the scope does not let us ask, in words; None where it does."""
        scope = self._context.scope
        why = (
            scope.refusal(candidate.url)
            if leader is None
            else scope.admit(candidate.url, found_on=leader)
        )
        return None if why is None else in_words(why)

    def _is_settled_by_the_past(self, candidate: Candidate) -> bool:
        """Whether a row leads to what an earlier night has seen, and tonight need not see again."""
        if candidate.kind not in OF_REPORTS or candidate.method != "GET":
            return False
        key = canonical_url(candidate.url)
        if candidate.kind is Kind.PICTURE:
            seen = self._visited.get(key)
            return seen is not None and seen.was_seen and not self._context.run.again
        if key in self._known:
            self.evidence.reports += 1
            self.promises.kept(candidate.request)
            return True  # planned at the beginning, if it is due
        visit = self._visited.get(key)
        if visit is None or self._context.run.again:
            return False
        age = datetime.now(UTC) - visit.visited_at
        if visit.was_seen:
            self.promises.refuted(candidate.request)
        return visit.was_seen and age < timedelta(days=self._revisit_days)

    def _push(self, planned: Planned) -> None:
        rung = candidate_of(planned).rung
        heapq.heappush(self._queue, (rung, -planned.priority, next(self._order), planned))
