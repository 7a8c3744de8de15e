"""A report against the same issuer's reports of other years."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import pairwise
from statistics import median

from storage.audit.corpus import Number, Numbers, Report, verdict_of
from storage.audit.found import Found
from storage.records import Verdict
from storage.reference.codebook import load_codebook

_APPLICANTS = tuple(
    cell.cell.rpartition(".")[2] for cell in load_codebook() if cell.cell.startswith("t3.received.")
)
_STOCKS = ("t2.normative_documents", "t2.government_rules")
_TOTALS = ("t3.received.total", "t3.concluded.total", "t3.carried_out.total")

# Equal figures are a copy only where they could not be equal by chance: agencies with one or two
# applications a year fill the same cells with the same numbers.
_DISTINCT = 4  # different numbers
_BEYOND_CHANCE = 2  # that are larger than this;
_FEWER = 3  # or so many, where they are long:
_DIGITS = 7  # in all. Nobody hits 633, 690 and 44 twice

# A figure is implausible beside an issuer's other years where it is this many times their median,
# or a part of it, and far off in absolute terms. Real series move by less than ten times: licensing
# and penalties do so when a competence moves between departments. With one other year only, which
# may be the wrong one, it takes more.
_FAR = 20
_FAR_FROM_ONE = 100
_MUCH = 500


def year_findings(series: Sequence[Report], numbers: Mapping[int, Numbers]) -> Iterator[Found]:
    """Yield what the reports of one issuer, in order of years, say against one another."""
    for before, now in pairwise(series):
        if now.year == before.year + 1:
            was, says = numbers.get(before.reading_id, {}), numbers.get(now.reading_id, {})
            yield from _carried(before, now, was, says)
            yield from _stocks(before, now, was, says)
            yield from _copied(before, now, was, says)
    yield from _jumps(series, numbers)


def _carried(before: Report, now: Report, was: Numbers, says: Numbers) -> Iterator[Found]:
    for applicant in _APPLICANTS:
        cell = f"t3.carried_in.{applicant}"
        out, carried = was.get(f"t3.carried_out.{applicant}"), says.get(cell)
        if out is not None and carried is not None and out.value != carried.value:
            yield Found(
                report_id=now.report_id,
                revision=now.revision,
                rule="years.carried_in",
                verdict=verdict_of((out, carried)),
                cells=(cell,),
                expected=out.value,
                actual=carried.value,
                message=f"the report for {before.year} carries {out.value:f} out, "
                f"this one {carried.value:f} in",
                other_id=before.report_id,
            )


def _stocks(before: Report, now: Report, was: Numbers, says: Numbers) -> Iterator[Found]:
    for stock in _STOCKS:
        cells = tuple(f"{stock}.{part}" for part in ("in_force", "issued", "repealed"))
        stood = was.get(cells[0])
        parts = [says.get(cell) for cell in cells]
        known = [part for part in parts if part is not None]
        if stood is None or len(known) < len(cells):
            continue
        in_force, issued, repealed = known
        expected = stood.value + issued.value - repealed.value
        if in_force.value != expected:
            yield Found(
                report_id=now.report_id,
                revision=now.revision,
                rule="years.in_force",
                verdict=verdict_of((stood, *known)),
                cells=cells,
                expected=expected,
                actual=in_force.value,
                message=f"{stood.value:f} were in force in {before.year}, {issued.value:f} were "
                f"issued and {repealed.value:f} repealed; {in_force.value:f} is printed",
                other_id=before.report_id,
            )


def _copied(before: Report, now: Report, was: Numbers, says: Numbers) -> Iterator[Found]:
    if _values(was) == _values(says) and is_telling(says):
        yield Found(
            report_id=now.report_id,
            revision=now.revision,
            rule="years.copied",
            verdict=verdict_of(tuple(says.values())),
            message=f"all figures are those of the report for {before.year}",
            other_id=before.report_id,
        )


def is_telling(numbers: Numbers) -> bool:
    """Whether figures are such as no two reports share by chance."""
    large = {number.value for number in numbers.values() if number.value > _BEYOND_CHANCE}
    if len(large) != _FEWER:
        return len(large) >= _DISTINCT
    return sum(len(f"{value:.0f}") for value in large) >= _DIGITS


def _values(numbers: Numbers) -> dict[str, Decimal]:
    return {cell: number.value for cell, number in numbers.items()}


def _jumps(series: Sequence[Report], numbers: Mapping[int, Numbers]) -> Iterator[Found]:
    for cell in _watched():
        held: list[tuple[Report, Number]] = [
            (report, number)
            for report in series
            if (number := numbers.get(report.reading_id, {}).get(cell)) is not None
        ]
        for place, (report, number) in enumerate(held):
            others = [other.value for at, (_, other) in enumerate(held) if at != place]
            if others and _is_far(number.value, others):
                usual = median(others)
                yield Found(
                    report_id=report.report_id,
                    revision=report.revision,
                    rule="years.jump",
                    verdict=Verdict.PUBLISHED if number.is_sure else Verdict.EXTRACTION,
                    cells=(cell,),
                    actual=number.value,
                    message=f"{number.value:f} is printed; in other years it is about {usual:f}",
                )


def _watched() -> tuple[str, ...]:
    """The cells whose level is the issuer's own: totals of table 3, and flows of table 2."""
    flows = [
        cell.cell
        for cell in load_codebook()
        if cell.cell.startswith("t2.") and not cell.cell.endswith(".change")
    ]
    return (*_TOTALS, *flows)


def _is_far(value: Decimal, others: Sequence[Decimal]) -> bool:
    """Whether a figure is far above the others. One far below may be a year without cases."""
    usual = max(median(others), Decimal(1))
    far = _FAR if len(others) > 1 else _FAR_FROM_ONE
    return value - usual >= _MUCH and value >= usual * far and value > max(others)
