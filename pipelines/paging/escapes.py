"""Escapes in the strings of page scripts."""

from __future__ import annotations

import re

# JavaScript's one-letter escapes; an escaped line break stands for nothing.
_NAMED = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "v": "\v", "\n": ""}
_ESCAPE = re.compile(r"\\(u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|.)", re.DOTALL)


def unescape_string(text: str) -> str:
    """Return the value of a script string, given without its quotes.

    Two escapes that write one character in halves (UTF-16) become that character.
    """
    if "\\" not in text:
        return text
    resolved = _ESCAPE.sub(_character, text)
    return resolved.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _character(escape: re.Match[str]) -> str:
    code = escape.group(1)
    if code[0] in "ux" and len(code) > 1:
        return chr(int(code[1:], 16))
    return _NAMED.get(code, code)
