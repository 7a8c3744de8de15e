"""Dates and numbers in Chinese text."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.numerals import read_numeral, read_year
from pipelines.values import find_dates, read_date

HAN = "〇一二三四五六七八九"


def han(number: int) -> str:
    """Return a number up to 99 in characters: 十一, 二十."""
    tens, ones = divmod(number, 10)
    return ("" if tens < 2 else HAN[tens]) + ("十" if tens else "") + (HAN[ones] if ones else "")


@pytest.mark.parametrize(
    "text",
    [
        "2022年1月11日",
        "2022 年 1 月 11 日",
        "2 0 2 2 年 1 月 1 1 日",
        "２０２２年１月１１日",
        "二〇二二年一月十一日",
        "二O二二年一月十一日",
        "二零二二年一月十一日",
        "2O22年1月11日",
        "2022-01-11",
        "2022/1/11",
        "2022.1.11",
        "20220111",
        "2022-01-11 10:30:00",
        "2022-01-11T10:30",
        "发布时间：2022-01-11 来源：县人社局",
    ],
)
def test_dates(text: str) -> None:
    assert read_date(text) == date(2022, 1, 11)


@pytest.mark.parametrize(
    ("text", "day"),
    [("二〇二二年一月廿日", 20), ("二〇二二年一月廿二日", 22), ("二〇二二年一月卅一日", 31)],
)
def test_days_in_one_character_for_twenty_or_thirty(text: str, day: int) -> None:
    assert read_date(text) == date(2022, 1, day)


@pytest.mark.parametrize(
    "text",
    [
        "20211月1日至202112月31日",
        "202年1月11日",
        "2022年1月",
        "2022年月11日",
        "2022年13月1日",
        "2022年2月30日",
        "22年1月11日",
        "2022年1月11",
        "12022年1月11日",
        "0571-87222589",
        "1.2.3.4",
        "",
    ],
)
def test_what_is_incomplete_or_impossible_is_no_date(text: str) -> None:
    assert find_dates(text) == ()


def test_two_dates_are_not_one() -> None:
    text = "自2021年1月1日起至2021年12月31日止"
    assert find_dates(text) == (date(2021, 1, 1), date(2021, 12, 31))
    assert read_date(text) is None


@given(st.dates(min_value=date(1990, 1, 1), max_value=date(2099, 12, 31)))
def test_every_date_in_every_script(day: date) -> None:
    year = "".join(HAN[int(digit)] for digit in str(day.year))
    for text in (
        f"{day.year}年{day.month}月{day.day}日",
        f"{year}年{han(day.month)}月{han(day.day)}日",
        day.isoformat(),
        day.strftime("%Y%m%d"),
    ):
        assert read_date(text) == day


@given(st.text(alphabet="0123456789年月日二〇一十-/. ", max_size=40))
def test_any_text_is_harmless(text: str) -> None:
    assert all(1990 <= day.year < 2100 for day in find_dates(text))


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("零", 0),
        ("十", 10),
        ("十七", 17),
        ("二十", 20),
        ("一百零三", 103),
        ("两百", 200),
        ("一千零五十", 1050),
        ("一万二千", 12000),
        ("一", None),
        ("一百二", None),
        ("二〇二二", None),
        ("十百", None),
        ("", None),
    ],
)
def test_numerals(text: str, number: int | None) -> None:
    assert read_numeral(text) == number


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("2021", 2021),
        ("二〇二一", 2021),
        ("二O一一", 2011),
        ("二○一九", 2019),
        ("2O23", 2023),
        ("二一", None),
    ],
)
def test_years(text: str, year: int | None) -> None:
    assert read_year(text) == year
