"""Requests as a crawl plans them: from candidates, known sources, and what hangs on a report."""

from __future__ import annotations

from dataclasses import replace

from crawler.frontier import Candidate, Kind
from storage.records import KnownSource, Planned, Reading

# Files that may hold a report.
DOCUMENTS = (".pdf", ".doc", ".docx", ".xls", ".xlsx", ".wps", ".et")
# Pictures of one report that are kept: a report of scanned pages has some twenty, an album is none.
PICTURES = 60


def candidate_of(planned: Planned) -> Candidate:
    """The candidate out of which a request was planned."""
    meta = planned.meta["candidate"]
    assert isinstance(meta, dict)  # noqa: S101 - put there by planned_of
    return Candidate.from_meta(meta)


def files_of(reading: Reading, came_by: Candidate) -> list[Candidate]:
    """The files of a report's page that may hold the report, in the order of the page."""
    return [
        Candidate(
            url=link.url,
            kind=Kind.ATTACHMENT,
            reason="a file of a report",
            priority=came_by.priority,
            depth=came_by.depth + 1,
            label=reading.title or came_by.label,
            column=came_by.column,
        )
        for link in reading.attachments
        if may_hold_report(link.url, link.text)
    ]


def pictures_of(reading: Reading, came_by: Candidate) -> list[Candidate]:
    """The pictures of a report's page, to be kept with it: the page is not whole without."""
    return [
        Candidate(
            url=picture.url,
            kind=Kind.PICTURE,
            reason="a picture of a report",
            priority=came_by.priority,
            depth=came_by.depth + 1,
            label=picture.text,
            column=came_by.column,
        )
        for picture in reading.pictures[:PICTURES]
    ]


def may_hold_report(url: str, label: str) -> bool:
    """Whether a link leads to a file of a kind that may hold a report."""
    return any(_has_ending(text, DOCUMENTS) for text in (url, label))


def _has_ending(text: str, endings: tuple[str, ...]) -> bool:
    text = text.strip().lower()
    return text.endswith(endings) or text.partition("?")[0].endswith(endings)


def planned_of(candidate: Candidate, *, found_on: str | None) -> Planned:
    """The request for a candidate; ``candidate_of`` gives it back."""
    return Planned(
        key=candidate.key,
        url=candidate.url,
        method=candidate.method,
        body=candidate.body,
        kind=candidate.kind,
        depth=candidate.depth,
        priority=candidate.priority,
        reason=candidate.reason,
        meta={"candidate": candidate.to_meta(), "found_on": found_on},
    )


def known_of(source: KnownSource) -> Planned:
    """The request for a page, or file, that has held a report before."""
    is_file = source.parent_url is not None and source.parent_url != source.url
    candidate = Candidate(
        url=source.url,
        kind=Kind.ATTACHMENT if is_file else Kind.REPORT,
        reason="a known report is due",
    )
    planned = planned_of(candidate, found_on=source.parent_url)
    return replace(planned, meta={**planned.meta, "known": True})
