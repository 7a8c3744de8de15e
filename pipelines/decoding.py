"""Bytes of a page or a text file to text.

Declarations lie in both directions (GBK under a utf-8 header, UTF-8 under gb2312), so the bytes
decide: a byte order mark, strict UTF-8, strict GB18030, and only then the reading with the fewest
replacement characters. What a header or a ``<meta>`` declares breaks ties only.
"""

from __future__ import annotations

import codecs
import re

# A mark for the longer encoding has to be tried first: UTF-32's begins with UTF-16's.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_DECLARED = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([A-Za-z0-9_:.-]{2,20})""", re.I)
# <meta> often stands behind a long comment or script; nobody declares a charset later than this.
_DECLARATION_BYTES = 8192
# Of every hundred multi-byte characters of a UTF-8 page, this many may be broken (an include in
# GBK, a cut in the middle of a character) before GB18030 is considered: GBK text read as UTF-8
# loses nearly all of them.
_BROKEN_PER_HUNDRED = 5
# What every page of a government is full of, in both scripts.
_FAMILIAR = "的年月日一二三府政公信息工作本行不人市，。、開开報报縣县機机關关務务"
# UTF-16 without a mark has a zero byte beside every ASCII character, and few on the other side
# (一 and 开 have one there); no other text has any.
_UTF16_ZEROS = 0.2


def decode(body: bytes, content_type: str | None = None) -> str:
    """Return the text of ``body``. Never fails: what no encoding explains becomes U+FFFD."""
    for mark, name in _MARKS:
        if body.startswith(mark):
            return body[len(mark) :].decode(name, "replace")
    utf16 = unmarked_utf16(body)
    if utf16 is not None:
        return body.decode(utf16, "replace")
    strict = _strict(body, "utf-8")
    if strict is not None:
        return strict
    declared = _declared(body, content_type)
    if declared.startswith("big5"):
        # Nearly every text of one is also well-formed in the other: common characters must tell.
        big5, gb18030 = _strict(body, "big5hkscs"), _strict(body, "gb18030")
        if big5 is not None and _familiar(big5) > _familiar(gb18030 or ""):
            return big5
    if _mostly_utf8(body):
        return _by_line(body)
    strict = _strict(body, "gb18030")
    if strict is not None:
        return strict
    names = ["utf-8", "gb18030"]
    if declared.startswith("gb"):
        names.reverse()
    return min((body.decode(name, "replace") for name in names), key=lambda t: t.count("\ufffd"))


def _familiar(text: str) -> int:
    return sum(text.count(character) for character in _FAMILIAR)


def _strict(body: bytes, name: str) -> str | None:
    """Decode, tolerating a character cut off by the end of a truncated body; ``None`` if wrong."""
    decoder = codecs.getincrementaldecoder(name)("strict")
    try:
        text = decoder.decode(body)
    except UnicodeDecodeError:
        return None
    return text + ("\ufffd" if decoder.getstate()[0] else "")


def unmarked_utf16(body: bytes) -> str | None:
    """The name of the UTF-16 that ``body`` is in without saying so; ``None`` for anything else."""
    head = body[:1024]
    if len(head) < 4:
        return None
    pairs = len(head) // 2
    even, odd = head[0 : 2 * pairs : 2].count(0), head[1 : 2 * pairs : 2].count(0)
    if odd > pairs * _UTF16_ZEROS and even * 8 < odd:
        return "utf-16-le"
    if even > pairs * _UTF16_ZEROS and odd * 8 < even:
        return "utf-16-be"
    return None


def _declared(body: bytes, content_type: str | None) -> str:
    """The charset that the page (first) or the header names, lower case; empty if neither does."""
    match = _DECLARED.search(body[:_DECLARATION_BYTES])
    if match is None and content_type is not None:
        match = _DECLARED.search(content_type.encode("ascii", "replace"))
    return match[1].decode("ascii").lower() if match else ""


def _mostly_utf8(body: bytes) -> bool:
    text = body.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    whole = sum(1 for character in text if character > "\x7f") - broken
    return broken * 100 <= whole * _BROKEN_PER_HUNDRED


def _by_line(body: bytes) -> str:
    """A UTF-8 page with includes in GBK: every line in the encoding that explains it."""
    lines = []
    for line in body.split(b"\n"):
        text = _strict(line, "utf-8")
        if text is None:
            text = _strict(line, "gb18030")
        lines.append(line.decode("utf-8", "replace") if text is None else text)
    return "\n".join(lines)
