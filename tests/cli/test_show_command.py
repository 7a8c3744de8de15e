"""``nianbao show``: a referee follows a figure to the capture."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest
from lxml import html as lxml_html

from fixtures.archives import DONGXIANG, Nights, figure, report
from storage.records import Status
from tests.cli.conftest import OpenArchive, Run


@pytest.fixture
def report_id(tmp_path: Path, nianbao: Run, open_archive: OpenArchive) -> str:
    with open_archive() as archive:
        nights = Nights(archive, DONGXIANG)
        for received in ("5", "16"):
            nights.begin()
            printed = [
                figure("t3.received.total", received),
                figure("t3.carried_in.total", "约2", Status.TEXT),
            ]
            nights.see(f"{DONGXIANG.url}1", report(2021, figures=printed))
            nights.end()
    assert nianbao("export", tmp_path / "data").status == 0
    return str(pd.read_csv(tmp_path / "data" / "reports.csv")["report_id"][0])


def test_it_leads_to_the_capture_that_the_export_names(
    nianbao: Run, tmp_path: Path, report_id: str
) -> None:
    row = pd.read_csv(tmp_path / "data" / "reports.csv").iloc[0]
    shown = json.loads(nianbao("show", report_id, "--json").out)
    for name in ("url", "revision", "warc_file", "warc_offset", "warc_record_id", "payload_digest"):
        assert shown[name] == row[name]
    assert [(one["value"], one["raw"]) for one in shown["figures"]] == [(16, "16"), (None, "约2")]


def test_one_cell_by_name_or_variable(nianbao: Run, report_id: str) -> None:
    for name in ("t3.received.total", "t3_new_tot"):
        ran = nianbao("show", report_id, "--cell", name)
        assert ran.status == 0
        assert "t3.received.total = 16  printed '16', number, read by label" in ran.out
        assert "本年新收政府信息公开申请数量" in ran.out
        assert "约2" not in ran.out
    assert "no such cell" in nianbao("show", report_id, "--cell", "t3_in_nat").out


@pytest.mark.parametrize("options", [["nobody"], ["--cell", "t9.x"]])
def test_wrong_use(nianbao: Run, report_id: str, options: list[str]) -> None:
    asked = options if options == ["nobody"] else [report_id, *options]
    assert nianbao("show", *asked).status == 2


REPORTS = Path(__file__).parent.parent.parent / "fixtures/reports"


def taken_in(nianbao: Run, open_archive: OpenArchive, path: Path) -> str:
    """The id of a report that was read from a real document."""
    url = f"http://www.yunxi.gov.cn/zwgk/2023/{path.name}"
    assert nianbao("ingest", path, "--url", url).status == 0
    with open_archive() as archive:
        (report,) = archive.report_ids()
    return report


def test_the_captured_page_with_the_cell_marked(
    nianbao: Run, open_archive: OpenArchive, tmp_path: Path
) -> None:
    report = taken_in(nianbao, open_archive, REPORTS / "county-2022-old-and-new-tables/page.html")
    (tmp_path / "sub").mkdir()
    copy = tmp_path / "sub" / "copy.html"
    ran = nianbao("show", report, "--cell", "t3_new_tot", "--mark", copy)
    assert ran.status == 0
    assert str(copy) in ran.err
    page = lxml_html.document_fromstring(copy.read_bytes().decode("utf-8"))
    (marked,) = page.xpath("//*[@nianbao-mark]")
    shown = json.loads(nianbao("show", report, "--cell", "t3_new_tot", "--json").out)
    assert marked.text_content().strip() == shown["figures"][0]["raw"]
    note = page.xpath("//*[@id='nianbao-note']")[0].text_content()
    for known in (report, shown["url"], shown["payload_digest"], shown["warc_record_id"]):
        assert known in note
    assert "本年新收政府信息公开申请数量" in note
    everything = nianbao("show", report, "--mark", copy)
    assert everything.status == 0
    assert "212 of 212 marked" in everything.err


def test_what_cannot_be_marked_is_refused(
    nianbao: Run, open_archive: OpenArchive, tmp_path: Path
) -> None:
    report = taken_in(nianbao, open_archive, next((REPORTS / "bureau-2023-docx").glob("*.docx")))
    copy = tmp_path / "copy.html"
    ran = nianbao("show", report, "--cell", "t3_new_tot", "--mark", copy)
    assert ran.status == 2
    assert "Word or Excel" in ran.err
    assert nianbao("show", report, "--cell", "s14.disclosed", "--mark", copy).status == 2
    assert not copy.exists()
