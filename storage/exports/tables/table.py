"""A table of the export: what it holds, and what makes its rows."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from storage.exports.batch import Batch, Snapshot
from storage.exports.spec import Row, TableSpec


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportTable:
    """A table whose rows belong to reports: they are made a batch of reports at a time."""

    spec: TableSpec
    rows: Callable[[Batch], Iterable[Row]]


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchiveTable:
    """A table of the archive as a whole."""

    spec: TableSpec
    rows: Callable[[Snapshot], Iterable[Row]]
