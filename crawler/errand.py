"""One planned request under way, with the detours that it takes."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from urllib.parse import urljoin, urlsplit

from crawler.context import Context
from crawler.frontier import Candidate, Kind
from crawler.monitors import REPORTS, State
from crawler.planned import candidate_of
from pipelines.listing import Page, read_page
from pipelines.stages import CaptureItem
from storage.archive import Noting
from storage.captures import decode_content
from storage.records import Capture, Planned, Visit, VisitOutcome

# A dead page that a redirect led to says the same of the page that was asked for.
DEAD_ENDS = frozenset({VisitOutcome.GONE, VisitOutcome.SOFT_404})
PAGE_STARTS = (b"<", b"{", b"[")  # HTML, XML, JSON; anything else is a file


@dataclass(slots=True, kw_only=True)
class Errand:
    """A planned request, asked for at ``url`` in the end.

    ``others`` are other ways to it that were not tried yet, ``hops`` the redirects that were
    followed, ``body`` is decoded. ``state`` stays None until it is clear what became of it.
    """

    planned: Planned
    url: str
    others: list[str] = field(default_factory=list)
    hops: list[Capture] = field(default_factory=list)
    capture: Capture | None = None
    body: bytes = b""
    item: CaptureItem | None = None
    pictures: list[Planned] = field(default_factory=list)  # that its page still waits for
    is_broken: bool = False  # a stage, or the spider, broke on it
    is_probed: bool = False  # its host was asked for a page that it cannot have
    state: State | None = None
    reason: str = ""

    @property
    def candidate(self) -> Candidate:
        """What the frontier wanted of it."""
        return candidate_of(self.planned)

    @property
    def kind(self) -> Kind:
        """What it is expected to bring."""
        return self.candidate.kind

    @property
    def is_for_report(self) -> bool:
        """Whether a report is expected, or a file of one."""
        return self.kind in REPORTS

    @property
    def is_known(self) -> bool:
        """Whether its URL has held a report before."""
        return bool(self.planned.meta.get("known"))

    @property
    def is_page(self) -> bool:
        """Whether the answer is a page and no file of its own."""
        return self.body[:1024].removeprefix(b"\xef\xbb\xbf").lstrip().startswith(PAGE_STARTS)

    def page(self) -> Page:
        """Read the answer as a page."""
        capture = self.capture
        found_on = self.planned.meta.get("found_on")
        # What a menu script writes is relative to the page that loads the script.
        is_part = self.kind is Kind.SCRIPT and isinstance(found_on, str)
        return read_page(
            self.body,
            url=self.url if capture is None else capture.url,
            content_type=None if capture is None else capture.headers.get("Content-Type"),
            request_body=self.planned.body,
            base=str(found_on) if is_part else None,
        )

    def note_visit(self, notes: Noting, context: Context, outcome: VisitOutcome) -> None:
        """Note how it ended, and the redirects on the way."""
        run_id = context.run.run_id
        for number, hop in enumerate(self.hops):
            dead = number == 0 and outcome in DEAD_ENDS
            ended = outcome if dead else VisitOutcome.REDIRECTED
            leads_to = None if dead or self.capture is None else self.capture.url
            notes.record_visit(Visit.of(hop, ended, run_id=run_id, leads_to=leads_to))
        capture = self.capture
        if capture is None:
            unanswered = Visit(
                run_id=run_id,
                site=context.site.site,
                url=self.url,
                visited_at=datetime.now(UTC),
                status=None,
                outcome=outcome,
                record_id=None,
            )
            notes.record_visit(unanswered)
            return
        leads_to = redirect_of(capture)
        notes.record_visit(Visit.of(capture, outcome, run_id=run_id, leads_to=leads_to))
        wanted = self.planned.url
        if outcome is VisitOutcome.OK and not self.hops and capture.url != wanted:
            # The site answers by another scheme or host name now.
            notes.record_move(wanted, capture, run_id=run_id)


def redirect_of(capture: Capture) -> str | None:
    """Where an answer sends its reader, absolute and without fragment; None if nowhere."""
    location = capture.headers.get("Location", "").strip()
    if not (300 <= capture.status < 400 and capture.status != 304 and location):
        return None
    # Headers were read as latin-1; a Chinese path in them is UTF-8 as a rule.
    location = location.encode("latin-1").decode("utf-8", "replace")
    try:
        return urljoin(capture.url, location).partition("#")[0]
    except ValueError:
        return None


def root_of(url: str) -> str:
    """The root of the host of ``url``, in its scheme."""
    return urlsplit(url)._replace(path="/", query="", fragment="").geturl()


def decoded(capture: Capture) -> bytes:
    """Return the body of an answer as a browser has it. Raises Undecodable."""
    return decode_content(capture.body, capture.headers.get("Content-Encoding"))
