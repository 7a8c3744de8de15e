"""The statutory forms, loaded from the files beside this one.

A form is data: its tables, the labels of their rows and columns, and the sums that it states. A
misspelt key fails when the file is loaded, not as a label that never matches.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any


class FormError(Exception):
    """A form file says something that no form can say. Raised at load; nobody catches it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A row, column or group: its part of a cell's name and the labels it is printed under.

    ``group`` is the label printed before a row (``（三）不予公开``), ``above`` the one over a
    group; ``unit`` what its figures count (万元 for amounts).
    """

    key: str
    labels: tuple[str, ...]
    group: str = ""
    above: str = ""
    unit: str = "件"


@dataclass(frozen=True, slots=True, kw_only=True)
class Disclosure:
    """One block of 表二: the item of Article 20, its rows, and its columns."""

    item: str
    rows: tuple[Named, ...]
    columns: tuple[Named, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Applications:
    """表三: rows of results by columns of applicants; ``result`` is the label over the results."""

    result: str
    rows: tuple[Named, ...]
    columns: tuple[Named, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """表四: groups of equal columns over a single row of figures."""

    groups: tuple[Named, ...]
    columns: tuple[Named, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Statistics:
    """The list of form 2014, and the labels of its columns and of headings without a figure."""

    indicator: tuple[str, ...]
    unit: tuple[str, ...]
    count: tuple[str, ...]
    headings: tuple[str, ...]
    rows: tuple[Named, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """A sum: the ``expected`` cells together are the ``actual`` ones together."""

    rule: str
    expected: tuple[str, ...]
    actual: tuple[str, ...]
    explanation: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FormSpec:
    """One statutory form. Tables that it does not have are empty or None."""

    name: str
    source: str
    disclosure: tuple[Disclosure, ...]
    applications: Applications | None
    review: Review | None
    statistics: Statistics | None
    identities: tuple[Identity, ...]

    def units(self) -> dict[str, str]:
        """Return every cell of the form, in the form's order, with what it counts."""
        cells: dict[str, str] = {}
        for block in self.disclosure:
            for row in block.rows:
                for column in block.columns:
                    cells[f"t2.{row.key}.{column.key}"] = column.unit
        if self.applications:
            for row in self.applications.rows:
                for column in self.applications.columns:
                    cells[f"t3.{row.key}.{column.key}"] = column.unit
        if self.review:
            for group in self.review.groups:
                for column in self.review.columns:
                    cells[f"t4.{group.key}.{column.key}"] = column.unit
        if self.statistics:
            for row in self.statistics.rows:
                cells[f"s14.{row.key}"] = row.unit
        return cells


@cache
def load_forms() -> tuple[FormSpec, ...]:
    """Return the forms, oldest first. Raises ``FormError``."""
    names = sorted(f.name for f in files(__name__).iterdir() if f.name.endswith(".toml"))
    return tuple(
        parse_form(name, files(__name__).joinpath(name).read_text("utf-8")) for name in names
    )


@cache
def cell_units() -> Mapping[str, str]:
    """Return every cell of every form with what it counts (万元 for amounts)."""
    return {cell: unit for form in load_forms() for cell, unit in form.units().items()}


@cache
def identities() -> tuple[Identity, ...]:
    """Return the sums of all forms, by rule, those that two forms share only once."""
    unique: dict[tuple[frozenset[str], frozenset[str]], Identity] = {}
    for form in load_forms():
        for identity in form.identities:
            key = (frozenset(identity.expected), frozenset(identity.actual))
            unique.setdefault(key, identity)
    rules = list(dict.fromkeys(identity.rule for identity in unique.values()))
    return tuple(sorted(unique.values(), key=lambda identity: rules.index(identity.rule)))


def parse_form(file: str, text: str) -> FormSpec:
    """Return the form that a file's text says. Raises ``FormError``."""
    table = _Table(file, tomllib.loads(text))
    applications = table.maybe("applications")
    review = table.maybe("review")
    statistics = table.maybe("statistics")
    form = FormSpec(
        name=table.text("name"),
        source=table.text("source"),
        disclosure=tuple(_disclosure(block) for block in table.tables("disclosure")),
        applications=_applications(applications) if applications else None,
        review=_review(review) if review else None,
        statistics=_statistics(statistics) if statistics else None,
        identities=(),
    )
    identities = tuple(
        identity for entry in table.tables("identity") for identity in _identity(entry, form)
    )
    table.finish()
    known = form.units()
    for identity in identities:
        for cell in identity.expected + identity.actual:
            if cell not in known:
                raise FormError(f"{file}: {identity.rule} names {cell}, which the form has not")
    return FormSpec(
        name=form.name,
        source=form.source,
        disclosure=form.disclosure,
        applications=form.applications,
        review=form.review,
        statistics=form.statistics,
        identities=identities,
    )


def _disclosure(table: _Table) -> Disclosure:
    block = Disclosure(
        item=table.text("item"), rows=table.named("rows"), columns=table.named("columns")
    )
    table.finish()
    return block


def _applications(table: _Table) -> Applications:
    applications = Applications(
        result=table.text("result"), rows=table.named("rows"), columns=table.named("columns")
    )
    table.finish()
    return applications


def _review(table: _Table) -> Review:
    review = Review(groups=table.named("groups"), columns=table.named("columns"))
    table.finish()
    return review


def _statistics(table: _Table) -> Statistics:
    statistics = Statistics(
        indicator=table.texts("indicator"),
        unit=table.texts("unit"),
        count=table.texts("count"),
        headings=table.texts("headings"),
        rows=table.named("rows"),
    )
    table.finish()
    return statistics


def _identity(table: _Table, form: FormSpec) -> list[Identity]:
    """Return the sums of one entry: braces stand for each column, row or group in turn."""
    rule, explanation, source = (table.text(key) for key in ("rule", "explanation", "source"))
    expected, actual = table.texts("expected"), table.texts("actual")
    table.finish()
    choices: list[dict[str, str]] = [{}]
    written = " ".join(expected + actual)
    if form.applications and "{column}" in written:
        choices = [{"column": column.key} for column in form.applications.columns]
    elif form.applications and "{row}" in written:
        choices = [{"row": row.key} for row in form.applications.rows]
    elif form.review and "{group}" in written:
        choices = [{"group": group.key} for group in form.review.groups]
    return [
        Identity(
            rule=rule,
            expected=tuple(cell.format(**choice) for cell in expected),
            actual=tuple(cell.format(**choice) for cell in actual),
            explanation=explanation,
            source=source,
        )
        for choice in choices
    ]


class _Table:
    """A TOML table that knows which of its keys were asked for, so that the rest is an error."""

    def __init__(self, file: str, data: dict[str, Any]) -> None:
        self.file = file
        self.data = dict(data)

    def _take(self, key: str, kind: type) -> Any:
        value = self.data.pop(key, None)
        if not isinstance(value, kind):
            raise FormError(f"{self.file}: {key} must be a {kind.__name__}")
        return value

    def text(self, key: str) -> str:
        return str(self._take(key, str))

    def texts(self, key: str) -> tuple[str, ...]:
        return tuple(str(item) for item in self._take(key, list))

    def tables(self, key: str) -> list[_Table]:
        return [_Table(self.file, item) for item in self.data.pop(key, [])]

    def maybe(self, key: str) -> _Table | None:
        return _Table(self.file, self._take(key, dict)) if key in self.data else None

    def named(self, key: str) -> tuple[Named, ...]:
        found = []
        for entry in (_Table(self.file, item) for item in self._take(key, list)):
            named = Named(
                key=entry.text("key"),
                labels=(
                    entry.text("label"),
                    *(entry.texts("also") if "also" in entry.data else ()),
                ),
                group=entry.text("group") if "group" in entry.data else "",
                above=entry.text("above") if "above" in entry.data else "",
                unit=entry.text("unit") if "unit" in entry.data else "件",
            )
            entry.finish()
            found.append(named)
        return tuple(found)

    def finish(self) -> None:
        if self.data:
            raise FormError(f"{self.file}: unknown keys {', '.join(sorted(self.data))}")
