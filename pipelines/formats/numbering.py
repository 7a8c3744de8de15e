"""Numbers that Word writes itself: 一、 of a heading is often no text but a list's level."""

from __future__ import annotations

import re
from collections import defaultdict

from lxml import etree

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_PLACE = re.compile(r"%([1-9])")
_CHINESE = "〇一二三四五六七八九"
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
_CHINESE_FORMATS = frozenset(
    {
        "chineseCounting", "chineseCountingThousand", "japaneseCounting", "taiwaneseCounting",
        "taiwaneseCountingThousand", "ideographDigital", "koreanCounting",
    }
)  # fmt: skip
# Bullets are decoration; a report has no list longer than this.
_MAX_CHINESE = 99


class Numbering:
    """Counts the numbered paragraphs of one document, in order."""

    def __init__(self, part: etree._Element | None) -> None:
        self._levels: dict[str, dict[int, tuple[str, str, int]]] = {}
        self._lists: dict[str, str] = {}
        self._styles: dict[str, tuple[str, int]] = {}
        self._counts: defaultdict[str, dict[int, int]] = defaultdict(dict)
        if part is not None:
            self._read(part)

    def next_of(self, paragraph: etree._Element, style: str | None) -> str:
        """The number in front of ``paragraph``; empty where it has none or a bullet."""
        number = paragraph.find(f"{_W}pPr/{_W}numPr")
        if number is not None:
            name, level = _value(number.find(_W + "numId")), _value(number.find(_W + "ilvl"))
            key, depth = self._lists.get(name, ""), int(level) if level.isdecimal() else 0
        elif style in self._styles:
            key, depth = self._styles[style]
        else:
            return ""
        levels = self._levels.get(key)
        if levels is None or depth not in levels:
            return ""
        counts = self._counts[key]
        counts[depth] = counts.get(depth, levels[depth][2] - 1) + 1
        for deeper in [other for other in counts if other > depth]:
            del counts[deeper]
        shape = levels[depth][1]

        def place(match: re.Match[str]) -> str:
            at = int(match[1]) - 1
            if at not in levels:
                return ""
            return _written(counts.get(at, levels[at][2]), levels[at][0])

        return "" if levels[depth][0] in ("bullet", "none") else _PLACE.sub(place, shape)

    def _read(self, part: etree._Element) -> None:
        for abstract in part.iter(_W + "abstractNum"):
            key = abstract.get(_W + "abstractNumId") or ""
            levels: dict[int, tuple[str, str, int]] = {}
            for level in abstract.iter(_W + "lvl"):
                depth = level.get(_W + "ilvl") or ""
                if not depth.isdecimal():
                    continue
                start = _value(level.find(_W + "start"))
                levels[int(depth)] = (
                    _value(level.find(_W + "numFmt")) or "decimal",
                    _value(level.find(_W + "lvlText")),
                    int(start) if start.isdecimal() else 1,
                )
                style = _value(level.find(_W + "pStyle"))
                if style:
                    self._styles[style] = (key, int(depth))
            self._levels[key] = levels
        for concrete in part.iter(_W + "num"):
            key = _value(concrete.find(_W + "abstractNumId"))
            self._lists[concrete.get(_W + "numId") or ""] = key


def _value(element: etree._Element | None) -> str:
    return "" if element is None else element.get(_W + "val") or ""


def _written(number: int, style: str) -> str:
    if style in _CHINESE_FORMATS and 0 < number <= _MAX_CHINESE:
        tens, ones = divmod(number, 10)
        head = "" if tens == 0 else "十" if tens == 1 else _CHINESE[tens] + "十"
        return head + (_CHINESE[ones] if ones or not tens else "")
    if style in ("decimalEnclosedCircleChinese", "decimalEnclosedCircle"):
        return _CIRCLED[number - 1] if 0 < number <= len(_CIRCLED) else str(number)
    if style in ("lowerLetter", "upperLetter") and 0 < number <= 26:
        letter = chr(ord("a") + number - 1)
        return letter if style == "lowerLetter" else letter.upper()
    if style in ("lowerRoman", "upperRoman") and 0 < number < 40:
        roman = (
            "X" * (number // 10)
            + ["", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX"][number % 10]
        )
        return roman.lower() if style == "lowerRoman" else roman
    return str(number)
