"""Sources: which URLs hold a report, which of them speaks for it, which are gone.

A source is *gone* when it said so on enough visits (:class:`~storage.records.Withdrawal`), when its
URL holds another report, or when the report turned up elsewhere after it stopped answering: it
moved. Between its first 404 and that proof it is *unknown*. Walls and errors prove nothing, and
neither does any visit of a run that did not end well: a portal that is half down answers 404 too.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, bindparam, func, insert, or_, select, update

from storage.archive.reader import Moment
from storage.archive.visits import header
from storage.records import (
    KnownSource,
    Locality,
    SourceStatus,
    VisitOutcome,
    Withdrawal,
)
from storage.schema import reading_pictures, readings, runs, sources, visits

Source = Row[tuple[Any, ...]]

_GONE = (VisitOutcome.GONE, VisitOutcome.SOFT_404)
_HOLDS_ANOTHER = "another report"  # as last_outcome of a source; as a visit it was ok


def of_report(connection: Connection, report_id: str) -> list[Source]:
    """Return the sources of a report, first seen first."""
    return list(connection.execute(_OF_REPORT, {"report_id": report_id}))


_OF_REPORT = (
    select(sources)
    .where(sources.c.report_id == bindparam("report_id"))
    .order_by(sources.c.first_seen_at, sources.c.url)
)


def at_url(connection: Connection, url: str) -> list[Source]:
    """Return the sources at a URL: one a report that it ever held."""
    return list(connection.execute(_AT_URL, {"url": url}))


_AT_URL = select(sources).where(sources.c.url == bindparam("url"))


def known(connection: Connection, site: str) -> list[KnownSource]:
    """Return the sources of a site, for the schedule of visits."""
    found = connection.execute(
        select(sources).where(sources.c.site == site).order_by(sources.c.url, sources.c.report_id)
    )
    pictured = set(
        connection.scalars(
            select(readings.c.source_id)
            .join(reading_pictures, reading_pictures.c.reading_id == readings.c.reading_id)
            .join(sources, sources.c.source_id == readings.c.source_id)
            .where(sources.c.site == site, readings.c.superseded_by.is_(None))
        )
    )
    return [replace(known_source(row), is_pictured=row.source_id in pictured) for row in found]


def known_source(row: Source) -> KnownSource:
    """Return a row as the record that leaves storage."""
    return KnownSource(
        site=row.site,
        url=row.url,
        report_id=row.report_id,
        parent_url=row.parent_url,
        primary=row.primary,
        status=SourceStatus(row.status),
        first_seen_at=row.first_seen_at,
        last_seen_at=row.last_seen_at,
        last_visited_at=row.last_visited_at,
        etag=row.etag,
        last_modified=row.last_modified,
        last_outcome=row.last_outcome,
        locality=locality_of(row.locality),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Met:
    """The source of a capture, whether it is new, and the reports that its URL no longer holds."""

    source: Source
    is_new: bool
    displaced: tuple[str, ...]


def meet(
    connection: Connection, report_id: str, moment: Moment, here: list[Source], *, primary: bool
) -> Met:
    """Note that a URL, at which there are the sources ``here``, holds a report.

    ``primary`` says that the report is new, so that a new source is the one to speak for it.
    """
    capture = moment.capture
    source = next((row for row in here if row.report_id == report_id), None)
    others = [row for row in here if row.report_id != report_id]
    is_new = source is None
    if source is None:
        source = _add(connection, report_id, moment, others, primary=primary)
    elif capture.visited_at >= source.last_visited_at:
        source = _set(
            connection,
            source,
            **_alive(capture.visited_at, source),
            etag=header(capture, "etag"),
            last_modified=header(capture, "last-modified"),
            locality=locality_row(moment.locality) or source.locality,
            parent_url=moment.parent_url or source.parent_url,
            # Taken in from a file, it may have been of no listed site; a crawl knows better.
            site=source.site if moment.run_id is None else capture.site,
        )
    else:  # an old capture: what was learnt since, that it is gone perhaps, still holds
        source = _set(
            connection,
            source,
            first_seen_at=min(capture.visited_at, source.first_seen_at),
            last_seen_at=max(capture.visited_at, source.last_seen_at),
        )
    displaced = [row for row in others if row.last_seen_at < capture.visited_at]
    for row in displaced:
        _miss(connection, row, capture.visited_at, moment.run_id, _HOLDS_ANOTHER)
    return Met(source=source, is_new=is_new, displaced=tuple(row.report_id for row in displaced))


def seen_unchanged(
    connection: Connection, url: str, visited_at: datetime, run_id: int | None
) -> tuple[Source | None, list[str]]:
    """Note that ``url`` still says what it last said (304).

    Returns the source that it still is, and the reports that it is known not to hold.
    """
    here = sorted(at_url(connection, url), key=lambda row: row.last_seen_at)
    if not here or here[-1].last_seen_at > visited_at:
        return None, []
    source = here.pop()
    source = _set(connection, source, **_alive(visited_at, source))
    for row in here:
        _miss(connection, row, visited_at, run_id, _HOLDS_ANOTHER)
    return source, [row.report_id for row in here]


def visited_in_vain(
    connection: Connection,
    url: str,
    outcome: VisitOutcome,
    visited_at: datetime,
    run_id: int | None,
    *,
    leads_to: str | None = None,
) -> list[str]:
    """Note that a URL did not answer with its report; return the reports concerned.

    404, 410 and soft 404s are evidence that it is gone, and a redirect (``leads_to``) to where the
    same report is, proof.
    """
    here = [row for row in at_url(connection, url) if row.last_visited_at <= visited_at]
    target = at_url(connection, leads_to) if leads_to is not None and leads_to != url else []
    for row in here:
        if any(
            other.report_id == row.report_id and other.status == SourceStatus.LIVE
            for other in target
        ):
            _set(
                connection,
                row,
                status=SourceStatus.GONE,
                last_outcome=outcome,
                last_visited_at=visited_at,
            )
        elif outcome in _GONE:
            _miss(connection, row, visited_at, run_id, outcome)
        elif outcome in (VisitOutcome.BLOCKED, VisitOutcome.ERROR):
            # The page is still due, and was not seen to be gone: only the outcome is noted.
            _set(connection, row, last_outcome=outcome)
        else:
            status = SourceStatus.UNKNOWN if row.status == SourceStatus.LIVE else row.status
            _set(
                connection,
                row,
                status=status,
                last_outcome=outcome,
                last_visited_at=visited_at,
            )
    return [row.report_id for row in here]


def count_misses(connection: Connection, run_id: int) -> list[str]:
    """Count what a run found gone as evidence, one visit a source; return the reports concerned."""
    missed = connection.execute(select(sources).where(sources.c.gone_run_id == run_id)).all()
    for row in missed:
        _set(
            connection,
            row,
            gone_visits=row.gone_visits + 1,
            gone_since=row.gone_since or row.last_visited_at,
            gone_until=row.last_visited_at,
            gone_run_id=None,
        )
    return [row.report_id for row in missed]


def without_speaker(connection: Connection, run_id: int) -> list[str]:
    """Return the reports on a run's site whose primary source is gone while another answers."""
    other = sources.alias()
    site = select(runs.c.site).where(runs.c.run_id == run_id).scalar_subquery()
    return list(
        connection.scalars(
            select(sources.c.report_id)
            .join(other, other.c.report_id == sources.c.report_id)
            .where(
                or_(sources.c.site == site, other.c.site == site),
                sources.c.primary,
                sources.c.status == SourceStatus.GONE,
                other.c.status == SourceStatus.LIVE,
            )
        )
    )


def settle_gone(connection: Connection, report_id: str, withdrawal: Withdrawal) -> list[Source]:
    """Turn sources that are proved gone from unknown to gone; return all of the report."""
    rows = of_report(connection, report_id)
    gone = [
        row
        for row in rows
        if row.status == SourceStatus.UNKNOWN
        and (is_proved(row, withdrawal) or _has_moved(connection, row, rows))
    ]
    for row in gone:
        _set(connection, row, status=SourceStatus.GONE)
    return of_report(connection, report_id) if gone else rows


def is_proved(row: Source, withdrawal: Withdrawal) -> bool:
    """Say whether enough visits in a row, over enough days, found the source gone."""
    return bool(
        row.gone_visits
        and row.gone_visits >= withdrawal.visits
        and row.gone_until - row.gone_since >= timedelta(days=withdrawal.days)
    )


def make_primary(connection: Connection, report_id: str, source_id: int) -> None:
    """Let one source speak for its report."""
    connection.execute(_MAKE_PRIMARY, {"of": report_id, "speaker": source_id})


_MAKE_PRIMARY = (
    update(sources)
    .where(sources.c.report_id == bindparam("of"))
    .values(primary=sources.c.source_id == bindparam("speaker"))
)


def locality_of(stored: dict[str, Any] | None) -> Locality | None:
    """Return a locality as it was stored."""
    return Locality(**stored) if stored else None


def locality_row(locality: Locality | None) -> dict[str, Any] | None:
    """Return a locality as it is stored, so that a capture is read again with the same."""
    return asdict(locality) if locality else None


def _add(
    connection: Connection,
    report_id: str,
    moment: Moment,
    others: list[Source],
    *,
    primary: bool,
) -> Source:
    capture = moment.capture
    status = SourceStatus.LIVE
    visited_at = capture.visited_at
    if any(row.last_seen_at > visited_at for row in others):
        status = SourceStatus.GONE  # an old capture of a URL that holds another report today
    else:
        after = {"url": capture.url, "after": visited_at}
        later = connection.execute(_LAST_IN_VAIN, after).first()
        if later is not None:
            status = SourceStatus.UNKNOWN
            visited_at = later.visited_at
    row = {
        "report_id": report_id,
        "site": capture.site,
        "url": capture.url,
        "parent_url": moment.parent_url,
        "primary": primary,
        "status": status,
        "first_seen_at": capture.visited_at,
        "last_seen_at": capture.visited_at,
        "last_visited_at": visited_at,
        "night": moment.night,
        "last_outcome": VisitOutcome.OK,
        "gone_visits": 0,
        "locality": locality_row(moment.locality),
        "etag": header(capture, "etag"),
        "last_modified": header(capture, "last-modified"),
    }
    return connection.execute(_INSERT, row).one()


_INSERT = insert(sources).returning(sources)
_LAST_IN_VAIN = (
    select(visits.c.outcome, visits.c.visited_at)
    .where(
        visits.c.url == bindparam("url"),
        visits.c.visited_at > bindparam("after"),
        visits.c.outcome.in_([*_GONE, VisitOutcome.REDIRECTED]),
    )
    .order_by(visits.c.visited_at.desc())
    .limit(1)
)


def _alive(visited_at: datetime, source: Source) -> dict[str, object]:
    return {
        "status": SourceStatus.LIVE,
        "last_seen_at": visited_at,
        "last_visited_at": max(visited_at, source.last_visited_at),
        "last_outcome": VisitOutcome.OK,
        "gone_visits": 0,
        "gone_since": None,
        "gone_until": None,
        "gone_run_id": None,
    }


def _miss(
    connection: Connection, row: Source, visited_at: datetime, run_id: int | None, outcome: str
) -> None:
    """Note a visit that found a source gone; it counts when its run has ended well."""
    if visited_at < row.last_visited_at:
        return  # an old capture that is read again is no evidence of today
    # A URL that holds another report is not coming back; one that answers 404 may.
    gone = outcome == _HOLDS_ANOTHER or row.status == SourceStatus.GONE
    _set(
        connection,
        row,
        status=SourceStatus.GONE if gone else SourceStatus.UNKNOWN,
        last_outcome=outcome,
        last_visited_at=visited_at,
        gone_run_id=run_id,
    )


def _has_moved(connection: Connection, row: Source, rows: list[Source]) -> bool:
    """Say whether its site found the report elsewhere in a later run than it last found it here.

    A copy that another site put up while this one is away for a night is no move, and neither is a
    second page that stood beside this one. And in that run it must have been asked for in vain:
    until then it may be back.
    """
    for other in rows:
        if other.status != SourceStatus.LIVE or other.site != row.site:
            continue
        found_by = connection.scalar(
            select(func.max(runs.c.started_at)).where(
                runs.c.site == row.site, runs.c.started_at <= other.first_seen_at
            )
        )
        if found_by is not None and row.last_seen_at < found_by <= row.last_visited_at:
            return True
    return False


def _set(connection: Connection, row: Source, **values: object) -> Source:
    """Change columns of a source; return it as it is then."""
    return connection.execute(_SET, {"own": row.source_id, **values}).one()


_SET = update(sources).where(sources.c.source_id == bindparam("own")).returning(sources)
