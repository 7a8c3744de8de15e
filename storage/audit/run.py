"""The audit of a whole archive, as it says today."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import groupby
from operator import attrgetter

from sqlalchemy import Connection

from storage.audit.copies import Copies
from storage.audit.corpus import Report, current_reports, numbers_of
from storage.audit.found import Found, Similarity
from storage.audit.impossible import impossible_findings
from storage.audit.narratives import Narratives, narrative_findings
from storage.audit.scopes import Scopes
from storage.audit.years import year_findings

BATCH = 400  # reports whose figures are held at a time: 80,000 figures, 30 MB

Advance = Callable[[int], None]


class Audit:
    """What is found in an archive; ``similarities`` are whole once ``findings`` is through."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._reports = current_reports(connection)
        self.similarities: list[Similarity] = []

    @property
    def steps(self) -> int:
        """How many reports ``advance`` will be told of: there are two passes."""
        return 2 * len(self._reports)

    def findings(self, advance: Advance) -> Iterator[Found]:
        """Yield what the reports say against one another, in no order.

        ``advance`` is told how many reports a pass has dealt with since it was told last.
        """
        copies, scopes = Copies(), Scopes()
        for batch in self._batches():
            numbers = numbers_of(self._connection, [report.reading_id for report in batch])
            for report in batch:
                own = numbers.get(report.reading_id, {})
                yield from impossible_findings(report, own)
                copies.take(report, own)
                scopes.take(report, own)
            for _, series in groupby(batch, attrgetter("issuer_id")):
                yield from year_findings(list(series), numbers)
            advance(len(batch))
        yield from scopes.findings()
        yield from copies.findings()
        alike = list(Narratives(self._connection, self._reports).similarities(advance))
        by_id = {report.report_id: report for report in self._reports}
        yield from narrative_findings(alike, by_id)
        self.similarities += [*copies.similarities(), *alike]

    def _batches(self) -> Iterator[list[Report]]:
        """Yield the reports of whole issuers, several at a time."""
        batch: list[Report] = []
        for _, series in groupby(self._reports, attrgetter("issuer_id")):
            batch.extend(series)
            if len(batch) >= BATCH:
                yield batch
                batch = []
        if batch:
            yield batch
