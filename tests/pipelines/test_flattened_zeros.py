"""Flattened 表三 whose labels of results were overwritten with zeros."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.document import Paragraph
from pipelines.figures import Figures
from pipelines.flattened import restore_tables
from tests.pipelines.figures.tables import consistent, row_of
from tests.pipelines.flattened_pages import APPLICANTS, LABELS, read

OUTER = ("received", "carried_in", "carried_out")
GROUPS = {"（三）不予公开": 8, "（四）无法提供": 3, "（五）不予处理": 5, "（六）其他处理": 3}


def overwritten(figures: dict[str, list[str]]) -> list[str]:
    """Return the cells of the table, a label of a result a zero, that of a group one a row."""
    cells = [text for row in APPLICANTS for text in row]
    for key, labels in LABELS.items():
        if key in OUTER:
            cells += labels
        else:
            cells += ["三、本年度办理结果"] * (key == "granted")
            cells += [" ".join("0" * GROUPS[label]) for label in labels if label in GROUPS]
            cells.append("0")
        cells += figures[key]
    return cells


def figures_of(cells: list[str], mark: str) -> Figures:
    lines = mark.join(cells).split("\n")
    return read(restore_tables([Paragraph(text=line) for line in lines]))


@pytest.mark.parametrize("mark", ["\n", " "])
def test_every_row_is_found_by_its_place(mark: str) -> None:
    figures = figures_of(overwritten(consistent()), mark)
    for key, printed in consistent().items():
        assert row_of(figures, key) == printed


@settings(deadline=None, max_examples=60)  # a twentieth of a second each
@given(st.integers(0, 200), st.integers(0, 200))
def test_no_figure_is_read_in_anothers_place(lost: int, doubled: int) -> None:
    cells = overwritten(consistent())
    begin = cells.index("三、本年度办理结果") + 1
    end = cells.index("四、结转下年度继续办理")
    numbers = " ".join(cells[begin:end]).split()
    again = min(doubled, len(numbers) - 1)
    numbers.insert(again, numbers[again])
    del numbers[min(lost, len(numbers) - 1)]
    figures = figures_of([*cells[:begin], *numbers, *cells[end:]], "\n")
    for key, printed in consistent().items():
        for value, text in zip(row_of(figures, key), printed, strict=True):
            assert value in ("unread", "-", text)
