"""``nianbao parse``: one JSON object a line for each path, whatever the paths hold."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from pipelines.formats import ocr

ROOT = Path(__file__).parent.parent.parent
REPORT = ROOT / "fixtures/reports/county-2023-compiled-by-office/page.html"
NO_REPORT = ROOT / "fixtures/reports/not-guide/page.html"
SAMPLES = ROOT.parent / "shared" / "samples"
KEYS = [
    "path",
    "is_report",
    "reason",
    "title",
    "issuer",
    "issuer_kind",
    "division_code",
    "scope",
    "year",
    "form",
    "published_on",
    "signed_on",
    "sections",
    "figures",
    "tables",
    "facts",
    "findings",
    "content_digest",
]


def parse(*arguments: str, stdin: bytes = b"") -> tuple[int, list[dict[str, Any]], str]:
    command = [sys.executable, "-c", "from crawler.cli import main; main()", "parse", *arguments]
    done = subprocess.run(command, input=stdin, capture_output=True, cwd=ROOT, check=False)
    lines = done.stdout.decode("utf-8").splitlines()
    return done.returncode, [json.loads(line) for line in lines], done.stderr.decode("utf-8")


def test_a_report_has_every_key_in_the_order_of_the_reference() -> None:
    status, (printed,), _ = parse(str(REPORT))
    assert status == 0
    assert list(printed) == KEYS
    assert printed["path"] == str(REPORT)
    assert printed["issuer"] == "示例县人民政府"
    assert printed["content_digest"].startswith("sha256:")
    assert all(isinstance(f["value"], int | float | None) for f in printed["figures"])


def test_what_is_no_report_has_every_key_and_a_reason() -> None:
    status, (printed,), _ = parse(str(NO_REPORT))
    assert status == 1
    assert list(printed) == KEYS
    assert printed["is_report"] is False
    assert printed["reason"]
    empty = {key: printed[key] for key in KEYS[3:]}
    assert all(value in (None, []) for value in empty.values())


def test_every_path_is_printed_in_order_and_errors_name_their_kind(tmp_path: Path) -> None:
    nothing = tmp_path / "empty.html"
    nothing.write_bytes(b"")
    absent = tmp_path / "absent.html"
    status, printed, _ = parse(str(absent), str(REPORT), str(nothing), str(tmp_path))
    assert status == 1
    assert [line["path"] for line in printed] == list(map(str, (absent, REPORT, nothing, tmp_path)))
    assert printed[0]["error"]["kind"] == "not_found"
    assert printed[1]["is_report"] is True
    assert printed[2]["error"]["kind"] == "empty"
    assert printed[3]["error"]["kind"] == "unsupported"
    assert all(line["error"]["message"] for line in printed if "error" in line)


@pytest.mark.skipif(not ocr.is_installed(), reason="needs the extra: ocr")
@pytest.mark.parametrize("address", ["files/1.png", "http://www.example.gov.cn/2023/1.png"])
def test_pictures_saved_beside_a_page_are_read(tmp_path: Path, address: str) -> None:
    name = address if address.startswith("files") else "1.png"
    (tmp_path / name).parent.mkdir(exist_ok=True)
    (tmp_path / name).write_bytes(
        (ROOT / "fixtures/portals/sites/tiane/xiangyang-2022-1.png").read_bytes()
    )
    page = tmp_path / "page.html"
    page.write_text(
        "<meta charset=utf-8><h1>天峨县向阳镇2022年政府信息公开工作年度报告</h1>"
        f"<div id=zoom><img src='{address}'></div>"
    )
    _, (printed,), _ = parse(str(page))
    assert {figure["read"] for figure in printed["figures"]} == {"ocr"}
    values = {figure["value"] for figure in printed["figures"] if figure["status"] == "number"}
    assert values == {0}  # the town had no applications, and so it prints


def test_standard_input() -> None:
    status, (printed,), _ = parse("-", stdin=REPORT.read_bytes())
    assert status == 0
    assert printed["path"] == "-"


def test_url_goes_with_one_path() -> None:
    status, printed, said = parse("--url", "http://www.sample.gov.cn/a.html", "a", "b")
    assert (status, printed) == (2, [])
    assert "--url" in said


def test_the_seed() -> None:
    if not SAMPLES.exists():
        pytest.skip("the samples are not here")
    status, (printed,), _ = parse(str(SAMPLES / "seed.txt"))
    assert status == 0
    assert printed["year"] == 2021
    assert printed["form"] == "2021"
    assert printed["issuer"] == "东乡县人力资源和社会保障局"
    assert printed["issuer_kind"] == "department"
    assert printed["signed_on"] == "2022-01-11"
    assert printed["division_code"] == "622926"
    assert len(printed["sections"]) == 6
    assert [figure["value"] for figure in printed["figures"]] == [0] * 200
    assert {figure["read"] for figure in printed["figures"]} == {"label", "tolerant", "structure"}
    assert printed["findings"] == []


@pytest.mark.parametrize(
    "name",
    [
        "form-2021-empty.docx",
        "pages/csrc_detail_1.html",
        "pages/csrc_list_1.html",
        "pages/ndrc_detail_1.html",
        "pages/ndrc_list_page.html",
        "pages/sasac_list_1.html",
        "pages/trs_report_column.html",
    ],
)
def test_samples_that_are_no_reports(name: str) -> None:
    if not SAMPLES.exists():
        pytest.skip("the samples are not here")
    status, (printed,), _ = parse(str(SAMPLES / name))
    assert status == 1
    assert printed["is_report"] is False
    assert printed["reason"]


def test_hongze() -> None:
    if not SAMPLES.exists():
        pytest.skip("the samples are not here")
    _, (printed,), _ = parse(str(SAMPLES / "hongze-2023.pdf"))
    assert printed["year"] == 2023
    assert printed["form"] == "mixed"
    assert printed["issuer"] == "淮安市洪泽区人民政府"
    assert printed["issuer_kind"] == "government"
    assert printed["division_code"] == "320813"
    assert printed["signed_on"] is None
    assert [section["kind"] for section in printed["sections"]] == [
        "preamble",
        "overview",
        "proactive_disclosure",
        "applications",
        "review_litigation",
        "problems",
        "other_matters",
    ]
