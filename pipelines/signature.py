"""What stands under a report: who signed it and when, on lines of its own or behind the last words.

A signature is searched from the end. Where the last sentence and the signature share a line, as in
pages whose line breaks were lost, the line is divided first.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from pipelines.folding import fold
from pipelines.identity.bodies import Body, read_body
from pipelines.identity.days import is_dateish
from pipelines.numerals import ZEROS


@dataclass(frozen=True, slots=True)
class Line:
    """A line of prose: the index of its block, and the rank of a heading in the markup."""

    index: int
    text: str
    rank: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """What stands under a report: who, and the date's text as printed. Either may be missing."""

    bodies: tuple[Body, ...] = ()
    date_text: str | None = None


_ATTACHED = re.compile(r"^附件?[一二三\d]*[:：]|^附[:：]|^(?:附件|附表)[一二三\d]*")
# Prose that may follow a signature: a note, the form of an attachment. More is text, so that the
# date line above it was no signature.
_AFTER_SIGNATURE = 120
_LONGEST_SIGNATURE = 60  # characters of a name and a date
_SEAL = re.compile(r"[(（](?:公章|盖章|印章|章|签章)[)）]$")
_DATE_LABEL = re.compile(r"^(?:报告)?日期[:：]")
_SIGNER = re.compile(r"^(?:编制|发布|公开|报告|填报|报送)?(?:单位|机关|部门)(?:名称)?[:：]")
_DATE = rf"(?P<when>[(（]?[\d二][\d{ZEROS}一二三四五六七八九十廿卅元年月日号./-]{{5,15}}[)）]?)"
_WHO = r"(?P<who>[^\d:：。，,]{3,40}?)"
_NOTE = r"(?:[(（]此件[^()（）]{2,16}[)）])?"  # （此件公开发布）
_SIGNED_IN_LINE = (
    re.compile(rf"{_WHO}{_DATE}{_NOTE}"),
    re.compile(rf"{_DATE}{_WHO}"),
)
_PLACE = re.compile(r"[省市州县区旗镇乡]$|街道$|政府$")
_SENTENCE = re.compile(r"[。；;！!？?]|[:：]$")
_SENTENCE_END = re.compile(r"[。；;！!](?=[^。；;！!]*$)")


def set_apart(lines: Sequence[Line]) -> list[Line]:
    """Divide the last lines where a signature follows the words of the report on their line."""
    apart: list[Line] = []
    after = ""
    for position in range(len(lines) - 1, -1, -1):
        line = lines[position]
        if len(after) > _AFTER_SIGNATURE and not _ATTACHED.match(fold(after)):
            return [*lines[: position + 1], *reversed(apart)]
        cut = _signature_behind(line.text, is_dated=is_dateish(after))
        if cut:
            apart.append(Line(line.index, line.text[cut:].strip(), None))
            apart.append(replace(line, text=line.text[:cut].rstrip()))
        else:
            apart.append(line)
        after = line.text + (after if len(lines) - 1 > position else "")
    return apart[::-1]


def _signature_behind(text: str, *, is_dated: bool) -> int:
    """Return where in a line the signature begins behind other words, 0 where there is none.

    ``is_dated``: nothing but a date follows, so that a name alone is a signature.
    """
    end = _SENTENCE_END.search(text)
    if end:
        tail = fold(text[end.end() :])
        if is_dateish(tail) or _signed(tail) or (is_dated and _signer(tail)):
            return end.end()
    for blank in reversed([*re.finditer(r"\s+", text)]):
        tail = fold(text[blank.end() :])
        if len(tail) > _LONGEST_SIGNATURE or (end and blank.end() < end.end()):
            return 0
        before = text[: blank.start()].split()
        if before and _PLACE.search(before[-1]):
            continue  # the name goes on to the left: 示例县 教育局 2022年1月20日
        if _signed(tail) or (is_dated and _signer(tail)):
            return blank.end()
    return 0


def _signed(text: str) -> tuple[Body, str] | None:
    """Return the body and the date of a line that holds both and nothing else."""
    for pattern in _SIGNED_IN_LINE:
        signed = pattern.fullmatch(text)
        if signed and is_dateish(signed["when"]) and (body := _signer(signed["who"])):
            return body, signed["when"]
    return None


def find_signature(lines: Sequence[Line], first: int) -> tuple[Signature, int]:
    """Return the signature and the line where it begins; ``first`` is behind the last heading."""
    for position in range(len(lines) - 1, first - 1, -1):
        text = lines[position].text
        after = [line.text for line in lines[position + 1 :]]
        if sum(map(len, after)) > _AFTER_SIGNATURE and not _ATTACHED.match(fold(after[0])):
            break
        if signed := _signed(fold(text)):
            return Signature(bodies=(signed[0],), date_text=signed[1]), position
        if is_dateish(_DATE_LABEL.sub("", text)):
            above, start = _signers_above(lines, position, first)
            below = _signer(after[0]) if after and not above else None
            bodies = (*above, *((below,) if below else ()))
            return Signature(bodies=bodies, date_text=text), start
    end = len(lines)
    while end > first and _ATTACHED.match(fold(lines[end - 1].text)):
        end -= 1
    bodies, start = _signers_above(lines, end, first)
    return (Signature(bodies=bodies), start) if bodies else (Signature(), len(lines))


def _signers_above(
    lines: Sequence[Line], position: int, first: int
) -> tuple[tuple[Body, ...], int]:
    """Return the bodies named in the lines right above one, top down, and where they begin."""
    bodies: list[Body] = []
    while position > first and (body := _signer(lines[position - 1].text)):
        bodies.insert(0, body)
        position -= 1
    return tuple(bodies), position


def _signer(text: str) -> Body | None:
    name = _SEAL.sub("", _SIGNER.sub("", fold(text)))
    if not 3 <= len(name) <= 40 or _SENTENCE.search(name) or re.search(r"[,，、:：\d]", name):
        return None
    return read_body(name)
