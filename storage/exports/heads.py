"""Reports with their revisions, a batch at a time: what the tables of an export are made from."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from operator import attrgetter

from sqlalchemy import Connection, func, select

from storage.exports.clocks import Clocks
from storage.exports.past import then
from storage.exports.selection import Selection
from storage.records import ReportStatus
from storage.schema import captures, issuers, readings, reports, revisions, sources

# With 200 cells a report a batch holds 40,000 figures; half as many are a sixth slower, more are no
# faster and take memory in each of an export's processes.
BATCH = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What a source said by one reading, and the capture that it was read from.

    ``url`` is the source; ``page`` the page that it is attached to, else the source itself.
    """

    reading_id: int
    issuer: str | None
    title: str | None
    scope: str | None
    form: str | None
    published_on: date | None
    signed_on: date | None
    content_digest: str
    reader_version: str
    url: str
    page: str
    warc_file: str
    warc_offset: int
    warc_record_id: str
    payload_digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """One revision: what was said when it was discovered, and what the source of today says alike.

    The two are one reading until the report moves or is read anew without a difference.
    """

    revision: int
    cause: str
    first_seen_at: datetime
    last_seen_at: datetime
    discovered: Said
    today: Said


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """One report with all its revisions, in their order; ``url`` is the primary source's page.

    ``issuer`` is the name that the report prints, which may be another in other years.
    """

    report_id: str
    issuer_id: str
    issuer: str
    issuer_kind: str
    division_code: str | None
    year: int
    status: ReportStatus
    url: str
    first_seen_at: datetime
    last_seen_at: datetime
    revisions: tuple[Revision, ...]

    @property
    def current(self) -> Revision:
        """What the report says today."""
        return latest(self.revisions)

    def shown(self, selection: Selection) -> tuple[Revision, ...]:
        """Return the revisions that figures, sections, tables and the panel hold."""
        return self.revisions if selection.all_revisions else (self.current,)


def latest(known: Sequence[Revision]) -> Revision:
    """Return the latest in time: an older capture may have arrived after a newer one."""
    return max(known, key=attrgetter("first_seen_at", "revision"))


def batches(connection: Connection, selection: Selection) -> Iterator[Sequence[str]]:
    """Yield the ids of the selected reports in their order.

    Each batch is a query of its own that begins after the last id, so that no cursor stays open
    and memory does not grow with the archive.
    """
    wanted = selection.reports().order_by(reports.c.report_id).limit(BATCH)
    last = ""
    while ids := connection.scalars(wanted.where(reports.c.report_id > last)).all():
        yield ids
        last = ids[-1]


def batch_of(connection: Connection, selection: Selection, first: str, last: str) -> Sequence[str]:
    """Return the ids of the selected reports from one to another in their order."""
    query = selection.reports().order_by(reports.c.report_id)
    return connection.scalars(query.where(reports.c.report_id.between(first, last))).all()


def heads_of(connection: Connection, ids: Sequence[str], clocks: Clocks) -> list[Head]:
    """Return some reports in the order of their ids."""
    return list(_heads(connection, ids, clocks))


def _heads(connection: Connection, ids: Sequence[str], clocks: Clocks) -> Iterator[Head]:
    revised = _revisions(connection, ids, clocks)
    pages = _primary_pages(connection, ids) if clocks.as_of is None else {}
    past = then(connection, ids, clocks.seen_by) if clocks.seen_by else None
    query = (
        select(
            reports.c.report_id,
            reports.c.issuer_id,
            issuers.c.name.label("issuer"),
            issuers.c.kind.label("issuer_kind"),
            issuers.c.division_code,
            reports.c.year,
            reports.c.status,
            reports.c.first_seen_at,
            reports.c.last_seen_at,
        )
        .join_from(reports, issuers)
        .where(reports.c.report_id.in_(ids))
        .order_by(reports.c.report_id)
    )
    for row in connection.execute(query).mappings():
        known = revised[row["report_id"]]
        now = latest(known)
        head = Head(
            **{
                **row,
                "status": ReportStatus(row["status"]),
                "issuer": now.today.issuer or row["issuer"],
            },
            url=pages.get(row["report_id"], now.today.page),
            revisions=tuple(known),
        )
        yield head if past is None else past.of(head)


def _revisions(
    connection: Connection, ids: Sequence[str], clocks: Clocks
) -> Mapping[str, list[Revision]]:
    query = (
        select(revisions)
        .where(revisions.c.report_id.in_(ids), *clocks.known())
        .order_by(revisions.c.report_id, revisions.c.revision)
    )
    rows = connection.execute(query).all()
    said = _said(
        connection,
        {key for row in rows for key in (row.reading_id, row.current_reading_id)},
        clocks,
    )
    by_report: defaultdict[str, list[Revision]] = defaultdict(list)
    for row in rows:
        by_report[row.report_id].append(
            Revision(
                revision=row.revision,
                cause=row.cause,
                first_seen_at=row.first_seen_at,
                last_seen_at=row.last_seen_at,
                discovered=said[row.reading_id],
                today=said.get(row.current_reading_id, said[row.reading_id]),
            )
        )
    return by_report


def _said(connection: Connection, reading_ids: Iterable[int], clocks: Clocks) -> Mapping[int, Said]:
    """Return what was said by those of some readings that had been made by then."""
    query = (
        select(
            readings.c.reading_id,
            readings.c.issuer,
            readings.c.title,
            readings.c.scope,
            readings.c.form,
            readings.c.published_on,
            readings.c.signed_on,
            readings.c.content_digest,
            readings.c.reader_version,
            readings.c.first_seen_at,
            readings.c.read_at,
            sources.c.url,
            func.coalesce(sources.c.parent_url, sources.c.url).label("page"),
            captures.c.warc_file,
            captures.c.warc_offset,
            captures.c.record_id.label("warc_record_id"),
            captures.c.payload_digest,
        )
        .join(sources, sources.c.source_id == readings.c.source_id)
        .join(captures, captures.c.record_id == readings.c.record_id)
        .where(readings.c.reading_id.in_(list(reading_ids)))
    )
    said = {}
    for row in connection.execute(query).mappings():
        fields = dict(row)
        made = fields.pop("first_seen_at"), fields.pop("read_at")
        if clocks.holds(first_seen_at=made[0], read_at=made[1]):
            said[row["reading_id"]] = Said(**fields)
    return said


def _primary_pages(connection: Connection, ids: Sequence[str]) -> Mapping[str, str]:
    page = func.coalesce(sources.c.parent_url, sources.c.url)
    query = select(sources.c.report_id, page).where(sources.c.primary, sources.c.report_id.in_(ids))
    return dict(connection.execute(query).all())
