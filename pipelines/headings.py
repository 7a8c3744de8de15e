"""Which lines may be the headings of a report's sections, and of which kind.

Statutory headings are renamed, renumbered, left without a number, run into their first sentence,
or broken over two lines; and numbered lists inside a section look like them. Here lines are judged
by their words alone; ``outline`` chooses among them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from pipelines.folding import fold
from storage.records import SectionKind


class Style(StrEnum):
    """How a heading is numbered, from the outer to the inner."""

    PART = "第一部分"
    HAN = "一、"
    BRACKET = "（一）"
    DIGIT = "1."
    NONE = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """A heading at paragraph ``position``; ``rest`` is the sentence that runs on behind it.

    ``lines`` is 2 where it goes on in the next paragraph.
    """

    position: int
    text: str
    rest: str
    kind: SectionKind
    lines: int = 1


class Candidate(NamedTuple):
    """A line that may be a heading. ``choosable`` is false for an item that only counts on."""

    position: int
    style: Style
    number: int
    text: str
    rest: str = ""
    kind: SectionKind | None = None  # null where the words are not known
    certain: bool = False  # the words are those of a statutory form
    lines: int = 1
    weight: int = 0  # how much its words alone look like a heading's
    choosable: bool = True


_HAN = "一二三四五六七八九十"
_NUMBER = re.compile(
    rf"(?P<part>第[{_HAN}]{{1,2}}(?:部分|章|节)[、.．:：]?)|(?P<bracket>[(（][{_HAN}]{{1,2}}[)）][、.．,，]?)"
    rf"|(?P<han>[{_HAN}]{{1,2}}(?:[、.．,，:：;；·]|(?=\s)))|(?P<digit>\d{{1,2}}(?:、|[.．](?!\d{{1,3}}(?!\d))))"
)
# The six headings of forms 2019 and 2021, in their order.
STATUTORY = {
    "总体情况": SectionKind.OVERVIEW,
    "主动公开政府信息情况": SectionKind.PROACTIVE_DISCLOSURE,
    "收到和处理政府信息公开申请情况": SectionKind.APPLICATIONS,
    "政府信息公开行政复议、行政诉讼情况": SectionKind.REVIEW_LITIGATION,
    "存在的主要问题及改进情况": SectionKind.PROBLEMS,
    "其他需要报告的事项": SectionKind.OTHER_MATTERS,
}
# Words by which a heading is known, first hit wins: the narrower before the wider. From reports.md,
# section 1, and the headings of free reports named in INTERFACE.md.
WORDS: tuple[tuple[re.Pattern[str], SectionKind], ...] = tuple(
    (re.compile(pattern), kind)
    for pattern, kind in (
        (
            r"其[他它](?:需要?)?(?:报告|说明|公开|通报)|需要?(?:报告|说明)的?(?:其[他它])?(?:的)?(?:事项|问题|情况)",
            SectionKind.OTHER_MATTERS,
        ),
        (r"^其[他它](?:有关)?(?:的)?(?:事项|情况|方面)$|^附则$", SectionKind.OTHER_MATTERS),
        (r"复议|诉讼|申诉|举报", SectionKind.REVIEW_LITIGATION),
        (r"咨询|收费|费用|减免|人员|机构|经费|附表|附件|统计表|培训", SectionKind.OTHER),
        (
            r"依?申请公开|公开申请|申请(?:的)?(?:办理|受理|处理|答复)|收到和处理|不予公开|申请情况",
            SectionKind.APPLICATIONS,
        ),
        (r"主动公开|公开(?:政府)?信息(?:的)?情况", SectionKind.PROACTIVE_DISCLOSURE),
        (r"问题|改进|不足|困难|打算|下一步|今后|措施|计划|努力方向|薄弱", SectionKind.PROBLEMS),
        (
            r"总体|概述|概况|基本情况|总体情况|工作情况概|综述|整体情况|总的情况|组织领导|工作(?:开展)?情况$|推进情况",
            SectionKind.OVERVIEW,
        ),
    )
)
_LONGEST = 42  # characters of a heading; the statutory ones have at most 17
_SENTENCE = re.compile(r"[。；;！!？?]")
_RUN_IN = re.compile(r"^([^。:：;；\n]{2,36}?)(?:[。:：]\s*|\s{2,})(.+)$", re.DOTALL)
_HEADING_END = re.compile(
    r"(?:情况|概述|概况|事项|措施|问题|打算|方向|计划|安排|工作|附表|说明|公开|总结|建议|基本情况)$"
)

# How an item of a list begins that says what is to be done, not what a section is about.
_ORDER = re.compile(
    r"(?:进一步|不断|继续|持续|切实|着力|积极|认真|扎实|全面|努力|大力)*"
    r"(?:加强|加大|加快|强化|健全|完善|拓展|拓宽|推进|推动|提高|提升|规范|落实|深化|优化|严格|做好|抓好|建立"
    r"|突出|注重|增强|创新|明确|细化|丰富|开展|组织|畅通|扩大|统筹|压实|改进|坚持|围绕|聚焦)"
)
_IS = re.compile(rf"[{_HAN}]{{1,2}}是")


def kind_of(words: str) -> SectionKind | None:
    """Return the kind that a heading's words name, null where they are not known."""
    for pattern, kind in WORDS:
        if pattern.search(words):
            return kind
    return None


def names_section(line: str) -> bool:
    """Say whether a line by itself, with any number or none, is what a section is headed."""
    words = fold(_NUMBER.sub("", line, count=1))
    return (
        _is_short(words)
        and _HEADING_END.search(words) is not None
        and not any(character.isdigit() for character in words)
        and kind_of(words) is not None
    )


_MARKS = "、,，.．。:：;；（）()"
_WITHOUT_MARKS = str.maketrans("", "", _MARKS)
_STATUTORY_BARE = {words.translate(_WITHOUT_MARKS): kind for words, kind in STATUTORY.items()}
_LAST = frozenset(words[-1] for words in _STATUTORY_BARE)


# Each line is asked several times, and the same headings stand in most reports.
@lru_cache(maxsize=1024)
def statutory_kind(text: str) -> SectionKind | None:
    """Return the kind of a statutory heading printed whole, with any number or none."""
    folded = fold(text)
    if folded.rstrip(_MARKS)[-1:] not in _LAST:  # most paragraphs
        return None
    words, bare = (
        said.translate(_WITHOUT_MARKS) for said in (_NUMBER.sub("", folded, count=1), folded)
    )
    return _STATUTORY_BARE.get(words) or _STATUTORY_BARE.get(bare.lstrip(_HAN + "0123456789"))


def candidates(paragraphs: Sequence[str], ranks: Sequence[int | None]) -> list[Candidate]:
    """Return the lines that may be headings, in order. ``ranks`` are those of the markup."""
    found = (_candidate(position, paragraphs, rank) for position, rank in enumerate(ranks))
    return [candidate for candidate in found if candidate is not None]


# What words alone are worth: those of a statutory form settle it; known words with the ending of a
# heading nearly do; an order (加强…, 健全…) or a full stop is what items of lists have.
_CERTAIN, HEADED, _KNOWN, _OTHER, _RANKED = 20, 5, 2, 2, 2
_UNKNOWN, _ORDERED, _STOPPED = -2, -4, -4


def _candidate(position: int, paragraphs: Sequence[str], rank: int | None) -> Candidate | None:
    text = paragraphs[position]
    found = _NUMBER.match(text)
    style, number = _style_and_number(found) if found else (Style.NONE, 0)
    exact = _exact(position, paragraphs, style, number)
    if exact is not None:
        return exact
    head, rest = text, ""
    run_in = _RUN_IN.match(text) if style is not Style.NONE else None
    if run_in and _HEADING_END.search(fold(run_in.group(1))):
        head, rest = run_in.group(1), run_in.group(2)
    words = fold(_NUMBER.sub("", head, count=1))
    is_short = _is_short(words)
    kind = kind_of(words.rstrip("。:：")) if is_short else None
    if not is_short or (rest and kind is None):
        if style is Style.NONE:
            return None
        return Candidate(position, style, number, text, choosable=False)
    weight = _weight(words, kind, rank)
    if style is Style.NONE and (kind is None or weight < HEADED or _IS.match(words)):
        return None
    return Candidate(position, style, number, head, rest, kind, weight=weight)


def _exact(position: int, paragraphs: Sequence[str], style: Style, number: int) -> Candidate | None:
    """Return the statutory heading that a line is, begins with, or begins."""
    text = paragraphs[position]
    if (kind := statutory_kind(text)) is not None:
        return Candidate(position, style, number, text, kind=kind, certain=True, weight=_CERTAIN)
    run_in = _RUN_IN.match(text)
    if run_in and (kind := statutory_kind(run_in.group(1))) is not None:
        head, rest = run_in.groups()
        return Candidate(position, style, number, head, rest, kind, certain=True, weight=_CERTAIN)
    following = paragraphs[position + 1] if position + 1 < len(paragraphs) else ""
    if 2 < len(text) < _LONGEST and len(following) < _LONGEST:
        joined = text + following
        if not _NUMBER.match(following) and (kind := statutory_kind(joined)) is not None:
            return Candidate(
                position, style, number, joined, kind=kind, certain=True, lines=2, weight=_CERTAIN
            )
    return None


def _is_short(words: str) -> bool:
    """Say whether words can be a heading by their length and marks."""
    return (
        0 < len(words) <= _LONGEST
        and not _SENTENCE.search(words[:-1])
        and "," not in words
        and "|" not in words
        and not words.endswith(";")
    )


def _weight(words: str, kind: SectionKind | None, rank: int | None) -> int:
    bare = words.rstrip("。:：")
    weight = _RANKED if rank else 0
    if kind is None or (kind is SectionKind.OTHER and not _HEADING_END.search(bare)):
        weight += _UNKNOWN
    elif kind is SectionKind.OTHER:
        weight += _OTHER
    else:
        weight += HEADED if _HEADING_END.search(bare) else _KNOWN
    if _ORDER.match(bare):
        weight += _ORDERED
    if words.endswith("。"):
        weight += _STOPPED
    return weight


_STYLES = {
    "part": Style.PART,
    "bracket": Style.BRACKET,
    "han": Style.HAN,
    "digit": Style.DIGIT,
}
_NO_DIGIT = re.compile(r"\D")
_NO_HAN = re.compile(rf"[^{_HAN}]")


def _style_and_number(found: re.Match[str]) -> tuple[Style, int]:
    return _STYLES[found.lastgroup or ""], _value(found.group())


def _value(number: str) -> int:
    digits = _NO_DIGIT.sub("", number)
    if digits:
        return int(digits)
    han = _NO_HAN.sub("", number)
    tens, ten, ones = han.partition("十")
    if not ten:
        return _HAN.index(han[0]) + 1
    return 10 * (_HAN.index(tens) + 1 if tens else 1) + (_HAN.index(ones[0]) + 1 if ones else 0)
