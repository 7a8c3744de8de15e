"""The normal form of a label, and the nearest label to a damaged one.

Spaces, line breaks, widths, brackets, quotation marks, commas and the mark after a number carry no
meaning in the forms: two labels that differ only in them are the same label.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Hashable, Mapping
from functools import lru_cache
from typing import TypeVar

_BRACKETS = str.maketrans("〔【[{〈《〕】]}〉》", "(" * 6 + ")" * 6)
_INVISIBLE = re.compile(r"[\s\u200b-\u200f\u2060\ufeff\u00ad]+")
_MARKS = re.compile(r"[\"'“”‘’「」『』,、;:。．·•…]+")
_ENUMERATOR = re.compile(
    r"^(?:\((?:[一二三四五六七八九十]{1,3}|\d{1,2})\)"  # （一） ㈠ ⑴
    r"|[一二三四五六七八九十]{1,3}[、.,:．]"  # 一、
    r"|\d{1,2}[、.,:)．]?(?=\D))"  # 1. 1、 1
)
_REMARK = re.compile(r"\([^()]*\)?$")
_DIGITS_AND_MARKS = re.compile(r"[\d\W_]*")

Name = TypeVar("Name", bound=Hashable)

# Under this share of common characters two labels are different labels; a missing third of a
# label (其他法律行政止公开) leaves 0.86, two labels of one form have at most 0.67 in common.
SIMILAR = 0.72
# A label must be nearer to its best match than to the next by this much: two never tie.
MARGIN = 0.12
# A label cut shorter than this says nothing: 结果 could be three columns.
SHORTEST = 2


@lru_cache(maxsize=16384)
def normal(text: str) -> str:
    """Return the label's normal form, its number included."""
    text = unicodedata.normalize("NFKC", text)
    return _INVISIBLE.sub("", text).translate(_BRACKETS)


@lru_cache(maxsize=16384)
def core(text: str) -> str:
    """Return the normal form without the number before it and without punctuation."""
    label = normal(text)
    stripped = _ENUMERATOR.sub("", label, count=1)
    return _MARKS.sub("", stripped or label)


@lru_cache(maxsize=16384)
def number(text: str) -> str:
    """Return the number before a label without the mark after it: (六), 三, 3; empty if none."""
    found = _ENUMERATOR.match(normal(text))
    return found.group().rstrip("、.,:．)") if found else ""


@lru_cache(maxsize=16384)
def bare(text: str) -> str:
    """Return the core without the bracketed remark that ends it."""
    label = core(text)
    return _REMARK.sub("", label) or label


@lru_cache(maxsize=16384)
def is_wordy(text: str) -> bool:
    """Return whether the text has a letter in it: digits, blanks and marks are no label."""
    return _DIGITS_AND_MARKS.fullmatch(normal(text)) is None


def likeness(label: str, other: str) -> float:
    """Return which share of their characters two labels have in common, in order: 0 to 1."""
    # Only damaged labels are compared, and it takes as long to import as a report to read.
    from rapidfuzz.distance import Indel  # noqa: PLC0415

    return Indel.normalized_similarity(label, other)


def nearest(text: str, candidates: Mapping[str, Name]) -> Name | None:
    """Return what the damaged label names among ``candidates`` (by their cores), or None.

    A label cut short names the one that begins with it, or else holds it; another must share
    ``SIMILAR`` of its characters with one of them, and ``MARGIN`` less with any other.
    """
    label = bare(text)
    if len(label) < SHORTEST:
        return None
    if label in candidates:
        return candidates[label]
    for holds in (
        {name for c, name in candidates.items() if c.startswith(label)},
        {name for c, name in candidates.items() if label in c},
    ):
        if holds:
            return holds.pop() if len(holds) == 1 else None
    alike: dict[Name, float] = {}
    for candidate, name in candidates.items():
        alike[name] = max(likeness(label, candidate), alike.get(name, 0.0))
    ranked = sorted(alike, key=lambda name: alike[name], reverse=True)
    if not ranked or alike[ranked[0]] < SIMILAR:
        return None
    if len(ranked) > 1 and alike[ranked[0]] - alike[ranked[1]] < MARGIN:
        return None
    return ranked[0]
