"""Any table on a rectangular grid."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pipelines.document import Cell, Table
from pipelines.grid import MAX_CELLS, MAX_COLUMNS, lay_out

CELLS = st.builds(
    Cell,
    text=st.text(alphabet="0一", max_size=2),
    colspan=st.integers(min_value=-1, max_value=5),
    rowspan=st.integers(min_value=-1, max_value=5),
)
TABLES = st.builds(
    Table, rows=st.lists(st.lists(CELLS, max_size=6).map(tuple), max_size=8).map(tuple)
)


@given(TABLES)
def test_any_spans_give_a_rectangle_that_keeps_every_cell(table: Table) -> None:
    grid = lay_out(table)
    assert len(grid.lines) == len(table.rows)
    for line, row in zip(grid.lines, table.rows, strict=True):
        assert [placed.text for placed in line.own] == [cell.text for cell in row]
        for placed in line.own:
            assert placed.row == line.row
            assert 0 <= placed.column < placed.end <= grid.width
            assert 1 <= placed.rowspan <= len(table.rows) - line.row
    assert {len(row) for row in grid.expanded()} <= {max(1, grid.width)}


@given(TABLES)
def test_no_cell_begins_where_another_reaches(table: Table) -> None:
    for line in lay_out(table).lines:
        starts = [placed.column for placed in line.own]
        assert starts == sorted(set(starts))
        reached = {c for placed in line.above for c in range(placed.column, placed.end)}
        assert reached.isdisjoint(starts)


def test_spans_are_expanded_as_printed() -> None:
    table = Table(
        rows=(
            (Cell(text="a", rowspan=2), Cell(text="b", colspan=2)),
            (Cell(text="c"), Cell(text="d")),
            (Cell(text="e"),),
        )
    )
    assert lay_out(table).expanded() == (("a", "b", "b"), ("a", "c", "d"), ("e", "", ""))


def test_monstrous_spans_are_cut() -> None:
    wide = Table(rows=((Cell(text="x", colspan=10**6, rowspan=10**6), Cell(text="y")),) * 50)
    grid = lay_out(wide)
    assert grid.width <= MAX_COLUMNS
    long = Table(rows=((Cell(text="x", colspan=10**6),),) * 20_000)
    assert sum(len(row) for row in lay_out(long).expanded()) <= MAX_CELLS
