"""Audit and export of a large archive, divided over workers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from typing import TypeVar

from crawler.jobs.division import Share, divided
from crawler.jobs.pieces import AUDIT, EXPORT
from storage.archive import Archive
from storage.archive.database import State, export_snapshot
from storage.audit.corpus import Report
from storage.audit.look import Look
from storage.exports.parts import Crew, Part
from storage.exports.selection import Selection

# Batches of reports that a worker is given at a time. To begin takes it two seconds, ten batches
# some ten; more would be lost with a worker that is killed, and waited for at the end.
BATCHES = 10

Batch = TypeVar("Batch")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Workers:
    """A crew of workers for an export."""

    archive: Archive
    snapshot: str
    selection: Selection
    format_name: str

    def parts(self, batches: Iterable[Sequence[str]]) -> Iterator[Part]:
        """Yield what is made of batches of report ids, in their order."""
        with divided(self.archive, self.snapshot, EXPORT, list(self._shares(batches))) as made:
            yield from map(Part.of, made)

    def _shares(self, batches: Iterable[Sequence[str]]) -> Iterator[Share]:
        for some in _several(batches):
            task = {
                "format": self.format_name,
                "filters": self.selection.describe(),
                "reports": [(ids[0], ids[-1]) for ids in some],
            }
            yield Share(task=task, pieces=len(some))


@contextmanager
def export_by_workers(
    archive: Archive, selection: Selection, format_name: str
) -> Iterator[tuple[State, Crew | None]]:
    """Give a connection, and workers that see the same state."""
    with archive.reading() as connection:
        yield (
            connection,
            _Workers(
                archive=archive,
                snapshot=export_snapshot(connection),
                selection=selection,
                format_name=format_name,
            ),
        )


@dataclass(frozen=True, slots=True)
class LookingByWorkers:
    """Has workers look at reports for an audit."""

    archive: Archive

    def __call__(self, connection: State, parts: Sequence[Sequence[Report]]) -> Iterator[Look]:
        """Yield what was seen in parts of the reports, in their order."""
        shares = [
            Share(
                task={"issuers": [(part[0].issuer_id, part[-1].issuer_id) for part in some]},
                pieces=len(some),
            )
            for some in _several(parts)
        ]
        with divided(self.archive, export_snapshot(connection), AUDIT, shares) as made:
            yield from map(Look.of, made)


def _several(batches: Iterable[Batch]) -> Iterator[list[Batch]]:
    rest = iter(batches)
    return iter(lambda: list(islice(rest, BATCHES)), [])
