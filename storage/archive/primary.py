"""Which source speaks for a report, and whether the others agree with it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row, delete, func, select

from storage.archive import readings, revisions, sources
from storage.archive.spans import ReadAgain
from storage.changes import differences, figure_value
from storage.records import (
    Cause,
    Figure,
    Finding,
    Read,
    SourceStatus,
    Status,
    Verdict,
)
from storage.schema import figures, findings, issuers, reports, runs, sites
from storage.schema import readings as readings_table
from storage.schema import sources as sources_table

DISAGREE = "sources.disagree"
_MOST_NAMED = 5  # cells spelt out in the message of a finding; all are in its list

Source = Row[tuple[Any, ...]]


@dataclass(frozen=True, slots=True, order=True)
class _Rank:
    """What makes a source speak before another; smaller speaks first.

    The issuer's own site before another's. A page before its attachment, unless the page only
    leads to it. The later published of two. The URL decides the rest, so that the order of a crawl
    does not.
    """

    foreign: bool
    shell: bool
    attachment: bool
    published: int
    url: str


def choose(
    connection: Connection,
    report_id: str,
    source: Source,
    rows: list[Source],
    *,
    night: str,
    run_id: int | None,
    read_again: ReadAgain,
) -> list[Cause]:
    """Let the best of the sources that were first seen on one night speak for the report.

    ``rows`` are its sources, ``source`` the one that was just read.
    The order of a night is chance, so until it ends a better source takes the place of the first
    as if it had been found before it. Later only the file of a page that holds nothing itself does.
    """
    primary = next((row for row in rows if row.primary), None)
    if primary is None:
        return []
    found = revisions.of_report(connection, report_id)
    if primary.night == night and len(found) == 1:
        candidates = [row for row in rows if row.night == night and row.status == SourceStatus.LIVE]
        better = best(connection, report_id, candidates)
        if better is not None and better.source_id != primary.source_id:
            span = readings.spans(connection, better.source_id)[-1]
            sources.make_primary(connection, report_id, better.source_id)
            revisions.point_to(
                connection,
                found[0],
                reading_id=span.reading_id,
                current_reading_id=span.reading_id,
                first_seen_at=span.first_seen_at,
                last_seen_at=span.last_seen_at,
            )
        return []
    if (
        source.parent_url == primary.url
        and _is_shell(connection, primary)
        and not _is_shell(connection, source)
    ):
        return take_over(connection, report_id, source, run_id=run_id, read_again=read_again)
    return []


def replace_gone(
    connection: Connection,
    report_id: str,
    rows: list[Source],
    *,
    run_id: int | None,
    read_again: ReadAgain,
    final: bool,
) -> list[Cause]:
    """Where the primary source is gone, let the best of those that answer take over.

    A page that only leads to a file may do so once its run is over (``final``): before, the file
    may still come, and is what the report moved to. And before, the run must have asked for the
    primary source in vain itself: it may be back tonight, and the order of a night is chance.
    """
    primary = next((row for row in rows if row.primary), None)
    if primary is None or primary.status != SourceStatus.GONE:
        return []
    if not final and not _was_asked(connection, primary, run_id):
        return []
    live = [row for row in rows if row.status == SourceStatus.LIVE]
    heir = best(connection, report_id, live)
    if heir is None or (not final and _is_shell(connection, heir)):
        return []
    return take_over(connection, report_id, heir, run_id=run_id, read_again=read_again)


def _was_asked(connection: Connection, primary: Source, run_id: int | None) -> bool:
    """Whether a source was visited in a run; without a run there is nothing to wait for."""
    if run_id is None:
        return True
    began = connection.scalar(select(runs.c.started_at).where(runs.c.run_id == run_id))
    return began is not None and primary.last_visited_at >= began


def take_over(
    connection: Connection,
    report_id: str,
    source: Source,
    *,
    run_id: int | None,
    read_again: ReadAgain,
) -> list[Cause]:
    """Make a source primary: a revision where it says something else, none where it moved."""
    now = revisions.current(connection, report_id)
    span = readings.spans(connection, source.source_id)[-1]
    sources.make_primary(connection, report_id, source.source_id)
    if now is None:
        return []
    old = connection.execute(
        select(readings_table).where(readings_table.c.reading_id == now.current_reading_id)
    ).one()
    before = readings.load(connection, old.reading_id)
    after = readings.load(connection, span.reading_id)
    if before.reader_version != after.reader_version:
        # One of the two was read by an earlier reader: compare like with like.
        before = read_again(old) or before
        after = read_again(span) or after
    last = max(span.last_seen_at, now.last_seen_at)
    if not differences(before, after, same_url=False):
        revisions.point_to(connection, now, current_reading_id=span.reading_id, last_seen_at=last)
        return []
    revisions.add(
        connection,
        report_id,
        Cause.SWITCH,
        span.reading_id,
        run_id=run_id,
        first_seen_at=last,
        last_seen_at=last,
    )
    return [Cause.SWITCH]


def best(connection: Connection, report_id: str, rows: list[Source]) -> Source | None:
    """Return the source that should speak of these, or None where there are none."""
    if len(rows) <= 1:
        return rows[0] if rows else None
    issuer = connection.execute(
        select(issuers)
        .join(reports, reports.c.issuer_id == issuers.c.issuer_id)
        .where(reports.c.report_id == report_id)
    ).one()
    own = _own_sites(connection, issuer)
    return min(rows, key=lambda row: _rank(connection, row, own))


def compare_sources(connection: Connection, report_id: str) -> None:
    """Keep a finding on the current revision as long as sources disagree about figures.

    Only numbers that both print are compared: a copy in another format may lack a table without
    contradicting.
    """
    rows = sources.of_report(connection, report_id)
    if len(rows) == 1:
        return
    connection.execute(
        delete(findings).where(
            findings.c.rule == DISAGREE,
            findings.c.reading_id.in_(
                select(readings_table.c.reading_id)
                .join(sources_table, sources_table.c.source_id == readings_table.c.source_id)
                .where(sources_table.c.report_id == report_id)
            ),
        )
    )
    primary = next((row for row in rows if row.primary), None)
    now = revisions.current(connection, report_id)
    if primary is None or now is None:
        return
    said = _numbers(connection, now.current_reading_id)
    for row in rows:
        if row.primary or row.status != SourceStatus.LIVE:
            continue
        span = readings.spans(connection, row.source_id)[-1]
        other = _numbers(connection, span.reading_id)
        cells = [cell for cell in said if cell in other and said[cell].value != other[cell].value]
        if cells:
            _report_disagreement(
                connection,
                now.current_reading_id,
                primary_url=primary.url,
                other_url=row.url,
                cells=cells,
                said=said,
                other=other,
            )
            return


def _report_disagreement(
    connection: Connection,
    reading_id: int,
    *,
    primary_url: str,
    other_url: str,
    cells: list[str],
    said: dict[str, Figure],
    other: dict[str, Figure],
) -> None:
    sure = all(
        figure.read in (Read.LABEL, Read.STRUCTURE)
        for cell in cells
        for figure in (said[cell], other[cell])
    )
    named = "; ".join(
        f"{cell}: {figure_value(said[cell])} / {figure_value(other[cell])}"
        for cell in cells[:_MOST_NAMED]
    )
    more = f" and {len(cells) - _MOST_NAMED} more" if len(cells) > _MOST_NAMED else ""
    first = cells[0]
    readings.put_finding(
        connection,
        reading_id,
        Finding(
            rule=DISAGREE,
            verdict=Verdict.PUBLISHED if sure else Verdict.EXTRACTION,
            cells=tuple(cells),
            expected=other[first].value if len(cells) == 1 else None,
            actual=said[first].value if len(cells) == 1 else None,
            message=f"{primary_url} and {other_url} disagree: {named}{more}",
        ),
    )


def _numbers(connection: Connection, reading_id: int) -> dict[str, Figure]:
    return {
        figure.cell: figure
        for figure in readings.load_figures(connection, reading_id)
        if figure.status == Status.NUMBER
    }


def _rank(connection: Connection, row: Source, own: set[str]) -> _Rank:
    published: date | None = readings.spans(connection, row.source_id)[-1].published_on
    return _Rank(
        foreign=row.site not in own,
        shell=_is_shell(connection, row),
        attachment=row.parent_url is not None,
        published=-published.toordinal() if published else 0,
        url=row.url,
    )


def _own_sites(connection: Connection, issuer: Source) -> set[str]:
    """Return the issuer's own sites: those of its division, or whose name its name begins with.

    The division of a report is that of its year, which may have another code today.
    """
    own: set[str] = set()
    for site in connection.execute(select(sites.c.site, sites.c.name, sites.c.division_code)):
        county = site.name.removesuffix("人民政府")
        if site.division_code == issuer.division_code or (
            county and issuer.name.startswith(county)
        ):
            own.add(site.site)
    return own


def _is_shell(connection: Connection, row: Source) -> bool:
    """Say whether a page holds no figures of its own, only pictures or a file that may."""
    span = readings.spans(connection, row.source_id)[-1]
    if span.form is not None:
        return False
    return not connection.scalar(
        select(func.count()).select_from(figures).where(figures.c.reading_id == span.reading_id)
    )
