"""What differs between two contents, as a reader of the page would see it."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.changes import differences
from storage.records import Figure, LocalTable, Read, Reading, Section, SectionKind, Status
from tests.storage.county import reading


def told(old: Reading, new: Reading, *, same_url: bool = True) -> list[tuple[str, str, str, str]]:
    return [
        (change.kind.value, change.name, change.old, change.new)
        for change in differences(old, new, same_url=same_url)
    ]


def figure(raw: str, status: Status, value: str | None = None) -> Reading:
    made = Figure(
        cell="c",
        raw=raw,
        status=status,
        value=None if value is None else Decimal(value),
        read=Read.LABEL,
    )
    return replace(reading(), figures=(made,))


NUMBER, BLANK, DASH, TEXT, UNREAD = Status


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (figure("17", NUMBER, "17"), figure("18", NUMBER, "18"), ("17", "18")),
        (figure("0", NUMBER, "0"), figure("", BLANK), ("0", "blank")),
        (figure("", BLANK), figure("/", DASH), ("blank", "dash")),
        (figure("约200", TEXT), figure("约300", TEXT), ("text", "text")),
        (figure("1.50", NUMBER, "1.50"), figure("1.5", NUMBER, "1.5"), None),
        (figure("1,000", NUMBER, "1000"), figure("１０００件", NUMBER, "1000"), None),
        (figure("/", DASH), figure("——", DASH), None),
        (figure("约 200", TEXT), figure("约２００", TEXT), None),
        (
            figure("22（其中修订16件）", NUMBER, "22"),
            figure("22(其中修订18件)", NUMBER, "22"),
            ("22", "22"),
        ),
    ],
)
def test_figures(old: Reading, new: Reading, expected: tuple[str, str] | None) -> None:
    assert told(old, new) == ([("figure", "c", *expected)] if expected else [])


def test_figures_that_come_and_go() -> None:
    old, new = reading(figures={"a": "1"}), reading(figures={"b": "2.50"})
    assert told(old, new) == [("figure", "b", "", "2.5"), ("figure", "a", "1", "")]


def test_how_a_cell_was_read_is_no_change() -> None:
    old = reading()
    new = replace(
        old,
        figures=tuple(replace(one, read=Read.STRUCTURE) for one in old.figures),
        reader_version="reader-2",
    )
    assert told(old, new) == []


def section(text: str, heading: str = "一、总体情况") -> Section:
    return Section(kind=SectionKind.OVERVIEW, heading=heading, text=text)


def test_sections_are_named_by_kind_and_number() -> None:
    old = reading(sections=(section("甲"), section("乙")))
    new = reading(sections=(section("甲"), section("丙"), section("丁")))
    assert told(old, new) == [
        ("section", "overview#2", "乙", "丙"),
        ("section", "overview#3", "", "一、总体情况\n丁"),
    ]


def test_a_heading_counts() -> None:
    old, new = reading(sections=(section("甲"),)), reading(sections=(section("甲", "一、概述"),))
    assert told(old, new) == [("section", "overview", "一、总体情况\n甲", "一、概述\n甲")]


def test_a_table_put_in_before_others_is_one_change() -> None:
    tables = tuple(LocalTable(caption="", rows=(("项目", str(n)),)) for n in range(3))
    added = LocalTable(caption="新表", rows=(("数量", "9"),))
    old, new = reading(tables=tables), reading(tables=(added, *tables))
    assert told(old, new) == [("table", "新表", "", "新表\n数量 | 9")]


def test_a_cell_of_a_table() -> None:
    old = reading(tables=(LocalTable(caption="", rows=(("项目", "1"),)),))
    new = reading(tables=(LocalTable(caption="", rows=(("项目", "2"),)),))
    assert told(old, new) == [("table", "table 1", "项目 | 1", "项目 | 2")]


def test_dates_of_publication_are_compared_at_one_url_only() -> None:
    old, new = reading(), reading(published_on=None)
    assert told(old, new) == [("date", "published_on", "2022-01-20", "")]
    assert told(old, new, same_url=False) == []


SPACES = st.text(" \n\t\u3000\u200b\xa0", max_size=3)


@given(st.lists(st.tuples(st.text(max_size=5), SPACES)))
def test_white_space_is_no_change(parts: list[tuple[str, str]]) -> None:
    plain = "".join(part for part, _ in parts)
    spaced = "".join(part + space for part, space in parts)
    old, new = reading(sections=(section(plain),)), reading(sections=(section(spaced),))
    assert told(old, new) == []


@given(st.dictionaries(st.sampled_from("abcdef"), st.integers(0, 3).map(str)), st.data())
def test_there_and_back_are_mirrored(before: dict[str, str], data: st.DataObject) -> None:
    after = data.draw(st.dictionaries(st.sampled_from("abcdef"), st.integers(0, 3).map(str)))
    forth = told(reading(figures=before), reading(figures=after))
    back = told(reading(figures=after), reading(figures=before))
    assert {(name, old, new) for _, name, old, new in forth} == {
        (name, new, old) for _, name, old, new in back
    }
    assert bool(forth) == (before != after)
