"""The national list of 2014 without its markup: from paragraphs back to rows and figures."""

from __future__ import annotations

import pytest

from pipelines.document import Paragraph, Table
from pipelines.figures import read_figures
from pipelines.flattened_list import restore_list
from pipelines.forms import load_forms
from tests.pipelines.figures.tables import values

ROWS = next(form.statistics.rows for form in load_forms() if form.statistics)
BEFORE, AFTER = "附表：政府信息公开情况统计表", "示例县人民政府"


def lines(*, counted: bool, blank: str = "") -> list[list[str]]:
    """The list, a figure in each row but ``blank``; headings as the form has them."""
    head = ["统计指标", "单位", "统计数"]
    rows = [["序号", *head] if counted else head, ["一、主动公开情况", "——", "——"]]
    for n, row in enumerate(ROWS, 1):
        figure = [] if row.key == blank else [str(7 * n)]
        rows.append([*([str(n)] if counted else []), row.labels[0], row.unit, *figure])
        if row.key == "channel.other":
            rows.append(["二、回应解读情况", "——", "——"])
    return rows


def read(texts: list[str]) -> tuple[dict[str, str], list[str]]:
    blocks = restore_list([Paragraph(text=text) for text in (BEFORE, *texts, AFTER)])
    tables = [block for block in blocks if isinstance(block, Table)]
    left = [block.text for block in blocks if isinstance(block, Paragraph)]
    return values(read_figures(tables, year=2016)), left


@pytest.mark.parametrize("counted", [True, False])
@pytest.mark.parametrize("blank", ["", "received.fax"])
@pytest.mark.parametrize("a_cell_a_line", [True, False])
def test_every_figure_comes_back(counted: bool, blank: str, a_cell_a_line: bool) -> None:
    rows = lines(counted=counted, blank=blank)
    texts = [text for row in rows for text in row] if a_cell_a_line else [" ".join(r) for r in rows]
    figures, left = read(texts)
    assert left == [BEFORE, AFTER]
    assert figures == {
        f"s14.{row.key}": "blank" if row.key == blank else str(7 * n)
        for n, row in enumerate(ROWS, 1)
    }


def test_two_figures_behind_a_label_are_nobodys() -> None:
    rows = [" ".join(row) for row in lines(counted=False)]
    rows[5] += " 12"
    assert read(rows) == ({}, [BEFORE, *rows, AFTER])


def test_prose_with_the_words_of_the_list_stays_prose() -> None:
    text = "本报告按统计指标 单位 统计数三栏填报，收到申请数12件，申请办结数12件。"
    assert read([text]) == ({}, [BEFORE, text, AFTER])
