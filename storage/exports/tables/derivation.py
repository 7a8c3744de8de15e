"""What a row of the panel holds beside its cells: derived variables, the quality of the reading."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import cache
from typing import NamedTuple, TypeAlias

from storage.exports.batch import Printed
from storage.exports.spec import Column, boolean, integer
from storage.records import Form, Read, Verdict
from storage.reference.codebook import load_codebook
from storage.reference.derived import Derived, Formula

OFF_FORM = "off_form"  # the report prints no such cell
UNDEFINED = "undefined"  # each part has a value, and what is derived has none: a share of nothing
NUMBER = "number"

Number: TypeAlias = int | float | Decimal


class Cells(NamedTuple):
    """What a reading prints, by cell: values, statuses, and how many were not read by label."""

    values: Mapping[str, int | Decimal | None]
    statuses: Mapping[str, str]
    not_by_label: int


def cells_of(printed: Printed) -> Cells:
    """Return the cells of a reading by their names."""
    return Cells(
        dict(zip(printed.cells, printed.values, strict=True)),
        dict(zip(printed.cells, printed.statuses, strict=True)),
        len(printed.reads) - printed.reads.count(Read.LABEL.value),
    )


# Shares are rounded to this many digits after the point: more than any count of applications has.
SHARE_DIGITS = 6

QUALITY: tuple[Column, ...] = (
    boolean(
        "t3_ok",
        "Whether all sums of table 3 hold; empty unless every cell of it is a number.",
        required=False,
    ),
    boolean(
        "t4_ok",
        "Whether all sums of table 4 hold; empty unless every cell of it is a number.",
        required=False,
    ),
    integer("findings_published", "How many findings say that the government printed it so."),
    integer("findings_extraction", "How many findings say that we may have misread."),
    integer("cells_not_by_label", "How many cells got their name otherwise than by their label."),
)


def derive(variable: Derived, printed: Cells) -> tuple[Number | None, str]:
    """Return the value of a derived variable, and the status of what it rests on.

    The value is null unless every part is a number; the status is then that of the first that is
    none. Where a report prints the cells of several formulas, they must agree.
    """
    formulas = variable.formulas
    if len(formulas) == 1:
        return _evaluate(formulas[0], printed)
    candidates = [
        one for one in formulas if any(cell in printed.statuses for cell in one.cells)
    ] or formulas[:1]
    results = [_evaluate(one, printed) for one in candidates]
    return results[0] if len(set(results)) == 1 else (None, UNDEFINED)


def _evaluate(formula: Formula, printed: Cells) -> tuple[Number | None, str]:
    part, status = _sum(formula.parts, printed)
    if part is None or not formula.over:
        return part, status
    whole, status = _sum(formula.over, printed)
    if whole is None:
        return None, status
    if whole == 0:
        return None, UNDEFINED
    return round(float(part) / float(whole), SHARE_DIGITS), NUMBER


def _sum(cells: Sequence[str], printed: Cells) -> tuple[int | Decimal | None, str]:
    total: int | Decimal = 0
    for cell in cells:
        value = printed.values.get(cell)
        if value is None:
            return None, printed.statuses.get(cell, OFF_FORM)
        total += value
    return total, NUMBER


def quality(
    printed: Cells, findings: Sequence[tuple[str, str]]
) -> tuple[bool | None, bool | None, int, int, int]:
    """Return the columns ``QUALITY`` of a report with findings of some rules and verdicts."""
    verdicts = [verdict for _, verdict in findings]
    return (
        _sums_hold("3", printed, findings),
        _sums_hold("4", printed, findings),
        verdicts.count(Verdict.PUBLISHED),
        verdicts.count(Verdict.EXTRACTION),
        printed.not_by_label,
    )


def _sums_hold(table: str, printed: Cells, findings: Sequence[tuple[str, str]]) -> bool | None:
    if any(rule.startswith(f"t{table}.") for rule, _ in findings):
        return False
    whole = any(None not in map(printed.values.get, cells) for cells in _cells_of(table))
    return True if whole else None


@cache
def _cells_of(table: str) -> tuple[tuple[str, ...], ...]:
    """The cells of a table on each form that has it."""
    return tuple(
        tuple(cell.cell for cell in load_codebook() if cell.table == table and form in cell.forms)
        for form in (Form.F2019, Form.F2021)
    )
