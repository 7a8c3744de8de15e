"""What a reading of a known report is worth."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from bench.reading.truth import BrokenSum, Truth, broken_sums
from storage.records import Reading, Status, Verdict

SUMS = ("t3.balance", "t3.concluded", "t3.total", "t4.total")


@dataclass(slots=True)
class Score:
    """Counts over documents. ``knowable`` cells are those that a perfect reader can read."""

    documents: int = 0
    knowable: int = 0
    right: int = 0
    nonzero: int = 0
    nonzero_right: int = 0
    given: int = 0
    wrong: int = 0
    unread: int = 0
    missing: int = 0
    extra: int = 0
    forms_wrong: int = 0
    sums: int = 0
    sums_found: int = 0
    false_published: int = 0
    seconds: float = 0.0
    faults: list[str] = field(default_factory=list)
    by_quirk: Counter[str] = field(default_factory=Counter)

    def add(self, name: str, truth: Truth, reading: Reading, seconds: float) -> None:
        self.documents += 1
        self.seconds += seconds
        before = len(self.faults)
        read = {figure.cell: figure for figure in reading.figures}
        for cell, value in truth.cells.items():
            figure = read.pop(cell, None)
            knowable = cell not in truth.unknowable
            self.knowable += knowable
            self.nonzero += knowable and bool(value.value)
            if figure is None:
                self.missing += knowable
                if knowable:
                    self.faults.append(f"{name}: {cell} missing, {value.raw!r} printed")
                continue
            if figure.status is Status.NUMBER:
                self.given += 1
            if (figure.status.value, figure.value) == (value.status, value.value):
                self.right += knowable
                self.nonzero_right += knowable and bool(value.value)
            elif figure.status is Status.NUMBER:
                self.wrong += 1
                self.faults.append(f"{name}: {cell} WRONG {figure.value} for {value.raw!r}")
            elif knowable:
                self.unread += 1
                self.faults.append(
                    f"{name}: {cell} {figure.status} {figure.raw!r} for {value.raw!r}"
                )
        for cell, figure in read.items():
            if cell in truth.unknowable and figure.status is Status.UNREAD:
                continue  # what was lost, and cannot be told from what is left
            self.extra += 1
            self.wrong += figure.status is Status.NUMBER
            self.faults.append(f"{name}: {cell} EXTRA {figure.raw!r}")
        if (reading.form or "none") != truth.form():
            self.forms_wrong += 1
            self.faults.append(f"{name}: form {reading.form} for {truth.form()}")
        self._sums(name, truth, reading)
        if len(self.faults) > before:
            self.by_quirk.update(truth.quirks or ["none"])

    def _sums(self, name: str, truth: Truth, reading: Reading) -> None:
        broken = broken_sums(truth)
        found = {
            BrokenSum(f.rule, frozenset(f.cells)): f for f in reading.findings if f.rule in SUMS
        }
        for one in broken:
            if one.cells & truth.unknowable:
                continue
            self.sums += 1
            if one in found:
                self.sums_found += 1
            else:
                self.faults.append(f"{name}: {one.rule} not found, {sorted(one.cells)[:2]}")
        for one, finding in found.items():
            if finding.verdict is Verdict.PUBLISHED and one not in broken:
                self.false_published += 1
                self.faults.append(f"{name}: {one.rule} FALSELY published")

    def row(self) -> list[str]:
        """Return the table's row: counts, shares and time."""
        return [
            str(self.documents),
            f"{100 * self.right / max(1, self.knowable):.3f} %",
            f"{100 * self.nonzero_right / max(1, self.nonzero):.3f} %",
            f"{self.wrong} / {self.given}",
            str(self.unread),
            str(self.missing),
            str(self.extra),
            str(self.forms_wrong),
            f"{self.sums_found} / {self.sums}",
            str(self.false_published),
            f"{1000 * self.seconds / max(1, self.documents):.1f}",
        ]


HEADS = [
    "documents",
    "cells right",
    "not zero",
    "wrong",
    "unread",
    "missing",
    "extra",
    "form wrong",
    "sums found",
    "false published",
    "ms",
]
