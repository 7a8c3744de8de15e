"""Table ``codebook``: what each variable of the panel means, and what this export holds of it."""

from __future__ import annotations

from collections.abc import Iterator

from storage.exports.spec import Row, TableSpec, boolean, integer, needed, number, text
from storage.exports.tables.derivation import OFF_FORM, QUALITY, UNDEFINED
from storage.exports.tables.summary import Summary
from storage.records import Form, Status
from storage.reference.codebook import Cell, load_codebook
from storage.reference.derived import Derived, load_derived

# The notices that set the forms, and the sections of a report that they put the tables in.
_NOTICES = {
    Form.F2014: "国办发〔2014〕32号",
    Form.F2019: "国办公开办函〔2019〕60号",
    Form.F2021: "国办公开办函〔2021〕30号",
}
_SECTIONS = {
    "2": "二、主动公开政府信息情况",
    "3": "三、收到和处理政府信息公开申请情况",
    "4": "四、政府信息公开行政复议、行政诉讼情况",
}
_MISSING = ".a blank; .b dash; .c text; .d unread; .n off_form"
_MISSING_DERIVED = f"{_MISSING}; .u undefined"

CODEBOOK = TableSpec(
    name="codebook",
    description=(
        "What each variable of the panel means: the statutory cells in the order of the forms, "
        "then derived variables with their formulas, then the quality of the reading; and how "
        "often each holds what in this export."
    ),
    columns=(
        text("cell", "Name of the cell, as in figures; empty for what no form prints."),
        needed("variable", "Its column in panel and panel_status."),
        needed("kind", "What sort of variable it is.", ("cell", "derived", "quality")),
        text("table", "Table of the form; s14: the statistics form of 2014."),
        text("row", "Row of that table."),
        text("column", "Column of that table."),
        text("forms", "Forms that print it or its parts, separated by spaces."),
        text("label_zh", "Its label in Chinese."),
        needed("label_en", "Its label in English."),
        text("unit", "Unit in Chinese."),
        text("unit_en", "Unit in English."),
        needed(
            "type",
            "integer; decimal for amounts of money and shares; boolean.",
            ("integer", "decimal", "boolean"),
        ),
        boolean(
            "shared",
            "Whether several forms print it: only then may it be compared over them.",
        ),
        text("formula", "How it is derived from other variables; empty unless each is a number."),
        text("notice", "The notice that set the form, and the section of a report it is in."),
        text("missing", "What Stata's missing values mean, in words of panel_status."),
        integer("numbers", "Rows of this export's panel that have a number."),
        *(
            integer(word, f"Rows whose status is {word}.")
            for word in (*list(Status)[1:], OFF_FORM, UNDEFINED)
        ),
        number("least", "The least number."),
        number("largest", "The largest number."),
        number("mean", "The mean of the numbers, to six digits."),
    ),
    primary_key=("variable",),
)


def codebook_rows(summary: Summary) -> Iterator[Row]:
    """Yield the variables in the order of the panel."""
    for cell in load_codebook():
        yield (*_of_cell(cell), *_counted(summary, cell.variable))
    for derived in load_derived():
        yield (*_of_derived(derived), *_counted(summary, derived.variable))
    for column in QUALITY:
        kind = "boolean" if column.type == "boolean" else "integer"
        described = (None, column.name, "quality", *(None,) * 5, column.description)
        yield (
            *described,
            *(None, None, kind, True, None, None, ".u undefined"),
            *_counted(summary, column.name),
        )


def _of_cell(cell: Cell) -> Row:
    return (
        cell.cell,
        cell.variable,
        "cell",
        cell.table,
        cell.row,
        cell.column,
        " ".join(cell.forms),
        cell.label_zh,
        cell.label_en,
        cell.unit,
        cell.unit_en,
        cell.type,
        cell.shared,
        None,
        _notices(cell.forms, cell.table),
        _MISSING,
    )


def _of_derived(derived: Derived) -> Row:
    return (
        None,
        derived.variable,
        "derived",
        derived.table,
        None,
        None,
        " ".join(derived.forms),
        derived.label_zh,
        derived.label_en,
        None if derived.is_share else "件",
        "share, 0 to 1" if derived.is_share else "documents or cases",
        "decimal" if derived.is_share else "integer",
        len(derived.forms) > 1,
        derived.written(),
        _notices(derived.forms, derived.table),
        _MISSING_DERIVED,
    )


def _notices(forms: tuple[str, ...], table: str) -> str:
    section = _SECTIONS.get(table, "")
    return "; ".join(f"{_NOTICES[Form(form)]} {section}".rstrip() for form in forms)


def _counted(summary: Summary, variable: str) -> Row:
    seen = summary.variables[variable]
    statuses = (*Status, OFF_FORM, UNDEFINED)
    return (*(seen.counts[word] for word in statuses), seen.least, seen.largest, seen.mean)
