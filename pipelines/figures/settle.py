"""Named cells → figures: one each, and none that the sums or another copy contradict."""

from __future__ import annotations

from collections.abc import Sequence

from pipelines.figures.outcome import Outcome
from pipelines.figures.printed import Printed
from pipelines.forms import cell_units
from pipelines.identities import broken_sums
from storage.records import Figure, Finding, Status, Verdict


def settle(outcomes: Sequence[Outcome]) -> tuple[tuple[Figure, ...], tuple[Finding, ...]]:
    """Return the figures in the forms' order, and a finding for each doubt."""
    findings = [
        Finding(
            rule="figures.unread", verdict=Verdict.EXTRACTION, cells=cells, message=_sentence(text)
        )
        for outcome in outcomes
        for text, cells in outcome.doubts
    ]
    cells: dict[str, Printed] = {}
    contradicted: dict[str, set[str]] = {}
    for printed in (p for outcome in outcomes for p in outcome.printed):
        before = cells.setdefault(printed.cell, printed)
        if before is printed or (before.status, before.value) == (printed.status, printed.value):
            continue
        if (
            Status.UNREAD in (before.status, printed.status)
            or before.status != printed.status
            or (before.value != printed.value)
        ):
            contradicted.setdefault(printed.cell, {before.raw}).add(printed.raw)
    for cell in contradicted:
        cells[cell] = cells[cell]._replace(status=Status.UNREAD, value=None)
    if contradicted:
        findings.append(
            Finding(
                rule="figures.contradiction",
                verdict=Verdict.EXTRACTION,
                cells=tuple(contradicted),
                message="The table is printed more than once, and the copies differ: "
                + "; ".join(f"{c}: {' / '.join(sorted(raws))}" for c, raws in contradicted.items()),
            )
        )
    findings += _distrust(cells)
    order = {cell: place for place, cell in enumerate(cell_units())}
    figures = sorted((p.figure() for p in cells.values()), key=lambda f: order[f.cell])
    return tuple(figures), tuple(findings)


def _distrust(cells: dict[str, Printed]) -> list[Finding]:
    """Make unread the rows for which only a guess speaks, and against which a sum does."""
    if all(printed.sure for printed in cells.values()):
        return []
    rows = {
        cell.rpartition(".")[0]
        for broken in broken_sums({cell: p.value for cell, p in cells.items()})
        for cell in (*broken.identity.expected, *broken.identity.actual)
        if not cells[cell].sure
    }
    doubtful = [c for c, p in cells.items() if not p.sure and c.rpartition(".")[0] in rows]
    for cell in doubtful:
        cells[cell] = cells[cell]._replace(status=Status.UNREAD, value=None)
    if not doubtful:
        return []
    return [
        Finding(
            rule="figures.unread",
            verdict=Verdict.EXTRACTION,
            cells=tuple(doubtful),
            message="The sums speak against the only reading of these cells",
        )
    ]


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]
