"""Each report is a row that leads to its capture, and what it holds stands in the other tables."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pandas as pd

from fixtures.archives import Nights, digested, figure, form_figures, report
from storage.records import (
    Fact,
    FactKind,
    Finding,
    Form,
    LocalTable,
    Status,
    Verdict,
)
from storage.reference.codebook import load_codebook
from tests.storage.exports.exporting import ANYI, PAGE, Export, rows


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


def test_a_report_behind_a_page_has_the_pages_url(nights: Nights, export: Export) -> None:
    nights.begin()
    nights.see(f"{PAGE}/a.pdf", report(), parent_url=PAGE)
    nights.end()
    directory = export()
    assert rows(directory, "reports")[0]["url"] == PAGE
    assert rows(directory, "revisions")[0]["url"] == f"{PAGE}/a.pdf"
