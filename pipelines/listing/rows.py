"""Which links of a page are entries of a list: each with a title, and a date where there is one."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from urllib.parse import urlsplit

from lxml import etree

from pipelines.listing.labels import row_title, squeeze
from pipelines.listing.tree import text_of
from pipelines.page import Link, Row

_ROW_TAGS = frozenset({"li", "tr", "dd", "dt", "p", "div", "dl", "h3", "h4", "td", "span", "ul"})
_DATE = re.compile(r"(?<!\d)((?:19|20)\d\d)[-/.年](\d{1,2})[-/.月](\d{1,2})(?!\d)")
_YEAR_MONTH = re.compile(r"(?<!\d)((?:19|20)\d\d)[-/.年](\d{1,2})月?(?!\d)")
_MONTH_DAY = re.compile(r"(?<![\d-])(\d{1,2})[-/月](\d{1,2})(?:日|(?![\d-]))")
_DAY = re.compile(r"^\D?(\d{1,2})\D?$")
_FILE = re.compile(
    r"\.(?:pdf|docx?|xlsx?|wps|ofd|rar|zip)(?:\?|$)|download\.jsp|downfile\.jsp", re.I
)
_REPORT_WORDS = re.compile(
    r"信息公开.{0,12}(?:年度报告|年报|年度工作报告|情况报告)|(?:19|20)\d\d年.{0,30}年度?报告?"
)
# A whole title, with a unit and a year, is an entry without a date beside it too. Without a unit it
# is as often a part of the column: 2022年政府信息公开年报, 部门2022年年报.
_TITLE = re.compile(
    r"信息公开(?:工作)?(?:的)?(?:年度(?:工作)?报告|年报|情况(?:的)?(?:年度)?报告|工作报告|报告)"
)
_YEAR = re.compile(r"(?:19|20)\d\d|二[〇○Oo零]{1}[一二三四五六七八九〇○Oo零]{2}")
_WORDS_OF_TITLE = re.compile(
    r"(?:政府|政务)?信息公开|工作|年度|年报|情况|报告|年|度|的|\W|\d|"
    r"^(?:各|全)?(?:县|区|市|旗)?(?:级|直|属)?(?:部门|单位|乡镇|街道|镇街|机关)"
)
_PART = re.compile(r"栏目|专栏|汇总|历年|往年|[年月日]?(?:以?前|以?后|至今)[）)]?$")
SHORTEST_UNIT = 2
_NOT_ROWS = re.compile(
    r"^(?:首页|尾页|末页|上一?[页頁]|下一?[页頁]|更多|more|>+|<+|\d{1,4}|返回.*|打印.*|关闭.*)[>»]*$",
    re.I,
)
# The badge of the 政府网站工作年度报表 in a footer is no entry, and on every page.
_BADGE = re.compile(r"/report_tb_\w+\.pdf$", re.IGNORECASE)
# Path and query of a host's home page, which stands beside today's date in many headers.
_HOME = {("", ""), ("/", "")}
# How far up from an anchor its row is looked for, and how much text a row may have beside it:
# titles with summaries are a few hundred characters, a whole list is more.
HIGHEST_ROW = 6
LONGEST_ROW = 600
MOST_LINKS = 4  # title, picture, two files


def rows_of(
    anchors: Iterable[tuple[etree._Element, Link]],
    is_article: Callable[[str], bool],
    page_url: str,
) -> list[Row]:
    """Return the entries in document order.

    An entry is a link that has a date in its row, that leads to what the families' addresses call
    an article, or whose label has the words of a report; and its siblings in the same list.
    """
    dates: dict[etree._Element, tuple[str | None, bool]] = {}
    candidates: list[tuple[etree._Element, etree._Element | None, Link, str | None, bool]] = []
    for element, link in anchors:
        if not link.text or _NOT_ROWS.match(link.text) or link.url == page_url:
            continue
        if _BADGE.search(link.url) or urlsplit(link.url)[2:4] in _HOME:
            continue
        row = _row(element)
        if row is not None and row not in dates:
            text = squeeze(text_of(row))
            dates[row] = (_date(row, text) or _date_beside(row), len(text) <= LONGEST_ROW)
        date, small = dates[row] if row is not None else (None, False)
        sure = (
            (small and date is not None and len(link.text) > 3)
            or is_article(link.url)
            or bool(_REPORT_WORDS.search(link.text) and (_FILE.search(link.url) or date))
            or _is_whole_title(link.text)
        )
        candidates.append((element, row, link, date if small else None, sure))
    lists = {_list(row) for _, row, _, _, sure in candidates if sure and row is not None}
    rows: list[Row] = []
    owner: dict[etree._Element, int] = {}
    for _, row, link, date, sure in candidates:
        if not sure and (row is None or _list(row) not in lists or len(link.text) < 5):
            continue
        if _FILE.search(link.url) and row is not None and row in owner:
            index = owner[row]
            rows[index] = _with_file(rows[index], link)
            continue
        title = row_title(link.text)
        previous = owner.get(row) if row is not None else None
        if previous is not None and rows[previous].url == link.url:
            if len(title) > len(rows[previous].title):
                rows[previous] = Row(title=title, url=link.url, date=date)
            continue
        if row is not None:
            owner[row] = len(rows)
        rows.append(Row(title=title, url=link.url, date=date))
    return rows


def _is_whole_title(label: str) -> bool:
    """Whether a label is the title of one report: its unit, its year, and what it is."""
    if not (_TITLE.search(label) and _YEAR.search(label)) or _PART.search(label):
        return False
    unit = _WORDS_OF_TITLE.sub("", _YEAR.sub("", label))
    return len(unit) >= SHORTEST_UNIT


def _row(element: etree._Element) -> etree._Element | None:
    """Return the element that holds the entry: the nearest <li> or <tr>, else the nearest block.

    A block with many links is a menu or a whole list, and no entry.
    """
    block = None
    parent = element.getparent()
    for _ in range(HIGHEST_ROW):
        if parent is None or parent.tag in {"body", "html"}:
            break
        if parent.tag in {"li", "tr", "dl"}:
            return parent
        if block is None and parent.tag in _ROW_TAGS:
            block = parent
        parent = parent.getparent()
    if block is None or sum(1 for _ in block.iter("a")) > MOST_LINKS:
        return None
    return block


def _list(row: etree._Element) -> tuple[etree._Element | None, str, str]:
    return row.getparent(), str(row.tag), row.get("class") or ""


def _date(row: etree._Element, text: str) -> str | None:
    found = _DATE.search(text)
    if found:
        return f"{found[1]}-{int(found[2]):02}-{int(found[3]):02}"
    parts = [squeeze(str(part)) for part in row.itertext()]
    # Split over tags: <b>25</b><i>2024-01</i>.
    for position, part in enumerate(parts):
        month = _YEAR_MONTH.fullmatch(part)
        if month:
            beside = [*parts[max(0, position - 2) : position], *parts[position + 1 : position + 3]]
            day = next((d for d in map(_DAY.match, beside) if d), None)
            if day:
                return f"{month[1]}-{int(month[2]):02}-{int(day[1]):02}"
    short = next(
        (m for m in (_MONTH_DAY.fullmatch(part.strip("[]()（）【】")) for part in parts) if m), None
    )
    return f"{int(short[1]):02}-{int(short[2]):02}" if short else None


def _date_beside(row: etree._Element) -> str | None:
    """Return the date of the element after the row, where that is nothing but a date."""
    beside = row.getnext()
    if beside is None or next(beside.iter("a"), None) is not None:
        return None
    text = squeeze(text_of(beside)).strip("[]()（）")
    return _date(beside, text) if _DATE.fullmatch(text) else None


def _with_file(row: Row, link: Link) -> Row:
    return Row(title=row.title, url=row.url, date=row.date, files=(*row.files, link))
