"""Object and array literals in scripts, as Python values. Nothing is run."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from pipelines.paging.escapes import unescape_string

_START = re.compile(r"[=(:,]\s*(?=[\[{])|^\s*(?=[\[{])")
_SPACE = re.compile(r"(?:\s+|//[^\n]*|/\*.*?\*/)*", re.DOTALL)
_WORD = re.compile(r"[\w$.\-+]+")
_STRING = re.compile(r"\"((?:[^\"\\]|\\.)*)\"|'((?:[^'\\]|\\.)*)'|`((?:[^`\\]|\\.)*)`", re.DOTALL)
_COLON = re.compile(r"\s*:")
# Deeper nesting was not seen in any catalogue; it bounds the recursion on hostile input.
DEEPEST = 60
# So many tries to find a literal's beginning; programs have many brackets and few literals.
MOST_TRIES = 300


class _NoLiteral(Exception):
    """What stands here is an expression. Caught by ``literals``, which looks further on."""


def literals(script: str) -> Iterator[Any]:
    """Yield the outermost literals of ``script`` that hold keys: objects, and arrays of them."""
    position = tries = 0
    while tries < MOST_TRIES:
        start = _START.search(script, position)
        if start is None:
            return
        tries += 1
        try:
            value, position = _value(script, start.end(), 0)
        except _NoLiteral:
            position = start.end() + 1
            continue
        if value:
            yield value


def _value(text: str, at: int, depth: int) -> tuple[Any, int]:
    if depth > DEEPEST:
        raise _NoLiteral
    at = _skip(text, at)
    opening = text[at : at + 1]
    if opening == "{":
        return _object(text, at + 1, depth)
    if opening == "[":
        return _array(text, at + 1, depth)
    if opening and opening in "\"'`":
        string = _STRING.match(text, at)
        if string is None:
            raise _NoLiteral
        return unescape_string(next(g for g in string.groups() if g is not None)), string.end()
    word = _WORD.match(text, at)
    if word is None:
        raise _NoLiteral
    return _named(word.group()), word.end()


def _object(text: str, at: int, depth: int) -> tuple[dict[str, Any], int]:
    found: dict[str, Any] = {}
    while True:
        at = _skip(text, at)
        if text[at : at + 1] == "}":
            return found, at + 1
        name, at = _key(text, at)
        found[name], at = _value(text, at, depth + 1)
        at = _after(text, at, "}")


def _key(text: str, at: int) -> tuple[str, int]:
    key = _STRING.match(text, at) or _WORD.match(text, at)
    colon = _COLON.match(text, key.end()) if key else None
    if key is None or colon is None:
        raise _NoLiteral
    quoted = next((group for group in key.groups() if group is not None), None)
    return key.group() if quoted is None else unescape_string(quoted), colon.end()


def _array(text: str, at: int, depth: int) -> tuple[list[Any], int]:
    found: list[Any] = []
    while True:
        at = _skip(text, at)
        if text[at : at + 1] == "]":
            return found, at + 1
        value, at = _value(text, at, depth + 1)
        found.append(value)
        at = _after(text, at, "]")


def _after(text: str, at: int, closing: str) -> int:
    at = _skip(text, at)
    mark = text[at : at + 1]
    if mark == ",":
        return at + 1
    if mark == closing:
        return at
    raise _NoLiteral


def _skip(text: str, at: int) -> int:
    space = _SPACE.match(text, at)
    return space.end() if space else at


def _named(word: str) -> Any:
    if word in {"true", "false"}:
        return word == "true"
    if word in {"null", "undefined"}:
        return None
    return int(word) if re.fullmatch(r"-?\d{1,40}", word) else word
