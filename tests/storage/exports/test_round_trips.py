"""Every format, read again by the programs that researchers use, is the archive, nulls and all.

CSV is held to the archive itself in test_export; the other formats are held to CSV here, cell by
cell, as text.
"""

from __future__ import annotations

import csv
import math
import shutil
import subprocess
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import openpyxl
import pandas as pd
import polars as pl
import pyarrow.parquet as pq
import pyreadstat
import pytest

from fixtures.archives import DONGXIANG, Nights, digested, figure, form_figures, report
from storage.archive import Archive
from storage.exports.export import export_archive
from storage.exports.formats import Options
from storage.exports.selection import Selection
from storage.exports.spec import Column
from storage.exports.tables import CODEBOOK, all_tables
from storage.records import Finding, Form, LocalTable, Section, SectionKind, Status, Verdict
from storage.reference.codebook import load_codebook

SPECS = {spec.name: spec for spec in (*all_tables(), CODEBOOK)}
CELLS = [cell for cell in load_codebook() if Form.F2021 in cell.forms]
Texts = list[list[str]]
Data = Callable[[str], Path]


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    """Reports with every kind of cell, null, change and awkward text."""
    with Archive.open(tmp_path_factory.mktemp("round") / "archive") as opened:
        nights = Nights(opened, DONGXIANG)
        printed = list(
            form_figures(Form.F2021, {cell.cell: str(n) for n, cell in enumerate(CELLS)})
        )
        printed[:6] = [
            figure(CELLS[0].cell, "0"),
            figure(CELLS[1].cell, "", Status.BLANK),
            figure(CELLS[2].cell, "/", Status.DASH),
            figure(CELLS[3].cell, "约200", Status.TEXT),
            figure(CELLS[4].cell, "=69 3", Status.UNREAD),
            figure(CELLS[5].cell, "-7730.28"),
        ]
        sections = (
            Section(
                kind=SectionKind.OVERVIEW, heading='=HYPERLINK("http://x")', text="一,\n“二”;三"
            ),
            Section(kind=SectionKind.PROBLEMS, heading="", text="𠮷" + "字" * 3000),
            Section(kind=SectionKind.OTHER, heading="@+-", text=""),
        )
        full = replace(
            report(figures=printed, sections=sections),
            tables=(LocalTable(caption="", rows=(("名称", "-1"), ("", "+1,0\n2"))),),
            findings=(
                Finding(
                    rule="t4.total",
                    verdict=Verdict.PUBLISHED,
                    cells=("t4.review.total", "t4.review.upheld"),
                    expected=Decimal(11),
                    actual=Decimal("0.5"),
                    message="11 expected",
                ),
                Finding(
                    rule="narrative",
                    verdict=Verdict.EXTRACTION,
                    cells=(),
                    expected=None,
                    actual=None,
                    message="text",
                ),
            ),
        )
        nights.begin()
        nights.see(f"{DONGXIANG.url}2021", digested(full))
        unread = replace(report(2022, form=None), published_on=None, scope=None)
        nights.see(f"{DONGXIANG.url}2022", digested(unread))
        nights.see(f"{DONGXIANG.url}2016", report(2016, form=Form.F2014, division_code=None))
        nights.miss(f"{DONGXIANG.url}gone")
        nights.end()
        nights.begin()
        printed[6] = figure(CELLS[6].cell, "12345")
        nights.see(f"{DONGXIANG.url}2021", digested(replace(full, figures=tuple(printed))))
        nights.end()
        yield opened


@pytest.fixture(scope="module")
def data(archive: Archive, tmp_path_factory: pytest.TempPathFactory) -> Data:
    """Export in a format, once."""
    directory = tmp_path_factory.mktemp("data")

    def write(name: str) -> Path:
        if not (directory / name).exists():
            export_archive(
                archive,
                directory / name,
                format_name=name,
                selection=Selection(all_revisions=True),
                options=Options(),
                progress=lambda done, total: None,
            )
        return directory / name

    return write


@pytest.fixture(scope="module")
def expected(data: Data) -> Mapping[str, Texts]:
    """What the archive holds, table by table, as text; held to the archive by test_export."""
    tables = {}
    for name in SPECS:
        with (data("csv") / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
            tables[name] = list(csv.reader(lines))[1:]
    assert len(tables["figures"]) > 300
    return tables


def as_text(value: Any, column: Column) -> str:
    """Write a value of any library as CSV has it."""
    if value is None or value is pd.NaT or (isinstance(value, float) and math.isnan(value)):
        return ""
    match column.type:
        case "number":
            return format(Decimal(repr(float(value))).normalize(), "f")
        case "integer":
            assert float(value) == int(value)
            return str(int(value))
        case "boolean":
            return "true" if value in {True, "yes"} else "false"
        case "date":
            return (value.date() if isinstance(value, datetime) else value).isoformat()
        case "datetime":
            moment = value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
            return str(moment.strftime("%Y-%m-%dT%H:%M:%SZ"))
    return str(value)


def texts(name: str, rows: Sequence[Sequence[Any]]) -> Texts:
    columns = SPECS[name].columns
    return [[as_text(v, column) for v, column in zip(row, columns, strict=True)] for row in rows]


def of_pandas(frame: pd.DataFrame) -> list[list[Any]]:
    assert not frame.columns.duplicated().any()
    return frame.astype(object).where(frame.notna(), None).to_numpy().tolist()  # type: ignore[no-any-return]


PARQUET: Mapping[str, Callable[[Path], Sequence[Sequence[Any]]]] = {
    "pandas": lambda path: of_pandas(pd.read_parquet(path)),
    "polars": lambda path: pl.read_parquet(path).rows(),
    "duckdb": lambda path: duckdb.sql(f"SELECT * FROM '{path}'").fetchall(),  # noqa: S608
}


@pytest.mark.parametrize("library", PARQUET)
@pytest.mark.parametrize("name", SPECS)
def test_parquet(data: Data, expected: Mapping[str, Texts], name: str, library: str) -> None:
    rows = PARQUET[library](data("parquet") / f"{name}.parquet")
    assert texts(name, rows) == expected[name]


def test_parquet_keeps_a_table_in_few_row_groups(data: Data) -> None:
    """Many small ones make a wide table slow to read."""
    assert pq.ParquetFile(data("parquet") / "panel.parquet").num_row_groups == 1


@pytest.mark.parametrize("name", SPECS)
def test_json_lines_in_pandas_and_duckdb(
    data: Data, expected: Mapping[str, Texts], name: str
) -> None:
    path = data("jsonl") / f"{name}.jsonl"
    if not expected[name]:
        assert path.read_bytes() == b""
        return
    columns = [column.name for column in SPECS[name].columns]
    frame = pd.read_json(path, lines=True)
    assert list(frame.columns) == columns
    assert len(frame) == len(expected[name])
    found = duckdb.sql(f"SELECT * FROM read_json('{path}', sample_size=-1)")  # noqa: S608
    assert found.columns == columns
    dated = [column.type in {"date", "datetime"} for column in SPECS[name].columns]
    rows = [
        [
            str(value) if type(value) is str and date_ else value
            for value, date_ in zip(row, dated, strict=True)
        ]
        for row in found.fetchall()
    ]
    assert texts(name, rows) == expected[name]


@pytest.fixture(scope="module")
def book(data: Data) -> openpyxl.Workbook:
    """The workbook, read once: openpyxl takes seconds for it."""
    return openpyxl.load_workbook(data("xlsx") / "nianbao.xlsx")


@pytest.mark.parametrize("name", SPECS)
def test_excel_in_openpyxl(
    book: openpyxl.Workbook, expected: Mapping[str, Texts], name: str
) -> None:
    sheet = book[name]
    header, *rows = sheet.iter_rows()
    assert [cell.value for cell in header] == [column.name for column in SPECS[name].columns]
    assert sheet.freeze_panes == "A2"
    assert "f" not in {cell.data_type for row in rows for cell in row}, "no formulas"
    assert not any(cell.hyperlink for row in rows for cell in row)
    found = texts(name, [[cell.value for cell in row] for row in rows])
    assert found == expected[name]


def test_excel_in_pandas_begins_with_the_codebook(data: Data) -> None:
    book = pd.read_excel(data("xlsx") / "nianbao.xlsx", sheet_name=None, engine="openpyxl")
    assert list(book) == ["codebook", *(spec.name for spec in all_tables())]
    assert (book["codebook"]["kind"] == "cell").sum() == len(load_codebook())


@pytest.mark.parametrize("name", SPECS)
def test_stata_in_pandas(data: Data, expected: Mapping[str, Texts], name: str) -> None:
    frame = pd.read_stata(data("dta") / f"{name}.dta")
    assert texts(name, of_pandas(frame)) == expected[name]


def test_stata_says_why_a_figure_is_missing(data: Data) -> None:
    panel, meta = pyreadstat.read_dta(str(data("dta") / "panel.dta"), user_missing=True)
    row = panel[panel["year"] == 2021].iloc[0]
    assert [row[cell.variable] for cell in CELLS[:6]] == [0, "a", "b", "c", "d", -7730.28]
    assert {row[cell.variable] for cell in load_codebook() if Form.F2021 not in cell.forms} == {"n"}
    assert meta.column_names_to_labels["t3_new_tot"] == "Applications received this year · total"
    assert meta.variable_value_labels["issuer_kind"][1] == "government"
    figures, _ = pyreadstat.read_dta(str(data("dta") / "figures.dta"), user_missing=True)
    assert list(figures["value"][:6]) == [0, "a", "b", "c", "d", -7730.28]


@pytest.mark.parametrize("name", SPECS)
def test_stata_has_no_plain_missing_value(data: Data, name: str) -> None:
    frame, _ = pyreadstat.read_dta(str(data("dta") / f"{name}.dta"), user_missing=True)
    numeric = [
        column.name for column in SPECS[name].columns if column.type != "string" or column.values
    ]
    plain = [column for column in numeric if frame[column].isna().any()]
    # Dates are converted by pyreadstat, tags and all.
    assert not [c for c in plain if not c.endswith(("_on", "_at", "deadline"))]


@pytest.fixture(scope="module")
def r_reads(data: Data, tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Path]:
    script = Path(__file__).with_name("r_reads.R")
    ready = shutil.which("Rscript") and subprocess.run(
        ["Rscript", "-e", "library(haven); library(readr)"], capture_output=True, check=False
    )
    if not ready or ready.returncode:
        pytest.skip("R with haven and readr is not installed (tests/debian.sh)")
    read = {}
    for name in ("csv", "dta"):
        read[name] = tmp_path_factory.mktemp(f"r-{name}")
        subprocess.run(["Rscript", script, data(name), read[name]], check=True)
    return read


def of_r(path: Path) -> Texts:
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.reader(lines))[1:]


def truths(name: str, rows: Texts) -> Texts:
    """Write the labels of Stata's truths as CSV has them."""
    places = [n for n, column in enumerate(SPECS[name].columns) if column.type == "boolean"]
    for row in rows:
        for place in places:
            row[place] = {"yes": "true", "no": "false"}.get(row[place], row[place])
    return rows


@pytest.mark.parametrize("kind", ["csv", "dta"])
@pytest.mark.parametrize("name", SPECS)
def test_r(
    r_reads: Mapping[str, Path], expected: Mapping[str, Texts], name: str, kind: str
) -> None:
    if kind == "dta" and name == "codebook":
        kind = "csv"  # of the export in Stata's format the codebook is there in both
    assert truths(name, of_r(r_reads[kind] / f"{name}.csv")) == expected[name]


def test_haven_has_the_letters(r_reads: Mapping[str, Path]) -> None:
    tags = of_r(r_reads["dta"] / "panel.tags.csv")
    names = [column.name for column in SPECS["panel"].columns]
    row = dict(zip(names, tags[1], strict=True))  # 2021; the reports of 2016 come first
    assert [row[cell.variable] for cell in CELLS[:6]] == ["", "a", "b", "c", "d", ""]
