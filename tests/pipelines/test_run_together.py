"""表三 whose figures ran together, row by row: taken apart by the sums, or left unread."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.document import Paragraph
from pipelines.flattened import restore_tables
from tests.pipelines.figures.tables import row_of, values
from tests.pipelines.flattened_pages import APPLICANTS, LABELS, page, read

OUTER = ("received", "carried_in", "concluded", "carried_out")
RESULTS = [key for key in LABELS if key not in OUTER]


def table(results: list[list[int]], carried_in: list[int]) -> dict[str, list[str]]:
    """Return figures of 表三 that add up, what was carried in but not concluded carried out."""
    rows = dict(zip(RESULTS, results, strict=True))
    rows["concluded"] = [sum(column) for column in zip(*results, strict=True)]
    rows["carried_in"] = carried_in
    both = list(zip(rows["concluded"], carried_in, strict=True))
    rows["received"] = [max(0, done - brought) for done, brought in both]
    rows["carried_out"] = [max(0, brought - done) for done, brought in both]
    return {key: [str(n) for n in [*row, sum(row)]] for key, row in rows.items()}


def large() -> dict[str, list[str]]:
    """Return a table whose totals have too many digits for their own sums to take apart."""
    results = [[0] * 6 for _ in RESULTS]
    for n, row in enumerate(results[::2]):
        row[n % 6], row[(n + 2) % 6] = 137 + 41 * n, 511 - 23 * n
    return table(results, [4, 0, 11, 0, 0, 2])


def test_totals_that_only_the_sums_over_the_rows_take_apart() -> None:
    figures = read(restore_tables(page(large(), "", "")))
    for key, printed in large().items():
        assert row_of(figures, key) == printed


def test_a_row_that_has_its_sum_either_way() -> None:
    """110000011 is 11 and 0 or 1 and 10; only one of them goes with the other row and the total."""
    results = [[0] * 6 for _ in RESULTS]
    results[3], results[8] = [11, 0, 0, 0, 0, 0], [12, 0, 0, 0, 0, 0]
    figures = read(restore_tables(page(table(results, [0] * 6), "", "")))
    assert row_of(figures, RESULTS[3]) == ["11", "0", "0", "0", "0", "0", "11"]
    assert row_of(figures, RESULTS[8]) == ["12", "0", "0", "0", "0", "0", "12"]


@pytest.mark.parametrize("mark", ["—", "——", "-", "/", "／", "无"])
def test_dashes_for_some_of_the_zeros(mark: str) -> None:
    printed = large()
    for number, row in enumerate(printed.values()):
        for place, text in enumerate(row):
            if text == "0" and (number + place) % 3:
                row[place] = mark
    figures = read(restore_tables(page(printed, "", "")))
    for key, row in large().items():
        dashed = ["dash" if text == mark else text for text in printed[key]]
        assert row_of(figures, key) == dashed
        assert len(row) == len(dashed)


def test_units_remarks_and_words_beside_figures() -> None:
    printed = large()
    for number, row in enumerate(printed.values()):
        row[number % 7] += ("件", " 件", "（其中修订3件）")[number % 3]
    printed["received"][0] = "约" + large()["received"][0]
    figures = read(restore_tables(page(printed, "", "")))
    for key, row in large().items():
        expected = ["text", *row[1:]] if key == "received" else row
        assert row_of(figures, key) == expected


def test_a_misprint_in_one_row_leaves_the_others_read_and_is_read_itself() -> None:
    printed = table([[n % 3, 0, 0, n % 2, 0, 0] for n, _ in enumerate(RESULTS)], [0] * 6)
    printed[RESULTS[1]][2] = "7"  # neither its row nor its column comes out
    figures = read(restore_tables(page(printed, "", "")))
    for key in RESULTS:
        assert row_of(figures, key) == printed[key]


def test_a_label_cut_to_its_number_is_no_remark_of_the_figure_before_it() -> None:
    blocks = [
        Paragraph(text=paragraph.text.replace("（三）不予公开", "（三）"))
        for paragraph in page(large(), "", "")
    ]
    figures = read(restore_tables(blocks))
    assert row_of(figures, "granted_in_part") == large()["granted_in_part"]
    assert row_of(figures, "refused.state_secret") == large()["refused.state_secret"]


@pytest.mark.parametrize(("cell", "row"), [("\n", "\n"), (" ", "\n"), ("", "")])
def test_a_table_without_its_head(cell: str, row: str) -> None:
    head = "".join("".join(texts) for texts in APPLICANTS)
    blocks = []
    for paragraph in page(large(), cell, row):
        text = paragraph.text.replace(head, "") if not cell else paragraph.text
        is_head = "".join(text.split()) in {"".join(texts) for texts in APPLICANTS} | {
            word for texts in APPLICANTS for word in texts
        }
        blocks += [] if is_head else [Paragraph(text=text)]
    figures = read(restore_tables(blocks))
    for key, printed in large().items():
        assert row_of(figures, key) == printed


@pytest.mark.parametrize(
    ("printed", "figures"),
    [
        ("001", ["0", "0", "1"]),  # neither 00 nor 01 is printed
        ("403", ["unread"] * 3),  # or 40, 3 and a blank
        ("0012", ["unread"] * 3),  # or one figure too many: 0, 0, 1 and 2
    ],
)
def test_a_row_of_the_second_table(printed: str, figures: list[str]) -> None:
    blocks = [
        Paragraph(text=paragraph.text.replace("规章000", f"规章{printed}"))
        for paragraph in page(large(), "", "")
    ]
    read_ = values(read(restore_tables(blocks)))
    columns = ("issued", "repealed", "in_force")
    assert [read_[f"t2.government_rules.{column}"] for column in columns] == figures


count = st.sampled_from([0, 0, 0, 0, 1, 2, 10, 11, 101, 347])


@settings(deadline=None, max_examples=40)  # a tenth of a second each
@given(
    st.lists(st.lists(count, min_size=6, max_size=6), min_size=len(RESULTS), max_size=len(RESULTS)),
    st.lists(count, min_size=6, max_size=6),
)
def test_any_table_is_read_right_or_not_at_all(
    results: list[list[int]], carried: list[int]
) -> None:
    printed = table(results, carried)
    figures = read(restore_tables(page(printed, "", "")))
    for key, texts in printed.items():
        assert row_of(figures, key) in (texts, ["unread"] * 7)
