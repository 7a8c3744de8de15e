"""Figures that cannot be right whatever the others are."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from storage.audit.corpus import Numbers, Report, verdict_of
from storage.audit.found import Found
from storage.reference.codebook import load_codebook

# The largest county has some 2.5 million people. What exceeds this was run together, or is money in
# the wrong unit.
_MOST = 100_000_000


def impossible_findings(report: Report, numbers: Numbers) -> Iterator[Found]:
    """Yield the counts that are negative, broken, or larger than any county."""
    for cell, number in numbers.items():
        value = number.value
        if value < 0 and not cell.endswith(".change"):
            why = "a count is negative"
        elif value != value.to_integral_value() and cell in _counts():
            why = "a count is no whole number"
        elif abs(value) >= _MOST:
            why = "it is more than any county can have"
        else:
            continue
        yield Found(
            report_id=report.report_id,
            revision=report.revision,
            rule="figures.impossible",
            verdict=verdict_of((number,)),
            cells=(cell,),
            actual=value,
            message=f"{why}: {value:f}",
        )


@cache
def _counts() -> frozenset[str]:
    return frozenset(cell.cell for cell in load_codebook() if cell.type == "integer")
