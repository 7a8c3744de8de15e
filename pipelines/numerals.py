"""Numbers written in Chinese characters."""

from __future__ import annotations

_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {
    "〇": 0,
    "○": 0,
    "◯": 0,
    "Ο": 0,  # Greek
    "О": 0,  # Cyrillic
    "O": 0,
    "o": 0,
    "0": 0,
    "两": 2,
    "壹": 1,
    "贰": 2,
    "叁": 3,
    "肆": 4,
    "伍": 5,
    "陆": 6,
    "柒": 7,
    "捌": 8,
    "玖": 9,
}
# Twenty and thirty in one character, as days are written: 廿二日, 卅日.
TENS = {"廿": "二十", "卅": "三十"}
_UNITS = {"十": 10, "百": 100, "千": 1000, "拾": 10, "佰": 100, "仟": 1000}

# What stands for zero in 二〇二二, as typed: the ideograph, circles, letters of three alphabets.
ZEROS = "〇○◯零ΟОOo0"


def read_numeral(text: str) -> int | None:
    """Return the number that 十七 or 三百零五 or 一万二千 names; None for any other text.

    A lone 一 is None: in a table it is as often a dash as a one. Digits without units (二〇二二)
    are no number but a year: see ``read_year``.
    """
    if text in ("零", "〇"):
        return 0
    head, wan, tail = text.partition("万")
    if wan:
        high, low = _below_wan(head), _below_wan(tail) if tail else 0
        return None if high is None or low is None else high * 10_000 + low
    return None if text == "一" else _below_wan(text)


def _below_wan(text: str) -> int | None:
    total, digit, last_unit, zero = 0, None, 10_000, False
    if not text:
        return None
    for position, character in enumerate(text):
        if character in "零〇":
            if digit is not None or zero or position == 0:
                return None
            zero = True
        elif character in _UNITS:
            unit = _UNITS[character]
            if unit >= last_unit or (digit is None and not (unit == 10 and position == 0)):
                return None
            total += (1 if digit is None else digit) * unit
            digit, last_unit, zero = None, unit, False
        elif character in _DIGITS and character not in ZEROS:
            if digit is not None:
                return None
            digit = _DIGITS[character]
        else:
            return None
    if digit is not None:
        if last_unit > 10 and last_unit != 10_000 and not zero:
            return None  # 一百二 is 120 as often as it is 102
        total += digit
    elif zero:
        return None
    return total


def read_year(text: str) -> int | None:
    """Return the year that four digits name: 2021, 二〇二一, 2O21; None for any other text."""
    digits = [c if c in "0123456789" else str(_DIGITS.get(c, "")) for c in text]
    return int("".join(digits)) if len(text) == 4 and all(digits) else None
