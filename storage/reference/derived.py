"""Variables that follow from the statutory cells, each by a formula that the codebook prints.

A variable has one formula or, where two forms print the same thing in other cells, one for each.
Nothing is derived from what the forms do not share.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from storage.records import Form
from storage.reference.codebook import load_codebook

# The seven columns of table 3: suffix of the variables, name of the cells, labels.
APPLICANTS = (
    ("nat", "natural_person", "自然人", "natural persons"),
    ("bus", "business", "商业企业", "businesses"),
    ("res", "research", "科研机构", "research institutions"),
    ("soc", "social", "社会公益组织", "public-interest organisations"),
    ("leg", "legal_service", "法律服务机构", "legal services"),
    ("org", "other_organization", "法人或其他组织/其他", "other organisations"),
    ("tot", "total", "总计", "total"),
)
_OUTCOMES = (
    ("upheld", "结果维持", "upheld"),
    ("corrected", "结果纠正", "corrected"),
    ("other", "其他结果", "other outcome"),
    ("pending", "尚未审结", "pending"),
    ("total", "总计", "total"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Formula:
    """The sum of some cells, or its share of the sum of others."""

    parts: tuple[str, ...]
    over: tuple[str, ...] = ()

    @property
    def cells(self) -> tuple[str, ...]:
        return (*self.parts, *self.over)

    def written(self) -> str:
        """Write it in the panel's variables."""
        if not self.over:
            return _sum(self.parts)
        parts = _sum(self.parts) if len(self.parts) == 1 else f"({_sum(self.parts)})"
        return f"{parts} / {_sum(self.over) if len(self.over) == 1 else f'({_sum(self.over)})'}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Derived:
    """A derived variable; of its formulas the one counts whose cells the report prints."""

    variable: str
    table: str
    label_zh: str
    label_en: str
    formulas: tuple[Formula, ...]

    @property
    def is_share(self) -> bool:
        return bool(self.formulas[0].over)

    @property
    def forms(self) -> tuple[Form, ...]:
        """The forms that print the cells of one of its formulas."""
        cells = load_codebook().by_name
        return tuple(
            form
            for form in Form
            if any(all(form in cells[cell].forms for cell in one.cells) for one in self.formulas)
        )

    def written(self) -> str:
        """Write the formula, or each with the form that prints its cells."""
        return "; or ".join(formula.written() for formula in self.formulas)


@cache
def load_derived() -> tuple[Derived, ...]:
    """Return the derived variables in the order of the panel."""
    return (*_results(), *_litigation(), *_rates())


def _results() -> Iterator[Derived]:
    for short, name, zh, en in APPLICANTS:
        for variable, group, group_zh, group_en in (
            ("refused", "t3.refused", "三/(三)不予公开", "Refused"),
            ("unavail", "t3.unavailable", "三/(四)无法提供", "Information unavailable"),
            ("notproc", "t3.not_processed", "三/(五)不予处理", "Not processed"),
        ):
            yield Derived(
                variable=f"d3_{variable}_{short}",
                table="3",
                label_zh=f"{group_zh}小计 · {zh}",
                label_en=f"{group_en}, subtotal · {en}",
                formulas=(Formula(parts=_rows(group, name)),),
            )
        yield Derived(
            variable=f"d3_other_{short}",
            table="3",
            label_zh=f"三/(六)其他处理小计 · {zh}",
            label_en=f"Other handling, subtotal over both forms · {en}",
            formulas=(
                Formula(parts=(f"t3.other_combined.{name}",)),
                Formula(parts=_rows("t3.other", name)),
            ),
        )


def _litigation() -> Iterator[Derived]:
    kinds = ("t4.litigation_direct", "t4.litigation_after_review")
    for outcome, zh, en in _OUTCOMES:
        yield Derived(
            variable=f"d4_lit_{'tot' if outcome == 'total' else outcome}",
            table="4",
            label_zh=f"行政诉讼合计/{zh}",
            label_en=f"All litigation: {en}",
            formulas=(Formula(parts=tuple(f"{kind}.{outcome}" for kind in kinds)),),
        )


def _rates() -> Iterator[Derived]:
    concluded = ("t3.concluded.total",)
    refused = _rows("t3.refused", "total")
    for variable, zh, en, parts in (
        ("grant", "予以公开率", "Granted, share of concluded", ("t3.granted.total",)),
        (
            "anygrant",
            "予以公开和部分公开率",
            "Granted in whole or part, share of concluded",
            ("t3.granted.total", "t3.granted_in_part.total"),
        ),
        ("refusal", "不予公开率", "Refused, share of concluded", refused),
    ):
        yield _share(f"d3_rate_{variable}", zh, en, parts, concluded)
    for group in ("t3.refused", "t3.unavailable", "t3.not_processed"):
        reasons = _rows(group, "total")
        for reason in reasons:
            cell = load_codebook().by_name[reason]
            yield _share(
                f"d3_share_{cell.variable.split('_')[1]}",
                f"{cell.label_zh.partition(' · ')[0]}占比",
                f"{cell.label_en.partition(' · ')[0]}, share of its group",
                (reason,),
                reasons,
            )
    yield _share(
        "d3_rate_carried",
        "结转下年度率",
        "Carried over, share of received and carried in",
        ("t3.carried_out.total",),
        ("t3.received.total", "t3.carried_in.total"),
    )


def _share(
    variable: str, zh: str, en: str, parts: tuple[str, ...], over: tuple[str, ...]
) -> Derived:
    return Derived(
        variable=variable,
        table="3",
        label_zh=zh,
        label_en=en,
        formulas=(Formula(parts=parts, over=over),),
    )


def _rows(group: str, applicant: str) -> tuple[str, ...]:
    """Return the cells of one applicant in the rows below a group of table 3."""
    return tuple(
        cell.cell
        for cell in load_codebook()
        if cell.cell.startswith(f"{group}.") and cell.cell.endswith(f".{applicant}")
    )


def _sum(cells: tuple[str, ...]) -> str:
    return " + ".join(load_codebook().by_name[cell].variable for cell in cells)
