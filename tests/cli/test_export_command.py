"""``nianbao export``: its options, and what it says of wrong ones."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from fixtures.archives import DONGXIANG, Nights, form_figures, report
from storage.records import Form, IssuerKind, Section, SectionKind
from tests.cli.conftest import OpenArchive, Run, Sql

URL = DONGXIANG.url


@pytest.fixture
def filled(open_archive: OpenArchive) -> None:
    with open_archive() as archive:
        nights = Nights(archive, DONGXIANG)
        nights.begin()
        nights.see(f"{URL}1", report(2021))
        nights.see(f"{URL}2", report(2022))
        bureau = report(2021, issuer="东乡族自治县教育局", kind=IssuerKind.DEPARTMENT)
        nights.see(f"{URL}3", bureau)
        nights.end()


@pytest.mark.usefixtures("filled")
def test_it_writes_the_tables_and_says_how_many_rows(nianbao: Run, tmp_path: Path) -> None:
    ran = nianbao("export", tmp_path / "data", "--format", "csv")
    assert ran.status == 0
    assert "reports.csv" in ran.out
    assert len(pd.read_csv(tmp_path / "data" / "reports.csv")) == 3


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize(
    ("options", "count"),
    [
        (["--year", 2021], 2),
        (["--year", 2021, "--year", 2022], 3),
        (["--division", "622926"], 3),
        (["--province", "甘肃省"], 3),
        (["--province", "甘肃", "--issuer-kind", "department"], 1),
        (["--province", "62"], 3),
        (["--form", "2021"], 3),
        (["--site", "dongxiang", "--issuer-kind", "government"], 2),
    ],
)
def test_filters(nianbao: Run, tmp_path: Path, options: list[object], count: int) -> None:
    assert nianbao("export", tmp_path / "data", *options).status == 0
    assert len(pd.read_csv(tmp_path / "data" / "reports.csv")) == count


@pytest.mark.usefixtures("filled")
def test_filters_that_nothing_passes_need_attention(nianbao: Run, tmp_path: Path) -> None:
    ran = nianbao("export", tmp_path / "data", "--year", 1999)
    assert ran.status == 1
    assert "No report" in ran.err
    assert len(pd.read_csv(tmp_path / "data" / "reports.csv")) == 0


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("parquet", "panel.parquet"),
        ("xlsx", "nianbao.xlsx"),
        ("dta", "panel.dta"),
        ("jsonl", "panel.jsonl"),
    ],
)
def test_each_format_comes_with_codebook_readme_and_nothing_unfinished(
    nianbao: Run, tmp_path: Path, name: str, file: str
) -> None:
    assert nianbao("export", tmp_path / "data", "--format", name).status == 0
    written = {path.name for path in (tmp_path / "data").iterdir()}
    assert {file, "codebook.csv", "datapackage.json", "README.md"} <= written
    suffixes = {Path(each).suffix for each in written - {".zenodo.json"}}
    assert suffixes == {Path(file).suffix, ".csv", ".json", ".md", ".cff"}


@pytest.mark.usefixtures("filled")
def test_a_format_whose_library_is_missing_says_how_to_install_it(
    nianbao: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)  # as Python does for what cannot be imported
    monkeypatch.delitem(sys.modules, "storage.exports.formats.parquet", raising=False)
    ran = nianbao("export", tmp_path / "data", "--format", "parquet")
    assert ran.status == 2
    assert "pip install 'nianbao[research]'" in ran.err
    assert not (tmp_path / "data").exists()


def test_what_excel_cannot_hold_is_refused_and_the_earlier_export_stays(
    nianbao: Run, tmp_path: Path, open_archive: OpenArchive
) -> None:
    with open_archive() as archive:
        nights = Nights(archive, DONGXIANG)
        nights.begin()
        nights.see(f"{URL}1", report(2021))
        nights.end()
        assert nianbao("export", tmp_path / "data", "--format", "xlsx").status == 0
        before = (tmp_path / "data" / "nianbao.xlsx").read_bytes()
        nights.begin()
        section = Section(kind=SectionKind.OVERVIEW, heading="", text="字" * 32_768)
        nights.see(f"{URL}2", report(2022, sections=[section]))
        nights.end()
    ran = nianbao("export", tmp_path / "data", "--format", "xlsx")
    assert ran.status == 2
    assert "sections.text" in ran.err
    assert "--format parquet" in ran.err
    assert (tmp_path / "data" / "nianbao.xlsx").read_bytes() == before
    assert nianbao("export", tmp_path / "data", "--format", "dta").status == 0


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--format", "xls"], "csv"),
        (["--format", "dta", "--bom"], "--format csv"),
        (["--site", "dongxian"], "did you mean dongxiang"),
        (["--division", "123456"], "--division 123456"),
        (["--province", "甘肃县"], "did you mean 甘肃省"),
        (["--form", "1999"], "1999"),
        (["--issuer-kind", "bureau"], "department"),
        (["--year", "last"], "--year"),
    ],
)
def test_wrong_options(nianbao: Run, tmp_path: Path, options: list[str], said: str) -> None:
    ran = nianbao("export", tmp_path / "data", *options)
    assert ran.status == 2
    assert said in ran.err
    assert not (tmp_path / "data").exists()


@pytest.mark.usefixtures("filled")
def test_a_directory_of_somebody_elses_is_refused(nianbao: Run, tmp_path: Path) -> None:
    (tmp_path / "thesis").mkdir()
    (tmp_path / "thesis" / "chapter1.tex").write_text("years of work", encoding="utf-8")
    ran = nianbao("export", tmp_path / "thesis")
    assert ran.status == 2
    assert "thesis" in ran.err
    assert (tmp_path / "thesis" / "chapter1.tex").exists()


def test_no_archive(nianbao: Run, tmp_path: Path) -> None:
    ran = nianbao("export", tmp_path / "data")
    assert ran.status == 3
    assert "archive" in ran.err
    assert not (tmp_path / "archive").exists(), "asking for an export makes no archive"


@pytest.mark.usefixtures("filled")
@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_directory_that_may_not_be_written(nianbao: Run, tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=stat.S_IRUSR | stat.S_IXUSR)
    ran = nianbao("export", closed / "data")
    assert ran.status == 3
    assert "closed" in ran.err


@pytest.mark.usefixtures("filled")
def test_a_damaged_archive_stops_it_and_leaves_the_earlier_export(
    nianbao: Run, tmp_path: Path, sql: Sql
) -> None:
    assert nianbao("export", tmp_path / "data").status == 0
    sql("ALTER TABLE sections RENAME TO gone")
    ran = nianbao("export", tmp_path / "data")
    assert ran.status == 3
    assert "Traceback" not in ran.err
    assert len(pd.read_csv(tmp_path / "data" / "sections.csv")) == 3
    assert [path.name for path in tmp_path.iterdir() if "partial" in path.name] == []


@pytest.mark.usefixtures("filled")
def test_a_full_disk_stops_it_and_leaves_the_earlier_export(nianbao: Run, tmp_path: Path) -> None:
    assert nianbao("export", tmp_path / "data").status == 0
    before = {path.name: path.read_bytes() for path in (tmp_path / "data").iterdir()}
    # No file may grow beyond 100 kB: the gazetteer is larger.
    script = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000)); "
    script += "from crawler.cli import main; main()"
    ended = subprocess.run(
        [sys.executable, "-c", script, "export", tmp_path / "data"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 3
    assert "File too large" in ended.stderr
    assert "Traceback" not in ended.stderr
    assert {path.name: path.read_bytes() for path in (tmp_path / "data").iterdir()} == before
    assert [path.name for path in tmp_path.iterdir() if "partial" in path.name] == []


def test_a_mass_drop_stops_the_export_unless_forced(
    nianbao: Run, tmp_path: Path, open_archive: OpenArchive, sql: Sql
) -> None:
    data = tmp_path / "data"
    with open_archive() as archive:
        nights = Nights(archive, DONGXIANG)
        nights.begin()
        for year in (2021, 2022):
            nights.see(f"{URL}{year}", report(year, figures=form_figures(Form.F2021)))
        nights.end()
    assert nianbao("export", data).status == 0
    before = (data / "reports.csv").read_bytes()
    sql("DELETE FROM figures WHERE cell LIKE 't3.%'")
    ran = nianbao("export", data)
    assert ran.status == 3
    assert "cells are now" in ran.err
    assert "reports are now" not in ran.err
    assert (data / "reports.csv").read_bytes() == before
    assert nianbao("export", tmp_path / "elsewhere").status == 3, "wherever it is written to"
    assert nianbao("export", data, "--year", 2022).status == 0, "other filters, another measure"
    assert nianbao("export", data, "--force").status == 0
    assert nianbao("export", data).status == 0, "the forced one is what is compared with now"
