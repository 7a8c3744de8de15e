"""Derived variables, quality columns, units: what the panel has beside the cells."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pytest

from fixtures.archives import DONGXIANG, Nights, digested, figure, form_figures, report
from storage.archive import Archive
from storage.exports.export import export_archive
from storage.exports.formats import Options
from storage.exports.selection import Selection
from storage.records import Finding, Form, IssuerKind, Read, Status, Verdict
from storage.reference.derived import load_derived
from storage.reference.divisions import all_divisions
from storage.reference.lineage import codes_today, unit_of

URL = DONGXIANG.url
Data = Callable[..., Path]


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with Archive.open(tmp_path / "archive") as opened:
        yield opened


@pytest.fixture
def nights(archive: Archive) -> Nights:
    nights = Nights(archive, DONGXIANG)
    nights.begin()
    return nights


@pytest.fixture
def data(archive: Archive, tmp_path: Path) -> Data:
    def write(**filters: object) -> Path:
        export_archive(
            archive,
            tmp_path / "data",
            format_name="csv",
            selection=Selection(**filters),
            options=Options(),
            progress=lambda done, total: None,
        )
        return tmp_path / "data"

    return write


def panel(directory: Path) -> tuple[pd.DataFrame, pd.DataFrame]:
    return tuple(  # type: ignore[return-value]
        pd.read_csv(directory / f"{name}.csv").set_index("year")
        for name in ("panel", "panel_status")
    )


def test_subtotals_and_shares_follow_from_the_cells(nights: Nights, data: Data) -> None:
    printed = {
        "t3.refused.state_secret.total": "1",
        "t3.refused.third_party_rights.total": "2",
        "t3.concluded.total": "12",
        "t3.granted.total": "5",
        "t3.granted_in_part.total": "1",
        "t3.carried_out.total": "4",
        "t3.received.total": "14",
        "t3.carried_in.total": "2",
        "t4.litigation_direct.upheld": "3",
        "t4.litigation_after_review.upheld": "4",
    }
    nights.see(f"{URL}1", report(2021, figures=form_figures(Form.F2021, printed)))
    nights.end()
    values, status = panel(data())
    row = values.loc[2021]
    assert row["d3_refused_tot"] == 3
    assert row["d3_rate_refusal"] == 0.25
    assert row["d3_share_refthird"] == 0.666667
    assert (row["d3_rate_grant"], row["d3_rate_anygrant"]) == (0.416667, 0.5)
    assert row["d3_rate_carried"] == 0.25
    assert row["d4_lit_upheld"] == 7
    assert status.loc[2021, "d3_refused_tot"] == "number"


def test_a_derived_variable_is_null_unless_every_part_is_a_number(
    nights: Nights, data: Data
) -> None:
    figures = [
        {
            "t3.refused.state_secret.total": figure(
                "t3.refused.state_secret.total", "", Status.BLANK
            ),
            "t3.concluded.total": figure("t3.concluded.total", "约9", Status.TEXT),
        }.get(one.cell, one)
        for one in form_figures(Form.F2021)
        if one.cell != "t3.unavailable.not_held.total"
    ]
    nights.see(f"{URL}1", report(2021, figures=figures))
    nights.end()
    values, status = panel(data())
    for variable, why in (
        ("d3_refused_tot", "blank"),
        ("d3_rate_grant", "text"),
        ("d3_unavail_tot", "off_form"),
        ("d3_share_nprepeat", "undefined"),  # of no application that was not processed
    ):
        assert pd.isna(values.loc[2021, variable])
        assert status.loc[2021, variable] == why
    assert values.loc[2021, "d3_notproc_tot"] == 0


def test_other_handling_is_one_variable_over_both_forms(nights: Nights, data: Data) -> None:
    old = {"t3.other_combined.total": "6"}
    new = {
        "t3.other.uncorrected.total": "1",
        "t3.other.unpaid.total": "2",
        "t3.other.other.total": "3",
    }
    nights.see(f"{URL}1", report(2020, form=Form.F2019, figures=form_figures(Form.F2019, old)))
    nights.see(f"{URL}2", report(2021, figures=form_figures(Form.F2021, new)))
    both = [*form_figures(Form.F2021, new), figure("t3.other_combined.total", "7")]
    nights.see(f"{URL}3", report(2022, form=Form.MIXED, figures=both))
    nights.end()
    values, status = panel(data())
    assert values["d3_other_tot"].loc[[2020, 2021]].tolist() == [6, 6]
    assert pd.isna(values.loc[2022, "d3_other_tot"])
    assert status.loc[2022, "d3_other_tot"] == "undefined", "what is printed twice must agree"


def test_no_formula_mixes_what_the_forms_do_not_share() -> None:
    assert all(variable.forms == (Form.F2019, Form.F2021) for variable in load_derived())
    for variable in load_derived():
        for formula in variable.formulas:
            assert not any(cell.startswith(("t2.", "s14.")) for cell in formula.cells)


def test_quality_of_the_reading(nights: Nights, data: Data) -> None:
    def broken(rule: str, verdict: Verdict) -> Finding:
        return Finding(rule=rule, verdict=verdict, cells=(), expected=None, actual=None, message="")

    whole = form_figures(Form.F2021)
    nights.see(f"{URL}1", report(2021, figures=whole))
    bad = replace(
        report(2022, figures=[replace(whole[0], read=Read.TOLERANT), *whole[1:]]),
        findings=(
            broken("t4.total", Verdict.PUBLISHED),
            broken("narrative.received", Verdict.EXTRACTION),
            broken("t4.total", Verdict.PUBLISHED),
        ),
    )
    nights.see(f"{URL}2", digested(bad))
    blank = [
        figure(one.cell, "", Status.BLANK) if one.cell == "t3.carried_in.total" else one
        for one in whole
    ]
    nights.see(f"{URL}3", report(2023, figures=blank))
    nights.end()
    values, _ = panel(data())
    columns = ["t3_ok", "t4_ok", "findings_published", "findings_extraction", "cells_not_by_label"]
    assert values.loc[2021, columns].tolist() == [True, True, 0, 0, 0]
    assert values.loc[2022, columns].tolist() == [True, False, 2, 1, 1]
    assert pd.isna(values.loc[2023, "t3_ok"])
    assert values.loc[2023, "t4_ok"]


def test_the_codebook_prints_formulas_and_counts_what_is_there(nights: Nights, data: Data) -> None:
    nights.see(
        f"{URL}1", report(2021, figures=form_figures(Form.F2021, {"t3.received.total": "4"}))
    )
    nights.see(
        f"{URL}2", report(2022, figures=form_figures(Form.F2021, {"t3.received.total": "7"}))
    )
    nights.see(f"{URL}3", report(2023, form=None))
    nights.end()
    book = pd.read_csv(data() / "codebook.csv").set_index("variable")
    received = book.loc["t3_new_tot"]
    assert received[["numbers", "off_form", "least", "largest", "mean"]].tolist() == [
        2,
        1,
        4,
        7,
        5.5,
    ]
    assert "2021〕30号 三、" in received["notice"]
    assert book.loc["d3_rate_carried", "formula"] == "t3_out_tot / (t3_new_tot + t3_in_tot)"
    assert book["kind"].value_counts().to_dict() == {"cell": 284, "derived": 53, "quality": 5}
    assert not book.loc["t2_fees_amount", "shared"]
    assert book.loc["d3_other_nat", "shared"]


def test_units_outlive_codes(nights: Nights, data: Data) -> None:
    """东乡县 (361029) became 东乡区 (361003); three districts of 天津 became 滨海新区."""
    for year, code, name in ((2015, "361029", "东乡县"), (2017, "361003", "东乡区")):
        nights.see(f"{URL}{year}", report(year, issuer=f"{name}人民政府", division_code=code))
    nights.see(
        f"{URL}0", report(2016, issuer="不明局", kind=IssuerKind.DEPARTMENT, division_code=None)
    )
    nights.end()
    values, _ = panel(data())
    assert values.loc[[2015, 2017], "unit"].tolist() == [361003, 361003]
    assert pd.isna(values.loc[2016, "unit"])
    assert sorted(values["issuer_num"]) == [1, 2, 3]
    assert {unit_of(code) for code in ("120107", "120108", "120109", "120116")} == {120116}
    assert codes_today("120107") == ("120116",)


def test_county_panel_has_each_county_of_each_year_once(nights: Nights, data: Data) -> None:
    nights.see(f"{URL}1", report(2016))
    office = report(2018, issuer="东乡族自治县人民政府办公室", kind=IssuerKind.OFFICE)
    nights.see(f"{URL}2", office)
    nights.see(f"{URL}3", report(2018, issuer="东乡族自治县教育局", kind=IssuerKind.DEPARTMENT))
    nights.end()
    frame = pd.read_csv(data() / "county_panel.csv")
    assert sorted(frame["year"].unique()) == [2016, 2017, 2018]
    assert not frame.duplicated(["division_code", "year"]).any()
    for year in (2016, 2017, 2018):
        register = {
            int(row.code) for row in all_divisions() if row.level == "county" and row.held_in(year)
        }
        assert set(frame.loc[frame["year"] == year, "division_code"]) == register
    # Readers that guess a column's type from the first rows see values there.
    assert frame["reported_by"].head(2).notna().all()
    own = frame[frame["division_code"] == 622926].set_index("year").sort_index()
    assert own["reported_by"].fillna("").tolist() == ["government", "", "office"]
    assert own["state"].tolist()[1:] == ["not_observed", "not_observed"]
    assert own.loc[2016, "report_id"].startswith("622926-2016-")
    merged = frame[frame["unit"] == 361003].set_index("year")
    assert merged["division_code"].tolist() == [361003, 361003, 361003]


def test_county_panel_of_chosen_years_and_divisions(nights: Nights, data: Data) -> None:
    nights.see(f"{URL}1", report(2021))
    nights.end()
    frame = pd.read_csv(data(years=(2015, 2021), divisions=("361000",)) / "county_panel.csv")
    assert set(frame["year"]) == {2015, 2021}
    assert frame["division_code"].between(361000, 361099).all()
    east = frame[frame["unit"] == 361003]
    assert east["division_code"].tolist() == [361003, 361029]
    assert east["codes_today"].tolist() == [361003, 361003]
    departments = data(issuer_kinds=(IssuerKind.DEPARTMENT,)) / "county_panel.csv"
    assert len(pd.read_csv(departments)) == 0


def test_fractions_add_up_exactly(nights: Nights, data: Data) -> None:
    parts = {"t4.litigation_direct.other": "0.1", "t4.litigation_after_review.other": "0.2"}
    nights.see(f"{URL}1", report(2021, figures=form_figures(Form.F2021, parts)))
    nights.end()
    text = pd.read_csv(data() / "panel.csv", dtype=str)["d4_lit_other"][0]
    assert Decimal(text) == Decimal("0.3")
