"""Runs, and where each stands."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    Connection,
    Row,
    bindparam,
    delete,
    distinct,
    func,
    insert,
    select,
    update,
)

from storage.archive import deaths
from storage.archive.absences import earliest_year, promised_years, prove_absences
from storage.archive.nights import alarms_of
from storage.archive.statements import insert_or_ignore, insert_or_update, serialize
from storage.records import (
    Cause,
    ListsRead,
    Outcome,
    Pace,
    Planned,
    Refused,
    Run,
    RunSummary,
    SourceStatus,
    Step,
)
from storage.schema import (
    frontier,
    report_columns,
    reports,
    revisions,
    runs,
    sites,
    sources,
    visits,
)

PREFECTURE_DIGITS = 4  # of a GB/T 2260 code; counties of one prefecture mostly share a platform

# A crawl that was killed, or stopped at the end of its night, is taken up by the next night, which
# may begin a little late. After that its list pages are no longer today's: what it had still to
# fetch is found again by a new one.
NEXT_NIGHT = timedelta(hours=36)
REFUSED = "refused"  # the state of a link that is no request


def night_to_join(connection: Connection, now: datetime) -> str | None:
    """Return the night of a crawl that was cut short, for the command that takes it up."""
    left = connection.execute(
        select(runs).where(runs.c.finished_at.is_(None)).order_by(runs.c.run_id.desc())
    ).all()
    return next(
        (row.night for row in left if _last_active(connection, row) > now - NEXT_NIGHT), None
    )


def night_of(connection: Connection, run_id: int) -> str | None:
    """Return the night of a run; None where there is no such run."""
    return connection.scalar(_NIGHT, {"run_id": run_id})


_NIGHT = select(runs.c.night).where(runs.c.run_id == bindparam("run_id"))


def _last_active(connection: Connection, row: Row[tuple[Any, ...]]) -> datetime:
    visited_at = connection.scalar(
        select(func.max(visits.c.visited_at)).where(visits.c.run_id == row.run_id)
    )
    moments: list[datetime | None] = [row.started_at, row.stopped_at, visited_at]
    return max(moment for moment in moments if moment is not None)


def start_run(connection: Connection, site: str, *, night: str, again: bool, now: datetime) -> Run:
    """Start a crawl of ``site``, or take up one that was killed."""
    serialize(connection, f"run {site}")
    killed = connection.execute(
        select(runs)
        .where(runs.c.site == site, runs.c.finished_at.is_(None))
        .order_by(runs.c.run_id.desc())
    ).all()
    for number, row in enumerate(killed):
        if number == 0 and _last_active(connection, row) > now - NEXT_NIGHT:
            again = again or row.again
            connection.execute(
                update(runs).where(runs.c.run_id == row.run_id).values(again=again, stopped_at=None)
            )
            return Run(
                run_id=row.run_id,
                site=site,
                again=again,
                started_at=row.started_at,
                resumed=True,
                pace=Pace(requests=row.requests, measures=row.measures or {}),
            )
        finish_run(
            connection,
            row.run_id,
            outcome=Outcome.ERROR,
            message="killed, and not taken up again",
            requests=row.requests,
            now=now,
        )
    run_id = connection.scalar(
        insert(runs)
        .values(site=site, night=night, again=again, started_at=now, requests=0)
        .returning(runs.c.run_id)
    )
    assert run_id is not None  # noqa: S101 - RETURNING returns
    return Run(run_id=run_id, site=site, again=again, started_at=now, resumed=False)


def finish_run(
    connection: Connection,
    run_id: int,
    *,
    outcome: Outcome,
    message: str,
    requests: int,
    now: datetime,
    lists: ListsRead | None = None,
) -> RunSummary:
    """End a run: count what it brought; its frontier becomes the trail, that before is dropped.

    With ``lists``, which it read to the end, what they do not name is put down as absent.
    """
    site = connection.execute(select(runs.c.site).where(runs.c.run_id == run_id)).scalar_one()
    live = select(func.count(distinct(sources.c.report_id))).where(
        sources.c.site == site, sources.c.status == SourceStatus.LIVE
    )
    new = select(func.count()).select_from(reports).where(reports.c.run_id == run_id)
    changed = select(func.count(distinct(revisions.c.report_id))).where(
        revisions.c.run_id == run_id, revisions.c.cause == Cause.SOURCE
    )
    connection.execute(
        update(runs)
        .where(runs.c.run_id == run_id)
        .values(
            finished_at=now,
            outcome=outcome,
            message=message,
            requests=requests,
            reports=connection.scalar(live),
            new=connection.scalar(new),
            changed=connection.scalar(changed),
            lists_read=lists is not None,
            promised=None if lists is None else promised_years(connection, site, lists),
            earliest_year=earliest_year(connection, site),
        )
    )
    prove_absences(connection, run_id)
    deaths.forget(connection, site)
    before = select(runs.c.run_id).where(runs.c.site == site, runs.c.run_id != run_id)
    connection.execute(delete(frontier).where(frontier.c.run_id.in_(before)))
    steps = update(frontier).where(frontier.c.run_id == run_id)
    connection.execute(
        steps.where(frontier.c.state == "pending").values(
            state="left", note="the crawl ended before"
        )
    )
    # What a request carried is only of use to a crawl that goes on, and is most of the row.
    connection.execute(steps.values(meta={}))
    return _summary(connection.execute(select(runs).where(runs.c.run_id == run_id)).one())


def last_runs(connection: Connection) -> list[RunSummary]:
    """Return the last run of each site, by site."""
    last = select(func.max(runs.c.run_id)).group_by(runs.c.site)
    found = connection.execute(select(runs).where(runs.c.run_id.in_(last)).order_by(runs.c.site))
    return [_summary(row) for row in found]


def enqueue(connection: Connection, run_id: int, requests: Iterable[Planned]) -> list[Planned]:
    """Plan requests; return those that this run did not know, in order."""
    planned: dict[str, Planned] = {}
    for request in requests:
        planned.setdefault(request.key, request)
    known = set(
        connection.scalars(
            select(frontier.c.key).where(
                frontier.c.run_id == run_id, frontier.c.key.in_(list(planned))
            )
        )
    )
    fresh = [request for request in planned.values() if request.key not in known]
    insert_or_ignore(
        connection,
        frontier,
        [
            {
                "run_id": run_id,
                "key": request.key,
                "url": request.url,
                "method": request.method,
                "body": request.body,
                "kind": request.kind,
                "depth": request.depth,
                "priority": request.priority,
                "reason": request.reason,
                "meta": dict(request.meta),
                "state": "pending",
            }
            for request in fresh
        ],
    )
    return fresh


def trail(connection: Connection, run_id: int) -> list[tuple[Planned, str, str]]:
    """Return all that a run has planned, each with its state and why, most important first."""
    found = connection.execute(
        select(frontier)
        .where(frontier.c.run_id == run_id, frontier.c.state != REFUSED)
        .order_by(frontier.c.priority.desc(), frontier.c.key)
    )
    return [
        (
            Planned(
                key=row.key,
                url=row.url,
                method=row.method,
                body=row.body,
                kind=row.kind,
                depth=row.depth,
                priority=row.priority,
                reason=row.reason,
                meta=row.meta,
            ),
            row.state,
            row.note or "",
        )
        for row in found
    ]


def settle(connection: Connection, run_id: int, key: str, state: str, note: str) -> None:
    """Note what became of a planned request, in a word that is not ``pending``, and why."""
    own = {"own_run": run_id, "own_key": key}
    connection.execute(_SETTLE, {**own, "state": state, "note": note or None})


_SETTLE = update(frontier).where(
    frontier.c.run_id == bindparam("own_run"), frontier.c.key == bindparam("own_key")
)


def refuse(connection: Connection, run_id: int, refused: Iterable[Refused]) -> None:
    """Note links that are left alone; of one met several times the first reason stays."""
    insert_or_ignore(
        connection,
        frontier,
        [
            {
                "run_id": run_id,
                "key": f"{REFUSED} {link.url}",
                "url": link.url,
                "method": "GET",
                "body": None,
                "kind": "link",
                "depth": 0,
                "priority": 0,
                "reason": link.label,
                "meta": {},
                "state": REFUSED,
                "note": link.reason,
            }
            for link in refused
        ],
    )


def last_trail(connection: Connection, site: str) -> list[Step]:
    """Return what the last run of a site asked for and why, then the links that it refused."""
    last = select(func.max(runs.c.run_id)).where(runs.c.site == site).scalar_subquery()
    found = connection.execute(
        select(frontier)
        .where(frontier.c.run_id == last)
        .order_by(
            frontier.c.state == REFUSED,
            frontier.c.state == "left",
            frontier.c.depth,
            frontier.c.key,
        )
    )
    return [
        Step(url=row.url, kind=row.kind, state=row.state, reason=row.reason, note=row.note or "")
        for row in found
    ]


def columns(connection: Connection, site: str) -> list[str]:
    """Return the list pages of a site that held reports, those with most of them first."""
    return list(
        connection.scalars(
            select(report_columns.c.url)
            .where(report_columns.c.site == site, report_columns.c.last_yield_at.is_not(None))
            .order_by(report_columns.c.reports.desc(), report_columns.c.url)
        )
    )


def ways(connection: Connection, site: str) -> list[str]:
    """Return the pages of a site that led to columns, or are columns without a report so far."""
    return list(
        connection.scalars(
            select(report_columns.c.url)
            .where(report_columns.c.site == site, report_columns.c.last_yield_at.is_(None))
            .order_by(report_columns.c.url)
        )
    )


def sibling_columns(connection: Connection, site: str) -> list[str]:
    """Return where other sites of the same prefecture have their reports, the fullest first."""
    here = select(sites.c.division_code).where(sites.c.site == site).scalar_subquery()
    prefecture = func.substr(here, 1, PREFECTURE_DIGITS)
    return list(
        connection.scalars(
            select(report_columns.c.url)
            .join(sites, sites.c.site == report_columns.c.site)
            .where(
                sites.c.site != site,
                func.substr(sites.c.division_code, 1, PREFECTURE_DIGITS) == prefecture,
                report_columns.c.last_yield_at.is_not(None),
            )
            .order_by(report_columns.c.reports.desc(), report_columns.c.url)
        )
    )


def yielding_columns(connection: Connection, site: str, since: datetime) -> list[str]:
    """Return the columns of a site that have listed reports since then."""
    return list(
        connection.scalars(
            select(report_columns.c.url)
            .where(report_columns.c.site == site, report_columns.c.last_yield_at >= since)
            .order_by(report_columns.c.url)
        )
    )


def remember_column(
    connection: Connection, site: str, url: str, *, listed: int, now: datetime
) -> None:
    """Note a list page that listed ``listed`` reports; 0 leaves its last yield as it was."""
    row = {"site": site, "url": url, "found_at": now, "reports": listed}
    if listed:
        row["last_yield_at"] = now
        insert_or_update(connection, report_columns, [row], update=("reports", "last_yield_at"))
    else:
        insert_or_ignore(connection, report_columns, [row])


def _summary(row: Row[tuple[Any, ...]]) -> RunSummary:
    found = row._mapping
    return RunSummary(
        run_id=found["run_id"],
        site=found["site"],
        started_at=found["started_at"],
        finished_at=found["finished_at"],
        outcome=Outcome(found["outcome"]) if found["outcome"] else None,
        message=found["message"] or "",
        reports=found["reports"] or 0,
        new=found["new"] or 0,
        changed=found["changed"] or 0,
        requests=found["requests"],
        stopped_at=found["stopped_at"],
        alarms=alarms_of(found["alarms"]),
    )
