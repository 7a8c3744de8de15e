"""What follows when sources vanish or return: who speaks, and whether the report is withdrawn."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, bindparam, func, insert, select, update

from storage.archive import files, primary, revisions, sightings, sources
from storage.archive.spans import ReadAgain
from storage.records import (
    Cause,
    Outcome,
    ReportStatus,
    SourceStatus,
    Visit,
    VisitOutcome,
    Withdrawal,
)
from storage.schema import reports, status_changes, visits


def settle(
    connection: Connection,
    report_id: str,
    withdrawal: Withdrawal,
    *,
    at: datetime,
    run_id: int | None,
    read_again: ReadAgain,
    final: bool = False,
) -> list[Cause]:
    """Draw the conclusions from what the sources of a report last answered.

    ``final`` says that the run is over, and will bring no other source.
    """
    rows = sources.settle_gone(connection, report_id, withdrawal)
    causes = primary.replace_gone(
        connection, report_id, rows, run_id=run_id, read_again=read_again, final=final
    )
    report = connection.execute(_REPORT, {"report_id": report_id}).one()
    if report.status == ReportStatus.PUBLISHED:
        if rows and all(sources.is_proved(row, withdrawal) for row in rows):
            _change(
                connection,
                report_id,
                ReportStatus.WITHDRAWN,
                last_seen_old_at=report.last_seen_at,
                first_seen_new_at=max(row.gone_since for row in rows),
            )
    elif any(row.status == SourceStatus.LIVE for row in rows):
        gone = connection.scalar(
            select(func.max(visits.c.visited_at)).where(
                visits.c.url.in_([row.url for row in rows]),
                visits.c.visited_at <= at,
                visits.c.outcome.in_([VisitOutcome.GONE, VisitOutcome.SOFT_404]),
            )
        )
        _change(
            connection,
            report_id,
            ReportStatus.PUBLISHED,
            last_seen_old_at=gone or report.last_seen_at,
            first_seen_new_at=at,
        )
    return causes


_REPORT = select(reports).where(reports.c.report_id == bindparam("report_id"))


def follow_visit(
    connection: Connection, visit: Visit, withdrawal: Withdrawal, *, read_again: ReadAgain
) -> None:
    """Draw the conclusions from a visit that brought nothing to read.

    Nothing follows from one that did, until it is read.
    """
    outcome, at, run_id = visit.outcome, visit.visited_at, visit.run_id
    if outcome == VisitOutcome.OK:
        return
    if outcome == VisitOutcome.NOT_MODIFIED:
        concerned = sightings.see_unchanged(connection, visit.url, at, run_id)
    else:
        concerned = sources.visited_in_vain(
            connection, visit.url, outcome, at, run_id, leads_to=visit.leads_to
        )
    for report_id in concerned:
        settle(connection, report_id, withdrawal, at=at, run_id=run_id, read_again=read_again)


def close_run(
    connection: Connection,
    run_id: int,
    outcome: Outcome,
    withdrawal: Withdrawal,
    *,
    at: datetime,
    read_again: ReadAgain,
) -> None:
    """Draw the conclusions that had to wait for the end of a run.

    What it found gone is evidence if it ended well, and none else; where a report moved to a page
    without a file that can be read, that page speaks now; and files follow the dates of pages.
    """
    files.follow_pages(connection, run_id, read_again)
    concerned = sources.without_speaker(connection, run_id)
    if outcome == Outcome.OK:
        concerned += sources.count_misses(connection, run_id)
    for report_id in sorted(set(concerned)):
        settle(
            connection,
            report_id,
            withdrawal,
            at=at,
            run_id=run_id,
            read_again=read_again,
            final=True,
        )


def _change(
    connection: Connection,
    report_id: str,
    status: ReportStatus,
    *,
    last_seen_old_at: datetime,
    first_seen_new_at: datetime,
) -> None:
    connection.execute(
        update(reports).where(reports.c.report_id == report_id).values(status=status)
    )
    now = revisions.current(connection, report_id)
    position = connection.scalar(
        select(func.count())
        .select_from(status_changes)
        .where(status_changes.c.report_id == report_id)
    )
    connection.execute(
        insert(status_changes).values(
            report_id=report_id,
            position=position,
            status=status,
            revision=now.revision if now else 1,
            last_seen_old_at=last_seen_old_at,
            first_seen_new_at=first_seen_new_at,
        )
    )
