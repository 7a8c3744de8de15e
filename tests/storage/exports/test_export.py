"""What an export holds is what the archive holds; read with pandas as researchers do."""

from __future__ import annotations

import csv
import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pytest

from fixtures.archives import DONGXIANG, Nights, digested, figure, form_figures, report
from storage.archive import Archive
from storage.exports.clocks import Clocks
from storage.exports.export import DirectoryInUse, export_archive
from storage.exports.formats import Options
from storage.exports.selection import Selection
from storage.exports.tables import CODEBOOK, all_tables
from storage.records import (
    Fact,
    FactKind,
    Finding,
    Form,
    IssuerKind,
    LocalTable,
    Outcome,
    Site,
    Status,
    Verdict,
)
from storage.reference.codebook import load_codebook

ANYI = Site(
    site="anyi", name="安义县人民政府", url="http://anyi-demo.gov.cn/", division_code="360123"
)
PAGE = "http://www.dongxiang-demo.gov.cn/nb/2021.html"
Export = Callable[..., Path]


@pytest.fixture
def archive(tmp_path: Path, database_url: str | None) -> Iterator[Archive]:
    with Archive.open(tmp_path / "archive", database_url=database_url) as opened:
        yield opened


@pytest.fixture
def nights(archive: Archive) -> Nights:
    return Nights(archive, DONGXIANG, ANYI)


@pytest.fixture
def export(archive: Archive, tmp_path: Path) -> Export:
    def write(name: str = "export", *, bom: bool = False, **filters: object) -> Path:
        directory = tmp_path / name
        export_archive(
            archive,
            directory,
            format_name="csv",
            selection=Selection(**filters),
            options=Options(byte_order_mark=bom),
            progress=lambda done, total: None,
        )
        return directory

    return write


def rows(directory: Path, table: str) -> list[dict[str, str]]:
    with (directory / f"{table}.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def test_an_empty_archive_gives_all_tables_with_their_headers(export: Export) -> None:
    directory = export()
    for table in (*all_tables(), CODEBOOK):
        frame = pd.read_csv(directory / f"{table.name}.csv")
        assert list(frame.columns) == [column.name for column in table.columns]
    assert (pd.read_csv(directory / "codebook.csv")["kind"] == "cell").sum() == 284
    assert {path.name for path in directory.iterdir()} == {
        *(f"{table.name}.csv" for table in (*all_tables(), CODEBOOK)),
        "datapackage.json",
        "README.md",
        "CITATION.cff",
        "datacite.json",
        ".zenodo.json",
    }


def test_a_report_is_one_row_that_leads_to_its_capture(nights: Nights, export: Export) -> None:
    nights.begin()
    nights.see(PAGE, report(2021))
    nights.end()
    (row,) = rows(export(), "reports")
    assert row["report_id"].startswith("622926-2021-")
    assert row | {"issuer_id": "", "report_id": "", "content_digest": ""} == {
        "report_id": "",
        "division_code": "622926",
        "province": "甘肃省",
        "prefecture": "临夏回族自治州",
        "county": "东乡族自治县",
        "issuer_id": "",
        "issuer": "东乡族自治县人民政府",
        "issuer_kind": "government",
        "scope": "unknown",
        "year": "2021",
        "form": "2021",
        "title": "东乡族自治县人民政府2021年政府信息公开工作年度报告",
        "url": PAGE,
        "published_on": "2022-01-28",
        "signed_on": "2022-01-26",
        "first_seen_at": "2026-04-02T17:00:01Z",
        "last_seen_at": "2026-04-02T17:00:01Z",
        "revision": "1",
        "revisions": "1",
        "status": "published",
        "content_digest": "",
        "reader_version": "reader-1",
        "warc_file": "dongxiang.warc.gz",
        "warc_offset": "1000",
        "warc_record_id": "urn:uuid:2f70a44b-faba-5a66-ab14-64ef07f2f9db",
        "payload_digest": row["payload_digest"],
    }


def test_names_are_those_of_the_reports_year(nights: Nights, export: Export) -> None:
    """临川区's neighbour 东乡县 (361029) became 东乡区 (361003) in 2016."""
    nights.begin("anyi")
    for year, code, name in ((2015, "361029", "东乡县"), (2017, "361003", "东乡区")):
        issuer = f"{name}人民政府"
        nights.see(f"{ANYI.url}{year}", report(year, issuer=issuer, division_code=code))
    nights.end()
    assert [(row["year"], row["county"]) for row in rows(export(), "reports")] == [
        ("2017", "东乡区"),
        ("2015", "东乡县"),
    ]


def test_figures_and_panel_keep_blank_dash_text_and_zero_apart(
    nights: Nights, export: Export
) -> None:
    cells = [cell.cell for cell in load_codebook() if Form.F2021 in cell.forms][:6]
    printed = (
        figure(cells[0], "0"),
        figure(cells[1], "", Status.BLANK),
        figure(cells[2], "/", Status.DASH),
        figure(cells[3], "约200", Status.TEXT),
        figure(cells[4], "69 3", Status.UNREAD),
        figure(cells[5], "7730.28"),
    )
    nights.begin()
    nights.see(PAGE, report(figures=printed))
    nights.end()
    directory = export()
    assert [
        (row["cell"], row["value"], row["raw"], row["status"], row["read"])
        for row in rows(directory, "figures")
    ] == [
        (cells[0], "0", "0", "number", "label"),
        (cells[1], "", "", "blank", "label"),
        (cells[2], "", "/", "dash", "label"),
        (cells[3], "", "约200", "text", "label"),
        (cells[4], "", "69 3", "unread", "label"),
        (cells[5], "7730.28", "7730.28", "number", "label"),
    ]
    variables = [load_codebook().by_name[cell].variable for cell in cells]
    (values,), (status,) = rows(directory, "panel"), rows(directory, "panel_status")
    assert [values[name] for name in variables] == ["0", "", "", "", "", "7730.28"]
    assert [status[name] for name in variables] == [
        "number",
        "blank",
        "dash",
        "text",
        "unread",
        "number",
    ]
    others = {cell.variable for cell in load_codebook()} - set(variables)
    assert {values[name] for name in others} == {""}
    assert {status[name] for name in others} == {"off_form"}


def test_the_whole_form_in_pandas_equals_what_was_printed(nights: Nights, export: Export) -> None:
    names = [cell for cell in load_codebook() if Form.F2021 in cell.forms]
    printed = {cell.cell: str(number) for number, cell in enumerate(names)}
    nights.begin()
    nights.see(PAGE, report(figures=form_figures(Form.F2021, printed)))
    nights.end()
    directory = export()
    panel = pd.read_csv(directory / "panel.csv")
    assert panel["division_code"].tolist() == [622926]
    assert [panel[cell.variable][0] for cell in names] == list(range(len(names)))
    figures = pd.read_csv(directory / "figures.csv")
    assert dict(zip(figures["cell"], figures["value"], strict=True)) == {
        cell: int(number) for cell, number in printed.items()
    }


def test_narrative_tables_facts_and_findings(nights: Nights, export: Export) -> None:
    reading = replace(
        report(),
        tables=(
            LocalTable(caption="指标", rows=(("名称", "数"), ("公开", "1,0\n2"))),
            LocalTable(caption="", rows=(("甲",),)),
        ),
        facts=(
            Fact(
                fact=FactKind.PROCESSING_FEE,
                value=Decimal("0.028"),
                unit="万元",
                raw="收取信息处理费280元。",
            ),
        ),
        findings=(
            Finding(
                rule="t4.total",
                verdict=Verdict.PUBLISHED,
                cells=("t4.review.total", "t4.review.upheld"),
                expected=Decimal(11),
                actual=Decimal(0),
                message="the total is 0 beside 10 + 1",
            ),
            Finding(rule="remark", verdict=Verdict.EXTRACTION, message="no arithmetic"),
        ),
    )
    nights.begin()
    nights.see(PAGE, digested(reading))
    nights.end()
    directory = export()
    assert [
        tuple(row[name] for name in ("table", "row", "column", "caption", "text"))
        for row in rows(directory, "tables")
    ] == [
        ("1", "1", "1", "指标", "名称"),
        ("1", "1", "2", "指标", "数"),
        ("1", "2", "1", "指标", "公开"),
        ("1", "2", "2", "指标", "1,0\n2"),
        ("2", "1", "1", "", "甲"),
    ]
    (section,) = rows(directory, "sections")
    assert (section["position"], section["kind"]) == ("1", "overview")
    assert section["text"] == "一段。\n两段。"
    (fact,) = rows(directory, "facts")
    assert list(fact.values())[2:] == ["processing_fee", "0.028", "万元", "收取信息处理费280元。"]
    arithmetic, remark = rows(directory, "findings")
    assert arithmetic["cells"] == "t4.review.total t4.review.upheld"
    assert (arithmetic["expected"], arithmetic["actual"]) == ("11", "0")
    assert (remark["cells"], remark["expected"], remark["actual"]) == ("", "", "")


def changed_once(nights: Nights) -> None:
    """Archive a report whose figure changes from 5 to 6 in the second night."""
    for printed in ("5", "6"):
        nights.begin()
        cells = {"t3.received.total": printed}
        nights.see(PAGE, report(figures=form_figures(Form.F2021, cells)))
        nights.end()


def test_a_changed_figure_is_revision_two_with_one_change(nights: Nights, export: Export) -> None:
    changed_once(nights)
    directory = export()
    (row,) = rows(directory, "reports")
    assert (row["revision"], row["revisions"]) == ("2", "2")
    first, second = rows(directory, "revisions")
    assert (first["revision"], first["cause"]) == ("1", "first")
    assert (second["revision"], second["cause"]) == ("2", "source")
    assert second["warc_record_id"] == row["warc_record_id"] != first["warc_record_id"]
    (change,) = rows(directory, "changes")
    assert change == {
        "report_id": row["report_id"],
        "revision": "2",
        "cause": "source",
        "kind": "figure",
        "name": "t3.received.total",
        "old": "5",
        "new": "6",
        "last_seen_old_at": first["last_seen_at"],
        "first_seen_new_at": second["first_seen_at"],
    }


def test_current_revision_or_all_of_them(nights: Nights, export: Export) -> None:
    changed_once(nights)
    variable = load_codebook().by_name["t3.received.total"].variable
    now, ever = export("now"), export("ever", all_revisions=True)
    assert [(row["revision"], row[variable]) for row in rows(now, "panel")] == [("2", "6")]
    assert [(row["revision"], row[variable]) for row in rows(ever, "panel")] == [
        ("1", "5"),
        ("2", "6"),
    ]
    for table in ("figures", "sections", "panel_status"):
        assert {row["revision"] for row in rows(now, table)} == {"2"}
        assert {row["revision"] for row in rows(ever, table)} == {"1", "2"}
    assert len(rows(ever, "reports")) == 1


def test_a_then_b_then_a_again_is_three_revisions_with_their_figures(
    nights: Nights, export: Export
) -> None:
    for printed in ("5", "6", "5"):
        nights.begin()
        cells = {"t3.received.total": printed}
        nights.see(PAGE, report(figures=form_figures(Form.F2021, cells)))
        nights.end()
    variable = load_codebook().by_name["t3.received.total"].variable
    panel = rows(export(all_revisions=True), "panel")
    assert [(row["revision"], row[variable]) for row in panel] == [
        ("1", "5"),
        ("2", "6"),
        ("3", "5"),
    ]


def test_a_report_gone_for_good_is_withdrawn(nights: Nights, export: Export) -> None:
    nights.begin()
    nights.see(PAGE, report())
    nights.end()
    for _ in range(3):
        nights.begin(after=timedelta(days=8))
        nights.miss(PAGE)
        nights.end()
    directory = export()
    (row,) = rows(directory, "reports")
    assert (row["status"], row["revision"]) == ("withdrawn", "1")
    (source,) = rows(directory, "sources")
    assert (source["primary"], source["status"]) == ("true", "gone")
    (change,) = rows(directory, "changes")
    assert (change["revision"], change["cause"], change["kind"]) == ("1", "source", "withdrawn")
    assert [(row["status"], row["outcome"]) for row in rows(directory, "visits")] == [
        ("200", "ok"),
        ("404", "gone"),
        ("404", "gone"),
        ("404", "gone"),
    ]
    covered = {row["year"]: row["state"] for row in rows(directory, "coverage")}
    assert covered["2021"] == "withdrawn"


def test_a_report_behind_a_page_has_the_pages_url(nights: Nights, export: Export) -> None:
    nights.begin()
    nights.see(f"{PAGE}/a.pdf", report(), parent_url=PAGE)
    nights.end()
    directory = export()
    assert rows(directory, "reports")[0]["url"] == PAGE
    assert rows(directory, "revisions")[0]["url"] == f"{PAGE}/a.pdf"


def several(nights: Nights) -> None:
    """Two counties, three kinds of issuer, three years, three forms."""
    nights.begin("dongxiang")
    nights.see(PAGE, report(2021))
    nights.see(f"{PAGE}?2019", report(2019, form=Form.F2019))
    bureau = report(2021, issuer="东乡族自治县教育局", kind=IssuerKind.DEPARTMENT)
    nights.see(f"{PAGE}?bureau", bureau)
    nights.see(f"{PAGE}?pictures", report(2022, form=None))
    nights.end()
    nights.begin("anyi")
    anyi = report(2021, issuer="安义县人民政府", division_code="360123")
    nights.see(f"{ANYI.url}2021", anyi)
    nowhere = report(2020, issuer="某局", kind=IssuerKind.DEPARTMENT, division_code=None)
    nights.see(f"{ANYI.url}nowhere", nowhere)
    nights.end()


ALL = {
    ("东乡族自治县人民政府", "2021"),
    ("东乡族自治县人民政府", "2019"),
    ("东乡族自治县教育局", "2021"),
    ("东乡族自治县人民政府", "2022"),
    ("安义县人民政府", "2021"),
    ("某局", "2020"),
}


@pytest.mark.parametrize(
    ("filters", "passing"),
    [
        ({}, ALL),
        ({"years": (2021,)}, {pair for pair in ALL if pair[1] == "2021"}),
        ({"years": (2019, 2020)}, {pair for pair in ALL if pair[1] in {"2019", "2020"}}),
        ({"divisions": ("622926",)}, {pair for pair in ALL if "东乡" in pair[0]}),
        ({"divisions": ("622900",)}, {pair for pair in ALL if "东乡" in pair[0]}),
        ({"provinces": ("620000",)}, {pair for pair in ALL if "东乡" in pair[0]}),
        ({"provinces": ("620000", "360000")}, ALL - {("某局", "2020")}),
        ({"issuer_kinds": (IssuerKind.DEPARTMENT,)}, {p for p in ALL if p[0].endswith("局")}),
        ({"forms": (Form.F2019,)}, {("东乡族自治县人民政府", "2019")}),
        ({"sites": ("anyi",)}, {("安义县人民政府", "2021"), ("某局", "2020")}),
        ({"sites": ("anyi",), "years": (2020,)}, {("某局", "2020")}),
        ({"years": (1999,)}, set()),
    ],
)
def test_filters_choose_reports_and_all_that_hangs_on_them(
    nights: Nights, export: Export, filters: dict[str, object], passing: set[tuple[str, str]]
) -> None:
    several(nights)
    directory = export(**filters)
    found = rows(directory, "reports")
    assert {(row["issuer"], row["year"]) for row in found} == passing
    ids = {row["report_id"] for row in found}
    for table in ("panel", "panel_status", "sections", "revisions", "sources"):
        assert {row["report_id"] for row in rows(directory, table)} == ids
    urls = {row["url"] for row in rows(directory, "sources")}
    assert {row["url"] for row in rows(directory, "visits")} == urls


def test_a_form_is_that_of_the_current_revision(nights: Nights, export: Export) -> None:
    for form in (Form.F2019, Form.F2021):
        nights.begin()
        cells = form_figures(form)
        nights.see(PAGE, report(form=form, figures=cells))
        nights.end()
    assert len(rows(export("new", forms=(Form.F2021,)), "reports")) == 1
    assert rows(export("old", forms=(Form.F2019,)), "reports") == []


def test_the_same_archive_and_filters_give_the_same_bytes(nights: Nights, export: Export) -> None:
    several(nights)
    one, other = export("one"), export("other")
    for path in one.iterdir():
        assert path.read_bytes() == (other / path.name).read_bytes()


def test_coverage_says_only_what_is_certain(nights: Nights, export: Export) -> None:
    several(nights)
    nights.begin("anyi")
    nights.end(Outcome.BLOCKED, "412")
    covered = {
        (row["issuer"], int(row["year"])): (row["state"], row["deadline"], row["report_id"] != "")
        for row in rows(export(), "coverage")
    }
    government, bureau = "东乡族自治县人民政府", "东乡族自治县教育局"
    assert covered[government, 2021] == ("published", "2022-03-31", True)
    assert covered[government, 2022] == ("unread", "2023-03-31", True)
    assert covered[government, 2008] == ("not_observed", "2009-03-31", False)
    assert covered[bureau, 2021] == ("published", "2022-01-31", True)
    assert covered[bureau, 2022] == ("not_observed", "2023-01-31", False)
    assert (bureau, 2020) not in covered, "what it ought to have done before is not known"
    assert covered["安义县人民政府", 2021] == ("published", "2022-03-31", True)
    assert covered["安义县人民政府", 2020] == ("blocked", "2021-03-31", False)
    assert {state for state, _, _ in covered.values()} <= {
        "published",
        "unread",
        "not_observed",
        "blocked",
    }


def test_coverage_waits_for_the_deadline(nights: Nights, export: Export) -> None:
    nights.now = nights.now.replace(month=2)
    nights.begin()
    nights.see(PAGE, report(2021))
    bureau = report(2021, issuer="东乡族自治县教育局", kind=IssuerKind.DEPARTMENT)
    nights.see(f"{PAGE}?bureau", bureau)
    nights.end()
    states = {
        (row["issuer"], row["year"]): row["state"]
        for row in rows(export(sites=("dongxiang",)), "coverage")
    }
    assert states["东乡族自治县人民政府", "2025"] == "not_due"
    assert states["东乡族自治县人民政府", "2024"] == "not_observed"
    assert states["东乡族自治县教育局", "2025"] == "not_observed"


def test_an_earlier_export_is_replaced_as_a_whole(nights: Nights, export: Export) -> None:
    directory = export()
    (directory / "stale.csv").write_text("old", encoding="utf-8")
    several(nights)
    export()
    assert not (directory / "stale.csv").exists()
    assert len(rows(directory, "reports")) == len(ALL)


def test_an_empty_directory_is_taken(export: Export, tmp_path: Path) -> None:
    (tmp_path / "export").mkdir()
    assert (export() / "reports.csv").exists()


@pytest.mark.parametrize("name", ["notes.txt", "datapackage.json", "reports.csv", ".hidden"])
def test_any_other_directory_is_refused(export: Export, tmp_path: Path, name: str) -> None:
    directory = tmp_path / "export"
    directory.mkdir()
    (directory / name).write_text('{"name": "somebody-elses"}', encoding="utf-8")
    with pytest.raises(DirectoryInUse):
        export()
    assert [path.name for path in directory.iterdir()] == [name]


def test_a_file_in_the_way_is_refused(export: Export, tmp_path: Path) -> None:
    (tmp_path / "export").write_text("a file", encoding="utf-8")
    with pytest.raises(DirectoryInUse):
        export()


def test_the_data_package_counts_and_hashes_what_is_there(nights: Nights, export: Export) -> None:
    several(nights)
    directory = export(years=(2021,))
    package = json.loads((directory / "datapackage.json").read_text(encoding="utf-8"))
    assert package["nianbao"]["filters"] == {"year": ["2021"]}
    for resource in package["resources"]:
        content = (directory / resource["path"]).read_bytes()
        assert resource["bytes"] == len(content)
        assert resource["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}"
        assert resource["rows"] == len(rows(directory, resource["name"]))


@pytest.mark.parametrize("bom", [False, True])
def test_frictionless_finds_the_data_package_valid(
    nights: Nights, export: Export, monkeypatch: pytest.MonkeyPatch, *, bom: bool
) -> None:
    frictionless = pytest.importorskip("frictionless")
    changed_once(nights)
    several(nights)
    directory = export(bom=bom, all_revisions=True)
    monkeypatch.chdir(directory)
    found = frictionless.validate("datapackage.json")
    assert found.valid, found.flatten(["name", "fieldName", "rowNumber", "message"])[:5]


@pytest.mark.parametrize(
    "selection",
    [{"forms": (Form.F2019,)}, {"clocks": Clocks(read_as_of=date(2020, 1, 1))}, {"years": (2021,)}],
)
def test_the_data_package_of_a_part_is_valid(
    nights: Nights, export: Export, monkeypatch: pytest.MonkeyPatch, selection: dict[str, object]
) -> None:
    frictionless = pytest.importorskip("frictionless")
    several(nights)
    monkeypatch.chdir(export(**selection))
    found = frictionless.validate("datapackage.json")
    assert found.valid, found.flatten(["name", "fieldName", "rowNumber", "message"])[:5]


def test_every_file_opens_in_pandas_without_options(nights: Nights, export: Export) -> None:
    several(nights)
    directory = export(bom=True)
    for path in sorted(directory.glob("*.csv")):
        frame = pd.read_csv(path)
        assert len(frame) == len(rows(directory, path.stem))
        assert not frame.columns[0].startswith("\ufeff")
    sources = pd.read_csv(directory / "sources.csv")
    assert sources["primary"].dtype == bool
    assert pd.to_datetime(sources["first_seen_at"]).dt.tz is not None


def test_the_readme_names_every_table_and_every_filter(nights: Nights, export: Export) -> None:
    several(nights)
    text = (export(years=(2021,)) / "README.md").read_text(encoding="utf-8")
    assert "year 2021" in text
    for table in (*all_tables(), CODEBOOK):
        assert f"### {table.name}\n" in text


def test_both_engines_give_the_same_bytes(tmp_path: Path, postgres_url: str) -> None:
    written = []
    for name, url in (("sqlite", None), ("postgresql", postgres_url)):
        with Archive.open(tmp_path / name / "archive", database_url=url) as archive:
            nights = Nights(archive, DONGXIANG, ANYI)
            changed_once(nights)
            several(nights)
            written.append(tmp_path / name / "export")
            export_archive(
                archive,
                written[-1],
                format_name="csv",
                selection=Selection(all_revisions=True),
                options=Options(),
                progress=lambda done, total: None,
            )
    one, other = written
    for path in sorted(one.iterdir()):
        assert path.read_bytes() == (other / path.name).read_bytes(), path.name
