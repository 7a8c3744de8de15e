"""Files that hang on a page. They print no publication date: theirs is their page's.

So a page that moves its date changes the report, even where the file behind it holds all the rest
and stays as it is.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, Row, select

from storage.archive import readings, revisions
from storage.archive.spans import ReadAgain, read_as
from storage.records import Cause, Reading
from storage.schema import runs, sources

Found = Row[tuple[Any, ...]]


def dated(reading: Reading, published_on: date | None) -> Reading:
    """Return the reading of a file with its page's date, which its content digest covers too."""
    if reading.published_on is not None or published_on is None:
        return reading
    both = sha256(f"{reading.content_digest} {published_on}".encode()).hexdigest()
    return replace(reading, published_on=published_on, content_digest=f"sha256:{both}")


def date_of_page(
    connection: Connection, parent_url: str, report_id: str, at: datetime
) -> date | None:
    """Return the date that the page of a file bore at a moment; None where it is not known."""
    page = connection.scalar(
        select(sources.c.source_id).where(
            sources.c.url == parent_url, sources.c.report_id == report_id
        )
    )
    said = readings.spans(connection, page) if page is not None else []
    until = [span for span in said if span.first_seen_at <= at] or said[:1]
    return until[-1].published_on if until else None


def follow_pages(connection: Connection, run_id: int, read_again: ReadAgain) -> None:
    """At the end of a run: give files the new dates of their pages."""
    page = sources.alias()
    run = connection.execute(select(runs).where(runs.c.run_id == run_id)).one()
    hanging = connection.execute(
        select(sources, page.c.source_id.label("page_id"))
        .join(page, page.c.url == sources.c.parent_url)
        .where(
            sources.c.site == run.site,
            page.c.report_id == sources.c.report_id,
            page.c.source_id != sources.c.source_id,
            page.c.last_seen_at >= run.started_at,
        )
    ).all()
    for file in hanging:
        *before, now = readings.spans(connection, file.page_id)
        if before and now.published_on is not None:
            _follow_page(connection, file, before, now, run_id=run_id, read_again=read_again)


def _follow_page(
    connection: Connection,
    file: Found,
    before: list[Found],
    now: Found,
    *,
    run_id: int,
    read_again: ReadAgain,
) -> None:
    span = readings.spans(connection, file.source_id)[-1]
    if span.published_on == now.published_on or span.first_seen_at >= now.first_seen_at:
        return
    if span.published_on not in {said.published_on for said in before}:
        return  # it prints one of its own
    again = read_again(span)
    if again is not None:
        read_as(connection, span, dated(again, span.published_on))
    else:
        again = replace(readings.load(connection, span.reading_id), published_on=None)
    old = readings.spans(connection, file.source_id)[-1]
    until = min(old.last_seen_at, before[-1].last_seen_at)
    readings.move_span(connection, old.reading_id, old.first_seen_at, until)
    new = readings.store(
        connection,
        file.source_id,
        span.record_id,
        dated(again, now.published_on),
        first_seen_at=now.first_seen_at,
        last_seen_at=max(now.first_seen_at, file.last_seen_at),
    )
    current = revisions.current(connection, file.report_id)
    if current is not None and current.source_id == file.source_id:
        revisions.shorten(connection, current, old.reading_id, until)
        revisions.add_span(connection, file.report_id, Cause.SOURCE, new, run_id=run_id)
