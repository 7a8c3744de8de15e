"""Figures that OCR read off a picture: taken only where the sums, or the ink, leave one reading.

A misread digit breaks the sum of its row and that of its column. So a number that stands in any sum
which comes out is taken, one that stands only in broken sums is not; and where the form has no sum
for a cell, only a number is taken that both readings and the ink agreed on without doubt.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from pipelines.document import DOUBT, UNKNOWN
from pipelines.figures.outcome import Outcome
from pipelines.figures.printed import least_sure
from pipelines.forms import identities
from storage.records import Figure, Finding, Read, Status, Verdict

_NOTHING = frozenset({Status.BLANK, Status.DASH})


def recognised(outcome: Outcome) -> Outcome:
    """Return what a reader made of a recognised table, each cell marked as read by OCR."""
    outcome.printed = [
        printed._replace(
            read=least_sure(printed.read, Read.OCR),
            status=Status.UNREAD if UNKNOWN in printed.raw else printed.status,
            value=None if UNKNOWN in printed.raw else printed.value,
        )
        for printed in outcome.printed
    ]
    return outcome


def bear_out(figures: Sequence[Figure]) -> tuple[tuple[Figure, ...], tuple[Finding, ...]]:
    """Make unread what OCR read and nothing bears out; return a finding that names it."""
    if not any(figure.read is Read.OCR for figure in figures):
        return tuple(figures), ()
    held, asked = _held({figure.cell: figure for figure in figures})
    kept, unread = [], []
    for figure in figures:
        if figure.read is not Read.OCR:
            kept.append(figure)
            continue
        doubtful = DOUBT in figure.raw
        plain = replace(figure, raw=figure.raw.replace(DOUBT, ""))
        is_number = figure.status is Status.NUMBER
        if is_number and figure.cell not in held and (doubtful or figure.cell in asked):
            plain = replace(plain, status=Status.UNREAD, value=None)
        if plain.status is Status.UNREAD:
            unread.append(plain.cell)
        kept.append(plain)
    return tuple(kept), tuple(_finding(unread))


def _held(figures: Mapping[str, Figure]) -> tuple[set[str], set[str]]:
    """Return the cells that stand in a sum which comes out, and those in any that can be asked."""
    held: set[str] = set()
    asked: set[str] = set()
    for identity in identities():
        expected = _add(identity.expected, figures)
        actual = _add(identity.actual, figures)
        if expected is None or actual is None:
            continue
        cells = {*identity.expected, *identity.actual}
        asked |= cells
        if expected == actual:
            held |= cells
    return held, asked


def _add(cells: Iterable[str], figures: Mapping[str, Figure]) -> Decimal | None:
    """Add cells up, blanks and dashes as nothing; None where one is missing or no number."""
    total = Decimal(0)
    for cell in cells:
        figure = figures.get(cell)
        if figure is None or (figure.value is None and figure.status not in _NOTHING):
            return None
        total += figure.value or 0
    return total


def _finding(unread: Sequence[str]) -> Iterable[Finding]:
    if unread:
        yield Finding(
            rule="figures.unread",
            verdict=Verdict.EXTRACTION,
            cells=tuple(unread),
            message="OCR read these cells, and neither the sums nor the ink bear them out",
        )
