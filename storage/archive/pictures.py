"""Pictures behind the addresses in a page: which captures of them belong to a capture of the page.

A crawl asks for the pictures of a page after the page. So the first answer between a page's capture
and its next is the page's; where there was none, the picture is what it was before, and where it
had never been asked for, what it was found to be later.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urljoin, urlsplit

from sqlalchemy import Connection, Row, Select, func, or_, select

from storage.archive import redactions
from storage.errors import CaptureDamaged
from storage.records import Capture, KeptPicture, Validators, VisitOutcome
from storage.schema import reading_pictures, visits

# By then a crawl that took a page has its pictures, at a host that asks for long pauses too.
_WITHIN = timedelta(days=1)
_MOST = 3  # answers that are looked at, of which the first is a picture as a rule
_REDIRECTS = 3  # to where a site keeps its pictures

_OK = 200
_NOT_MODIFIED = 304
_REFUSED = 400  # and above
_FAILED = (VisitOutcome.GONE, VisitOutcome.SOFT_404, VisitOutcome.BLOCKED, VisitOutcome.ERROR)

Found = Row[tuple[Any, ...]]
ReadCapture = Callable[[Connection, Found], Capture]


def kept(connection: Connection, url: str, page: Capture, read_capture: ReadCapture) -> KeptPicture:
    """Return what the archive has of the picture that a captured page shows at ``url``."""
    until = connection.scalar(
        select(func.min(visits.c.visited_at)).where(
            visits.c.url == page.url,
            visits.c.visited_at > page.visited_at,
            visits.c.record_id.is_not(None),
        )
    )
    end = page.visited_at + _WITHIN if until is None else min(until, page.visited_at + _WITHIN)
    at = _at(url)
    last = connection.scalar(
        select(visits.c.outcome)
        .where(at, visits.c.visited_at < end, visits.c.outcome.is_not(None))
        .order_by(visits.c.visited_at.desc(), visits.c.visit_id.desc())
        .limit(1)
    )
    answers = _Answers(connection, page.visited_at, end, read_capture).of(url, _REDIRECTS)
    return KeptPicture(captures=tuple(answers[:_MOST]), failed=last in _FAILED)


@dataclass(frozen=True, slots=True)
class _Answers:
    """Finds what an address answered from ``begin`` until ``end``, else at other times."""

    connection: Connection
    begin: datetime
    end: datetime
    read_capture: ReadCapture

    def of(self, url: str, redirects: int) -> list[Capture]:
        found: list[Capture] = []
        for row in self._in_order(url):
            if redactions.reason_of(self.connection, row.record_id) is not None:
                break  # what it was before or after is not what the page showed
            try:
                capture = self.read_capture(self.connection, row)
            except CaptureDamaged:
                continue
            if row.status == _OK:
                found.append(capture)
            elif redirects and (target := _target(capture)) is not None:
                found += self.of(target, redirects - 1)
            if len(found) >= _MOST:
                break
        return found

    def _in_order(self, url: str) -> list[Found]:
        """Return the answers, first those of the time, then earlier, then later ones."""
        answered = (
            select(visits)
            .where(
                _at(url),
                visits.c.record_id.is_not(None),
                visits.c.status >= _OK,
                visits.c.status < _REFUSED,
                visits.c.status != _NOT_MODIFIED,
                or_(visits.c.outcome.is_(None), visits.c.outcome.not_in(_FAILED)),
            )
            .limit(_MOST)
        )
        at, then = visits.c.visited_at, visits.c.visit_id
        parts = (
            answered.where(at >= self.begin, at < self.end).order_by(at, then),
            answered.where(at < self.begin).order_by(at.desc(), then.desc()),
            answered.where(at >= self.end).order_by(at, then),
        )
        rows = [row for part in parts for row in self.connection.execute(part)]
        alike: dict[str, Found] = {}
        for row in rows:
            alike.setdefault(row.payload_digest or row.record_id, row)
        return list(alike.values())


def validators(connection: Connection, url: str) -> Validators | None:
    """Return with what a picture that is kept can be asked for again; None: there is none."""
    row = connection.execute(
        select(visits.c.etag, visits.c.last_modified)
        .where(
            visits.c.url == url,
            visits.c.status == _OK,
            visits.c.outcome == VisitOutcome.OK,
            visits.c.record_id.not_in(redactions.removed()),
        )
        .order_by(visits.c.visited_at.desc())
        .limit(1)
    ).first()
    return None if row is None else Validators(etag=row.etag, last_modified=row.last_modified)


def is_there() -> Any:
    """Hold where a picture that a reading lacks has been captured since."""
    later = visits.alias()
    return (
        select(later.c.visit_id)
        .where(
            later.c.url == reading_pictures.c.url,
            later.c.status == _OK,
            later.c.record_id.is_not(None),
        )
        .exists()
    )


def lacking() -> Select[Any]:
    """Select the readings that lack a picture."""
    return select(reading_pictures.c.reading_id).where(reading_pictures.c.record_id.is_(None))


def resting_on(record_ids: Iterable[str] | Select[Any]) -> Select[Any]:
    """Select the readings that rest on captures as their pictures."""
    return select(reading_pictures.c.reading_id).where(reading_pictures.c.record_id.in_(record_ids))


def _at(url: str) -> Any:
    """A picture may have been asked for in the other scheme: the page's host answers in one."""
    scheme, _, rest = url.partition("://")
    return visits.c.url.in_([url, f"{'http' if scheme == 'https' else 'https'}://{rest}"])


def _target(capture: Capture) -> str | None:
    location = next(
        (value for name, value in capture.headers.items() if name.lower() == "location"), ""
    )
    target = urljoin(capture.url, location.strip()).partition("#")[0]
    return target if location and urlsplit(target).scheme in ("http", "https") else None
