"""Tables that lie on their side say what they say when they stand."""

from __future__ import annotations

import pytest

from pipelines.document import Cell, Table
from pipelines.figures import read_figures
from pipelines.grid import lay_out
from tests.pipelines.figures.tables import REVIEW_HEAD, applications, from_html, values

FIGURES = (2, 1, 3, 1, 7, 0, 0, 0, 0, 0, 9, 0, 0, 5, 14)
REVIEW = REVIEW_HEAD + f"<tr>{''.join(f'<td>{n}</td>' for n in FIGURES)}</tr>"
APPLICATIONS = applications({"received": ["3", "0", "1", "0", "0", "0", "4"]})


def laid_down(table: Table) -> Table:
    """The table with a row for each column, each span expanded."""
    rows = lay_out(table).expanded()
    return Table(rows=tuple(tuple(Cell(text=row[n]) for row in rows) for n in range(len(rows[0]))))


@pytest.mark.parametrize("markup", [REVIEW, APPLICATIONS])
def test_a_table_on_its_side(markup: str) -> None:
    table = from_html(markup)
    lying = read_figures([laid_down(table)], year=2021)
    assert values(lying) == values(read_figures([table], year=2021))
    assert not lying.local_tables


def test_a_review_with_a_row_a_figure() -> None:
    columns = ("结果维持", "结果纠正", "其他结果", "尚未审结", "总计")
    cells = [f"<td>{column}</td><td>{n}</td>" for n, column in enumerate(columns * 3)]
    heads = {
        0: '<td colspan="2" rowspan="5">行政复议</td>',
        5: '<td rowspan="10">行政诉讼</td><td rowspan="5">未经复议直接起诉</td>',
        10: '<td rowspan="5">复议后起诉</td>',
    }
    markup = "".join(f"<tr>{heads.get(n, '')}{cell}</tr>" for n, cell in enumerate(cells))
    read = values(read_figures([from_html(markup)], year=2021))
    assert read["t4.review.upheld"] == "0"
    assert read["t4.litigation_direct.corrected"] == "6"
    assert read["t4.litigation_after_review.total"] == "14"
    assert len(read) == 15


def test_a_table_on_its_side_whose_cells_are_not_in_place_is_not_read() -> None:
    lying = laid_down(from_html(APPLICATIONS))
    rows = tuple(tuple(cell for cell in row if cell.text) for row in lying.rows)
    moved = (rows[0], *(row[n % 2 :] for n, row in enumerate(rows[1:])))
    assert not read_figures([Table(rows=moved)], year=2021).figures
