"""Tables that lie on their side say what they say when they stand."""

from __future__ import annotations

import pytest

from pipelines.document import Cell, Table
from pipelines.figures import read_figures
from pipelines.grid import lay_out
from storage.records import Read
from tests.pipelines.figures.tables import (
    REVIEW_HEAD,
    applications,
    consistent,
    from_html,
    values,
)

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


def with_spans(markup: str) -> Table:
    """The table on its side as markup has it: each cell where it was, spans exchanged."""
    columns: dict[int, list[Cell]] = {}
    for line in lay_out(from_html(markup)).lines:
        for cell in line.own:
            turned = Cell(text=cell.text, rowspan=cell.colspan, colspan=cell.rowspan)
            columns.setdefault(cell.column, []).append(turned)
    return Table(rows=tuple(tuple(columns[column]) for column in sorted(columns)))


def without_spans(markup: str) -> Table:
    """The table on its side as text prints it: each cell once, rows made equal with blanks."""
    columns: dict[int, list[str]] = {}
    for line in lay_out(from_html(markup)).lines:
        for cell in line.own:
            columns.setdefault(cell.column, []).append(cell.text)
    width = max(map(len, columns.values()))
    rows = [columns[column] + [""] * (width - len(columns[column])) for column in sorted(columns)]
    return Table(rows=tuple(tuple(Cell(text=text) for text in row) for row in rows))


def test_cells_of_a_table_on_its_side_are_counted_where_spans_are_lost() -> None:
    lying = read_figures([without_spans(APPLICATIONS)], year=2021)
    assert values(lying) == values(read_figures([from_html(APPLICATIONS)], year=2021))
    assert not lying.local_tables


@pytest.mark.parametrize("place", [3, -1])
def test_a_figure_too_many_on_its_side_is_not_counted(place: int) -> None:
    rows = [list(row) for row in without_spans(APPLICATIONS).rows]
    person = next(row for row in rows if any(cell.text == "自然人" for cell in row))
    person.insert(place % len(person), Cell(text="7"))
    table = Table(rows=tuple(tuple(row) for row in rows))
    assert not read_figures([table], year=2021).figures


def test_zeros_left_blank_on_their_side() -> None:
    markup = APPLICATIONS.replace("<td>0</td>", "<td></td>")
    lying = with_spans(markup)
    assert values(read_figures([lying], year=2021)) == values(
        read_figures([from_html(markup)], year=2021)
    )


BROAD = APPLICATIONS.replace("<td>0</td>", '<td colspan="2">0</td>', 1)


def test_a_figure_pushed_out_of_a_table_on_its_side_is_the_total_that_it_makes() -> None:
    """A cell that reaches over its neighbour pushes the last figure of its column out."""
    assert values(read_figures([with_spans(BROAD)], year=2021)) == values(
        read_figures([from_html(APPLICATIONS)], year=2021)
    )


def test_a_figure_pushed_out_of_a_table_on_its_side_leaves_doubt() -> None:
    markup = BROAD.replace("<td>4</td>", "<td>5</td>", 1)
    assert not read_figures([with_spans(markup)], year=2021).figures


def test_a_row_behind_the_applicants_in_place_leaves_doubt() -> None:
    lying = laid_down(from_html(APPLICATIONS))
    behind = (Cell(text="4"), *[Cell(text="")] * (len(lying.rows[0]) - 1))
    assert not read_figures([Table(rows=(*lying.rows, behind))], year=2021).figures


def test_zeros_for_labels_on_their_side() -> None:
    """Of the labels of results only those over no others are left: upright no row has two."""
    upright = from_html(applications(consistent()))
    cells = [cell for line in lay_out(upright).lines for cell in line.own]
    rows = [[""] * max(cell.row + 1 for cell in cells) for _ in range(10)]
    for cell in cells:
        is_inner = cell.column in (1, 2) and cell.row > 2
        rows[cell.column][cell.row] = "0" if is_inner else cell.text
    read = read_figures([Table(rows=tuple(tuple(map(Cell, row)) for row in rows))], year=2021)
    assert values(read) == values(read_figures([upright], year=2021))


def labels_moved_up(markup: str) -> Table:
    """The table on its side whose first label, 自然人, stands beside the heads, and so on."""
    rows = [[cell.text for cell in row if cell.text] for row in without_spans(markup).rows]
    heads, bodies = rows[:3], rows[3:]
    labels = [[text for text in row if not text.isdigit()] for row in bodies]
    figures = [[text for text in row if text.isdigit()] for row in bodies]
    heads[-1] = labels[0] + heads[-1]
    moved = [own + row for own, row in zip([*labels[1:], []], figures, strict=True)]
    return Table(rows=tuple(tuple(Cell(text=text) for text in row) for row in (*heads, *moved)))


def test_labels_of_applicants_a_row_too_high_are_put_back_by_the_totals() -> None:
    read = read_figures([labels_moved_up(APPLICATIONS)], year=2021)
    assert values(read) == values(read_figures([from_html(APPLICATIONS)], year=2021))
    assert {figure.read for figure in read.figures} == {Read.STRUCTURE}


def test_labels_of_applicants_a_row_too_high_leave_doubt_without_the_totals() -> None:
    markup = APPLICATIONS.replace("<td>4</td>", "<td>5</td>", 1)
    assert not read_figures([labels_moved_up(markup)], year=2021).figures


def test_totals_that_moved_up_on_their_side_leave_doubt() -> None:
    """Two figures of 一、 ran together, so that the row of totals is one short."""
    rows = [list(row) for row in without_spans(APPLICATIONS).rows]
    totals = next(row for row in rows if row[0].text == "总计")
    totals.append(Cell(text=""))
    del totals[1]
    assert not read_figures([Table(rows=tuple(map(tuple, rows)))], year=2021).figures


@pytest.mark.parametrize("spare", [[], [""]])
def test_a_review_on_its_side_with_a_cell_in_every_place(spare: list[str]) -> None:
    """Text prints a blank where 行政复议 has no second label; a spare column may stand behind."""
    columns = ("结果维持", "结果纠正", "其他结果", "尚未审结", "总计")
    rows = [["", "", column, str(n)] for n, column in enumerate(columns * 3)]
    rows[:5] = [["", column, "", str(n)] for n, column in enumerate(columns)]
    rows[0][0], rows[5][0], rows[5][1], rows[10][1] = (
        "行政复议",
        "行政诉讼",
        "未经复议直接起诉",
        "复议后起诉",
    )
    lying = Table(rows=tuple(tuple(Cell(text=text) for text in (*row, *spare)) for row in rows))
    read = values(read_figures([lying], year=2021))
    assert [read[f"t4.{g}.upheld"] for g in ("review", "litigation_direct")] == ["0", "5"]
    assert len(read) == 15
