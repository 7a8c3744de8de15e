"""Filters choose reports, and all that hangs on them."""

from __future__ import annotations

import pytest

from fixtures.archives import Nights, form_figures, report
from storage.records import (
    Form,
    IssuerKind,
)
from tests.storage.exports.exporting import ALL, PAGE, Export, rows, several


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
