"""Which paragraphs are the headings of a report's sections, and of which kind.

Statutory headings are renamed, renumbered, left without a number, run into their first sentence,
or broken over two lines; and numbered lists inside a section look like them. So candidates are
collected first, the style of number that the report's own headings bear is settled, and then the
numbers must go on from one another, unless a heading is known by its words.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from pipelines.folding import fold
from storage.records import SectionKind


class Style(StrEnum):
    """How a heading is numbered."""

    HAN = "一、"
    PART = "第一部分"
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


@dataclass(frozen=True, slots=True)
class _Candidate:
    position: int
    style: Style
    number: int
    text: str
    rest: str
    kind: SectionKind | None  # null where the words are not known
    certain: bool  # the words are those of a statutory form
    lines: int = 1


_HAN = "一二三四五六七八九十"
_NUMBER = re.compile(
    rf"(?P<part>第[{_HAN}]{{1,2}}(?:部分|章|节)[、.．:：]?)|(?P<bracket>[(（][{_HAN}]{{1,2}}[)）][、.．,，]?)"
    rf"|(?P<han>[{_HAN}]{{1,2}}(?:[、.．,，:：;；·]|(?=\s)))|(?P<digit>\d{{1,2}}[、.．](?!\d))"
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
_WORDS: tuple[tuple[re.Pattern[str], SectionKind], ...] = tuple(
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


def kind_of(words: str) -> SectionKind | None:
    """Return the kind that a heading's words name, null where they are not known."""
    for pattern, kind in _WORDS:
        if pattern.search(words):
            return kind
    return None


def _bare(text: str) -> str:
    return re.sub(r"[、,，.．。:：;；（）()\s]", "", text)


_STATUTORY_BARE = {_bare(words): kind for words, kind in STATUTORY.items()}


def statutory_kind(text: str) -> SectionKind | None:
    """Return the kind of a statutory heading printed whole, with any number or none."""
    return _STATUTORY_BARE.get(_bare(_NUMBER.sub("", fold(text), count=1))) or _STATUTORY_BARE.get(
        _bare(fold(text)).lstrip(_HAN + "0123456789")
    )


def find_headings(paragraphs: Sequence[str], ranks: Sequence[int | None]) -> tuple[Heading, ...]:
    """Return the headings among paragraphs, in order. ``ranks`` are those of the markup."""
    candidates = [
        candidate
        for position, text in enumerate(paragraphs)
        if (candidate := _candidate(position, paragraphs, ranks[position])) is not None
    ]
    style = _style(candidates)
    return tuple(
        Heading(
            position=chosen.position,
            text=chosen.text,
            rest=chosen.rest,
            kind=chosen.kind or SectionKind.OTHER,
            lines=chosen.lines,
        )
        for chosen in _chain(candidates, style)
    )


def _candidate(position: int, paragraphs: Sequence[str], rank: int | None) -> _Candidate | None:
    text = paragraphs[position]
    found = _NUMBER.match(text)
    style, number = _style_and_number(found) if found else (Style.NONE, 0)
    words = text[found.end() :].strip() if found else text
    exact = statutory_kind(text)
    if exact is not None:
        return _Candidate(position, style, number, text, "", exact, certain=True)
    if position + 1 < len(paragraphs) and len(text) < _LONGEST:
        joined = text + paragraphs[position + 1]
        if (whole := statutory_kind(joined)) is not None and len(fold(words)) >= 2:
            return _Candidate(position, style, number, joined, "", whole, certain=True, lines=2)
    if (run_in := _RUN_IN.match(text)) and len(run_in.group(1)) < _LONGEST:
        head, rest = run_in.group(1), run_in.group(2)
        exact = statutory_kind(head)
        if exact is not None:
            return _Candidate(position, style, number, head, rest, exact, certain=True)
        bare = _NUMBER.sub("", head, count=1).strip()
        kind = kind_of(fold(bare))
        if style is not Style.NONE and kind is not None and _HEADING_END.search(fold(bare)):
            return _Candidate(position, style, number, head, rest, kind, certain=False)
    folded = fold(words)
    if not folded or len(folded) > _LONGEST or _SENTENCE.search(folded[:-1]) or "," in folded:
        return None
    if folded.endswith((";", ";")) or "|" in folded:
        return None
    kind = kind_of(folded.rstrip("。:："))
    if style is Style.NONE:
        if kind is None or len(folded) > 24 or not (rank or _HEADING_END.search(folded)):
            return None
        if not rank and folded.endswith(("。", ":")):
            return None
    return _Candidate(position, style, number, text, "", kind, certain=False)


def _style_and_number(found: re.Match[str]) -> tuple[Style, int]:
    for name, style in (
        ("part", Style.PART),
        ("bracket", Style.BRACKET),
        ("han", Style.HAN),
        ("digit", Style.DIGIT),
    ):
        if found.group(name):
            return style, _value(found.group(name))
    raise AssertionError(found.group())  # the pattern has no other group


def _value(number: str) -> int:
    digits = re.sub(r"\D", "", number)
    if digits:
        return int(digits)
    han = re.sub(rf"[^{_HAN}]", "", number)
    tens, ten, ones = han.partition("十")
    if not ten:
        return _HAN.index(han[0]) + 1
    return 10 * (_HAN.index(tens) + 1 if tens else 1) + (_HAN.index(ones[0]) + 1 if ones else 0)


def _style(candidates: Iterable[_Candidate]) -> Style:
    """Return the style whose headings name most kinds; the outer style where two are level."""
    kinds: dict[Style, set[SectionKind]] = {style: set() for style in Style}
    weight: Counter[Style] = Counter()
    for candidate in candidates:
        if candidate.kind is not None:
            if candidate.kind not in kinds[candidate.style]:
                weight[candidate.style] += 2 if candidate.certain else 1
            kinds[candidate.style].add(candidate.kind)
    # 一、 is the outer style wherever it names anything at all like a report's outline.
    for style in (Style.PART, Style.HAN):
        if weight[style] >= 3:
            return style
    return max(Style, key=lambda style: weight[style])


def _chain(candidates: Sequence[_Candidate], style: Style) -> list[_Candidate]:
    """Choose the candidates that follow one another as a report's own headings."""
    chosen: list[_Candidate] = []
    last, listed = 0, 0  # the last heading's number, the last number of a list inside a section
    for candidate in candidates:
        if candidate.style is not style:
            # Numbers get lost in one heading of six: the statutory words stand for themselves.
            if candidate.certain and candidate.style is Style.NONE:
                chosen.append(candidate)
                last, listed = last + 1, 0
            continue
        if style is Style.NONE:
            if candidate.kind is not None:
                chosen.append(candidate)
            continue
        in_list = listed and candidate.number == listed + 1
        goes_on = candidate.number == last + 1
        if candidate.certain or (
            candidate.kind is not None and candidate.number > last and not (in_list and not goes_on)
        ):
            chosen.append(candidate)
            last, listed = max(candidate.number, last + 1 if not goes_on else 0), 0
        elif goes_on and not in_list:
            chosen.append(candidate)
            last, listed = candidate.number, 0
        elif candidate.kind is not None and not in_list and candidate.number == last:
            chosen.append(candidate)  # a number printed twice
            listed = 0
        else:
            listed = candidate.number
    return chosen
