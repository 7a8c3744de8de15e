"""``nianbao validate``: two coders, a third look, and a rate that stands in the data set."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from tests.cli.conftest import Run, Sql

REPORTS = Path(__file__).parent.parent.parent / "fixtures/reports"
NAMES = ("county-2022-old-and-new-tables", "department-2019-word-paste", "bureau-2023-docx")


@pytest.fixture
def printed(nianbao: Run, database_url: str | None) -> dict[str, str]:
    """An archive of three real documents; what their pages print, by year and cell."""
    known = {}
    for name in NAMES:
        (path,) = (one for one in (REPORTS / name).iterdir() if one.name != "expected.json")
        url = f"http://www.yunxi.gov.cn/{name}/{path.name}"
        assert nianbao("ingest", path, "--url", url).status == 0
        expected = json.loads((REPORTS / name / "expected.json").read_text(encoding="utf-8"))
        known |= {f"{url} {one['cell']}": one["raw"] for one in expected["figures"]}
    return known


def fill(path: Path, values: dict[str, str]) -> None:
    """Code a sheet as a person would: what is printed, ``blank`` where nothing is, else none."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        raw = values.get(f"{row['url']} {row['cell']}", "none")
        row["value"] = raw or "blank"
    with path.open("w", encoding="gb18030", newline="") as file:  # as Excel in China saves it
        writer = csv.DictWriter(file, list(rows[0]), delimiter=";")
        writer.writeheader()
        writer.writerows(rows)


def test_from_drawing_to_the_readme(
    nianbao: Run, tmp_path: Path, printed: dict[str, str], sql: Sql
) -> None:
    # The archive is made wrong in one cell of three hundred.
    sql("UPDATE figures SET value = 991, raw = '991' WHERE cell = 't3.received.total'")
    sheets = tmp_path / "sheets"
    ran = nianbao("validate", sheets, "--sample", 10_000)
    assert ran.status == 0
    first, second = sheets / "coder_1.csv", sheets / "coder_2.csv"
    with first.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {row["value"] for row in rows} == {""}
    assert all((sheets / row["page"]).is_file() for row in rows)
    assert {Path(row["page"]).suffix for row in rows} == {".html", ".docx"}
    assert all(row["label_zh"] and row["url"] and row["report_id"] for row in rows)
    page = (sheets / next(row["page"] for row in rows if "word-paste" in row["url"])).read_text(
        encoding="utf-8"
    )
    assert "nianbao-mark" in page
    assert "read by" not in page  # coders are not told what was read

    ran = nianbao("validate", sheets)
    assert ran.status == 1
    assert "no value yet" in ran.err

    fill(first, printed)
    fill(second, {**printed, next(iter(printed)): "12345"})
    ran = nianbao("validate", sheets)
    assert ran.status == 1
    assert "disagreements.csv" in ran.err
    with (sheets / "disagreements.csv").open(encoding="utf-8-sig", newline="") as file:
        (dispute,) = csv.DictReader(file)
    assert dispute["coder_2"] == "12345"
    fill(sheets / "disagreements.csv", printed)

    ran = nianbao("validate", sheets, "--json")
    assert ran.status == 0, ran.err
    told = json.loads(ran.out)
    whole = told["strata"][0]
    assert whole["coded"] == len(rows)
    assert whole["wrong_cells"] == len(NAMES)
    assert whole["wrong"]["low"] < len(NAMES) / len(rows) < whole["wrong"]["high"]
    assert told["agreement"]["share"] == pytest.approx(1 - 1 / len(rows))
    assert told["settled"] == 1

    assert nianbao("export", tmp_path / "data").status == 0
    readme = (tmp_path / "data" / "README.md").read_text(encoding="utf-8")
    assert f"Measured on {told['taken_at'][:10]}" in readme
    assert f"| all |  | {len(rows)} | {len(rows)} | {len(NAMES) / len(rows):.2%}" in readme
    assert nianbao("export", tmp_path / "past", "--as-of", "2020-01-01").status == 1
    assert "Measured on" not in (tmp_path / "past" / "README.md").read_text(encoding="utf-8")


def test_wrong_use(nianbao: Run, tmp_path: Path, printed: dict[str, str]) -> None:
    sheets = tmp_path / "sheets"
    assert nianbao("validate", sheets).status == 2  # nothing was drawn there
    assert nianbao("validate", sheets, "--sample", 0).status == 2
    assert nianbao("validate", sheets, "--sample", 5).status == 0
    assert nianbao("validate", sheets, "--sample", 5).status == 2  # it would overwrite
    lines = (sheets / "coder_1.csv").read_text(encoding="utf-8-sig").splitlines(keepends=True)
    (sheets / "coder_1.csv").write_text("".join(lines[:-1]), encoding="utf-8")
    ran = nianbao("validate", sheets)
    assert ran.status == 2
    assert "coder_1.csv" in ran.err
