"""Tables of a layout that came before are read as if it had not."""

from __future__ import annotations

import random

import pytest

from bench.reading.layout import whole
from bench.reading.render import plain_html
from bench.reading.sheet import applications as sheet_of_applications
from bench.reading.sheet import disclosure, review
from bench.reading.truth import Truth, make_truth
from pipelines.extract import extract
from pipelines.figures import read_figures
from storage.records import Read, Status
from tests.pipelines.figures.tables import (
    REVIEW_HEAD,
    applications,
    consistent,
    from_html,
    row_of,
    values,
)

TIMES = 4  # a layout is known from its second time on


def row(*cells: str) -> str:
    return "<tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>"


def test_reports_of_few_layouts_are_read_exactly() -> None:
    seen: list[Truth] = []
    for number in range(12):
        rng = random.Random(number)  # noqa: S311 - reproducible reports, no secret
        truth = make_truth(rng)
        sheets = {
            "t2": disclosure(truth),
            "t3": sheet_of_applications(truth),
            "t4": review(truth),
        }
        reading = extract(plain_html(whole(sheets), truth.year, rng))
        read = {figure.cell: (figure.raw, figure.value) for figure in reading.figures}
        assert read == {cell: (v.raw, v.value) for cell, v in truth.cells.items()}
        assert reading.form is not None
        assert reading.form.value == truth.form()
        seen.append(truth)
    assert len({tuple(truth.cells) for truth in seen}) < len(seen) / 2


@pytest.mark.parametrize("instead", ["", "/", "12 3", "007", "约3", "123456789", "12件"])
def test_what_is_no_plain_number_is_read_anew(instead: str) -> None:
    figures = consistent()
    clean, odd = dict(figures), dict(figures)
    odd["granted"] = [instead, *figures["granted"][1:]]
    first = read_figures([from_html(applications(odd))], year=2021)
    for _ in range(TIMES):
        read = read_figures([from_html(applications(clean))], year=2021)
        assert row_of(read, "granted") == figures["granted"]
    assert read_figures([from_html(applications(odd))], year=2021) == first


def test_figures_of_groups_in_another_order_go_by_their_sums_each_time() -> None:
    swapped = REVIEW_HEAD.replace("未经复议直接起诉", "?", 1)
    swapped = swapped.replace("复议后起诉", "未经复议直接起诉").replace("?", "复议后起诉")
    adding_up = row(*"0000000000", *"10012")
    for _ in range(TIMES):
        read = values(read_figures([from_html(swapped + adding_up)], year=2021))
        assert read["t4.litigation_direct.total"] == "2"
        assert read["t4.litigation_after_review.total"] == "0"


def test_a_layout_with_a_damaged_label_says_so_each_time() -> None:
    head = REVIEW_HEAD.replace("结果维持", "结果", 1)
    for _ in range(TIMES):
        read = read_figures([from_html(head + row(*"012345678901234"))], year=2021)
        reads = {figure.cell: figure.read for figure in read.figures}
        assert reads["t4.review.upheld"] is Read.TOLERANT


def test_copies_that_differ_are_in_doubt_each_time() -> None:
    one, other = row(*"000000000000000"), row(*"000010000000000")
    tables = [from_html(REVIEW_HEAD + one), from_html(REVIEW_HEAD + other)]
    for _ in range(TIMES):
        read = read_figures(tables, year=2021)
        statuses = {figure.cell: figure.status for figure in read.figures}
        assert statuses["t4.review.total"] is Status.UNREAD


def test_the_unit_of_an_amount_is_heeded_each_time() -> None:
    table = from_html(
        row("第二十条第（八）项")
        + row("信息内容", "本年收费金额（单位：元）")
        + row("行政事业性收费", "15000")
    )
    for _ in range(TIMES):
        read = values(read_figures([table], year=2021))
        assert read["t2.fees.amount"] == "1.5"
