"""A stratified sample of an archive's cells.

The frame holds each cell that a current report prints, and each that its form has and that nobody
found in it: what a reader overlooks is an error as well. Reports whose tables are unread or not
statutory have no cells and are no part of it.
"""

from __future__ import annotations

import random
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, partial
from itertools import accumulate
from math import sqrt
from typing import Any, NamedTuple

from sqlalchemy import Connection, Select, case, func, select

from storage.exports.selection import Selection
from storage.records import Form, Status
from storage.reference.codebook import load_codebook
from storage.schema import figures, issuers, readings, reports, sources, visits

ABSENT = "absent"  # the form has the cell, and nobody found it in the report
DIMENSIONS = ("read", "format", "form", "issuer_kind", "period")

_PERIODS = ((2018, "to 2018"), (2020, "2019-2020"))  # by the form that was in force
_LATEST = "2021 on"


class Traits(NamedTuple):
    """What tells a stratum: a value for each of ``DIMENSIONS``."""

    read: str
    format: str
    form: str
    issuer_kind: str
    period: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """A cell of the sample, what the archive says of it, and how many cells it stands for."""

    report_id: str
    cell: str
    traits: Traits
    weight: float
    status: str  # of a figure, or ABSENT
    value: Decimal | None
    raw: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """A sample, and how many cells the archive has in each stratum."""

    drawn: tuple[Drawn, ...]
    sizes: Mapping[Traits, int]


class _Lot(NamedTuple):
    """The cells of one report that are in one stratum."""

    report_id: str
    reading_id: int
    cells: int


def draw(connection: Connection, wanted: int, seed: str) -> Sample:
    """Draw about as many cells as wanted: never fewer than there are strata with a whole share.

    The same archive, number and seed give the same sample.
    """
    lots = _frame(connection)
    sizes = {traits: sum(lot.cells for lot in of) for traits, of in sorted(lots.items())}
    chances = _chances(sizes, wanted)
    chosen = random.Random(seed)  # noqa: S311 - a sample, no secret
    drawn: list[Drawn] = []
    printed = cache(partial(_figures_of, connection))  # a report has cells in several strata
    for traits, number in _numbers(sizes, chances, chosen):
        ends = list(accumulate(lot.cells for lot in lots[traits]))
        for place in sorted(chosen.sample(range(sizes[traits]), number)):
            lot = lots[traits][bisect_right(ends, place)]
            offset = place - (ends[bisect_right(ends, place)] - lot.cells)
            drawn.append(_drawn(printed(lot.reading_id), lot, traits, offset, 1 / chances[traits]))
    order = {cell.cell: place for place, cell in enumerate(load_codebook())}
    drawn.sort(key=lambda one: (one.report_id, order[one.cell]))
    return Sample(drawn=tuple(drawn), sizes=sizes)


def _chances(sizes: Mapping[Traits, int], wanted: int) -> Mapping[Traits, float]:
    """Return the chance of each cell of a stratum to be drawn.

    A stratum gets a share in proportion to the root of its size, so that rare ones are seen; one
    that would get more cells than it has is drawn whole, and the others share what is left.
    """
    chances: dict[Traits, float] = {}
    left = dict(sizes)
    while left:
        share = (wanted - sum(sizes[traits] for traits in chances)) / sum(map(sqrt, left.values()))
        whole = [traits for traits, size in left.items() if share * sqrt(size) >= size]
        if not whole or share <= 0:
            return chances | {traits: share / sqrt(size) for traits, size in left.items()}
        for traits in whole:
            chances[traits] = 1.0
            del left[traits]
    return chances


def _numbers(
    sizes: Mapping[Traits, int], chances: Mapping[Traits, float], chosen: random.Random
) -> Iterator[tuple[Traits, int]]:
    """Yield how many cells to draw of each stratum: systematically, so that none has no chance."""
    position, start = 0.0, chosen.random()
    for traits, size in sizes.items():
        before = position
        position += size * chances[traits]
        number = int(position + start) - int(before + start)
        yield traits, size if chances[traits] == 1.0 else min(number, size)


def _frame(connection: Connection) -> Mapping[Traits, Sequence[_Lot]]:
    lots: defaultdict[Traits, list[_Lot]] = defaultdict(list)
    printed: defaultdict[_Report, int] = defaultdict(int)
    for *known, read, cells in connection.execute(_printed()).all():
        report = _Report(*known)
        lots[report.traits(read)].append(_Lot(report.report_id, report.reading_id, cells))
        printed[report] += cells
    for report, cells in printed.items():
        absent = len(_cells_of(report.form)) - cells
        if absent > 0:
            lots[report.traits(ABSENT)].append(_Lot(report.report_id, report.reading_id, absent))
    return lots


class _Report(NamedTuple):
    report_id: str
    reading_id: int
    form: str
    kind: str
    year: int
    url: str
    content_type: str | None

    def traits(self, read: str) -> Traits:
        period = next((name for last, name in _PERIODS if self.year <= last), _LATEST)
        return Traits(read, format_of(self.url, self.content_type), self.form, self.kind, period)


def format_of(url: str, content_type: str | None) -> str:
    """Name the format of a source by its address, else by its header."""
    suffix = url.partition("?")[0].rpartition(".")[2].lower()
    if suffix in _FILES:
        return suffix
    declared = (content_type or "").lower()
    return next((name for word, name in _DECLARED if word in declared), "html")


_FILES = {"pdf", "doc", "docx", "xls", "xlsx", "txt"}
_DECLARED = (
    ("pdf", "pdf"),
    ("wordprocessingml", "docx"),
    ("msword", "doc"),
    ("spreadsheetml", "xlsx"),
    ("ms-excel", "xls"),
    ("text/plain", "txt"),
)


def _printed() -> Select[Any]:
    """Count the figures of each current report by how they were read."""
    latest = Selection().current()
    read = case((figures.c.status == Status.UNREAD, Status.UNREAD.value), else_=figures.c.read)
    return (
        select(
            reports.c.report_id,
            readings.c.reading_id,
            readings.c.form,
            issuers.c.kind,
            reports.c.year,
            sources.c.url,
            visits.c.content_type,
            read.label("how"),
            func.count(),
        )
        .join_from(latest, reports, reports.c.report_id == latest.c.report_id)
        .join(issuers, issuers.c.issuer_id == reports.c.issuer_id)
        .join(readings, readings.c.reading_id == latest.c.current_reading_id)
        .join(sources, sources.c.source_id == readings.c.source_id)
        .join(visits, visits.c.record_id == readings.c.record_id)
        .join(figures, figures.c.reading_id == readings.c.reading_id)
        .where(readings.c.form.is_not(None))
        .group_by(
            reports.c.report_id,
            readings.c.reading_id,
            readings.c.form,
            issuers.c.kind,
            reports.c.year,
            sources.c.url,
            visits.c.content_type,
            read,
        )
        .order_by(reports.c.report_id, "how")
    )


@cache
def _cells_of(form: str) -> tuple[str, ...]:
    """Return the cells of a form; of a mixed one, those of both that it mixes."""
    forms = (Form.F2019, Form.F2021) if form == Form.MIXED else (form,)
    return tuple(cell.cell for cell in load_codebook() if any(one in cell.forms for one in forms))


class _Figure(NamedTuple):
    cell: str
    status: str
    value: Decimal | None
    raw: str
    read: str


def _figures_of(connection: Connection, reading_id: int) -> Sequence[_Figure]:
    query = (
        select(figures.c.cell, figures.c.status, figures.c.value, figures.c.raw, figures.c.read)
        .where(figures.c.reading_id == reading_id)
        .order_by(figures.c.position, figures.c.cell)
    )
    return [_Figure(*row) for row in connection.execute(query)]


def _drawn(rows: Sequence[_Figure], lot: _Lot, traits: Traits, offset: int, weight: float) -> Drawn:
    if traits.read == ABSENT:
        printed = {row.cell for row in rows}
        missing = [cell for cell in _cells_of(traits.form) if cell not in printed]
        cell, status, value, raw = missing[offset], ABSENT, None, ""
    else:
        of = [row for row in rows if traits.read == _how(row.status, row.read)]
        cell, status, value, raw, _ = of[offset]
    return Drawn(
        report_id=lot.report_id,
        cell=cell,
        traits=traits,
        weight=weight,
        status=status,
        value=value,
        raw=raw,
    )


def _how(status: str, read: str) -> str:
    return status if status == Status.UNREAD else read
