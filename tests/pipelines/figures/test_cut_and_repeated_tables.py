"""表三 cut at a page break, or printed more than once."""

from __future__ import annotations

import pytest

from pipelines.figures import read_figures
from tests.pipelines.figures.tables import (
    APPLICANT_HEAD,
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


@pytest.mark.parametrize("repeat_head", [True, False])
@pytest.mark.parametrize("at", [5, 9, 14, 20])
def test_a_table_cut_at_a_page_break(at: int, repeat_head: bool) -> None:
    rows = applications(FIGURES, head="").split("</tr>")[:-1]
    above = APPLICANT_HEAD + "".join(f"{r}</tr>" for r in rows[:at])
    below = "".join(f"{r}</tr>" for r in rows[at:])
    below = below.replace("<tr><td>", "<tr><td>三、本年度办理结果</td><td></td><td>", 1)
    below = (APPLICANT_HEAD if repeat_head else "") + below
    figures = read_figures([from_html(above), from_html(below)], year=2021)
    assert values(figures) == PLAIN
    assert figures.statutory == {0, 1}


def test_a_row_printed_again_after_a_page_break() -> None:
    markup = applications(FIGURES)
    row = markup[markup.index("<tr><td>2.重复申请") : markup.index("<tr><td>3.要求提供")]
    assert read(markup.replace(row, row + row)) == PLAIN


def test_a_row_printed_twice_with_different_figures_is_in_doubt() -> None:
    markup = applications(FIGURES)
    row = markup[markup.index("<tr><td>2.重复申请") : markup.index("<tr><td>3.要求提供")]
    figures = read_figures(
        [from_html(markup.replace(row, row + row.replace("<td>0", "<td>8")))], year=2021
    )
    assert row_of(figures, "not_processed.repeated") == ["unread"] * 7


def test_the_table_printed_twice_is_read_once() -> None:
    table = from_html(applications(FIGURES))
    assert values(read_figures([table, table], year=2021)) == PLAIN


def test_copies_that_differ_are_in_doubt_where_they_do() -> None:
    other = {**FIGURES, "received": ["999", *FIGURES["received"][1:]]}
    figures = read_figures(
        [from_html(applications(FIGURES)), from_html(applications(other))], year=2021
    )
    assert row_of(figures, "received")[0] == "unread"
    assert row_of(figures, "received")[1:] == FIGURES["received"][1:]
    assert [finding.rule for finding in figures.findings] == ["figures.contradiction"]


def test_a_row_that_a_page_break_cut_in_two() -> None:
    markup = applications(FIGURES)
    label = "5.要求行政机关确认或重新出具已获取信息"
    figures = "".join(f"<td>{value}</td>" for value in FIGURES["not_processed.confirmation"])
    assert f"<td>{label}</td>{figures}" in markup
    halves = f"<td>{label[:9]}</td>{figures}</tr><tr><td>{label[9:]}</td>" + "<td></td>" * 7
    table = from_html(markup.replace(f"<td>{label}</td>{figures}", halves))
    read_ = read_figures([table], year=2021)
    assert values(read_) == PLAIN
    assert read_.statutory == {0}
