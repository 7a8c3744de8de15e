"""Write the researcher's data set out of an archive: every table, as it is at one moment."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sized
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from pathlib import Path
from typing import cast

from sqlalchemy import Connection, distinct, func, select

from storage.archive import Archive
from storage.archive.exported import last_export
from storage.errors import StorageError
from storage.exports.batch import Batch, Snapshot
from storage.exports.citation import write_citation
from storage.exports.collections import few_collections
from storage.exports.crew import one_state
from storage.exports.datapackage import Edition, WrittenTable, is_export, write_datapackage
from storage.exports.drop import MassDrop, Size
from storage.exports.formats import ChunkSink, Options, Sink, TableFile, load_format
from storage.exports.heads import batches, heads_of
from storage.exports.parts import Crew, snapshot_of
from storage.exports.readme import write_readme
from storage.exports.replacement import replacing
from storage.exports.selection import Selection
from storage.exports.spec import Row, TableSpec
from storage.exports.tables import ARCHIVE_TABLES, CODEBOOK, REPORT_TABLES, all_tables
from storage.exports.tables.codebook import codebook_rows
from storage.exports.tables.summary import Summary
from storage.schema import issuers, reports
from storage.validation.kept import latest

Progress = Callable[[int, int], None]
# Gives a connection, and who makes parts of what it sees; None where this process makes them.
MadeBy = Callable[[Archive, Selection, str], AbstractContextManager[tuple[Connection, Crew | None]]]


class DirectoryInUse(Exception):
    """The target holds something else than an export. Raised before anything is written."""


def export_archive(
    archive: Archive,
    target: Path,
    *,
    format_name: str,
    selection: Selection,
    options: Options,
    progress: Progress,
    force: bool = False,
    made_by: MadeBy = one_state,
) -> Edition:
    """Write the tables of an archive to the directory ``target``, in place of an earlier export.

    ``progress`` is told after each batch how many of how many reports are done; ``made_by`` gives
    who makes the parts, by default the processors of this machine. Raises
    ``DirectoryInUse`` and ``LibraryMissing`` before anything is written, ``DoesNotFit`` where the
    format cannot hold the data, ``MassDrop`` where they are much less than the last time unless
    ``force`` is given, and ``StorageError`` where disk or archive fail; whichever it is, what was
    there before stands as it did.
    """
    chosen = load_format(format_name)
    try:
        if not _may_replace(target):
            raise DirectoryInUse(f"{target} holds something else than an export of nianbao")
        with (
            few_collections(),
            replacing(target) as directory,
            made_by(archive, selection, format_name) as (connection, crew),
        ):
            tables = (*all_tables(), CODEBOOK)
            sink = _Counted(chosen.open_sink(directory, tables, options))
            snapshot = snapshot_of(connection, selection)
            summary = _write_rows(snapshot, sink, progress, crew)
            sink.write("codebook", codebook_rows(summary))
            files = sink.close()
            size = _size(snapshot, sink)
            drops = size.drops_from(last_export(connection, selection.describe()) or size)
            if drops and not force:
                raise MassDrop("; ".join(drops))
            if format_name != "csv":  # for every reader, whatever the data are written in
                codebook = load_format("csv").open_sink(directory, (CODEBOOK,), options)
                codebook.write("codebook", codebook_rows(summary))
                codebook.close()
            edition = Edition(
                filters=selection.describe(),
                last_change_at=snapshot.last_change_at,
                validation=latest(connection, selection.clocks.known_by),
                tables=tuple(
                    _weigh(directory, spec, files[spec.name], sink.rows[spec.name])
                    for spec in tables
                ),
            )
            write_datapackage(directory, edition)
            write_readme(directory, edition, chosen.LOADING)
            write_citation(directory, edition)
        archive.note_export(selection.describe(), size, datetime.now(UTC))
        return edition
    except OSError as error:
        raise StorageError(f"the export to {target} stopped: {error}") from error


def _may_replace(target: Path) -> bool:
    if not target.exists():
        return True
    return target.is_dir() and (is_export(target) or not any(target.iterdir()))


def _write_rows(
    snapshot: Snapshot, sink: _Counted, progress: Progress, crew: Crew | None
) -> Summary:
    summary = Summary()
    chosen = snapshot.selection.reports().subquery()
    total = snapshot.connection.scalar(select(func.count()).select_from(chosen)) or 0
    done = 0
    progress(done, total)
    for some in _batches(snapshot, sink, summary, crew):
        done += some
        progress(done, total)
    for of_archive in ARCHIVE_TABLES:
        sink.write(of_archive.spec.name, of_archive.rows(snapshot))
    return summary


def _batches(
    snapshot: Snapshot, sink: _Counted, summary: Summary, crew: Crew | None
) -> Iterator[int]:
    """Write the rows of one batch after the other; yield how many reports each has."""
    batches_of_ids = batches(snapshot.connection, snapshot.selection)
    if crew is not None:
        for part in crew.parts(batches_of_ids):
            for table, rows, chunk in part.chunks:
                sink.append(table, rows, chunk)
            summary.add(part.summary)
            yield part.reports
        return
    for ids in batches_of_ids:
        batch = Batch(snapshot, heads_of(snapshot.connection, ids, snapshot.selection.clocks))
        for of_reports in REPORT_TABLES:
            sink.write(of_reports.spec.name, of_reports.rows(batch))
        summary.see(batch)
        yield len(ids)


def _size(snapshot: Snapshot, sink: _Counted) -> Size:
    divisions = select(func.count(distinct(issuers.c.division_code))).where(
        issuers.c.issuer_id == reports.c.issuer_id,
        reports.c.report_id.in_(snapshot.selection.reports()),
    )
    return Size(
        reports=sink.rows["reports"],
        cells=sink.rows["figures"],
        counties=snapshot.connection.scalar(divisions) or 0,
    )


class _Counted:
    """A sink that counts the rows of each table."""

    def __init__(self, sink: Sink) -> None:
        self._sink = sink
        self.rows: Counter[str] = Counter()

    def write(self, table: str, rows: Iterable[Row]) -> None:
        if isinstance(rows, Sized):
            self.rows[table] += len(rows)
            self._sink.write(table, rows)
        else:
            self._sink.write(table, self._counting(table, rows))

    def append(self, table: str, rows: int, chunk: bytes) -> None:
        """Append what a process of a crew made."""
        self.rows[table] += rows
        cast("ChunkSink", self._sink).append(table, chunk)

    def close(self) -> Mapping[str, TableFile]:
        return self._sink.close()

    def _counting(self, table: str, rows: Iterable[Row]) -> Iterator[Row]:
        for row in rows:
            self.rows[table] += 1
            yield row


def _weigh(directory: Path, spec: TableSpec, file: TableFile, rows: int) -> WrittenTable:
    with (directory / file.name).open("rb") as content:
        digest = hashlib.file_digest(content, "sha256").hexdigest()
        size = content.tell()
    return WrittenTable(
        spec=spec,
        file=file.name,
        media_type=file.media_type,
        sheet=file.sheet,
        rows=rows,
        bytes=size,
        sha256=digest,
    )
