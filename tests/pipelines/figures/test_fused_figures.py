"""Figures of 表三 that ran together or moved: taken apart by the sums, else in doubt."""

from __future__ import annotations

import pytest

from pipelines.figures import read_figures
from storage.records import Read
from tests.pipelines.figures.tables import (
    ROWS_2021,
    applications,
    consistent,
    from_html,
    row_of,
)

FIGURES = consistent()


def test_a_fused_pair_is_taken_apart_by_the_sums() -> None:
    figures = {**FIGURES, "carried_out": ["21", "0", "0", "0", "0", "3", "24"]}
    figures["received"] = [
        str(int(c) + int(o) - int(i))
        for c, o, i in zip(
            figures["concluded"], figures["carried_out"], figures["carried_in"], strict=True
        )
    ]
    markup = applications(figures).replace(
        "<td>21</td><td>0</td><td>0</td><td>0</td><td>0</td><td>3</td><td>24</td>",
        "<td>210</td><td>0</td><td>0</td><td>0</td><td>3</td><td>24</td>",
    )
    read_ = read_figures([from_html(markup)], year=2021)
    assert row_of(read_, "carried_out") == figures["carried_out"]
    assert {f.read for f in read_.figures if f.cell == "t3.carried_out.natural_person"} == {
        Read.SPLIT
    }


@pytest.mark.parametrize(
    "fused",
    [
        "<td>1100002</td>",  # one way by its row, but the other rows say 0
        "<td>111111</td><td>15</td>",  # 11|1|1|1|1 and so on: many ways
        "<td>12</td><td>7</td><td>0</td>",  # no way
    ],
)
def test_a_run_that_the_sums_do_not_settle_is_unread(fused: str) -> None:
    markup = applications().replace(
        ROWS_2021["carried_out"] + "<td>0</td>" * 7, ROWS_2021["carried_out"] + fused
    )
    figures = read_figures([from_html(markup)], year=2021)
    assert row_of(figures, "carried_out") == ["unread"] * 7
    assert row_of(figures, "received") == ["0"] * 7


# Other rows with blanks, as tables have them that leave out what is not asked.
BLANKS = {"carried_in": ["2", "", "0", "0", "0", "0", "2"], "other.other": ["", *["0"] * 6]}


@pytest.mark.parametrize(
    "moved",
    [
        ["1", "0", "0", "0", "4", "5", ""],
        ["3", "", "0", "2", "0", "5", ""],
        ["368", "13247", "", "286", "285", "1222", ""],  # 132 and 47
        ["0", "0", "110", "0", "0", "11", ""],  # 1 and 10: as much as is printed
    ],
)
def test_a_total_that_moved_up_leaves_its_row_in_doubt(moved: list[str]) -> None:
    read = read_figures([from_html(applications({**BLANKS, "granted": moved}))], year=2021)
    assert row_of(read, "granted") == ["unread"] * 7
    assert any("t3.granted.total" in finding.cells for finding in read.findings)
    assert row_of(read, "carried_in") == ["2", "blank", "0", "0", "0", "0", "2"]


@pytest.mark.parametrize(
    "printed",
    [
        ["368", "13247", "", "286", "285", "1", ""],
        ["0", "0", "110", "0", "0", "12", ""],
        ["22", "0", "", "0", "0", "0", ""],
    ],
)
def test_a_total_left_blank_leaves_no_doubt_where_no_cut_makes_it(printed: list[str]) -> None:
    read = read_figures([from_html(applications({**BLANKS, "granted": printed}))], year=2021)
    assert row_of(read, "granted") == [text or "blank" for text in printed]
