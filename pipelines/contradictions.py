"""Where a report's own sentences give another number than its tables: remarks, no arithmetic.

Either may be right: the sentence may speak of the office alone and the table of the whole district.
So a remark says what stands where, and expects nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from pipelines.folding import fold
from storage.records import Figure, Finding, Read, Section, Status, Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class _Claim:
    """A sentence that gives a cell's number; ``also`` cells may be counted in with it."""

    rule: str
    cells: tuple[str, ...]
    also: tuple[str, ...]
    words: re.Pattern[str]


_ENOUGH = 50_000  # characters; the longest county reports have some 20,000
_COUNT = r"(?P<number>\d{1,3}(?:,\d{3})+|\d+)(?:件|宗|份|条|起|项|个)"
_CLAIMS = (
    _Claim(
        rule="narrative.received",
        cells=("t3.received.total",),
        also=("t3.carried_in.total",),
        words=re.compile(
            rf"(?:收到|受理|接收|新收)[^,，。;；:：\d]{{0,14}}公开(?:的)?申请[^,，。;；:：\d]{{0,5}}{_COUNT}"
        ),
    ),
    _Claim(
        rule="narrative.normative_documents",
        cells=("t2.normative_documents.issued", "t2.normative_documents.made"),
        also=(),
        words=re.compile(
            rf"(?:制发|制定|印发|出台|新制作)(?:行政)?规范性文件[^,，。;；:：\d]{{0,4}}{_COUNT}"
        ),
    ),
)
# Words in the same sentence by which the number is a part, or another year's.
_NOT_THE_WHOLE = re.compile(
    r"其中|上年|去年|上一年|结转|同比|较|占|以来|累计|本级|网上|网络|信函|当面"
)


def narrative_findings(
    sections: Sequence[Section], figures: Sequence[Figure]
) -> tuple[Finding, ...]:
    """Return a remark for each cell that the narrative, all of one mind, contradicts."""
    cells = {figure.cell: figure for figure in figures if figure.status is Status.NUMBER}
    text = fold("。".join(section.text for section in sections)[:_ENOUGH])
    return tuple(_remarks(text, cells))


def _remarks(text: str, cells: Mapping[str, Figure]) -> Iterator[Finding]:
    for claim in _CLAIMS:
        figure = next((cells[cell] for cell in claim.cells if cell in cells), None)
        numbers = set(_numbers(claim, text))
        if figure is None or figure.value is None or len(numbers) != 1:
            continue  # sentences that differ from one another speak of different things
        said = numbers.pop()
        with_others = figure.value + sum(
            (cells[cell].value or Decimal(0) for cell in claim.also if cell in cells), Decimal(0)
        )
        if said in (figure.value, with_others):
            continue
        sure = figure.read in (Read.LABEL, Read.STRUCTURE)
        yield Finding(
            rule=claim.rule,
            verdict=Verdict.PUBLISHED if sure else Verdict.EXTRACTION,
            cells=(figure.cell,),
            actual=figure.value,
            message=f"the text says {said}, the table {figure.value}",
        )


def _numbers(claim: _Claim, text: str) -> Iterator[Decimal]:
    for match in claim.words.finditer(text):
        start = max(text.rfind("。", 0, match.start()), text.rfind(";", 0, match.start())) + 1
        if not _NOT_THE_WHOLE.search(text[start : match.end()]):
            yield Decimal(match["number"].replace(",", ""))
