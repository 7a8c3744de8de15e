"""What a report must state in words: 信息处理费, the fee for processing applications.

The rules on the fee (国办函〔2020〕109号, in force from 2021) want section six to report how much
was notified and how much collected. The fact is what was collected. It is 0 only where the text
says plainly that nothing was; where it says nothing there is no fact.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from pipelines.folding import fold
from pipelines.values import read_number
from storage.records import Fact, FactKind, Section, Status

_SENTENCE = re.compile(r"[^。；;！!\n]+[。；;！!]?")
_ENDS = "。；;！!"
# The names of the rules on the fee hold its name, and say nothing about this year.
_CITED = re.compile(r"《[^》]*》|〈[^〉]*〉|<[^<>]*>|\((?:国办函|[^()]*号)[^()]*\)")
_FEE = re.compile(
    r"处理费|收费通知|(?:申请|提供政府信息|公开政府信息)[^,:]{0,10}(?:未|没有|无)[^,:]{0,6}收取任?何?费用"
)
_MATTER = "费"  # in all of these: most sections are not looked at sentence by sentence
# A sentence that ends so, or a line of its own, only names the matter: the next one says it.
_NAMED_ONLY = re.compile(r"(?:情况|处理费)(?:如下)?[:：]?$")
_OTHER_YEAR = re.compile(r"上一?年|去年|同期|往年")
# What is charged when it is not collected, or is a rule: none of it is the year's fee.
_NOT_COLLECTED = re.compile(r"减免|免收|免除|退还|应收|通知|标准|每[件页]|以[上下]|不超过|超出")
_NONE = re.compile(
    r"(?:未|没有|没|无|均不|不)(?!超|低|高|少|断|仅|足)[^,:\d]{0,14}?(?:收取|产生|发生|收费|征收|涉及|存在|处理费)"
    r"|处理费(?:的?收取)?(?:的?情况|总?金?额)?(?:为|是|:)?(?:无|零|没有|0)(?![\d.])"
)
_DOUBTED = re.compile(
    r"(?:不存在|没有|杜绝|无)[^,:]{0,3}(?:未|没有|不)[^,:]{0,6}收取|是否|如有|如需"
)
_AMOUNT = re.compile(r"(?<![\d.])(?P<number>\d[\d,]*(?:\.\d+)?|零)(?P<unit>万元|元|万)")
_COLLECTED = re.compile(r"收取|实收")
_ACTUALLY = re.compile(r"实际收取|实收")
_CLAUSE = re.compile(r"(?<!\d),|,(?!\d{3})|、")


@dataclass(frozen=True, slots=True)
class _Said:
    """What one sentence says was collected: amounts in 万元, none where it leaves that open."""

    raw: str
    amounts: frozenset[Decimal]


def read_facts(sections: Sequence[Section]) -> tuple[Fact, ...]:
    """Return the facts that the narrative states, at most one of a kind."""
    said = [
        one for section in sections if _MATTER in fold(section.text) for one in _fees(section.text)
    ]
    if not said:
        return ()
    amounts = frozenset().union(*(one.amounts for one in said))
    sure = len(amounts) == 1 and all(len(one.amounts) == 1 for one in said)
    fee = Fact(
        fact=FactKind.PROCESSING_FEE,
        value=next(iter(amounts)) if sure else None,
        unit="万元",
        raw="\n".join(dict.fromkeys(one.raw for one in said)),
    )
    return (fee,)


def _fees(text: str) -> Iterator[_Said]:
    sentences = [sentence.strip() for sentence in _SENTENCE.findall(text)]
    for position, sentence in enumerate(sentences):
        words = _words(sentence)
        if not _FEE.search(words):
            continue
        said = _amounts(words)
        raw = sentence
        if said is None and _NAMED_ONLY.search(words) and position + 1 < len(sentences):
            raw = f"{sentence}\n{sentences[position + 1]}"
            said = _amounts(_words(sentences[position + 1]), named=True)
        if said is not None:
            yield _Said(raw, said)


def _words(sentence: str) -> str:
    return _CITED.sub("", fold(sentence.rstrip(_ENDS)))


def _amounts(words: str, *, named: bool = False) -> frozenset[Decimal] | None:
    """Return what was collected by a sentence's words; None where it speaks of no collection.

    ``named``: the sentence before has named the matter, so that 无 alone answers it.
    """
    if _DOUBTED.search(words):
        return None
    found: set[Decimal] = set()
    charged = False
    actual = _ACTUALLY.search(words)  # behind what was only notified
    for clause in _CLAUSE.split(words[actual.start() :] if actual else words):
        if _OTHER_YEAR.search(clause):
            continue
        collected = _COLLECTED.search(clause)
        if _NOT_COLLECTED.search(clause):
            continue
        numbers = [_value(match) for match in _AMOUNT.finditer(clause)]
        found.update(value for value in numbers if value is not None)
        charged = charged or bool(collected and not numbers)
        if not numbers and (
            _NONE.search(clause) or (named and re.match(r"(?:\d{4}年度?)?无", clause))
        ):
            found.add(Decimal(0))
    if found:
        return frozenset(found)
    return frozenset() if charged and "收取了" in words else None


def _value(amount: re.Match[str]) -> Decimal | None:
    if amount["number"] == "零":
        return Decimal(0)
    status, value = read_number(amount["number"] + amount["unit"], "万元")
    return value if status is Status.NUMBER else None
