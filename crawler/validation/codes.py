"""What a coder typed, and what the archive says, in one form that can be compared."""

from __future__ import annotations

from collections.abc import Hashable
from decimal import Decimal

from pipelines.values import read_number
from storage.records import Status
from storage.validation.result import Verdict
from storage.validation.sample import ABSENT

Code = tuple[str, Hashable]
"""A status, or ``ABSENT`` or ``UNCLEAR``; and the number or the words that go with it."""

UNCLEAR = "unclear"
# What coders may type beside what is printed, in both languages.
_WORDS = {
    "blank": Status.BLANK.value,
    "空": Status.BLANK.value,
    "空白": Status.BLANK.value,
    "dash": Status.DASH.value,
    "none": ABSENT,
    "没有": ABSENT,
    "未列": ABSENT,
    "?": UNCLEAR,
    "？": UNCLEAR,
    "unclear": UNCLEAR,
}


def code(typed: str, unit: str) -> Code | None:
    """Return what a coder typed; None where nothing was."""
    text = "".join(typed.split())
    if not text:
        return None
    word = _WORDS.get(text.casefold())
    if word is not None:
        return word, ""
    return _coded(*read_number(text, unit), text)


def archived(status: str, value: Decimal | None, raw: str) -> Code:
    """Return what the archive says."""
    return _coded(status, value, "".join(raw.split()))


def judge(page: Code, archive: Code) -> Verdict:
    """Say what the page makes of the archive's word."""
    if page[0] == UNCLEAR:
        return Verdict.UNCLEAR
    if archive[0] == Status.UNREAD:
        return Verdict.UNREAD
    if page == archive:
        return Verdict.RIGHT
    return Verdict.MISSED if archive[0] == ABSENT else Verdict.WRONG


def _coded(status: str, value: Decimal | None, text: str) -> Code:
    if status == Status.NUMBER:
        return status, value
    return str(status), text if status == Status.TEXT else ""
