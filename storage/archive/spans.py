"""What a source said, when: where in its time a new reading belongs.

A source's *spans* are its readings in order of time, each a maximal run of equal content. A reading
prolongs a span, or begins one: after the last as a rule, before or between others where an older
capture arrives late, and within one where the page is now known to have said something else for a
while.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, func, select

from storage.archive import readings
from storage.archive.reader import Moment
from storage.changes import differences
from storage.records import Reading, VisitOutcome
from storage.schema import visits

Span = Row[tuple[Any, ...]]
ReadAgain = Callable[[Span], Reading | None]

_SEEN = (VisitOutcome.OK, VisitOutcome.NOT_MODIFIED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """Where a reading went.

    ``reread`` pairs readings with those that took their place because today's reader reads the
    same capture otherwise. ``span`` is the reading that the capture belongs to, ``new`` whether it
    begins a span, ``began`` when the source was first known to say so, until it came. ``rest`` is
    what remains, after it, of the span ``cut`` that it cut in two, which is ``until`` then.
    """

    span: int
    new: bool
    began: datetime
    reread: tuple[tuple[int, int], ...] = ()
    cut: int | None = None
    until: datetime | None = None
    rest: int | None = None


def place(
    connection: Connection,
    source: Row[tuple[Any, ...]],
    moment: Moment,
    read_again: ReadAgain,
    *,
    known: list[Span],
) -> Placed:
    """Put the reading of a capture that is new to it into the time of its source.

    ``known`` are the source's spans so far.
    """
    source_id, reading = source.source_id, moment.reading
    record_id, at = moment.capture.record_id, moment.capture.visited_at
    before = next((row for row in reversed(known) if row.first_seen_at <= at), None)
    after = next((row for row in known if row.first_seen_at > at), None)
    reread: list[tuple[int, int]] = []
    for span in (before, after):
        if span is None:
            continue
        # What was read without its pictures, which have come since, is not what was said then.
        is_like = span.reader_version == reading.reader_version and not (
            reading.shown_by and readings.lacks_picture(connection, span.reading_id)
        )
        again = None if is_like else read_again(span)
        today = read_as(connection, span, again)
        if today != span.reading_id:
            reread.append((span.reading_id, today))
        head = span if again is None else readings.head(connection, today)
        if _same(connection, head, reading):
            readings.move_span(
                connection, today, min(span.first_seen_at, at), max(span.last_seen_at, at)
            )
            if at > span.last_seen_at:
                readings.follow_pictures(connection, today, reading)
            return Placed(span=today, new=False, began=span.first_seen_at, reread=tuple(reread))
    replaced = dict(reread)
    new = readings.store(
        connection, source_id, record_id, reading, first_seen_at=at, last_seen_at=at
    )
    if before is None or at > before.last_seen_at:
        return Placed(span=new, new=True, began=at, reread=tuple(reread))
    cut = replaced.get(before.reading_id, before.reading_id)
    until, rest = _cut(connection, source.url, before, cut, at)
    return Placed(
        span=new, new=True, began=at, reread=tuple(reread), cut=cut, until=until, rest=rest
    )


def read_as(connection: Connection, span: Span, again: Reading | None) -> int:
    """Let a span be as it is read again; return its reading, another where it is read otherwise.

    Nothing changes where nobody could read it again.
    """
    if again is None:
        return int(span.reading_id)
    if _same(connection, span, again):
        if span.reader_version != again.reader_version or again.shown_by:
            readings.refresh(connection, span, again)
        return int(span.reading_id)
    today = readings.store(
        connection,
        span.source_id,
        span.record_id,
        again,
        first_seen_at=span.first_seen_at,
        last_seen_at=span.last_seen_at,
    )
    readings.supersede(connection, span.reading_id, today)
    return today


def _same(connection: Connection, span: Span, reading: Reading) -> bool:
    # A digest is of the content in normal form: where two readers give one, they read alike.
    if span.content_digest == reading.content_digest:
        return True
    known = readings.load(connection, span.reading_id)
    if known.is_redacted and known.reader_version == reading.reader_version:
        return False  # its words are gone, but its digest says that they were others
    return not differences(known, reading, same_url=True)


def _cut(
    connection: Connection, url: str, span: Span, reading_id: int, at: datetime
) -> tuple[datetime, int | None]:
    """End a span before ``at``; return when, and what remains of it after, if anything does."""
    sighting = select(visits.c.visited_at).where(
        visits.c.url == url, visits.c.outcome.in_(_SEEN), visits.c.visited_at != at
    )
    seen = sighting.subquery()
    last = connection.scalar(
        select(func.max(seen.c.visited_at)).where(
            seen.c.visited_at < at, seen.c.visited_at >= span.first_seen_at
        )
    )
    first = connection.scalar(
        select(func.min(seen.c.visited_at)).where(
            seen.c.visited_at > at, seen.c.visited_at <= span.last_seen_at
        )
    )
    until = last or span.first_seen_at
    readings.move_span(connection, reading_id, span.first_seen_at, until)
    if span.last_seen_at <= at:
        return until, None
    return until, readings.store(
        connection,
        span.source_id,
        span.record_id,
        readings.load(connection, reading_id),
        first_seen_at=first or span.last_seen_at,
        last_seen_at=span.last_seen_at,
    )
