"""The audit of a whole archive, as it says today."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby
from operator import attrgetter

from sqlalchemy import Connection

from storage.audit.copies import Copies
from storage.audit.corpus import Report, current_reports
from storage.audit.found import Found, Similarity
from storage.audit.look import Look, look
from storage.audit.narratives import Narratives, narrative_findings
from storage.audit.scopes import Scopes

BATCH = 400  # reports whose figures are held at a time: 80,000 figures, 30 MB

Advance = Callable[[int], None]
# Looks at parts of the reports that a connection sees; yields what was seen in their order.
Looking = Callable[[Connection, Sequence[Sequence[Report]]], Iterable[Look]]


def look_here(connection: Connection, parts: Sequence[Sequence[Report]]) -> Iterator[Look]:
    """Look at parts of the reports, one after the other."""
    for part in parts:
        yield look(connection, part)


class Audit:
    """What is found in an archive; ``similarities`` are whole once ``findings`` is through."""

    def __init__(self, connection: Connection, looking: Looking = look_here) -> None:
        self._connection = connection
        self._looking = looking
        self._reports = current_reports(connection)
        self.similarities: list[Similarity] = []

    @property
    def steps(self) -> int:
        """How many reports ``advance`` will be told of."""
        return len(self._reports)

    def findings(self, advance: Advance) -> Iterator[Found]:
        """Yield what the reports say against one another, in no order.

        ``advance`` is told how many reports were looked at since it was told last.
        """
        copies, scopes = Copies(), Scopes()
        sketches: list[tuple[int, Sequence[int]]] = []
        parts = list(self._parts())
        before = 0
        for part, seen in zip(parts, self._looking(self._connection, parts), strict=True):
            yield from seen.found
            for place, alike in seen.likenesses.items():
                copies.take(part[place], alike)
            for report, numbers in zip(part, seen.numbers, strict=True):
                scopes.take(report, numbers)
            sketches += ((before + place, sketch) for place, sketch in seen.sketches.items())
            before += len(part)
            advance(len(part))
        yield from scopes.findings()
        yield from copies.findings()
        alike_ones = list(Narratives(self._connection, self._reports).similarities(sketches))
        by_id = {report.report_id: report for report in self._reports}
        yield from narrative_findings(alike_ones, by_id)
        self.similarities += [*copies.similarities(), *alike_ones]

    def _parts(self) -> Iterator[list[Report]]:
        """Yield the reports of whole issuers, several at a time."""
        part: list[Report] = []
        for _, series in groupby(self._reports, attrgetter("issuer_id")):
            part.extend(series)
            if len(part) >= BATCH:
                yield part
                part = []
        if part:
            yield part
