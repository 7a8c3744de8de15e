"""A part of an export: what is made of one batch of reports, wherever it is made.

Only in formats whose files are put together of chunks (``encode``): chunks that are appended in the
order of their batches are the bytes that one process would have written.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence, Sized
from dataclasses import dataclass
from typing import Protocol

from sqlalchemy import Connection

from storage.archive.visits import last_change
from storage.exports.batch import Batch, Snapshot
from storage.exports.formats import Encode
from storage.exports.heads import heads_of
from storage.exports.selection import Selection
from storage.exports.tables import REPORT_TABLES
from storage.exports.tables.summary import Summary


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Of each table the number of rows and their chunk, and what the panel holds."""

    reports: int
    chunks: Sequence[tuple[str, int, bytes]]
    summary: Summary

    def to_bytes(self) -> bytes:
        """Return it as it travels between machines: a line of JSON, then the chunks."""
        told = {
            "reports": self.reports,
            "chunks": [(table, rows, len(chunk)) for table, rows, chunk in self.chunks],
            "summary": self.summary.plain(),
        }
        return json.dumps(told).encode() + b"\n" + b"".join(chunk for *_, chunk in self.chunks)

    @classmethod
    def of(cls, content: bytes) -> Part:
        """Return what ``to_bytes`` told."""
        head, _, rest = content.partition(b"\n")
        told = json.loads(head)
        chunks = []
        for table, rows, length in told["chunks"]:
            chunks.append((table, rows, rest[:length]))
            rest = rest[length:]
        return cls(reports=told["reports"], chunks=chunks, summary=Summary.of(told["summary"]))


class Crew(Protocol):
    """Whoever makes the parts of an export, several at a time."""

    def parts(self, batches: Iterable[Sequence[str]]) -> Iterator[Part]:
        """Yield what is made of batches of report ids, in their order."""


def snapshot_of(connection: Connection, selection: Selection) -> Snapshot:
    """Return the archive as a connection sees it."""
    changed = last_change(connection, selection.clocks.seen_by)
    return Snapshot(connection=connection, selection=selection, last_change_at=changed)


def make_part(snapshot: Snapshot, encode: Encode, ids: Sequence[str]) -> Part:
    """Make a batch's part."""
    batch = Batch(snapshot, heads_of(snapshot.connection, ids, snapshot.selection.clocks))
    chunks = []
    for table in REPORT_TABLES:
        rows = table.rows(batch)
        sized = rows if isinstance(rows, Sized) else list(rows)
        chunks.append((table.spec.name, len(sized), encode(table.spec, sized)))
    summary = Summary()
    summary.see(batch)
    return Part(reports=len(ids), chunks=chunks, summary=summary)
