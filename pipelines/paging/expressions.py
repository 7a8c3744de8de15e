"""The few expressions with which page scripts make an address: strings, numbers, +, -, ?:.

Nothing is run: what is not one of these has no value.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from pipelines.paging.escapes import unescape_string

_TOKEN = re.compile(
    r"\s*(?:(?P<string>\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*')|(?P<number>\d+)"
    r"|(?P<name>[A-Za-z_$][\w$.]*)|(?P<sign>===|!==|==|!=|<=|>=|[-+<>?:(){},]))"
)
_CASTS = frozenset({"parseInt", "Number", "String", "encodeURI", "encodeURIComponent"})
# Deeper nesting was not seen; it bounds the recursion on hostile input.
DEEPEST = 30


class NoValue(Exception):
    """What stands here is beyond these expressions. Caught by ``value_of``."""


def value_of(source: str, names: Mapping[str, Any]) -> Any | None:
    """Return the value of the expression that ``source`` begins with, None where it has none."""
    try:
        return _Reader(source, names).ternary(0)
    except (NoValue, TypeError, ValueError, RecursionError):
        return None


def arguments_of(source: str, names: Mapping[str, Any]) -> list[Any]:
    """Return the arguments of the call whose text goes on with ``source``, to the first without."""
    reader = _Reader(source, names)
    found: list[Any] = []
    try:
        found.append(reader.ternary(0))
        while reader.goes_on():
            found.append(reader.ternary(0))
    except (NoValue, TypeError, ValueError, RecursionError):
        return found
    return found


class _Reader:
    def __init__(self, source: str, names: Mapping[str, Any]) -> None:
        self._source = source
        self._names = names
        self._at = 0

    def ternary(self, depth: int) -> Any:
        if depth > DEEPEST:
            raise NoValue
        test = self._comparison(depth)
        if self._sign() != "?":
            return test
        self._take("?")
        yes = self.ternary(depth + 1)
        self._take(":")
        no = self.ternary(depth + 1)
        return yes if test else no

    def goes_on(self) -> bool:
        """Whether a comma follows; it is taken."""
        if self._sign() != ",":
            return False
        self._take(",")
        return True

    def _comparison(self, depth: int) -> Any:
        left = self._sum(depth)
        sign = self._sign()
        if sign not in {"==", "===", "!=", "!==", "<", ">", "<=", ">="}:
            return left
        self._take(sign)
        right = self._sum(depth)
        if sign in {"==", "==="}:
            return str(left) == str(right)
        if sign in {"!=", "!=="}:
            return str(left) != str(right)
        one, other = int(left), int(right)
        return {"<": one < other, ">": one > other, "<=": one <= other, ">=": one >= other}[sign]

    def _sum(self, depth: int) -> Any:
        total = self._plain(depth)
        while (sign := self._sign()) in {"+", "-"}:
            self._take(sign)
            other = self._plain(depth)
            if isinstance(total, int) and isinstance(other, int):
                total = total + other if sign == "+" else total - other
            elif sign == "+":
                total = f"{total}{other}"
            else:
                raise NoValue
        return total

    def _plain(self, depth: int) -> Any:
        token = _TOKEN.match(self._source, self._at)
        if token is None:
            raise NoValue
        self._at = token.end()
        if token["string"] is not None:
            return unescape_string(token["string"][1:-1])
        if token["number"] is not None:
            return int(token["number"])
        if token["name"] is not None:
            return self._named(token["name"], depth)
        if token["sign"] == "(":
            value = self.ternary(depth + 1)
            self._take(")")
            return value
        if token["sign"] == "{":
            return self._object(depth)
        raise NoValue

    def _named(self, name: str, depth: int) -> Any:
        if self._sign() == "(":
            if name == "Math.random":
                self._take("(")
                self._take(")")
                return "0.5"
            if name not in _CASTS and name != "JSON.stringify":
                raise NoValue
            self._take("(")
            value = self.ternary(depth + 1)
            self._take(")")
            if name == "JSON.stringify":
                return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
            return value
        if name in {"true", "false"}:
            return name
        if name not in self._names:
            raise NoValue
        return self._names[name]

    def _object(self, depth: int) -> dict[str, Any]:
        """Read an object; a member that has no value here (a function) is left out."""
        found: dict[str, Any] = {}
        while True:
            key = _TOKEN.match(self._source, self._at)
            if key is None:
                raise NoValue
            self._at = key.end()
            if key["sign"] == "}":
                return found
            if key["sign"] == ",":
                continue
            name = key["name"] or key["number"] or unescape_string((key["string"] or "  ")[1:-1])
            self._take(":")
            start = self._at
            try:
                found[name] = self.ternary(depth + 1)
                if self._sign() not in {",", "}"}:
                    raise NoValue
            except (NoValue, TypeError, ValueError):
                found.pop(name, None)
                self._at = _end_of_member(self._source, start)

    def _sign(self) -> str:
        token = _TOKEN.match(self._source, self._at)
        return (token["sign"] or "") if token else ""

    def _take(self, sign: str) -> None:
        token = _TOKEN.match(self._source, self._at)
        if token is None or token["sign"] != sign:
            raise NoValue
        self._at = token.end()


def _end_of_member(source: str, at: int) -> int:
    """Return where the member that begins at ``at`` ends: its comma, or its object's brace."""
    depth, quote = 0, ""
    while at < len(source):
        sign = source[at]
        if quote:
            if sign == "\\":
                at += 1
            elif sign == quote:
                quote = ""
        elif sign in "\"'`":
            quote = sign
        elif sign in "([{":
            depth += 1
        elif sign in ")]}":
            if depth == 0:
                return at
            depth -= 1
        elif sign == "," and depth == 0:
            return at
        at += 1
    raise NoValue
