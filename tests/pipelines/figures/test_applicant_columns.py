"""Columns of 表三: by their heads, by their place, or not at all."""

from __future__ import annotations

import re

from pipelines.figures import read_figures
from storage.records import Read
from tests.pipelines.figures.tables import (
    APPLICANT_HEAD,
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


def test_columns_in_another_order_are_named_by_their_heads() -> None:
    head = (
        APPLICANT_HEAD.replace("商业企业", "@")
        .replace("科研机构", "商业企业")
        .replace("@", "科研机构")
    )
    figures = read_figures([from_html(applications(FIGURES, head=head))], year=2021)
    business, research = 1, 2
    got = row_of(figures, "granted_in_part")
    printed = FIGURES["granted_in_part"]
    assert (got[business], got[research]) == (printed[research], printed[business])


def test_a_head_that_the_sums_contradict_gives_way_to_the_order() -> None:
    head = (
        APPLICANT_HEAD.replace("总计", "@").replace("其他</td>", "总计</td>").replace("@", "其他")
    )
    figures = read_figures([from_html(applications(FIGURES, head=head))], year=2021)
    assert values(figures) == PLAIN


def test_a_lost_head_leaves_seven_columns_in_order() -> None:
    figures = read_figures([from_html(applications(FIGURES, head=""))], year=2021)
    assert values(figures) == PLAIN
    assert {figure.read for figure in figures.figures} == {Read.STRUCTURE}


def test_a_head_that_begins_in_another_column() -> None:
    head = APPLICANT_HEAD.replace('colspan="3" rowspan="3"', 'colspan="2" rowspan="3"')
    assert read(applications(FIGURES, head=head)) == PLAIN


def test_a_figure_over_two_grid_columns_is_one_figure() -> None:
    markup = applications(FIGURES)
    received = "".join(f"<td>{value}</td>" for value in FIGURES["received"])
    wide = received.replace("<td>", '<td colspan="2">', 1)
    assert read(markup.replace(received, wide)) == PLAIN


def test_a_figure_over_two_headed_columns_is_in_doubt() -> None:
    markup = applications().replace(
        ROWS_2021["received"] + "<td>0</td>" * 7,
        ROWS_2021["received"] + '<td colspan="2">8</td>' + "<td>0</td>" * 5,
    )
    figures = read_figures([from_html(markup)], year=2021)
    assert row_of(figures, "received") == ["unread", "unread", "0", "0", "0", "0", "0"]


def test_a_page_that_cuts_off_the_last_column() -> None:
    """Six figures a row, under a damaged label: not seven of which the label is the first."""
    rows = (
        applications(FIGURES, head="").replace("1.信访举报投诉类申请", "1.信访").split("</tr>")[:-1]
    )
    cut = "".join(row[: row.rindex("<td>")] + "</tr>" for row in rows)
    figures = read_figures([from_html(cut)], year=2021)
    assert not [f for f in figures.figures if f.status == "number" and "petition" in f.cell]


def test_one_column_of_organisations_is_no_column_of_the_form() -> None:
    head = (
        '<tr><td colspan="3">（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）</td>'
        "<td>自然人</td><td>法人或其他组织</td><td>总计</td></tr>"
    )
    rows = "".join(
        f"<tr>{label}<td>4</td><td>3</td><td>7</td></tr>" for label in ROWS_2021.values()
    )
    read = read_figures([from_html(head + rows)], year=2021)
    assert {cell.rpartition(".")[2] for cell in values(read)} == {"natural_person", "total"}
    assert row_of(read, "granted") == ["4", "-", "-", "-", "-", "-", "7"]


def test_a_table_on_its_side_is_read_by_its_applicants() -> None:
    labels = [re.findall(r">([^<>]+)</td>", label)[-1] for label in ROWS_2021.values()]
    kinds = ("自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计")
    figures = ["0", "1", "2", "3", "4", "5", "15"]
    bodies = [(kind, [n] * 25) for kind, n in zip(kinds, figures, strict=True)]
    lying = "".join(
        f"<tr>{''.join(f'<td>{cell}</td>' for cell in (first, *rest))}</tr>"
        for first, rest in [("", labels), *bodies]
    )
    read = read_figures([from_html(lying)], year=2021)
    assert all(row_of(read, key) == figures for key in ROWS_2021)


def test_figures_under_a_head_that_slipped_over_the_labels_are_in_doubt() -> None:
    head = APPLICANT_HEAD.replace('colspan="3" rowspan="3"', 'colspan="2" rowspan="3"')
    rows = "".join(f"<tr>{label}{'<td>0</td>' * 6}</tr>" for label in ROWS_2021.values())
    assert set(values(read_figures([from_html(head + rows)], year=2021)).values()) == {"unread"}
