"""The words of all forms, looked up by their cores."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from pipelines.figures.alignment import Expected
from pipelines.forms import Named, load_forms
from pipelines.labels import bare, core, normal, number

# Words of the heads that are no row's or column's label, as the forms print them.
APPLICANT_HEADS = ("申请人情况", "法人或其他组织")
REVIEW_HEADS = ("行政复议", "行政诉讼")
DISCLOSURE_HEAD = "信息内容"


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column of 表二 in one form: its key and the rows that have it."""

    form: str
    key: str
    rows: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Vocabulary:
    """``disclosure_*`` map a core to what it names in each form; the others map it to a key.

    ``application_labels`` are the labels of rows of 表三 with the numbers before them,
    ``application_heads`` are the labels over rows of 表三: their normal forms by their cores.
    """

    disclosure_rows: dict[str, str]
    disclosure_columns: dict[str, tuple[Column, ...]]
    applicants: dict[str, str]
    application_variants: tuple[tuple[Expected, ...], ...]
    application_labels: dict[str, frozenset[str]]
    application_heads: dict[str, str]
    application_result: str
    review_groups: dict[str, str]
    review_columns: dict[str, str]
    statistics_rows: tuple[Expected, ...]
    statistics_headings: frozenset[str]
    statistics_heads: dict[str, str]


def cores(named: Named) -> frozenset[str]:
    """Return every core that the label can have, with its group's label before it or without."""
    found = set()
    for label in named.labels:
        found |= {core(label), bare(label), core(label.removeprefix("其中："))}
        if named.group:
            found |= {core(named.group + label), core(core(named.group) + core(label))}
    return frozenset(found)


@cache
def vocabulary() -> Vocabulary:
    """Return the words of the forms as they are loaded."""
    forms = load_forms()
    rows: dict[str, str] = {}
    columns: dict[str, list[Column]] = {}
    variants = []
    heads_of_rows: dict[str, str] = {}
    result = ""
    review_groups: dict[str, str] = {}
    review_columns: dict[str, str] = {}
    applicants: dict[str, str] = {}
    for form in forms:
        for block in form.disclosure:
            keys = frozenset(row.key for row in block.rows)
            for row in block.rows:
                rows.update(dict.fromkeys(cores(row), row.key))
            for column in block.columns:
                for word in cores(column):
                    entry = Column(form=form.name, key=column.key, rows=keys)
                    columns.setdefault(word, []).append(entry)
        if form.applications:
            result = core(form.applications.result)
            variants.append(_expected(form.applications.rows, result))
            for head in (form.applications.result, *(row.group for row in form.applications.rows)):
                if head:
                    heads_of_rows[core(head)] = normal(head)
            for column in form.applications.columns:
                applicants.update(dict.fromkeys(cores(column), column.key))
        if form.review:
            for group in form.review.groups:
                review_groups.update(dict.fromkeys(cores(group), group.key))
            for column in form.review.columns:
                review_columns.update(dict.fromkeys(cores(column), column.key))
    statistics = next(form.statistics for form in forms if form.statistics)
    heads = {
        core(word): role
        for role, words in (
            ("indicator", statistics.indicator),
            ("unit", statistics.unit),
            ("count", statistics.count),
        )
        for word in words
    }
    return Vocabulary(
        disclosure_rows=rows,
        disclosure_columns={word: tuple(entries) for word, entries in columns.items()},
        applicants=applicants,
        application_variants=tuple(variants),
        application_labels=_numbers(variants),
        application_heads=heads_of_rows,
        application_result=result,
        review_groups=review_groups,
        review_columns=review_columns,
        statistics_rows=_expected(statistics.rows, ""),
        statistics_headings=frozenset(core(heading) for heading in statistics.headings),
        statistics_heads=heads,
    )


def _numbers(variants: Sequence[tuple[Expected, ...]]) -> dict[str, frozenset[str]]:
    """Return the numbers that may stand before each label."""
    numbers: dict[str, frozenset[str]] = {}
    for row in (row for variant in variants for row in variant):
        for word in row.cores:
            numbers[word] = numbers.get(word, frozenset()) | row.numbers_of(word)
    return numbers


def _expected(rows: tuple[Named, ...], result: str) -> tuple[Expected, ...]:
    return tuple(
        Expected(
            key=row.key,
            cores=cores(row) | {core(result + label) for label in row.labels if result},
            numbers=frozenset(number(label) for label in row.labels) - {""},
            group=core(row.group) if row.group else "",
            group_number=number(row.group),
        )
        for row in rows
    )
