"""What is printed in a cell: a number, nothing, a dash, or words. Amounts are in 万元."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from functools import lru_cache

from pipelines.dates import find_dates, read_date
from pipelines.numerals import read_numeral
from storage.records import Status

__all__ = ["find_dates", "is_dash", "money_unit", "read_date", "read_number"]

# Powers of ten of the units of money, in 元.
_MONEY = {"元": 0, "千元": 3, "万元": 4, "万": 4, "百万元": 6, "千万元": 7, "亿元": 8, "亿": 8}
_MULTIPLES = {"万": 4, "亿": 8}
_COUNTERS = frozenset([*"件次宗起个条项份篇人家部种户例", "件次", "人次", "个次", "条次"])
_PLAIN = re.compile(r"[1-9]\d{0,14}|0")
_NUMBER = re.compile(
    r"(?P<sign>[+-])?(?P<digits>\d{1,3}(?:,\d{3})+|\d+)(?P<fraction>\.\d+)?(?P<unit>[^\d.,+-]*)"
)
_REMARK = re.compile(r"\([^()]*(?:\([^()]*\)[^()]*)*\)$")
_BLANK = r"[\s\u200b-\u200f\u2060\ufeff\u00ad]"
_BLANKS = re.compile(f"{_BLANK}+")
_INNER = re.compile(rf"(?<=[\d.,]){_BLANK}+(?=[\d.,])")
_DASH = re.compile(r"[-—–―‐‑‒─﹣－−]{1,4}|[/／]{1,2}|无|不适用")
_FIGURE = re.compile(
    r"[约近共超+-]{0,2}\d[\d.,]*[余多]?[件次宗起个条项份篇人家万亿元]{0,2}(?:\(.*\))?"
)
_MINUS = str.maketrans("−–—―﹣", "-----")
_NAMED_UNIT = re.compile(
    r"(?:单位[::]?|[(\[,、/])(?:人民币)?(亿元|千万元|百万元|万元|千元|元)"
    r"(?=人民币|[^\u4e00-\u9fff]|$)"
)


# A report prints the same few figures, labels and words over and over.
_REMEMBERED = 16384


@lru_cache(maxsize=_REMEMBERED)
def read_number(raw: str, unit: str) -> tuple[Status, Decimal | None]:
    """Return the status of a cell's text and its value, None unless it is a number.

    ``unit`` is what a bare number there counts: 件 and the like, or a unit of money; then the
    value is in 万元 whatever unit the cell itself names. A number may carry a sign, thousands
    separators, a unit and a bracketed remark; any other word makes it text.
    """
    if _PLAIN.fullmatch(raw) and raw.isascii() and unit not in _MONEY:
        return Status.NUMBER, Decimal(raw)
    text = _BLANKS.sub(" ", unicodedata.normalize("NFKC", raw)).strip()
    if not text:
        return Status.BLANK, None
    if is_dash(raw):
        return Status.DASH, None
    text = _REMARK.sub("", text).strip() or text
    whole = _BLANKS.sub("", text)
    number = _NUMBER.fullmatch(whole.translate(_MINUS))
    value = _printed(number, unit) if number else _numeral(whole, unit)
    return (Status.TEXT, None) if value is None else (Status.NUMBER, value)


def is_dash(raw: str) -> bool:
    """Return whether the cell holds a mark or a word that stands for "none"."""
    return _DASH.fullmatch(_BLANKS.sub("", raw)) is not None


@lru_cache(maxsize=_REMEMBERED)
def is_figure(raw: str) -> bool:
    """Return whether the cell holds a figure or stands for one: 17, 约200, 9余件, /, 无."""
    text = _BLANKS.sub("", unicodedata.normalize("NFKC", raw))
    return is_dash(raw) or _FIGURE.fullmatch(text) is not None


def has_inner_blank(raw: str) -> bool:
    """Return whether a blank stands between digits: one number set apart, or two run together."""
    return not raw.isalnum() and _INNER.search(raw.strip()) is not None


def money_unit(*texts: str) -> str | None:
    """Return the unit of money that the first of the texts to name one names: 万元, 元, 亿元."""
    for text in texts:
        found = _NAMED_UNIT.search(_BLANKS.sub("", unicodedata.normalize("NFKC", text)))
        if found:
            return found.group(1)
    return None


def _printed(number: re.Match[str], unit: str) -> Decimal | None:
    digits = number["digits"].replace(",", "")
    if len(digits) > 1 and digits[0] == "0":
        return None  # 007: cells that ran together, no number is printed so
    value = Decimal((number["sign"] or "") + digits + (number["fraction"] or "")) + 0  # no -0
    named = number["unit"].removeprefix("人民币")
    if unit in _MONEY:
        if named and named not in _MONEY:
            return None
        return _shifted(value, _MONEY[named or unit] - _MONEY["万元"])
    if named[:1] in _MULTIPLES and (not named[1:] or named[1:] in _COUNTERS):
        return _shifted(value, _MULTIPLES[named[0]]) if named else value
    return value if not named or named in _COUNTERS else None


def _shifted(value: Decimal, exponent: int) -> Decimal:
    """Return the value times a power of ten, without zeros that nobody printed."""
    if not exponent:
        return value
    short = value.scaleb(exponent).normalize()
    return short.quantize(Decimal(1)) if short == short.to_integral_value() else short


def _numeral(word: str, unit: str) -> Decimal | None:
    """Read 十七 and 十七件."""
    if unit in _MONEY:
        return None
    for counter in sorted(_COUNTERS, key=len, reverse=True):
        word = word.removesuffix(counter)
    value = read_numeral(word)
    return None if value is None else Decimal(value)
