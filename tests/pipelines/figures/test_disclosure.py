"""表二, in either form and in mixtures."""

from __future__ import annotations

import pytest

from pipelines.figures import read_figures
from storage.records import Form, Read
from tests.pipelines.figures.tables import from_bars, from_html, values


def block(item: str, *rows: str) -> str:
    return f'<tr><td colspan="4">第二十条第（{item}）项</td></tr>' + "".join(rows)


def row(*cells: str) -> str:
    return "<tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>"


NEW_FIRST = block(
    "一",
    row("信息内容", "本年制发件数", "本年废止件数", "现行有效件数"),
    row("规章", "0", "0", "0"),
    row("行政规范性文件", "3", "1", "20"),
)
OLD_FIRST = block(
    "一",
    row("信息内容", "本年新制作数量", "本年新公开数量", "对外公开总数量"),
    row("规章", "0", "0", "0"),
    row("规范性文件", "3", "4", "50"),
)
NEW_LICENSING = block(
    "五",
    '<tr><td>信息内容</td><td colspan="3">本年处理决定数量</td></tr>',
    '<tr><td>行政许可</td><td colspan="3">550</td></tr>',
)
OLD_LICENSING = block(
    "五",
    row("信息内容", "上一年项目数量", "本年增/减", "处理决定数量"),
    row("行政许可", "10", "-18", "550"),
    row("其他对外管理服务事项", "7", "+1036", "8"),
)
NEW_FEES = block(
    "八",
    '<tr><td>信息内容</td><td colspan="3">本年收费金额（单位：万元）</td></tr>',
    '<tr><td>行政事业性收费</td><td colspan="3">7730.28</td></tr>',
)
OLD_FEES = block(
    "八",
    '<tr><td>信息内容</td><td>上一年项目数量</td><td colspan="2">本年增/减</td></tr>',
    '<tr><td>行政事业性收费</td><td>12</td><td colspan="2">-2</td></tr>',
)


def test_new_form() -> None:
    figures = read_figures([from_html(NEW_FIRST + NEW_LICENSING + NEW_FEES)], year=2019)
    assert values(figures) == {
        "t2.government_rules.issued": "0",
        "t2.government_rules.repealed": "0",
        "t2.government_rules.in_force": "0",
        "t2.normative_documents.issued": "3",
        "t2.normative_documents.repealed": "1",
        "t2.normative_documents.in_force": "20",
        "t2.licensing.decisions": "550",
        "t2.fees.amount": "7730.28",
    }
    assert figures.form is Form.F2021  # by its cells, whatever the year
    assert figures.statutory == {0}
    assert not figures.local_tables
    assert not figures.findings
    assert {figure.read for figure in figures.figures} == {Read.LABEL}


def test_old_form_keeps_its_own_cells() -> None:
    figures = read_figures([from_html(OLD_FIRST + OLD_LICENSING + OLD_FEES)], year=2022)
    assert figures.form is Form.F2019
    read = values(figures)
    assert read["t2.normative_documents.disclosed_total"] == "50"
    assert read["t2.licensing.change"] == "-18"
    assert read["t2.other_services.change"] == "1036"
    assert read["t2.fees.items_last_year"] == "12"
    assert "t2.fees.amount" not in read


def test_old_columns_in_the_first_block_only() -> None:
    figures = read_figures([from_html(OLD_FIRST + NEW_LICENSING + NEW_FEES)], year=2021)
    assert figures.form is Form.MIXED
    assert values(figures)["t2.normative_documents.made"] == "3"
    assert values(figures)["t2.licensing.decisions"] == "550"


def test_a_single_block() -> None:
    figures = read_figures([from_html(NEW_LICENSING)], year=2021)
    assert values(figures) == {"t2.licensing.decisions": "550"}
    assert figures.form is Form.F2021


@pytest.mark.parametrize(("year", "form"), [(2020, Form.F2019), (2021, Form.F2021), (None, None)])
def test_the_year_tells_the_form_of_shared_cells(year: int | None, form: Form | None) -> None:
    assert read_figures([from_html(NEW_LICENSING)], year=year).form is form


@pytest.mark.parametrize(
    ("head", "row_label", "cell", "value"),
    [
        ("本年收费金额（单位：万元）", "行政事业性收费", "251000元", "25.1"),
        ("本年收费金额（单位：元）", "行政事业性收费", "251000", "25.1"),
        ("本年收费金额（单位：万元）", "行政事业性收费（单位：元）", "251000", "25.1"),
        ("本年收费金额（单位：万元）", "行政事业性收费", "1.2亿元", "12000"),
        ("本年收费金额", "行政事业性收费", "25.100000", "25.100000"),
        ("本年收费金额（单位：元）", "行政事业性收费", "25万元", "25"),
    ],
)
def test_units_of_money(head: str, row_label: str, cell: str, value: str) -> None:
    table = block("八", row("信息内容", head), row(row_label, cell))
    assert values(read_figures([from_html(table)], year=2021)) == {"t2.fees.amount": value}


def test_a_row_that_no_form_knows_is_kept_with_a_finding() -> None:
    figures = read_figures(
        [from_html(NEW_FIRST + row("其他主动公开文件", "5", "6", "7") + NEW_LICENSING)], year=2021
    )
    assert len(figures.figures) == 7
    assert figures.statutory == frozenset()
    assert [table.rows for table in figures.local_tables] == [
        (("其他主动公开文件", "5", "6", "7"),)
    ]
    assert [finding.rule for finding in figures.findings] == ["figures.unknown_row"]


@pytest.mark.parametrize("fused", ["693665", "69 3 665"])
def test_figures_that_ran_together_are_not_guessed(fused: str) -> None:
    table = from_bars(
        "第二十条第(一)项 | |||\n"
        "信息内容 | 本年制发件数 | 本年废止件数 | 现行有效件数 |\n"
        "规章 | 0 | 0 | 0 |\n"
        f"行政规范性文件 | {fused} |"
    )
    figures = read_figures([table], year=2021)
    read = values(figures)
    assert [read[f"t2.normative_documents.{c}"] for c in ("issued", "repealed", "in_force")] == [
        "unread"
    ] * 3
    assert read["t2.government_rules.issued"] == "0"
    assert [finding.verdict for finding in figures.findings] == ["extraction"]


def test_labels_of_rows_that_are_lost_are_told_by_the_block() -> None:
    table = NEW_FIRST.replace("行政规范性文件", "0").replace(">规章<", "><")
    figures = read_figures([from_html(table)], year=2021)
    assert values(figures)["t2.normative_documents.in_force"] == "20"
    assert {figure.read for figure in figures.figures} == {Read.STRUCTURE}


def test_a_lost_head_is_told_by_the_labels_of_its_rows() -> None:
    table = NEW_FIRST
    for head in ("本年制发件数", "本年废止件数", "现行有效件数", "信息内容"):
        table = table.replace(head, "")
    assert values(read_figures([from_html(table)], year=2019)) == values(
        read_figures([from_html(NEW_FIRST)], year=2019)
    )


def test_a_lost_head_that_both_forms_could_have_is_no_head() -> None:
    table = block("一", row("", "", "", ""), row("规章", "1", "2", "3"))
    figures = read_figures([from_html(table)], year=2021)
    assert not figures.figures
    assert figures.findings


def test_a_merged_value_under_three_columns_is_in_doubt() -> None:
    table = NEW_FIRST.replace("<td>3</td><td>1</td><td>20</td>", '<td colspan="3">3120</td>')
    read = values(read_figures([from_html(table)], year=2021))
    assert read["t2.normative_documents.issued"] == "unread"


def test_a_merged_blank_is_blank_everywhere() -> None:
    table = NEW_FIRST.replace("<td>3</td><td>1</td><td>20</td>", '<td colspan="3"></td>')
    figures = read_figures([from_html(table)], year=2021)
    assert values(figures)["t2.normative_documents.repealed"] == "blank"
    assert not figures.findings


def test_the_item_may_stand_beside_its_head_and_its_rows() -> None:
    beside = (
        '<tr><td rowspan="3">第二十条第（一）项</td><td>信息内容</td><td>本年制发件数</td>'
        "<td>本年废止件数</td><td>现行有效件数</td></tr>"
        + row("规章", "", "", "")
        + row("行政规范性文件", "3", "", "20")
        + row("第二十条第（五）项", "信息内容", "本年处理决定数量")
        + row("第二十条第（五）项", "行政许可", "550")
    )
    assert values(read_figures([from_html(beside)], year=2021)) == {
        "t2.government_rules.issued": "blank",
        "t2.government_rules.repealed": "blank",
        "t2.government_rules.in_force": "blank",
        "t2.normative_documents.issued": "3",
        "t2.normative_documents.repealed": "blank",
        "t2.normative_documents.in_force": "20",
        "t2.licensing.decisions": "550",
    }


def test_text_prints_an_empty_cell_where_the_item_reaches_over_a_row() -> None:
    text = """
    第二十条第（一）项 | 信息内容 | 本年制发件数 | 本年废止件数 | 现行有效件数 |
     | 规章 | 0 | 0 | 0 |
     | 行政规范性文件 | 3 | 1 | 20 |
    """
    read = values(read_figures([from_bars(text)], year=2021))
    assert read["t2.government_rules.issued"] == "0"
    assert read["t2.normative_documents.in_force"] == "20"


def test_labels_of_columns_beside_their_figures_name_nothing_else() -> None:
    fees = block("八", row("行政事业性收费", "本年收费金额（单位：万元）", "12"))
    assert not read_figures([from_html(NEW_FIRST + fees)], year=2021).figures[6:]


@pytest.mark.parametrize("left", [("3", "20"), ("3",)])
def test_a_row_that_ends_before_its_head_lost_a_figure_nobody_knows_which(
    left: tuple[str, ...],
) -> None:
    markup = NEW_FIRST.replace(row("行政规范性文件", "3", "1", "20"), row("行政规范性文件", *left))
    figures = read_figures([from_html(markup)], year=2021)
    read = values(figures)
    assert not {read.get(f"t2.normative_documents.{key}") for key in ("issued", "repealed")} - {
        "unread",
        None,
    }
    assert read["t2.government_rules.in_force"] == "0"
    assert "figures.unread" in {finding.rule for finding in figures.findings}


SPARE = NEW_FIRST.replace("</tr>", "<td></td></tr>")


def with_norms(table: str, *cells: str) -> dict[str, str]:
    """Return what is read with these cells behind 行政规范性文件, and nothing else replaced."""
    old = "<td>行政规范性文件</td><td>3</td><td>1</td><td>20</td>"
    new = "<td>行政规范性文件</td>" + "".join(f"<td>{cell}</td>" for cell in cells)
    assert old in table
    table = table.replace(f"{old}<td></td></tr>", f"{new}</tr>").replace(
        f"{old}</tr>", f"{new}</tr>"
    )
    read = values(read_figures([from_html(table)], year=2021))
    assert read["t2.government_rules.in_force"] == "0"
    return {
        key: read[f"t2.normative_documents.{key}"] for key in ("issued", "repealed", "in_force")
    }


def test_a_place_to_spare_is_not_that_of_a_lost_figure() -> None:
    """行政规范性文件 lost one of three: its row ends where the others have their last figure."""
    assert set(with_norms(SPARE, "3", "20", "").values()) == {"unread"}


@pytest.mark.parametrize(
    ("table", "cells"),
    [
        (NEW_FIRST, ("3", "3", "1", "")),  # 3 and 1, or 3, 3 and 1
        (SPARE, ("3", "3", "1", "", "")),
        (NEW_FIRST, ("", "", "1", "")),
        (NEW_FIRST, ("3", "1", "1", "")),  # is 1 the third, or a blank?
        (NEW_FIRST.replace("<td>现", '<td colspan="3">现'), ("0", "0", "777", "59")),
    ],
)
def test_a_figure_that_is_there_twice_leaves_its_row_in_doubt(
    table: str, cells: tuple[str, ...]
) -> None:
    assert set(with_norms(table, *cells).values()) == {"unread"}


@pytest.mark.parametrize(
    ("table", "cells"),
    [
        (SPARE, ("3", "3", "1", "")),
        (SPARE, ("3", "3", "1")),
        (NEW_FIRST, ("3", "2", "1", "")),
    ],
)
def test_what_ends_with_its_head_or_has_no_figure_twice_is_in_place(
    table: str, cells: tuple[str, ...]
) -> None:
    assert list(with_norms(table, *cells).values()) == list(cells[:3])
