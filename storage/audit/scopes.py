"""Bodies of one county against one another: nobody has more than the whole government."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from storage.audit.corpus import Number, Numbers, Report, verdict_of
from storage.audit.found import Found
from storage.records import IssuerKind, Scope

_CELLS = ("t3.received.total", "t3.concluded.total")
_PARTS = frozenset({IssuerKind.OFFICE.value, IssuerKind.DEPARTMENT.value})


class _Held(NamedTuple):
    report: Report
    numbers: Numbers


def compared(numbers: Numbers) -> dict[str, Number]:
    """Return those figures that are compared within a division."""
    return {cell: numbers[cell] for cell in _CELLS if cell in numbers}


class Scopes:
    """Takes all reports in, and then compares those of one division and year."""

    def __init__(self) -> None:
        self._held: defaultdict[tuple[str, int], list[_Held]] = defaultdict(list)

    def take(self, report: Report, numbers: Numbers) -> None:
        """Take in a report, whatever its issuer, and what is ``compared``."""
        if report.division_code is not None:
            self._held[report.division_code, report.year].append(_Held(report, numbers))

    def findings(self) -> Iterator[Found]:
        """Yield where the reports of one division and year cannot all be right."""
        for held in self._held.values():
            wholes = [one for one in held if one.report.scope == Scope.WHOLE_GOVERNMENT]
            by_kind = {one.report.kind: one for one in wholes}
            whole = by_kind.get(IssuerKind.GOVERNMENT) or by_kind.get(IssuerKind.OFFICE)
            if whole is not None:
                for one in held:
                    if one is not whole:
                        yield from _compare(whole, one)


def _compare(whole: _Held, one: _Held) -> Iterator[Found]:
    is_whole = one.report.scope == Scope.WHOLE_GOVERNMENT
    for cell in _CELLS:
        all_of_it, part = whole.numbers.get(cell), one.numbers.get(cell)
        if all_of_it is None or part is None:
            continue
        told = f"{part.value:f} here, {all_of_it.value:f} in that of {whole.report.issuer}"
        if is_whole and one.report.kind == IssuerKind.OFFICE:
            if part.value != all_of_it.value:
                yield Found(
                    report_id=one.report.report_id,
                    revision=one.report.revision,
                    rule="scope.disagree",
                    verdict=verdict_of((all_of_it, part)),
                    cells=(cell,),
                    actual=part.value,
                    message=f"two reports give the whole government's figures: {told}",
                    other_id=whole.report.report_id,
                )
        elif not is_whole and one.report.kind in _PARTS and part.value > all_of_it.value:
            yield Found(
                report_id=one.report.report_id,
                revision=one.report.revision,
                rule="scope.exceeds",
                verdict=verdict_of((all_of_it, part)),
                cells=(cell,),
                actual=part.value,
                message=f"a part has more than the whole government: {told}",
                other_id=whole.report.report_id,
            )
