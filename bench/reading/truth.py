"""Figures of a made-up report, and which sums they break."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal

from pipelines.forms import Applications, FormSpec, load_forms

APPLICANTS = (
    "natural_person",
    "business",
    "research",
    "social",
    "legal_service",
    "other_organization",
    "total",
)
OUTCOMES = ("upheld", "corrected", "other", "pending", "total")
GROUPS = ("review", "litigation_direct", "litigation_after_review")


@dataclass(slots=True)
class Value:
    """What is printed in a cell. ``value`` is None for all but numbers."""

    raw: str
    status: str = "number"
    value: Decimal | None = None


@dataclass(slots=True)
class Truth:
    """A report's cells in form order, what was done to it, and which cells nobody could read.

    ``forms`` maps each part of the report to the form it follows; ``unknowable`` are cells whose
    values no reader can tell: only a figure for one of them that is wrong counts against it.
    """

    year: int
    forms: dict[str, str]
    cells: dict[str, Value]
    quirks: list[str] = field(default_factory=list)
    unknowable: set[str] = field(default_factory=set)
    wide: set[str] = field(default_factory=set)

    def set(self, cell: str, number: Decimal | int) -> None:
        value = Decimal(number)
        self.cells[cell] = Value(raw=f"{value:f}", value=value)

    def number(self, cell: str) -> Decimal | None:
        return self.cells[cell].value if cell in self.cells else None

    def form(self) -> str:
        """Return the form by the definition: by cells that only one form has, else by the year."""
        specs = {spec.name: set(spec.units()) for spec in load_forms()}
        shared = specs["2019"] & specs["2021"]
        only = {name for name, units in specs.items() if (units - shared) & set(self.cells)}
        if not self.cells:
            return "free"
        if {"2019", "2021"} <= only:
            return "mixed"
        return only.pop() if only else "2021" if self.year >= 2021 else "2019"

    def results(self) -> list[str]:
        """Return the keys of the rows of results, （六） as it is printed."""
        return [row.key for row in applications_of(self.forms["t3"]).rows[2:-2]]


def spec_of(name: str) -> FormSpec:
    return next(spec for spec in load_forms() if spec.name == name)


def applications_of(name: str) -> Applications:
    applications = spec_of(name).applications
    if applications is None:
        raise ValueError(f"form {name} has no 表三")
    return applications


def make_truth(rng: random.Random) -> Truth:
    """Return a consistent report: its sums hold, and most of its cells are zero."""
    name = rng.choice(["2021", "2021", "2021", "2019"])
    year = rng.choice([2021, 2022, 2023]) if name == "2021" else rng.choice([2019, 2020])
    truth = Truth(year=year, forms={"t2": name, "first": name, "t3": name}, cells={})
    if rng.random() < 0.1:
        truth.forms["t3"] = "2019" if name == "2021" else "2021"
        truth.quirks.append("（六） of the other form")
    if rng.random() < 0.1:
        truth.forms["first"] = "2019" if name == "2021" else "2021"
        truth.quirks.append("（一） of the other form")
    if rng.random() < 0.05:
        truth.year = rng.choice([2019, 2020, 2021, 2022])
        truth.quirks.append("form of another year")
    scale = rng.choice([0, 2, 5, 20, 100, 900])
    _disclosure(truth, rng, scale)
    _applications(truth, rng, scale)
    _review(truth, rng, scale)
    return truth


def _count(rng: random.Random, scale: int, zero: float) -> int:
    return 0 if scale == 0 or rng.random() < zero else rng.randint(1, scale)


def _disclosure(truth: Truth, rng: random.Random, scale: int) -> None:
    first = spec_of(truth.forms["first"]).disclosure[0]
    rest = spec_of(truth.forms["t2"]).disclosure[1:]
    for block in (first, *rest):
        for row in block.rows:
            for column in block.columns:
                cell = f"t2.{row.key}.{column.key}"
                if column.unit == "万元":
                    amount = Decimal(rng.randint(0, 10_000_000)).scaleb(
                        -rng.choice([0, 1, 2, 2, 4, 6])
                    )
                    truth.set(cell, amount if rng.random() < 0.6 else 0)
                elif column.key == "change":
                    truth.set(cell, rng.randint(-scale, scale))
                elif row.key == "government_rules":
                    truth.set(cell, 0)
                else:
                    truth.set(cell, _count(rng, scale * rng.choice([1, 10]), 0.3))


def _applications(truth: Truth, rng: random.Random, scale: int) -> None:
    results = truth.results()
    for column in APPLICANTS[:-1]:
        busy = 0.6 if column == "natural_person" else 0.93
        counts = [_count(rng, scale, busy) for _ in results]
        concluded = sum(counts)
        carried_out = _count(rng, max(1, scale // 4), 0.7)
        carried_in = rng.randint(0, min(concluded + carried_out, 1 + scale // 4))
        for key, count in zip(results, counts, strict=True):
            truth.set(f"t3.{key}.{column}", count)
        truth.set(f"t3.received.{column}", concluded + carried_out - carried_in)
        truth.set(f"t3.carried_in.{column}", carried_in)
        truth.set(f"t3.concluded.{column}", concluded)
        truth.set(f"t3.carried_out.{column}", carried_out)
    for key in ("received", "carried_in", *results, "concluded", "carried_out"):
        parts = [truth.number(f"t3.{key}.{column}") or 0 for column in APPLICANTS[:-1]]
        truth.set(f"t3.{key}.total", sum(parts, Decimal(0)))


def _review(truth: Truth, rng: random.Random, scale: int) -> None:
    for group in GROUPS:
        parts = [_count(rng, max(1, scale // 5), 0.6) for _ in OUTCOMES[:-1]]
        for outcome, part in zip(OUTCOMES, [*parts, sum(parts)], strict=True):
            truth.set(f"t4.{group}.{outcome}", part)


@dataclass(frozen=True, slots=True)
class BrokenSum:
    """A sum that the printed figures break: its rule and all its cells."""

    rule: str
    cells: frozenset[str]


def broken_sums(truth: Truth) -> set[BrokenSum]:
    """Return the broken sums of tables 三 and 四, worked out here without the reader's code."""
    found = set()

    def check(rule: str, total: list[str], parts: list[str]) -> None:
        cells = [*total, *parts]
        numbers = [truth.number(cell) for cell in cells]
        if None in numbers or not all(cell in truth.cells for cell in cells):
            return
        left = sum((n for n in numbers[: len(total)] if n is not None), Decimal(0))
        right = sum((n for n in numbers[len(total) :] if n is not None), Decimal(0))
        if left != right:
            found.add(BrokenSum(rule, frozenset(cells)))

    if truth.forms["t3"] == "2014":
        return found
    for column in APPLICANTS:
        cell = _named("t3.{}." + column)
        check(
            "t3.balance",
            [cell("concluded"), cell("carried_out")],
            [cell("received"), cell("carried_in")],
        )
        check("t3.concluded", [cell("concluded")], [cell(key) for key in truth.results()])
    for key in ("received", "carried_in", *truth.results(), "concluded", "carried_out"):
        parts = [f"t3.{key}.{column}" for column in APPLICANTS[:-1]]
        check("t3.total", [f"t3.{key}.total"], parts)
    for group in GROUPS:
        check("t4.total", [f"t4.{group}.total"], [f"t4.{group}.{o}" for o in OUTCOMES[:-1]])
    return found


def _named(template: str) -> Callable[[str], str]:
    return template.format
