"""Values as Stata keeps them: numbers, and for each null the reason why there is none.

Every null of a numeric variable is an extended missing value, never the plain ``.``, which some
programs read as 0.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from storage.exports.spec import Type

# What the letter of a missing value says; the words are those of panel_status and figures.status.
LETTERS = {
    "blank": "a",
    "dash": "b",
    "text": "c",
    "unread": "d",
    "off_form": "n",
    "undefined": "u",
}
NOTHING = "z"  # nothing is known, or nothing is there, in every other column

_FIRST_DAY = date(1960, 1, 1)  # Stata's dates and moments count from here
_FIRST_MOMENT = datetime(1960, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Numeric:
    """A numeric storage type: its code in the file, its letter for ``struct``, its missings."""

    code: int
    packed: str
    largest: int
    missing: Mapping[str, int | float]


def _tagged(first: int) -> dict[str, int | float]:
    """Number the missing values: after ``.`` come ``.a`` to ``.z``."""
    return {chr(ord("a") + step): first + 1 + step for step in range(26)}


def _doubles() -> dict[str, int | float]:
    # Doubles from 2^1023 on are missing; the letter is in the third byte from the left.
    bits = [(0x7FE00 << 44) | ((step + 1) << 40) for step in range(26)]
    numbers = struct.unpack(">26d", struct.pack(">26Q", *bits))
    return {chr(ord("a") + step): number for step, number in enumerate(numbers)}


# Types and ranges as `help dta` and `help data_types` of Stata give them.
BYTE = Numeric(code=65530, packed="b", largest=100, missing=_tagged(101))
LONG = Numeric(code=65528, packed="i", largest=2_147_483_620, missing=_tagged(2_147_483_621))
DOUBLE = Numeric(code=65526, packed="d", largest=2**53, missing=_doubles())

FORMATS: Mapping[Type, str] = {
    "integer": "%12.0g",
    "number": "%10.0g",
    "boolean": "%8.0g",
    "date": "%td",
    "datetime": "%tc",
}


def days(day: date) -> int:
    """Count the days since 1960."""
    return (day - _FIRST_DAY).days


def milliseconds(moment: datetime) -> int:
    """Count the milliseconds since 1960 in UTC, to the second as every format does."""
    return int((moment - _FIRST_MOMENT).total_seconds()) * 1000


CONVERT: Mapping[Type, Callable[[Any], Any]] = {
    "number": float,
    "boolean": int,
    "date": days,
    "datetime": milliseconds,
}
