"""The tables of an export, column by column: the one place that says what they hold.

``datapackage.json``, the export's ``README.md`` and ``docs/reference/export.md`` are written from
here, so that a description can neither lag behind the data nor be missing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Literal

from storage.records import (
    Cause,
    ChangeKind,
    FactKind,
    Form,
    IssuerKind,
    Read,
    ReportStatus,
    Scope,
    SectionKind,
    SourceStatus,
    Status,
    Verdict,
    VisitOutcome,
)
from storage.reference.codebook import load_codebook

Type = Literal["string", "integer", "number", "boolean", "date", "datetime"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column. ``required``: never null; ``values``: the only words that it holds."""

    name: str
    type: Type
    description: str
    required: bool = False
    values: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ForeignKey:
    """Columns whose values, unless null, are found in columns of another table."""

    columns: tuple[str, ...]
    table: str
    target: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TableSpec:
    """One table of the export; rows are tuples in the order of ``columns``."""

    name: str
    description: str
    columns: tuple[Column, ...]
    primary_key: tuple[str, ...] = ()
    foreign_keys: tuple[ForeignKey, ...] = ()


# What panel_status says of a cell that the report does not print.
OFF_FORM = "off_form"


class CoverageState(StrEnum):
    """What is known of a report that an issuer ought to have published for a year."""

    PUBLISHED = "published"
    LATE = "late"
    UNDATED = "undated"
    MISSING = "missing"
    NOT_OBSERVED = "not_observed"
    NOT_DUE = "not_due"
    WITHDRAWN = "withdrawn"
    UNREAD = "unread"
    BLOCKED = "blocked"
    DEAD = "dead"
    ROBOTS = "robots"
    NO_COLUMN = "no_column"


def _text(
    name: str, description: str, *, required: bool = False, values: Iterable[str] = ()
) -> Column:
    return Column(
        name=name, type="string", description=description, required=required, values=tuple(values)
    )


def _needed(name: str, description: str, values: Iterable[str] = ()) -> Column:
    return _text(name, description, required=True, values=values)


def _integer(name: str, description: str, *, required: bool = True) -> Column:
    return Column(name=name, type="integer", description=description, required=required)


def _number(name: str, description: str) -> Column:
    return Column(name=name, type="number", description=description)


def _date(name: str, description: str) -> Column:
    return Column(name=name, type="date", description=description)


def _moment(name: str, description: str, *, required: bool = True) -> Column:
    return Column(name=name, type="datetime", description=description, required=required)


REPORT_ID = _needed(
    "report_id",
    "The report: one issuer's for one year. The same in every archive, since it derives from "
    "division, issuer and year alone.",
)
REVISION = _integer(
    "revision", "Number of the revision, from 1, in the order of discovery; it never changes."
)
TO_REPORT = ForeignKey(columns=("report_id",), table="reports", target=("report_id",))
TO_REVISION = ForeignKey(
    columns=("report_id", "revision"), table="revisions", target=("report_id", "revision")
)

# The columns of reports that say whose report it is: the panel begins with them.
_WHOSE = (
    REPORT_ID,
    _text(
        "division_code",
        "GB/T 2260 code of the issuer's division as of 31 December of the report's year; townships "
        "have their county's. Empty where it is not known beyond doubt.",
    ),
    _text("province", "Name of the division's province on that day."),
    _text("prefecture", "Name of the division's prefecture on that day; empty where it has none."),
    _text("county", "Name of the division's county on that day; empty above the county."),
    _needed("issuer_id", "The body whose report it is, whatever names it goes by."),
    _needed("issuer", "Full name of the issuer."),
    _needed("issuer_kind", "What sort of body the issuer is.", IssuerKind),
    _text(
        "scope",
        "Whether the figures are those of the whole government with its departments or of the "
        "issuer alone, where the report says so.",
        values=Scope,
    ),
    _integer("year", "The year that the report is about, not that of its publication."),
    _text(
        "form",
        "The statutory form by the cells that are printed; free: no statutory table; empty: the "
        "tables could not be read (pictures, a damaged file), so nothing is known of its figures.",
        values=Form,
    ),
)

_CAPTURE = (
    _needed("warc_file", "WARC file of the capture, relative to the archive's directory warc/."),
    _integer("warc_offset", "Where its record starts in that file, in bytes."),
    _needed("warc_record_id", "WARC-Record-ID of the capture, the same wherever the file goes."),
)

REPORTS = TableSpec(
    name="reports",
    description=(
        "One row a report, as its primary source last said it: where it was found, when, and the "
        "capture that every figure of its current revision was read from."
    ),
    columns=(
        *_WHOSE,
        _text("title", "The headline, its lines joined."),
        _needed("url", "The primary source's page."),
        _date("published_on", "Publication date that the page states (China)."),
        _date("signed_on", "Date under the report (China)."),
        _moment("first_seen_at", "When nianbao first saw the report."),
        _moment("last_seen_at", "When nianbao last saw the report, unchanged or not."),
        _integer("revision", "Number of the current revision."),
        _integer("revisions", "How many revisions there are."),
        _needed(
            "status",
            "withdrawn: gone from every source by repeated evidence; else published.",
            ReportStatus,
        ),
        _needed("content_digest", "Digest of what the current revision says."),
        _needed("reader_version", "Version of the reader that read it."),
        *_CAPTURE,
        _needed("payload_digest", "Digest of the body that the capture holds."),
    ),
    primary_key=("report_id",),
)

FIGURES = TableSpec(
    name="figures",
    description="One row a printed statutory cell. What the report does not print has no row.",
    columns=(
        REPORT_ID,
        REVISION,
        _needed("cell", "Name of the cell; codebook.csv says what it means."),
        _number("value", "The number printed, amounts in 万元; empty unless status is number."),
        _text("raw", "The cell's text as printed; empty where it is printed blank."),
        _needed(
            "status",
            "number; blank (printed empty, which is not 0); dash (/, —, 无); text (anything else); "
            "unread (printed, but its value is in doubt).",
            Status,
        ),
        _needed("read", "How the cell got its name.", Read),
    ),
    primary_key=("report_id", "revision", "cell"),
    foreign_keys=(
        TO_REVISION,
        ForeignKey(columns=("cell",), table="codebook", target=("cell",)),
    ),
)

TABLES = TableSpec(
    name="tables",
    description=(
        "Tables of the reports that are no statutory form, as printed, spans expanded: one row a "
        "cell."
    ),
    columns=(
        REPORT_ID,
        REVISION,
        _integer("table", "Number of the table in the report, from 1."),
        _integer("row", "Row of the cell, from 1."),
        _integer("column", "Column of the cell, from 1."),
        _text("caption", "The table's caption."),
        _text("text", "The cell's text."),
    ),
    primary_key=("report_id", "revision", "table", "row", "column"),
    foreign_keys=(TO_REVISION,),
)

SECTIONS = TableSpec(
    name="sections",
    description="The narrative, one row a section; paragraphs are lines.",
    columns=(
        REPORT_ID,
        REVISION,
        _integer("position", "Place of the section in the report, from 1."),
        _needed("kind", "What the section is about.", SectionKind),
        _text("heading", "The heading as printed."),
        _text("text", "The prose under it, without statutory tables."),
    ),
    primary_key=("report_id", "revision", "position"),
    foreign_keys=(TO_REVISION,),
)

REVISIONS = TableSpec(
    name="revisions",
    description="Every revision of every report, the earlier ones included.",
    columns=(
        REPORT_ID,
        REVISION,
        _needed(
            "cause",
            "first; source: the government changed it; switch: another source became primary; "
            "extractor: we changed how we read it.",
            Cause,
        ),
        _moment("first_seen_at", "When the primary source was first seen to say this."),
        _moment("last_seen_at", "When it was last seen to say this."),
        _text("title", "The headline."),
        _needed("content_digest", "Digest of what it says; the same digest may come back."),
        _needed("reader_version", "Version of the reader that read it."),
        _needed("url", "The source that said it."),
        *_CAPTURE,
    ),
    primary_key=("report_id", "revision"),
    foreign_keys=(TO_REPORT,),
)

CHANGES = TableSpec(
    name="changes",
    description=(
        "What differs between each revision and the one before it; and withdrawals and returns, "
        "which carry the revision that was current."
    ),
    columns=(
        REPORT_ID,
        REVISION,
        _needed("cause", "Why the revision exists.", Cause),
        _needed("kind", "What changed.", ChangeKind),
        _text(
            "name",
            "The cell of a figure; the kind of a section (the second of a kind is overview#2); "
            "published_on or signed_on of a date.",
        ),
        _text("old", "What was there: a value, else the status word; empty where nothing was."),
        _text("new", "What is there now, likewise."),
        _moment("last_seen_old_at", "When the old was last seen.", required=False),
        _moment("first_seen_new_at", "When the new was first seen.", required=False),
    ),
    foreign_keys=(TO_REVISION,),
)

FACTS = TableSpec(
    name="facts",
    description=(
        "What the narrative must state besides the tables: one row a fact, none where the text "
        "does not state it. processing_fee: the 信息处理费 that was collected in the year, 0 only "
        "where the text says plainly that there was none."
    ),
    columns=(
        REPORT_ID,
        REVISION,
        _needed("fact", "Which.", FactKind),
        _number("value", "The number; empty where the words leave it in doubt."),
        _needed("unit", "What it counts: 万元 for amounts."),
        _needed("raw", "The sentence that states it."),
    ),
    primary_key=("report_id", "revision", "fact"),
    foreign_keys=(TO_REVISION,),
)

FINDINGS = TableSpec(
    name="findings",
    description="Broken rules of the revisions that figures.csv holds.",
    columns=(
        REPORT_ID,
        REVISION,
        _needed("rule", "Identifier of the rule."),
        _needed(
            "verdict",
            "published: the government printed it so; extraction: we may have misread.",
            Verdict,
        ),
        _text("cells", "The cells concerned, separated by spaces."),
        _number("expected", "What the parts give; empty where the rule is no arithmetic."),
        _number("actual", "What is printed."),
        _needed("message", "The finding in words."),
    ),
    foreign_keys=(TO_REVISION,),
)

SOURCES = TableSpec(
    name="sources",
    description="Every URL at which a report was found.",
    columns=(
        REPORT_ID,
        _needed("url", "The page, or the file of its own."),
        Column(
            name="primary",
            type="boolean",
            required=True,
            description="Whether dates and revisions of the report speak of this source.",
        ),
        _moment("first_seen_at", "When it was first seen with the report."),
        _moment("last_seen_at", "When it was last seen with the report."),
        _needed("status", "Whether it still answers with the report.", SourceStatus),
        _needed("site", "The site through which it was found."),
        _text("parent_url", "The page whose attachment it is."),
    ),
    primary_key=("report_id", "url"),
    foreign_keys=(TO_REPORT,),
)

VISITS = TableSpec(
    name="visits",
    description="Requests and how they ended: the evidence of what was there on which day.",
    columns=(
        _needed("site", "The site that was being crawled."),
        _needed("url", "What was asked for."),
        _moment("visited_at", "When."),
        _integer("status", "HTTP status; empty where nothing answered.", required=False),
        _needed("outcome", "How it ended.", VisitOutcome),
        _text("warc_record_id", "The capture, where there is one."),
    ),
)

COVERAGE = TableSpec(
    name="coverage",
    description=(
        "Who is known to issue reports, by year, and what is known of each: only what the archive "
        "proves. Absence is not judged yet: not_observed says that we have not seen a report, "
        "not that there is none; missing, late and undated do not occur in this version."
    ),
    columns=(
        _text("division_code", "GB/T 2260 code of the issuer's division in that year."),
        _needed("issuer_id", "The issuer."),
        _needed("issuer", "Full name of the issuer."),
        _integer("year", "The year that a report would be about."),
        _needed("state", "What is known.", CoverageState),
        _needed("reason", "Why the state is that."),
        _date("deadline", "The day by which national rules want it; empty where there is none."),
        _date("published_on", "Publication date that the report states."),
        _moment("last_checked_at", "When the evidence was last looked at.", required=False),
        _text("report_id", "The report, where there is one."),
    ),
    primary_key=("issuer_id", "year"),
    foreign_keys=(TO_REPORT,),
)

DIVISIONS = TableSpec(
    name="divisions",
    description=(
        "The gazetteer: each administrative division of county level and above, with the years in "
        "which its code, name and parents held. A code has several rows where one of them changed."
    ),
    columns=(
        _needed("code", "GB/T 2260 code."),
        _needed("name", "Official name."),
        _needed("level", "Its level.", ("province", "prefecture", "county")),
        _text("prefecture_code", "The prefecture that it belongs to, or is; empty without one."),
        _needed("province_code", "The province that it belongs to, or is."),
        _integer("valid_from", "First year on whose 31 December it held (1980: or earlier)."),
        _integer("valid_to", "Last such year; empty while it holds.", required=False),
        _text("successors", "Codes that hold its place since, separated by spaces."),
    ),
)

CODEBOOK = TableSpec(
    name="codebook",
    description="What each statutory cell means: one row a cell, in the order of the forms.",
    columns=(
        _needed("cell", "Name of the cell, as in figures."),
        _needed("variable", "Its column in panel and panel_status."),
        _needed("table", "Table of the form; s14: the statistics form of 2014."),
        _needed("row", "Row of that table."),
        _text("column", "Column of that table."),
        _needed("forms", "Forms that print it, separated by spaces."),
        _needed("label_zh", "Its label in Chinese."),
        _needed("label_en", "Its label in English."),
        _needed("unit", "Unit in Chinese."),
        _needed("unit_en", "Unit in English."),
        _needed("type", "integer, or decimal for amounts of money."),
        Column(
            name="shared",
            type="boolean",
            required=True,
            description="Whether several forms print it: only then may it be compared over them.",
        ),
    ),
    primary_key=("cell",),
)


@cache
def panel() -> TableSpec:
    """Make the wide table's description: one row a report, one column a cell."""
    # A count may be printed with a fraction, wrongly; then the fraction is what is printed.
    cells = (
        _number(cell.variable, f"{cell.cell}: {cell.label_zh} ({cell.label_en}), {cell.unit}")
        for cell in load_codebook()
    )
    return TableSpec(
        name="panel",
        description=(
            "One row a report, one column a statutory cell. Empty unless a number is printed; "
            "panel_status says why."
        ),
        columns=(*_WHOSE, REVISION, *cells),
        primary_key=("report_id", "revision"),
        foreign_keys=(TO_REVISION,),
    )


@cache
def panel_status() -> TableSpec:
    """Make the description of the table that says why a cell of the panel is empty."""
    words = (*Status, OFF_FORM)
    cells = (_needed(cell.variable, f"{cell.cell}: its status", words) for cell in load_codebook())
    return TableSpec(
        name="panel_status",
        description=(
            "The panel's shape, with the status of each cell instead of its value; off_form where "
            "the report prints no such cell. Where form is empty the tables could not be read, so "
            "off_form only means that no cell was read."
        ),
        columns=(*_WHOSE, REVISION, *cells),
        primary_key=("report_id", "revision"),
        foreign_keys=(TO_REVISION,),
    )


@cache
def all_tables() -> tuple[TableSpec, ...]:
    """Return the data's tables in the order of the documentation; the codebook is beside them."""
    return (
        REPORTS,
        panel(),
        panel_status(),
        FIGURES,
        TABLES,
        SECTIONS,
        REVISIONS,
        CHANGES,
        FACTS,
        FINDINGS,
        SOURCES,
        VISITS,
        COVERAGE,
        DIVISIONS,
    )
