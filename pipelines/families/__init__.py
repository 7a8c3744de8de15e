"""CMS families as data: one TOML file each, beside this loader.

A file says how pages of the family are recognised, which of its addresses are articles and which
paging strategies its lists use. How a report's page is read is the same for all. A misspelt key, a
pattern that is no regular expression or a strategy that does not exist fails when the files are
loaded, not as a rule that never matches. The family is decided for each page: menus mix systems.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import pairwise
from typing import Any

from pipelines.paging import STRATEGY_NAMES

# How far into a page its family's marks are looked for: they are in the head, the list and the
# first scripts; on a very long page, past this point is text.
MARKS_WITHIN = 200_000


class FamilyFileError(Exception):
    """A family's file is wrong. Raised when the files are loaded; nobody catches it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """One CMS family. ``order`` is its place in the recognition order (the first hit wins).

    ``marks`` are those of its signs in the page that are plain text, ``html`` is for the others:
    looking for text is a hundred times faster.
    """

    name: str
    vendor: str
    order: int
    url: re.Pattern[str] | None
    marks: tuple[str, ...]
    html: re.Pattern[str] | None
    articles: re.Pattern[str] | None
    paging: tuple[str, ...]


def recognise(url: str, html: str) -> Family | None:
    """Return the family of one page: in the order of the files, by its address, then its text."""
    head = html[:MARKS_WITHIN]
    for family in families():
        if family.url is not None and family.url.search(url):
            return family
        if any(mark in head for mark in family.marks):
            return family
        if family.html is not None and family.html.search(head):
            return family
    return None


@cache
def families() -> tuple[Family, ...]:
    """Return all families in recognition order. Raises FamilyFileError."""
    found = [
        load(path.name.removesuffix(".toml"), path.read_text("utf-8"))
        for path in files(__package__).iterdir()
        if path.name.endswith(".toml")
    ]
    ordered = sorted(found, key=lambda family: family.order)
    for one, next_one in pairwise(ordered):
        if one.order == next_one.order:
            raise FamilyFileError(f"{one.name} and {next_one.name} have the same order")
    return tuple(ordered)


def load(name: str, text: str) -> Family:
    """Return the family that a file's text describes. Raises FamilyFileError."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise FamilyFileError(f"{name}: {error}") from error
    _expect(name, data, {"vendor", "order", "recognise", "listing"})
    recognition = _section(name, data, "recognise", {"url", "html"})
    listing = _section(name, data, "listing", {"articles", "paging"})
    if not recognition.get("url") and not recognition.get("html"):
        raise FamilyFileError(f"{name}: nothing says how it is recognised")
    signs = recognition.get("html", ())
    paging = tuple(listing.get("paging", ()))
    unknown = [strategy for strategy in paging if strategy not in STRATEGY_NAMES]
    if unknown:
        raise FamilyFileError(f"{name}: no such paging strategy: {', '.join(unknown)}")
    return Family(
        name=name,
        vendor=_typed(name, data, "vendor", str),
        order=_typed(name, data, "order", int),
        # Portals write the same path in either case.
        url=_pattern(name, recognition.get("url", ()), re.IGNORECASE),
        marks=tuple(plain for part in signs if (plain := _plain(part))),
        html=_pattern(name, [part for part in signs if not _plain(part)]),
        articles=_pattern(name, listing.get("articles", ()), re.IGNORECASE),
        paging=paging,
    )


def _section(
    name: str, data: Mapping[str, Any], section: str, keys: set[str]
) -> Mapping[str, list[str]]:
    values = _typed(name, data, section, dict) if section in data else {}
    _expect(f"{name} [{section}]", values, keys)
    for key, value in values.items():
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise FamilyFileError(f"{name} [{section}]: {key} is no list of strings")
    return values


def _expect(where: str, data: Mapping[str, Any], keys: set[str]) -> None:
    unknown = sorted(set(data) - keys)
    if unknown:
        raise FamilyFileError(f"{where}: no such key: {', '.join(unknown)}")


def _typed(name: str, data: Mapping[str, Any], key: str, kind: type) -> Any:
    value = data.get(key)
    if not isinstance(value, kind):
        raise FamilyFileError(f"{name}: {key} is missing or no {kind.__name__}")
    return value


def _plain(pattern: str) -> str:
    """Return the text that a pattern stands for, empty where it stands for more than one."""
    text = re.sub(r"\\([^\w\s])", r"\1", pattern)
    return text if re.fullmatch(r"(?:[^\\.^$*+?{}\[\]|()]|\\[^\w\s])+", pattern) else ""


def _pattern(
    name: str, parts: Sequence[str], flags: re.RegexFlag = re.NOFLAG
) -> re.Pattern[str] | None:
    if not parts:
        return None
    try:
        for part in parts:
            re.compile(part)
        return re.compile("|".join(f"(?:{part})" for part in parts), flags)
    except re.error as error:
        raise FamilyFileError(f"{name}: {error}") from error
