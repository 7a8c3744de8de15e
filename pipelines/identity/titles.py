"""The grammar of a report's title: issuer? year? 政府信息公开工作年度报告, in any order."""

from __future__ import annotations

import re
from dataclasses import dataclass

from pipelines.folding import fold
from pipelines.identity.bodies import Body, read_body
from pipelines.identity.days import year_of
from pipelines.identity.period import PERIOD, period_year
from pipelines.numerals import ZEROS

_HAN_YEAR = rf"[二2][{ZEROS}][{ZEROS}一二三四五六七八九\d]{{2}}"
_YEAR = re.compile(
    rf"[\[(〔【]?(?<![\d二])([12][09]\d\d|{_HAN_YEAR})(?!\d)"
    r"(?!年?\d{1,2}月|年[一二三四五六七八九十元]{1,2}月|[-./]\d{1,2}[-./])[)\]〕】]?(?:年度|年|度)?[)\]〕】]?"
)
# What is left of a day or a month in a title: (2024年1月25日), （2024年1月）.
_DATE = re.compile(
    rf"[(\[]?(?:20\d\d|{_HAN_YEAR})"
    r"[年\-./][\d一二三四五六七八九十元]{1,2}"
    r"(?:月[\d一二三四五六七八九十]{0,3}日?|[-./]\d{1,2})(?:发布|公布|印发)?[)\]]?"
)
# （2021年1月1日至2021年12月31日） behind or under the words.
_PERIOD = re.compile(rf"[(\[]?{PERIOD.pattern}[)\]]?")
_REPORT = re.compile(
    r"(?:政府|政务)?(?:信息(?:主动)?公开|政务公开)(?:的)?(?:工作)?(?:情况)?(?:的)?(?:年度|全年|本年度|年)?(?:的)?"
    r"(?:工作)?(?:情况)?(?:的)?(?:总结)?(?:报告|年报)"
)
# The same cut short by a list or a template (政府信息公开工作年…), or with a character lost.
_TORN = re.compile(
    r"(?:政府|政务)?信息公开(?:工作)?(?:年度报?|年度工作报?|年|报|年度)?(?:…+|\.{2,})$"
    r"|(?:政府|政务)?信息公(?:开)?(?:工作)?(?:年度报告|年报)|政府信息(?:工作)?(?:年度报告|年报)"
    r"|政府信息公开(?:工作)?年度报?$"
)
# Either of them within a text that goes on behind it.
_ANYWHERE = re.compile(rf"{_REPORT.pattern}|{_TORN.pattern.replace('$', '')}")
_BEFORE = re.compile(
    r"^(?:附件\d*[:：.、]?|关于(?:公布|发布|公开|印发)?|公布|发布|[《“\"'<]|\d{1,3}[.、])+"
)
_AFTER = re.compile(r"(?:关于|的|公布|发布|年度?|本级|机关|[《“\"'<\-—_:：·,，、|])+$")
_EDGES = "[]〔〕【】《》“”\"'-—_:：·|,，、"
_FILE = re.compile(r"\.(?:pdf|docx?|wps|xlsx?|ofd|html?)$", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Title:
    """A headline read by the grammar.

    ``issuer`` is null where it names none. ``before`` and ``after`` are the words, without years,
    around 政府信息公开工作年度报告: the issuer's, or such as make it something else (…的通知).
    """

    text: str
    years: tuple[int, ...]
    is_report: bool
    issuer: Body | None
    before: str
    after: str

    @property
    def year(self) -> int | None:
        """The report's year, null where the title has none or more than one."""
        return self.years[0] if len(self.years) == 1 else None


def read_title(text: str) -> Title:
    """Read one candidate for the headline."""
    folded = _FILE.sub("", fold(text))
    period = period_year(folded)
    undated = _DATE.sub("", _PERIOD.sub("", folded))
    years = {year for match in _YEAR.finditer(undated) if (year := year_of(match.group(1)))}
    if period is not None:
        years.add(period)
    bare = _YEAR.sub("", undated)
    found = _REPORT.search(bare) or _TORN.search(bare)
    issuer = None
    before, after = bare, ""
    if found is not None:
        before, after = bare[: found.start()], bare[found.end() :]
        left = _AFTER.sub("", _BEFORE.sub("", before))
        if left.endswith("人民"):  # 示例县人民政府信息公开…: one 政府 for two
            left += "政府"
        issuer = _read(left) or _read(after)
    return Title(
        text=text,
        years=tuple(sorted(years)),
        is_report=found is not None,
        issuer=issuer,
        before=before,
        after=after,
    )


def names_report(folded: str) -> bool:
    """Say whether the title of a report may stand somewhere in a folded text."""
    return _ANYWHERE.search(_YEAR.sub("", _DATE.sub("", folded))) is not None


def _read(text: str) -> Body | None:
    if text.count("(") != text.count(")"):
        text = text.strip("()")
    text = text.strip(_EDGES)
    if text.startswith("(") and text.endswith(")"):
        text = text[1:-1]
    return read_body(text) if 0 < len(text) <= 40 else None
