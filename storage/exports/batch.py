"""What the tables are made from: the archive at one moment, and its reports a batch at a time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from itertools import groupby
from typing import Any, NamedTuple, TypeVar, cast

from sqlalchemy import Connection, Select, select, type_coerce
from sqlalchemy.types import NullType

from storage.audit.reviews import Reviews
from storage.clock import day_in_china
from storage.exports.contacts import without_contacts
from storage.exports.heads import Head, Said
from storage.exports.selection import Selection
from storage.exports.spec import Row
from storage.schema import figures, issuers

Made = TypeVar("Made")


_EXACT = {int, Decimal, type(None)}  # SQLite has some numbers as float or text


@dataclass(frozen=True, kw_only=True)
class Snapshot:
    """The archive as it is at one moment, and which part of it is exported.

    ``last_change_at`` is when the archive last saw or changed anything, the export's only clock;
    null while it is empty.
    """

    connection: Connection
    selection: Selection
    last_change_at: datetime | None

    @cached_property
    def reviews(self) -> Reviews:
        """What persons say of findings."""
        return Reviews(self.connection)

    @property
    def today(self) -> date | None:
        """The archive's last day in China."""
        return None if self.last_change_at is None else day_in_china(self.last_change_at)

    @cached_property
    def issuer_numbers(self) -> Mapping[str, int]:
        """The place of each issuer among all of the archive, by its id."""
        ids = self.connection.scalars(select(issuers.c.issuer_id).order_by(issuers.c.issuer_id))
        return {issuer_id: number for number, issuer_id in enumerate(ids, start=1)}


class Shown(NamedTuple):
    """A revision that ``figures``, ``sections``, ``tables``, ``findings`` and the panel hold."""

    head: Head
    revision: int
    said: Said


class Printed(NamedTuple):
    """The cells that a reading prints, in the order of the report, by column.

    ``values``: exact, as the archive keeps them; null unless the status is number.
    """

    cells: Sequence[str]
    values: Sequence[int | Decimal | None]
    raws: Sequence[str]
    statuses: Sequence[str]
    reads: Sequence[str]


NOTHING = Printed((), (), (), (), ())


class Batch:
    """Some reports with all their revisions. What several tables need is fetched once.

    A reading that two revisions share (A → B → A) is fetched once and written for each.
    """

    def __init__(self, snapshot: Snapshot, heads: Sequence[Head]) -> None:
        self.connection = snapshot.connection
        self.issuer_numbers = snapshot.issuer_numbers
        self.reviews = snapshot.reviews
        self.clocks = snapshot.selection.clocks
        self.shows_contacts = not snapshot.selection.redacts_contacts
        self.heads = heads
        self.shown = tuple(
            Shown(head, revision.revision, revision.today)
            for head in heads
            for revision in head.shown(snapshot.selection)
        )
        self._made: dict[Any, Any] = {}

    @property
    def report_ids(self) -> list[str]:
        return [head.report_id for head in self.heads]

    @cached_property
    def figures(self) -> Mapping[int, Printed]:
        """The figures of each reading. They are most of an archive, so nothing is done row by row.

        Values come as the database has them: the schema's conversion makes a Decimal of each.
        """
        of = figures.c
        value = type_coerce(of.value, NullType())
        query = select(of.reading_id, of.cell, value, of.raw, of.status, of.read).where(
            of.reading_id.in_({said.reading_id for _, _, said in self.shown})
        )
        rows = self.connection.execute(query.order_by(of.reading_id, of.position)).all()
        ids, cells, values, *others = zip(*rows, strict=True) if rows else ((),) * 6
        exact = [value if type(value) in _EXACT else Decimal(str(value)) for value in values]
        found: dict[int, Printed] = {}
        start = 0
        for reading_id, of_reading in groupby(ids):
            part = slice(start, start := start + sum(1 for _ in of_reading))
            found[reading_id] = Printed(
                cells[part], exact[part], *(column[part] for column in others)
            )
        return found

    def once(self, make: Callable[[Batch], Made]) -> Made:
        """Make something of this batch that several tables need, the first time it is asked for."""
        if make not in self._made:
            self._made[make] = make(self)
        return cast("Made", self._made[make])

    def fetch(self, query: Select[Any]) -> Mapping[int, Sequence[Any]]:
        """Run a query whose first column is ``reading_id``; return its other columns by it."""
        wanted = {said.reading_id for _, _, said in self.shown}
        reading_id = query.selected_columns[0]
        by_reading: defaultdict[int, list[Row]] = defaultdict(list)
        # All at once: row by row costs twice the time.
        for row in self.connection.execute(query.where(reading_id.in_(wanted))).all():
            by_reading[row[0]].append(tuple(row[1:]))
        return by_reading

    def text(self, text: str) -> str:
        """Return a text of a report as this export shows it."""
        return text if self.shows_contacts else without_contacts(text)

    def rows(self, by_reading: Mapping[int, Sequence[Row]]) -> Iterator[Row]:
        """Yield the rows of each shown revision, with report and revision before them."""
        for head, revision, said in self.shown:
            for row in by_reading.get(said.reading_id, ()):
                yield (head.report_id, revision, *row)
