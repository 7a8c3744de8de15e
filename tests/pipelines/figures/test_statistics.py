"""The national statistics form of 2014."""

from __future__ import annotations

from pipelines.document import Cell, Table
from pipelines.figures import read_figures
from pipelines.forms import load_forms
from storage.records import Form
from tests.pipelines.figures.tables import from_html, values


def form_2014() -> list[tuple[str, str, str]]:
    """Return (key, label, unit) of the form's rows."""
    statistics = next(form.statistics for form in load_forms() if form.statistics)
    return [(row.key, row.labels[0], row.unit) for row in statistics.rows]


def table(*, numbers: bool = True) -> Table:
    head = ("序号", "统计指标", "单位", "统计数")
    rows = [head, ("一", "一、主动公开情况", "——", "")]
    rows += [(str(n), label, unit, str(n)) for n, (_, label, unit) in enumerate(form_2014())]
    return Table(
        rows=tuple(tuple(Cell(text=text) for text in (row if numbers else row[1:])) for row in rows)
    )


def test_every_row_and_the_table_as_printed() -> None:
    for numbers in (True, False):
        figures = read_figures([table(numbers=numbers)], year=2016)
        assert values(figures) == {
            f"s14.{key}": str(n) for n, (key, _, _) in enumerate(form_2014())
        }
        assert figures.form is Form.F2014
        assert len(figures.local_tables) == 1
        assert len(figures.local_tables[0].rows) == 60


def test_repeated_labels_are_told_by_their_order() -> None:
    read = values(read_figures([table()], year=2016))
    keys = [key for key, _, _ in form_2014()]
    assert read["s14.review.other"] == str(keys.index("review.other"))
    assert read["s14.litigation.other"] == str(keys.index("litigation.other"))


def test_a_fee_in_yuan() -> None:
    rows = tuple(
        tuple(
            Cell(text=c.text.replace("万元", "元").replace(str(fee), "5000") if i >= 2 else c.text)
            for i, c in enumerate(row)
        )
        if row[1].text == "依申请公开信息收取的费用"
        else row
        for row in table().rows
        for fee in [[key for key, _, _ in form_2014()].index("fees")]
    )
    assert values(read_figures([Table(rows=rows)], year=2016))["s14.fees"] == "0.5"


def test_a_local_table_of_indicators_is_kept_as_printed() -> None:
    local = from_html(
        "<tr><td>指标名称</td><td>计量单位</td><td>2012年度</td><td>历年累计</td></tr>"
        "<tr><td>主动公开文件数</td><td>条</td><td>17</td><td>95</td></tr>"
        "<tr><td>收到申请数</td><td>条</td><td>1</td><td>3</td></tr>"
    )
    figures = read_figures([local], year=2012)
    assert figures.form is Form.FREE
    assert not figures.figures
    assert figures.local_tables[0].rows[1] == ("主动公开文件数", "条", "17", "95")


def test_a_spare_column_behind_the_figures() -> None:
    rows = tuple((*row, Cell(text="")) for row in table().rows)
    assert values(read_figures([Table(rows=rows)], year=2016)) == values(
        read_figures([table()], year=2016)
    )
