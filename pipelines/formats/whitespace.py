"""White space of markup and typesetting, folded to what a reader sees."""

from __future__ import annotations

import re

# Characters without width that Word, WPS and editors leave inside words.
_INVISIBLE = re.compile("[\u200b\u200c\u200d\u2060\ufeff\u00ad\u200e\u200f\0]")
_FIRST_WIDE = "\u2e80"  # CJK radicals: from here on nearly everything is East Asian
_WIDE_PUNCTUATION = frozenset("“”‘’—…·、。《》〈〉【】〔〕（）％℃")


def is_wide(character: str) -> bool:
    """Whether no blank is written between this character and its neighbour."""
    return character >= _FIRST_WIDE or character in _WIDE_PUNCTUATION


def fold(text: str) -> str:
    """One line of text: runs of white space to one blank, none at the ends.

    A line break in the source beside a Chinese character is no blank: Word breaks its HTML after
    any eighty characters, and a browser's blank there is nothing that anybody wrote.
    """
    if text.isalnum():  # most cells: a number, a word
        return text
    if not text.isascii():
        text = _INVISIBLE.sub("", text)
    if "\n" in text or "\r" in text:
        text = join_lines(text.splitlines())
    return " ".join(text.split())


def join_lines(lines: list[str]) -> str:
    """Join broken lines of one paragraph: with a blank between two Latin words or numbers only."""
    joined: list[str] = []
    last = ""
    for raw in lines:
        line = raw.strip()
        if not line:
            continue
        if last and not is_wide(last) and not is_wide(line[0]):
            joined.append(" ")
        joined.append(line)
        last = line[-1]
    return "".join(joined)
