"""Rows of ``figures``, ``panel``, ``sections``, ``tables``, ``facts``, ``findings``: of a reading.

A reading that two revisions share (A → B → A) is fetched once and written for each.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Select, select

from storage.exports.columns import OFF_FORM
from storage.exports.formats import Row
from storage.exports.heads import Head, Said
from storage.exports.selection import Selection
from storage.exports.tables.reports import whose
from storage.reference.codebook import load_codebook
from storage.schema import facts, figures, findings, local_tables, sections


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """The revisions of a batch that an export shows: report, number, and what is said in it."""

    said: tuple[tuple[Head, int, Said], ...]

    @classmethod
    def of(cls, batch: Iterable[Head], selection: Selection) -> Shown:
        """Take the current revision of each report, or all of them."""
        return cls(
            said=tuple(
                (head, revision.revision, revision.today)
                for head in batch
                for revision in head.shown(selection)
            )
        )

    def fetch(self, connection: Connection, query: Select[Any]) -> Mapping[int, Sequence[Row]]:
        """Run a query whose first column is ``reading_id``; return its other columns by it."""
        wanted = {said.reading_id for _, _, said in self.said}
        reading_id = query.selected_columns[0]
        by_reading: defaultdict[int, list[Row]] = defaultdict(list)
        # All at once: row by row costs twice the time.
        for row in connection.execute(query.where(reading_id.in_(wanted))).all():
            by_reading[row[0]].append(tuple(row[1:]))
        return by_reading

    def rows(self, by_reading: Mapping[int, Sequence[Row]]) -> Iterator[Row]:
        """Yield the rows of each revision, with report and revision before them."""
        for head, revision, said in self.said:
            for row in by_reading.get(said.reading_id, ()):
                yield (head.report_id, revision, *row)


def fetch_figures(connection: Connection, shown: Shown) -> Mapping[int, Sequence[Row]]:
    """Return (cell, value, raw, status, read) of each reading, in the order of the report."""
    of = figures.c
    query = select(of.reading_id, of.cell, of.value, of.raw, of.status, of.read)
    return shown.fetch(connection, query.order_by(of.reading_id, of.position))


def panel_rows(shown: Shown, printed: Mapping[int, Sequence[Row]]) -> Iterator[Row]:
    """Yield the value of each cell of the codebook, null unless a number is printed."""
    names = [cell.cell for cell in load_codebook()]
    for head, revision, said in shown.said:
        values = {row[0]: row[1] for row in printed.get(said.reading_id, ())}
        yield (*whose(head, said), revision, *map(values.get, names))


def panel_status_rows(shown: Shown, printed: Mapping[int, Sequence[Row]]) -> Iterator[Row]:
    """Yield the status of each cell of the codebook."""
    names = [cell.cell for cell in load_codebook()]
    for head, revision, said in shown.said:
        status = {row[0]: row[3] for row in printed.get(said.reading_id, ())}
        yield (
            *whose(head, said),
            revision,
            *(status.get(name, OFF_FORM) for name in names),
        )


def section_rows(connection: Connection, shown: Shown) -> Iterator[Row]:
    """Yield the sections of each revision, counted from 1."""
    of = sections.c
    query = select(of.reading_id, of.kind, of.heading, of.text)
    fetched = shown.fetch(connection, query.order_by(of.reading_id, of.position))
    counted = {
        reading_id: [(position, *row) for position, row in enumerate(rows, start=1)]
        for reading_id, rows in fetched.items()
    }
    return shown.rows(counted)


def table_rows(connection: Connection, shown: Shown) -> Iterator[Row]:
    """Yield the cells of each revision's local tables; tables, rows and columns count from 1."""
    of = local_tables.c
    query = select(of.reading_id, of.caption, of.rows)
    fetched: Mapping[int, Sequence[Any]] = shown.fetch(
        connection, query.order_by(of.reading_id, of.position)
    )
    cells = {
        reading_id: [
            (table, row, column, caption, text)
            for table, (caption, rows) in enumerate(tables, start=1)
            for row, texts in enumerate(rows, start=1)
            for column, text in enumerate(texts, start=1)
        ]
        for reading_id, tables in fetched.items()
    }
    return shown.rows(cells)


def fact_rows(connection: Connection, shown: Shown) -> Iterator[Row]:
    """Yield what the narrative of each revision states."""
    of = facts.c
    query = select(of.reading_id, of.fact, of.value, of.unit, of.raw)
    return shown.rows(shown.fetch(connection, query.order_by(of.reading_id, of.fact)))


def finding_rows(connection: Connection, shown: Shown) -> Iterator[Row]:
    """Yield the findings of each revision; their cells are separated by spaces."""
    of = findings.c
    query = select(of.reading_id, of.rule, of.verdict, of.cells, of.expected, of.actual, of.message)
    fetched: Mapping[int, Sequence[Any]] = shown.fetch(
        connection, query.order_by(of.reading_id, of.position)
    )
    written = {
        reading_id: [
            (rule, verdict, " ".join(cells), expected, actual, message)
            for rule, verdict, cells, expected, actual, message in rows
        ]
        for reading_id, rows in fetched.items()
    }
    return shown.rows(written)
