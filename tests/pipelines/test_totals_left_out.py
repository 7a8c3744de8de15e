"""Flattened 表三 with a column left blank, of which nothing is printed: is it the totals?"""

from __future__ import annotations

import pytest

from pipelines.flattened import restore_tables
from tests.pipelines.figures.tables import consistent, row_of
from tests.pipelines.flattened_pages import LABELS, page, read

MARKS = [("\n", "\n"), (" ", "\n")]


def without(column: int) -> dict[str, list[str]]:
    return {
        key: [text for place, text in enumerate(row) if place != column]
        for key, row in consistent().items()
    }


@pytest.mark.parametrize(("cell", "row"), MARKS)
def test_totals_are_gone_where_no_row_ends_with_its_sum(cell: str, row: str) -> None:
    figures = read(restore_tables(page(without(6), cell, row)))
    for key in LABELS:
        assert row_of(figures, key) == [*consistent()[key][:6], "blank"]


@pytest.mark.parametrize(("cell", "row"), MARKS)
@pytest.mark.parametrize("column", range(6))
def test_another_column_is_not_taken_for_them(column: int, cell: str, row: str) -> None:
    figures = read(restore_tables(page(without(column), cell, row)))
    for key in LABELS:
        assert row_of(figures, key) == ["unread"] * 7


@pytest.mark.parametrize(("cell", "row"), MARKS)
def test_nor_where_a_row_has_seven_figures(cell: str, row: str) -> None:
    """Then each row may be short of another figure."""
    figures = without(6)
    figures["granted"] = consistent()["granted"]
    read_ = read(restore_tables(page(figures, cell, row)))
    assert row_of(read_, "refused.state_secret") == ["unread"] * 7
