"""From a reading to a revision: is this news, and whose doing is it?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, Row, bindparam, delete, insert

from storage.archive import files, identity, primary, readings, revisions, sightings, sources
from storage.archive.issuers import meet_issuer, name_issuer
from storage.archive.reader import Moment
from storage.archive.spans import Placed, ReadAgain, place, read_as
from storage.archive.statements import insert_or_update, serialize
from storage.archive.withdrawals import settle
from storage.identifiers import report_id
from storage.records import (
    Cause,
    Reading,
    ReportStatus,
    SourceStatus,
    VisitOutcome,
    Withdrawal,
)
from storage.schema import rejections, reports

Source = Row[tuple[Any, ...]]

# Of several revisions that one capture brings, the one that the crawl is told of.
_WEIGHT = (Cause.FIRST, Cause.SOURCE, Cause.SWITCH, Cause.EXTRACTOR)


def identify(reading: Reading) -> str | None:
    """Return the id of the report that a reading is of; None where it names no issuer or year."""
    if not reading.is_report or not reading.issuer or reading.year is None:
        return None
    return report_id(reading.division_code, reading.issuer, reading.year)


def record(
    connection: Connection, moment: Moment, *, read_again: ReadAgain, withdrawal: Withdrawal
) -> Cause | None:
    """Store a reading of a report: its issuer, report, source, content, and revision if it is one.

    Returns the cause of the revision that it brought, None where it is nothing new. Raises
    ValueError where the reading names no report (:func:`identify`).
    """
    capture = moment.capture
    found = identify(moment.reading)
    if found is None:
        raise ValueError(f"{capture.url}: the reading names no issuer or no year")
    serialize(connection, f"report {found}")
    times = sightings.times(connection, found)
    is_new = times is None
    spans = [] if is_new else readings.of_capture(connection, capture.record_id, found)
    if spans:
        return _record_again(connection, found, spans, moment)
    connection.execute(_FORGET_REJECTION, {"record_id": capture.record_id})
    if times is None:
        _add_report(connection, found, moment)
    else:
        sightings.prolong(connection, found, times, capture.visited_at)
    here = _correct_identities(connection, moment, found, read_again)
    met = sources.meet(connection, found, moment, here, primary=is_new)
    source = met.source
    # The first source of a report, and not of another one that it turned out to be: nothing else
    # is known of it, so nothing is asked for. Most reports of a site's first night are such.
    is_first = is_new and met.is_new
    moment = _with_date_of_page(connection, moment, found)
    placed = place(
        connection,
        source,
        moment,
        lambda span: _as_stored(read_again(span), span, source),
        known=[] if met.is_new else readings.spans(connection, source.source_id),
    )
    name_issuer(connection, moment.reading)
    causes = _follow_reader(connection, found, placed.reread, moment.run_id)
    known = [] if is_first else revisions.of_report(connection, found)
    causes += _follow_source(connection, found, source, placed, moment, known=known)
    rows = [source] if is_first else sources.of_report(connection, found)
    is_alone = len(rows) == 1  # as most are: there is none to choose, and none to compare with
    if not is_alone:
        causes += primary.choose(
            connection,
            found,
            source,
            rows,
            night=moment.night,
            run_id=moment.run_id,
            read_again=read_again,
        )
    is_settled = is_first and source.status == SourceStatus.LIVE
    for concerned in met.displaced if is_settled else (found, *met.displaced):
        causes += settle(
            connection,
            concerned,
            withdrawal,
            at=capture.visited_at,
            run_id=moment.run_id,
            read_again=read_again,
        )
    if not is_alone:
        primary.compare_sources(connection, found)
    return next((cause for cause in _WEIGHT if cause in causes), None)


def _record_again(
    connection: Connection, found: str, spans: list[Source], moment: Moment
) -> Cause | None:
    """Store how today's reader reads a capture of this report that was read before."""
    reread: list[tuple[int, int]] = []
    for span in spans:
        again = moment.reading
        if moment.parent_url is not None:
            again = files.dated(again, span.published_on)
        today = read_as(connection, span, again)
        if today != span.reading_id:
            reread.append((span.reading_id, today))
    name_issuer(connection, moment.reading)
    causes = _follow_reader(connection, found, reread, moment.run_id)
    primary.compare_sources(connection, found)
    return causes[0] if causes else None


def record_rejection(connection: Connection, moment: Moment, *, kind: str, reason: str) -> None:
    """Note that a capture is no report, or that nobody can read it."""
    capture = moment.capture
    columns = {
        "site": capture.site,
        "url": capture.url,
        "kind": kind,
        "reason": reason,
        "reader_version": moment.reading.reader_version,
        "parent_url": moment.parent_url,
        "locality": sources.locality_row(moment.locality),
    }
    insert_or_update(
        connection,
        rejections,
        [{"record_id": capture.record_id, **columns}],
        update=tuple(columns),
    )
    sources.visited_in_vain(
        connection, capture.url, VisitOutcome.OK, capture.visited_at, moment.run_id
    )


def _add_report(connection: Connection, found: str, moment: Moment) -> None:
    """Add a report that is new, and its issuer where that is."""
    reading, at = moment.reading, moment.capture.visited_at
    row = {
        "report_id": found,
        "issuer_id": meet_issuer(connection, reading),
        "year": reading.year,
        "status": ReportStatus.PUBLISHED,
        "run_id": moment.run_id,
        "first_seen_at": at,
        "last_seen_at": at,
    }
    connection.execute(_ADD_REPORT, row)


_FORGET_REJECTION = delete(rejections).where(rejections.c.record_id == bindparam("record_id"))
_ADD_REPORT = insert(reports)


def _correct_identities(
    connection: Connection, moment: Moment, found: str, read_again: ReadAgain
) -> list[Source]:
    """Where an earlier reader took this URL for another report's, ask today's.

    Returns the sources at the URL as they are then.
    """
    here = sources.at_url(connection, moment.capture.url)
    moved = False
    for source in here:
        if source.report_id == found:
            continue
        span = readings.spans(connection, source.source_id)[-1]
        if span.record_id == moment.capture.record_id:
            today: Reading | None = moment.reading
        elif span.reader_version != moment.reading.reader_version:
            today = read_again(span)
        else:
            continue
        if today is not None and identify(today) == found:
            identity.move(connection, source, found)
            moved = True
    return sources.at_url(connection, moment.capture.url) if moved else here


def _with_date_of_page(connection: Connection, moment: Moment, found: str) -> Moment:
    if moment.parent_url is None:
        return moment
    day = files.date_of_page(connection, moment.parent_url, found, moment.capture.visited_at)
    return replace(moment, reading=files.dated(moment.reading, day))


def _as_stored(reading: Reading | None, span: Source, source: Source) -> Reading | None:
    """Return what today's reader makes of a span's capture, if it is still the same report's."""
    if reading is None or identify(reading) != source.report_id:
        return None
    # A file bears its page's date of then.
    return files.dated(reading, span.published_on) if source.parent_url is not None else reading


def _follow_reader(
    connection: Connection, found: str, reread: Iterable[tuple[int, int]], run_id: int | None
) -> list[Cause]:
    """Append a revision where today's reader reads the current one otherwise."""
    causes: list[Cause] = []
    for old, new in reread:
        now = revisions.current(connection, found)
        if now is None or now.current_reading_id != old:
            continue  # what is no longer current stays as it was read then
        revisions.add(
            connection,
            found,
            Cause.EXTRACTOR,
            new,
            run_id=run_id,
            first_seen_at=now.first_seen_at,
            last_seen_at=now.last_seen_at,
        )
        causes.append(Cause.EXTRACTOR)
    return causes


def _follow_source(
    connection: Connection,
    found: str,
    source: Source,
    placed: Placed,
    moment: Moment,
    *,
    known: list[revisions.Found],
) -> list[Cause]:
    """Add or prolong revisions as the primary source said something new, or the same again.

    ``known`` are those of the report so far.
    """
    at = moment.capture.visited_at
    if not known:
        if not source.primary:
            sources.make_primary(connection, found, source.source_id)
        revisions.add_span(connection, found, Cause.FIRST, placed.span, run_id=moment.run_id)
        return [Cause.FIRST]
    if not placed.new:
        revisions.prolong(connection, found, placed.span, at, began=placed.began)
        return []
    then = revisions.in_force_at(known, at)
    if then.source_id != source.source_id:
        return []  # another source spoke for the report then
    if placed.cut is not None and placed.until is not None:
        revisions.shorten(connection, then, placed.cut, placed.until)
    for span in (placed.span, placed.rest):
        if span is not None:
            revisions.add_span(connection, found, Cause.SOURCE, span, run_id=moment.run_id)
    return [Cause.SOURCE]
