"""Whole dates in Chinese text. What is incomplete or impossible is no date."""

from __future__ import annotations

import re
import unicodedata
from datetime import date

from pipelines.numerals import TENS, ZEROS, read_numeral, read_year

_HAN_DIGIT = f"[{ZEROS}一二三四五六七八九]"
_HAN_NUMBER = f"[一二三四五六七八九十{''.join(TENS)}]"
# A letter or a circle among Arabic digits: 2O23年1月1O日.
_ZERO_AMONG_DIGITS = re.compile(rf"(?<=\d)[{ZEROS}](?=[{ZEROS}\d年月日号])")
# Blanks may stand between any two digits: one span a character, printed apart.
_WRITTEN = re.compile(
    rf"(?<![\d一二三四五六七八九])(?P<year>\d(?:\s?\d){{3}}|{_HAN_DIGIT}(?:\s?{_HAN_DIGIT}){{3}})\s*年"
    rf"\s*(?P<month>\d(?:\s?\d)?|{_HAN_NUMBER}(?:\s?{_HAN_NUMBER})?)\s*月"
    rf"\s*(?P<day>\d(?:\s?\d)?|{_HAN_NUMBER}(?:\s?{_HAN_NUMBER}){{0,2}})\s*[日号]"
)
_NUMERIC = re.compile(
    r"(?<![\d./-])(?P<year>\d{4})\s?(?P<mark>[-/.])\s?(?P<month>\d{1,2})\s?(?P=mark)\s?(?P<day>\d{1,2})"
    r"(?![\d/-]|\.\d)"
)
_COMPACT = re.compile(r"\s*(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})\s*")
# No government site is older, and no report of ours will be younger: outside, digits were lost.
_YEARS = range(1990, 2100)


def find_dates(text: str) -> tuple[date, ...]:
    """Return every whole date in the text, in order: 2022年1月11日, 二〇二二年…, 2022-01-11."""
    text = _ZERO_AMONG_DIGITS.sub("0", unicodedata.normalize("NFKC", text))
    compact = _COMPACT.fullmatch(text)
    if compact:
        found = [compact]
    else:
        found = sorted(
            [*_WRITTEN.finditer(text), *_NUMERIC.finditer(text)], key=lambda match: match.start()
        )
    dates = (_date(match["year"], match["month"], match["day"]) for match in found)
    return tuple(d for d in dates if d is not None)


def read_date(text: str) -> date | None:
    """Return the one date that the text names; None where it names none, or two that differ."""
    found = set(find_dates(text))
    return found.pop() if len(found) == 1 else None


def _date(year: str, month: str, day: str) -> date | None:
    y, m, d = read_year(_joined(year)), _small(_joined(month)), _small(_joined(day))
    if y is None or y not in _YEARS or m is None or d is None:
        return None
    try:
        return date(y, m, d)
    except ValueError:
        return None


def _joined(text: str) -> str:
    return "".join(text.split())


def _small(text: str) -> int | None:
    if text.isdigit():
        return int(text)
    for short, long in TENS.items():
        text = text.replace(short, long)
    return 1 if text == "一" else read_numeral(text)
