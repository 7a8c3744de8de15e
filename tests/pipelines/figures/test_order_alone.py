"""表三 whose labels are overwritten and whose rows are lost, doubled or moved: no wrong figure."""

from __future__ import annotations

import random
from decimal import Decimal
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.reading.layout import Rows
from bench.reading.quirks import zeros_for_labels
from bench.reading.rows import with_row, without_row
from bench.reading.sheet import Box, Sheet, applications
from bench.reading.truth import APPLICANTS, Truth, applications_of
from pipelines.document import Cell, Table
from pipelines.figures import Figures, read_figures
from storage.records import Status

HEADS = 3
# Rows that zeros were not printed over the labels of: 一、, 二、 and 四、.
OUTER = ("received", "carried_in", "carried_out")


def truth_of(results: list[list[int]], carried: list[list[int]], form: str) -> Truth:
    """Return a report whose sums hold, by its rows of results, 二、 and 四、."""
    truth = Truth(year=2021, forms={"t3": form}, cells={})
    rows = dict(zip(truth.results(), results, strict=True))
    rows["concluded"] = [sum(column) for column in zip(*results, strict=True)]
    rows["carried_in"], rows["carried_out"] = carried
    rows["received"] = [
        c + o - i for c, o, i in zip(rows["concluded"], carried[1], carried[0], strict=True)
    ]
    for key, row in rows.items():
        for column, value in zip(APPLICANTS, [*row, sum(row)], strict=True):
            truth.set(f"t3.{key}.{column}", value)
    return truth


def distinct(form: str) -> Truth:
    """Return a report no two rows of which are alike."""
    results = len(applications_of(form).rows) - 4
    return truth_of(
        [[n + 1, 0, n % 3, 0, 1, 0] for n in range(results)],
        [[1, 0, 0, 0, 0, 0], [2, 1, 0, 0, 0, 3]],
        form,
    )


def overwritten(truth: Truth) -> Rows:
    sheets: dict[str, Sheet] = {"t3": applications(truth)}
    zeros_for_labels(truth, sheets, random.Random(0))  # noqa: S311 - reproducible damage
    return sheets["t3"].rows


def in_spans(rows: Rows) -> Table:
    return Table(rows=tuple(tuple(Cell(b.text, b.colspan, b.rowspan) for b in r) for r in rows))


def in_bars(rows: Rows) -> Table:
    width = max(sum(box.colspan for box in row) for row in rows)
    texts = [[box.text for box in row] for row in rows]
    return Table(rows=tuple(tuple(Cell(t) for t in r + [""] * (width - len(r))) for r in texts))


RENDERINGS = {"spans": in_spans, "bars": in_bars}


def wrong(truth: Truth, rows: Rows, figures: Figures) -> list[str]:
    """Return the cells whose number is not what stands in that row of the truth."""
    printed = {box.cell for row in rows for box in row}
    return [
        figure.cell
        for figure in figures.figures
        if figure.value is not None
        and (figure.cell not in printed or figure.value != truth.number(figure.cell))
    ]


def looks_whole(truth: Truth, rows: Rows, rendering: str) -> bool:
    """Return whether nothing shows that rows were exchanged: the form's cells, and sums that hold.

    No reader can tell such a table from one that was printed so.
    """
    table = RENDERINGS[rendering]
    for form in ("2021", "2019"):
        whole = overwritten(distinct(form))
        if len(rows) != len(whole):
            continue
        same = all(
            one[: len(one) - count] == other[: len(one) - count]
            for one, other, boxes in zip(
                table(rows).rows[HEADS:], table(whole).rows[HEADS:], rows[HEADS:], strict=True
            )
            for count in [len(one) - sum(not box.cell for box in boxes)]
        )
        keys = [row.key for row in applications_of(form).rows]
        if same and _sums_hold(truth, dict(zip(keys, rows[HEADS:], strict=True))):
            return True
    return False


def _sums_hold(truth: Truth, rows: dict[str, list[Box]]) -> bool:
    numbers = {
        key: [truth.number(box.cell) or Decimal(0) for box in row if box.cell]
        for key, row in rows.items()
    }
    results = [row for key, row in numbers.items() if key not in (*OUTER, "concluded")]
    return all(
        numbers["concluded"][i] == sum(row[i] for row in results)
        and numbers["received"][i] + numbers["carried_in"][i]
        == numbers["concluded"][i] + numbers["carried_out"][i]
        for i in range(len(APPLICANTS))
    )


def damaged(rows: Rows, damage: str, one: int, other: int, *, heads_stay: bool) -> Rows:
    """Return the table with two rows exchanged, or one lost, and another lost, doubled or put."""
    if damage == "exchanged":
        changed = list(rows)
        changed[one], changed[other] = rows[other], rows[one]
        return changed
    left = without_row(rows, one, heads_stay=heads_stay)
    other = min(other, len(left) - 1)
    if damage == "lost and doubled":
        return with_row(left, other + 1, left[other])
    if damage == "moved":
        return with_row(left, other, rows[one])
    return without_row(left, other, heads_stay=heads_stay)


DAMAGES = ("lost and doubled", "two lost", "exchanged", "moved")


@pytest.mark.parametrize("damage", DAMAGES)
@pytest.mark.parametrize(("rendering", "heads_stay"), [("spans", True), ("bars", False)])
def test_every_pair_of_rows(damage: str, rendering: str, heads_stay: bool) -> None:
    truth = distinct("2021")
    whole = overwritten(truth)
    pairs = list(permutations(range(HEADS, len(whole)), 2))
    # All pairs of the damage that was once read wrong; of the others, for the time, every fifth.
    for one, other in pairs if damage == "lost and doubled" and heads_stay else pairs[::5]:
        rows = damaged(whole, damage, one, other, heads_stay=heads_stay)
        figures = read_figures([RENDERINGS[rendering](rows)], year=2021)
        found = wrong(truth, rows, figures)
        assert not found or looks_whole(truth, rows, rendering)
        if Status.UNREAD in {figure.status for figure in figures.figures}:
            assert "figures.unread" in {finding.rule for finding in figures.findings}


@pytest.mark.parametrize("rendering", sorted(RENDERINGS))
def test_a_row_like_its_neighbour_is_no_copy_where_the_form_is_short_of_one(rendering: str) -> None:
    """Without one of its rows of zeros, 表三 of 2021 short of another has as many as that of 2019.

    A label over several rows must cover its group in the form that is left.
    """
    results = [[0] * 6 for _ in range(16)] + [[n, 0, 1, 0, 0, 2] for n in range(5)]
    truth = truth_of(results, [[1, 0, 0, 0, 0, 0], [0, 2, 0, 0, 0, 0]], "2021")
    whole = overwritten(truth)
    for lost in range(HEADS, len(whole)):
        for heads_stay in (True, False):
            rows = without_row(whole, lost, heads_stay=heads_stay)
            figures = read_figures([RENDERINGS[rendering](rows)], year=2021)
            assert not wrong(truth, rows, figures)


@pytest.mark.parametrize("rendering", sorted(RENDERINGS))
@pytest.mark.parametrize("heads_stay", [True, False])
def test_a_row_of_zeros_printed_again_where_another_is_lost(
    rendering: str, heads_stay: bool
) -> None:
    """Its label is another's, and zeros may be anybody's: only the sums know that it is a copy."""
    results = len(applications_of("2021").rows) - 4
    truth = truth_of(
        [[n * (n % 2), 0, n % 2, 0, 0, 0] for n in range(results)],
        [[1, 0, 0, 0, 0, 0], [0, 2, 0, 0, 0, 0]],
        "2021",
    )
    sheets: dict[str, Sheet] = {"t3": applications(truth)}
    whole = sheets["t3"].rows
    kinds: dict[bool, list[int]] = {False: [], True: []}
    for place in range(HEADS + 2, len(whole) - 2):
        kinds[any(truth.number(box.cell) for box in whole[place] if box.cell)].append(place)
    for lost in kinds[True]:
        for doubled in kinds[False]:
            rows = with_row(without_row(whole, lost, heads_stay=heads_stay), lost, whole[doubled])
            assert not wrong(truth, rows, read_figures([RENDERINGS[rendering](rows)], year=2021))


def test_the_undamaged_table_is_read_whole() -> None:
    truth = distinct("2021")
    rows = overwritten(truth)
    for table in RENDERINGS.values():
        figures = read_figures([table(rows)], year=2021)
        assert len(figures.figures) == len(truth.cells)
        assert not wrong(truth, rows, figures)
        assert not figures.findings


count = st.sampled_from([0, 0, 0, 0, 0, 1, 2, 17])
row = st.lists(count, min_size=6, max_size=6)


@given(
    st.sampled_from(["2021", "2019"]),
    st.lists(row, min_size=21, max_size=21),
    st.tuples(row, row),
    st.sampled_from(DAMAGES),
    st.sampled_from(sorted(RENDERINGS)),
    st.booleans(),
    st.integers(0, 22),
    st.integers(0, 22),
)
def test_any_table(
    form: str,
    results: list[list[int]],
    carried: tuple[list[int], list[int]],
    damage: str,
    rendering: str,
    heads_stay: bool,
    one: int,
    other: int,
) -> None:
    """Most rows are zeros, as in real reports: what is like its neighbour tells nothing."""
    truth = truth_of(results[: len(applications_of(form).rows) - 4], list(carried), form)
    rows = damaged(overwritten(truth), damage, HEADS + one, HEADS + other, heads_stay=heads_stay)
    found = wrong(truth, rows, read_figures([RENDERINGS[rendering](rows)], year=2021))
    assert not found or looks_whole(truth, rows, rendering)


@pytest.mark.parametrize("place", ["in its place", "beside itself"])
@pytest.mark.parametrize("rendering", sorted(RENDERINGS))
def test_large_figures_that_stand_there_twice_where_no_sum_can_be_asked(
    place: str, rendering: str
) -> None:
    """The sums over the rows are in words, so that nothing tells that a row was lost."""
    truth = distinct("2021")
    for column in APPLICANTS:
        truth.set(f"t3.refused.administrative_query.{column}", 700)
        truth.cells[f"t3.concluded.{column}"].raw = "约若干件"
        truth.cells[f"t3.concluded.{column}"].value = None
    rows = overwritten(truth)
    lost, doubled = HEADS + 5, HEADS + 11
    at = lost if place == "in its place" else doubled
    rows = with_row(without_row(rows, lost, heads_stay=True), at, rows[doubled])
    assert not wrong(truth, rows, read_figures([RENDERINGS[rendering](rows)], year=2021))


def test_one_row_without_a_label_may_be_another_without_one() -> None:
    truth = distinct("2021")
    sheets: dict[str, Sheet] = {"t3": applications(truth)}
    rows = sheets["t3"].rows
    lost, doubled = HEADS + 5, HEADS + 13
    rows = with_row(without_row(rows, lost, heads_stay=True), lost, rows[doubled])
    for at in (lost, doubled):
        next(box for box in rows[at] if box.label).text = ""
    assert not wrong(truth, rows, read_figures([in_spans(rows)], year=2021))
