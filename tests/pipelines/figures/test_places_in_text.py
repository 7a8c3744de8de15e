"""表三 as text that prints a cell in every place of the grid: figures stay in their places."""

from __future__ import annotations

import re

import pytest

from pipelines.figures import read_figures
from tests.pipelines.figures.tables import ROWS_2021, consistent, from_bars, row_of

OUTER = ("received", "carried_in", "carried_out")
HEAD = [
    "申请人情况 |  |  |  |  |  |  |  |  | ",
    "|  |  | 自然人 | 法人或其他组织 |  |  |  |  | 总计 |",
    "|  |  |  | 商业企业 | 科研机构 | 社会公益组织 | 法律服务机构 | 其他 |  |",
]


def labels(key: str) -> list[str]:
    """The label cells of a row, without that of 三、, whose column is gone."""
    cells = re.findall(r"<td([^>]*)>([^<]+)</td>", ROWS_2021[key])
    texts = [text for _, text in cells if not text.startswith("三、")]
    if key in OUTER:
        return [*texts, "", ""]
    if len(texts) == 2:
        return texts
    return [*texts, ""] if "colspan" in cells[-1][0] else ["", *texts]


@pytest.mark.parametrize("has_totals", [True, False])
def test_without_the_column_of_the_results_figures_are_not_their_neighbours(
    *, has_totals: bool
) -> None:
    figures = consistent()
    lines = list(HEAD)
    for key in ROWS_2021:
        printed = figures[key] if has_totals else [*figures[key][:-1], ""]
        lines.append(" | ".join([*labels(key), *printed]) + " |")
    read = read_figures([from_bars("\n".join(lines))], year=2021)
    named = 0
    for key in ROWS_2021:
        expected = figures[key] if has_totals else [*figures[key][:-1], "blank"]
        row = row_of(read, key)
        assert row == expected or set(row) <= {"-", "unread"}
        named += row == expected
    assert named > 20


SPARSE = {"received": {3: "1", 6: "1"}, "carried_in": {1: "1", 6: "1"}, "carried_out": {6: "2"}}


def sparse(key: str) -> list[str]:
    return [SPARSE.get(key, {}).get(column, "") for column in range(7)]


def test_a_column_to_spare_is_not_that_of_the_totals() -> None:
    """Nobody asked but organisations, and zeros are left out: all stands a place further left."""
    head = [
        "申请人情况 |  |  |  |  |  |  |  |  |  |  |",
        "|  |  |  | 自然人 | 法人或其他组织 |  |  |  |  | 总计 |  |",
        "|  |  |  |  | 商业企业 | 科研机构 | 社会公益组织 | 法律服务机构 | 其他 |  |  |",
    ]
    lines = []
    for key in ROWS_2021:
        own = labels(key) if key in OUTER else ["", *labels(key)]
        lines.append(" | ".join([*own, *sparse(key), ""]) + " |")
    figures = read_figures([from_bars("\n".join([*head, *lines]))], year=2021)
    for key in ("received", "carried_in"):
        assert row_of(figures, key) == [text or "blank" for text in sparse(key)]


def test_blank_totals_are_no_column_to_spare_for_a_row_that_happens_to_come_out() -> None:
    """A place to spare stands before the figures; 0 1 0 0 0 1 would be whole a place sooner."""
    head = [
        "申请人情况 |  |  |  |  |  |  |  |  |  |  |",
        "|  |  |  | 自然人 | 法人或其他组织 |  |  |  |  | 总计 |",
        "|  |  |  |  | 商业企业 | 科研机构 | 社会公益组织 | 法律服务机构 | 其他 |  |",
    ]
    figures = {key: ["2", "0", "0", "1", "0", "0", ""] for key in ROWS_2021}
    figures["carried_in"] = figures["carried_out"] = ["0", "1", "0", "0", "0", "1", ""]
    for key in list(ROWS_2021)[4:12]:
        figures[key] = [*["0"] * 6, ""]
    lines = []
    for key in ROWS_2021:
        own = labels(key) if key in OUTER else ["", *labels(key)]
        own = [*own, *[""] * (3 - len(own))]
        lines.append(" | ".join([*own, "", *figures[key]]) + " |")
    read = read_figures([from_bars("\n".join([*head, *lines]))], year=2021)
    for key in ("received", "carried_in"):
        assert row_of(read, key) == [text or "blank" for text in figures[key]]


def test_a_label_that_is_lost_sets_no_other_row_right() -> None:
    """Blanks stand behind the figures of all rows, and one of them has lost its label."""
    lines = [
        "申请人情况 |  |  |  |  |  |  |  |  |",
        "自然人 | 法人或其他组织 | 总计 |  |  |  |  |  |  |",
        "商业企业 | 科研机构 | 社会公益组织 | 法律服务机构 | 其他 |  |  |  |  |",
    ]
    figures = {"carried_in": ["", "", "1", "", "", "1", "2"]}
    figures["carried_out"] = figures["carried_in"]
    for key in ROWS_2021:
        own = [label for label in labels(key) if label]
        own = ["三、本年度办理结果", *own] if key == "granted" else own
        own = [""] if key == "carried_in" else own
        cells = [*own, *figures.get(key, [""] * 7)]
        lines.append(" | ".join([*cells, *[""] * (10 - len(cells))]) + " |")
    read = row_of(read_figures([from_bars("\n".join(lines))], year=2021), "carried_out")
    assert read == ["blank", "blank", "1", "blank", "blank", "1", "2"]


@pytest.mark.parametrize("is_figure_lost", [True, False])
def test_a_row_that_lost_the_place_of_its_group_has_its_figures(*, is_figure_lost: bool) -> None:
    """（三）不予公开 is gone with the cells below it; one row lost a figure instead."""
    figures, lines = consistent(), list(HEAD)
    for key in ROWS_2021:
        own = labels(key) if key in OUTER else ["", *labels(key)]
        if key.startswith("refused."):
            own = ["", own[-1]]
        if key == "refused.internal_affairs" and is_figure_lost:
            own, figures[key] = ["", "", own[-1]], figures[key][1:]
        lines.append(" | ".join([*own, *figures[key]]) + " |")
    read = read_figures([from_bars("\n".join(lines))], year=2021)
    for key in ROWS_2021:
        if key == "refused.internal_affairs" and is_figure_lost:
            assert set(row_of(read, key)) <= {"-", "unread"}
        else:
            assert row_of(read, key) == figures[key]
