"""CSV as RFC 4180 and pandas want it."""

from __future__ import annotations

import csv
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.exports.formats import Options, format_names, load_format
from storage.exports.formats.csv import write_number
from storage.exports.spec import Column, Row, TableSpec

SPEC = TableSpec(
    name="t",
    description="",
    columns=(
        Column(name="text", type="string", description=""),
        Column(name="count", type="integer", description=""),
        Column(name="amount", type="number", description=""),
        Column(name="truth", type="boolean", description=""),
        Column(name="day", type="date", description=""),
        Column(name="moment", type="datetime", description=""),
    ),
)


def written(directory: Path, *rows: Row, options: Options | None = None) -> Path:
    sink = load_format("csv").open_sink(directory, (SPEC,), options or Options())
    sink.write("t", rows)
    files = sink.close()
    assert (files["t"].name, files["t"].media_type) == ("t.csv", "text/csv")
    return directory / "t.csv"


def test_the_formats_are_the_files_of_the_package() -> None:
    assert "csv" in format_names()


def test_lines_end_as_rfc_4180_says_and_breaks_inside_stay(tmp_path: Path) -> None:
    path = written(tmp_path, ('一\n二,"三"', 1, None, True, None, None))
    assert path.read_bytes().decode() == (
        'text,count,amount,truth,day,moment\r\n"一\n二,""三""",1,,true,,\r\n'
    )


def test_moments_are_in_utc_and_days_iso(tmp_path: Path) -> None:
    moment = datetime(2022, 1, 12, 7, 30, 0, 999, tzinfo=timezone(timedelta(hours=8)))
    path = written(tmp_path, ("", 1, Decimal("1"), False, date(2022, 1, 12), moment))
    assert path.read_text(encoding="utf-8").splitlines()[1] == (
        ",1,1,false,2022-01-12,2022-01-11T23:30:00Z"
    )


def test_a_byte_order_mark_on_request(tmp_path: Path) -> None:
    assert (
        written(tmp_path, options=Options(byte_order_mark=True)).read_bytes()[:3] == b"\xef\xbb\xbf"
    )
    assert pd.read_csv(tmp_path / "t.csv").columns[0] == "text"


@pytest.mark.parametrize(
    ("number", "text"),
    [
        ("0", "0"),
        ("-0", "0"),
        ("-0.00", "0"),
        ("17.0", "17"),
        ("100", "100"),
        ("1E+3", "1000"),
        ("7730.280000", "7730.28"),
        ("-18", "-18"),
        ("0.000001", "0.000001"),
        ("12345678901234567890.123456", "12345678901234567890.123456"),
    ],
)
def test_numbers_are_written_exactly(number: str, text: str) -> None:
    assert write_number(Decimal(number)) == text


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**20), max_value=10**20))
def test_a_written_number_is_the_number(number: Decimal) -> None:
    text = write_number(number)
    assert Decimal(text) == number
    assert "E" not in text


texts = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0"))


@given(st.lists(st.tuples(texts, st.integers(-(10**6), 10**6)), max_size=8))
def test_what_was_written_is_read_back(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, int]]
) -> None:
    directory = tmp_path_factory.mktemp("csv")
    moment = datetime(2022, 1, 12, tzinfo=UTC)
    path = written(
        directory, *((text, count, Decimal(count), None, None, moment) for text, count in rows)
    )
    with path.open(encoding="utf-8", newline="") as lines:
        found = list(csv.reader(lines))[1:]
    assert [(row[0], int(row[1]), Decimal(row[2])) for row in found] == [
        (text, count, Decimal(count)) for text, count in rows
    ]
    again = pd.read_csv(path, keep_default_na=False, dtype={"text": str})
    assert again["text"].tolist() == [text for text, _ in rows]
