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
