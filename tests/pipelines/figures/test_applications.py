"""表三: rows by their labels, whole, damaged or in other words."""

from __future__ import annotations

import re

import pytest

from pipelines.figures import read_figures
from storage.records import Form, Read
from tests.pipelines.figures.tables import (
    ROWS_2019,
    ROWS_2021,
    applications,
    consistent,
    from_html,
    row_of,
    values,
)

FIGURES = consistent()
PLAIN = values(read_figures([from_html(applications(FIGURES))], year=2021))


def read(markup: str) -> dict[str, str]:
    return values(read_figures([from_html(markup)], year=2021))


def test_every_cell_of_the_new_form() -> None:
    figures = read_figures([from_html(applications(FIGURES))], year=2021)
    assert len(figures.figures) == 175
    for key, printed in FIGURES.items():
        assert row_of(figures, key) == printed
    assert {figure.read for figure in figures.figures} == {Read.LABEL}
    assert figures.form is Form.F2021
    assert not figures.findings


def test_the_sixth_row_as_one() -> None:
    figures = read_figures(
        [from_html(applications({"other_combined": list("1234567")}, rows=ROWS_2019))], year=2021
    )
    assert len(figures.figures) == 161
    assert row_of(figures, "other_combined") == list("1234567")
    assert figures.form is Form.F2019


def test_the_sixth_row_as_one_cut_short_is_not_the_third_of_three() -> None:
    table = applications({"other_combined": list("1234567")}, rows=ROWS_2019)
    figures = read_figures([from_html(table.replace("（六）其他处理", "（六）其他"))], year=2020)
    assert row_of(figures, "other_combined") == list("1234567")
    assert row_of(figures, "other.other") == ["-"] * 7


@pytest.mark.parametrize(
    ("label", "printed"),
    [
        ("1.属于国家秘密", "1、属于 国家\n秘密"),
        ("（一）予以公开", "㈠ 予以公开"),
        ("（七）总计", "(七)总　计"),
        ("3.危及“三安全一稳定”", '３．危及"三安全一稳定"'),
    ],
)
def test_a_label_in_other_marks_is_the_label(label: str, printed: str) -> None:
    figures = read_figures([from_html(applications(FIGURES).replace(label, printed))], year=2021)
    assert values(figures) == PLAIN
    assert {figure.read for figure in figures.figures} == {Read.LABEL}


@pytest.mark.parametrize(
    ("label", "printed", "key"),
    [
        ("一、本年新收政府信息公开申请数量", "一、本年新", "received"),
        ("2.其他法律行政法规禁止公开", "2.其他法律行政止公开", "refused.prohibited_by_law"),
        ("二、上年结转政府信息公开申请数量", "二、上年转结政府信息公开申请数量", "carried_in"),
        ("四、结转下年度继续办理", "四、转结下年度继续办", "carried_out"),
    ],
)
def test_a_damaged_label_is_tolerated_and_said_so(label: str, printed: str, key: str) -> None:
    figures = read_figures([from_html(applications(FIGURES).replace(label, printed))], year=2021)
    assert values(figures) == PLAIN
    assert {f.read for f in figures.figures if f.cell.startswith(f"t3.{key}.")} == {Read.TOLERANT}


def test_an_empty_table_is_all_blank() -> None:
    empty = {key: [""] * 7 for key in ROWS_2021}
    figures = read_figures([from_html(applications(empty))], year=2021)
    assert len(figures.figures) == 175
    assert set(values(figures).values()) == {"blank"}


def test_a_local_table_of_applicants_is_not_ours() -> None:
    table = from_html(
        "<tr><td>申请人</td><td>自然人</td><td>法人或其他组织</td><td>总计</td></tr>"
        "<tr><td>2016年</td><td>3</td><td>4</td><td>7</td></tr>"
    )
    figures = read_figures([table], year=2016)
    assert not figures.figures
    assert figures.form is Form.FREE
    assert [t.rows[1] for t in figures.local_tables] == [("2016年", "3", "4", "7")]


def test_a_cut_label_with_another_number_is_not_the_row_of_that_name() -> None:
    markup = applications(FIGURES).replace("（六）其他处理", "（六）其他")
    assert read(markup) == PLAIN


def test_a_groups_label_may_stand_before_each_of_its_rows() -> None:
    figures = consistent()
    head = "<tr><td>项目</td><td>自然人</td><td>商业企业</td><td>科研机构</td><td>社会公益组织</td><td>法律服务机构</td><td>其他</td><td>总计</td></tr>"
    labels = dict(ROWS_2021)
    group = ""
    for key, label in ROWS_2021.items():
        texts = re.findall(r">([^<>]+)</td>", label)
        if len(texts) > 1 and key != "granted":
            group = texts[0]
        grouped = "." in key
        labels[key] = f"<td>{group if grouped else ''}{texts[-1]}</td>"
    read = read_figures([from_html(applications(figures, rows=labels, head=head))], year=2021)
    assert row_of(read, "refused.state_secret") == figures["refused.state_secret"]
    assert row_of(read, "other.other") == figures["other.other"]
    assert {figure.read for figure in read.figures} == {Read.LABEL}


def test_the_last_row_of_a_group_alone_keeps_its_name() -> None:
    labels = {
        key: label
        for key, label in ROWS_2021.items()
        if key not in ("other.uncorrected", "other.unpaid")
    }
    labels["other.other"] = "<td>（六）其他处理</td><td>3.其他</td>"
    for key in ("granted", "refused.state_secret", "not_processed.repeated"):
        del labels[key]
    read = read_figures([from_html(applications(consistent(), rows=labels))], year=2021)
    assert row_of(read, "other.other") == consistent()["other.other"]
    assert "t3.other_combined.total" not in values(read)
