"""Flattened text: rows where there are bars or columns, lines elsewhere."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.document import Document, Paragraph, Table
from pipelines.errors import Unreadable
from pipelines.formats import read_document

SEED = Path(__file__).parents[4] / "shared" / "samples" / "seed.txt"


def read(text: str) -> Document:
    return read_document(text.encode())


def rows(document: Document) -> list[list[list[str]]]:
    return [
        [[cell.text for cell in row] for row in block.rows]
        for block in document.blocks
        if isinstance(block, Table)
    ]


def lines(document: Document) -> list[str]:
    return [block.text for block in document.blocks if isinstance(block, Paragraph)]


def test_rows_next_to_each_other_are_one_table_and_headings_divide() -> None:
    document = read("二、主动公开\n规章 | 0 | 1 |\n文件 | 2 | 3 |\n三、依申请公开\n甲 | 4 |\n")
    assert rows(document) == [[["规章", "0", "1"], ["文件", "2", "3"]], [["甲", "4"]]]
    assert lines(document) == ["二、主动公开", "三、依申请公开"]


def test_padding_at_the_end_of_rows_is_kept() -> None:
    document = read("第二十条第(一)项 | |||\n信息内容 | 甲 | 乙 | 丙 |\n规章 | 0 | | |\n")
    assert rows(document) == [
        [["第二十条第(一)项", "", "", ""], ["信息内容", "甲", "乙", "丙"], ["规章", "0", "", ""]]
    ]


def test_a_bar_at_the_end_of_some_rows_only_is_a_blank_cell() -> None:
    assert rows(read("甲 | 1 | 2\n乙 | 3 |\n")) == [[["甲", "1", "2"], ["乙", "3", ""]]]


def test_a_frame_of_bars_and_its_rule_are_no_cells() -> None:
    assert rows(read("| 甲 | 1 |\n|---|---|\n| 乙 | |\n")) == [[["甲", "1"], ["乙", ""]]]


@pytest.mark.parametrize("gap", ["\t", "      ", "　　　"])
def test_columns_set_with_tabs_or_blanks_are_a_table(gap: str) -> None:
    text = "\n".join(gap.join(row) for row in (("项目", "甲", "乙"), ("规章", "0", "1")))
    assert rows(read(text)) == [[["项目", "甲", "乙"], ["规章", "0", "1"]]]


def test_indented_prose_is_no_table() -> None:
    document = read("　　本报告由我局编制。\n　　报告分为六个部分，数据真实。\n")
    assert lines(document) == ["本报告由我局编制。", "报告分为六个部分，数据真实。"]


def test_what_a_template_prints_around_the_text_is_cut_off() -> None:
    document = read(
        "当前位置：首页 > 政务公开 > 年报\n县教育局2023年政府信息公开工作年度报告\n"
        "发布时间：2024-01-18 来源：县教育局 浏览次数：31\n一、总体情况\n做好公开工作，及时回应关切，效果良好。\n"
        "2024年1月16日\n上一篇：无\n主办单位：示例县人民政府办公室 网站标识码：1309990001\n"
    )
    assert document.headlines == ("县教育局2023年政府信息公开工作年度报告",)
    assert document.date_line == "发布时间：2024-01-18 来源：县教育局 浏览次数：31"
    assert lines(document) == [
        "县教育局2023年政府信息公开工作年度报告",
        "一、总体情况",
        "做好公开工作，及时回应关切，效果良好。",
        "2024年1月16日",
    ]


def test_a_headline_over_two_lines_is_joined() -> None:
    document = read("示例县人民政府\n2023年政府信息公开工作年度报告\n一、总体情况\n无。\n")
    assert document.headlines[0] == "示例县人民政府2023年政府信息公开工作年度报告"


@pytest.mark.parametrize("body", [b"", b" \n\t\r\n", b"\xef\xbb\xbf \n", "　\n".encode("gbk")])
def test_nothing_but_white_space_is_empty(body: bytes) -> None:
    with pytest.raises(Unreadable) as caught:
        read_document(body)
    assert caught.value.kind == "empty"


@pytest.mark.skipif(not SEED.is_file(), reason="the shared samples are not beside the project")
def test_the_seed_prints_three_tables_of_even_rows() -> None:
    document = read_document(SEED.read_bytes())
    assert document.headlines[0] == "县人社局2021年政府信息公开工作年度报告"
    assert [len(table) for table in rows(document)] == [14, 28, 4]
    # the last row of the first two is cut short where the text was flattened
    assert [{len(row) for row in table[:-1]} for table in rows(document)] == [{4}, {10}, {15}]
    assert lines(document)[-2:] == ["东乡县人力资源和社会保障局", "2022年1月11日"]


@settings(deadline=None)  # what is asked is right or wrong, not how long it took
@given(
    st.lists(
        st.lists(st.text("甲乙丙1234567890", max_size=5), min_size=2, max_size=6),
        min_size=1,
        max_size=6,
    )
    .filter(lambda table: all(any(row) for row in table))
    .filter(lambda table: any(row[0] for row in table))  # else the first bars are a frame
)
def test_cells_between_bars_round_trip(table: list[list[str]]) -> None:
    assert rows(read("\n".join("".join(f"{c}|" for c in row) for row in table))) == [table]


@settings(deadline=None)
@given(st.lists(st.text("甲乙丙丁戊己庚辛壬癸", min_size=1, max_size=30), min_size=1, max_size=20))
def test_lines_round_trip(text: list[str]) -> None:
    assert lines(read("\n".join(text))) == text


def test_tabs_divide_cells_blank_ones_at_either_end_too() -> None:
    text = "2023年政府信息公开工作年度报告\n规章\t0\t1\n\t\t5\n行政许可\t\t\n一、总体情况\n"
    (table,) = (block for block in read_document(text.encode()).blocks if isinstance(block, Table))
    assert [[cell.text for cell in row] for row in table.rows] == [
        ["规章", "0", "1"],
        ["", "", "5"],
        ["行政许可", "", ""],
    ]


def test_an_indent_is_no_cell() -> None:
    document = read_document("标题\n\t第一段没有数据。\n\t第二段也没有。\n".encode())
    assert not any(isinstance(block, Table) for block in document.blocks)
