"""Is it an annual report on government information disclosure at all, and if not, what is it?

Many pages look it: guides, notices with the empty form, news about a report, other annual reports,
lists. Titles tell most of them; a title that only might be something else is outweighed by a body
that has the sections and the numbers of a report.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipelines.anatomy import Anatomy
from pipelines.document import Document, Paragraph, Picture, Table
from pipelines.folding import fold
from pipelines.identity.titles import Title, read_title
from pipelines.lookalikes import told
from storage.records import Figure, Section, SectionKind, Status

_PLACEHOLDER = re.compile(r"[(（]文字描述[^)）]{0,40}[)）]|[×xX]{2,}(?:年|县|局|单位)|[＿_]{2,}年")
_VERSION = re.compile(r"[(（][^()（）]{0,5}(?:版|稿|更新|修订|修改|更正|公开)[)）]")  # （修订版）
_NEWS = re.compile(r"^(?:近日|日前|近期|\d{1,2}月\d{1,2}日[,，]|本报讯|记者|.{0,12}讯[(（])")
_LIST_ROWS = 3  # titles of reports on one page that make it a list
_SHORT = (
    120  # characters of prose: under a headline, with a picture or file beside, no text of its own
)
_TEXT = 200  # characters of prose that can be a report without known headings
_NOTHING_THERE = re.compile(
    r"(?:页面|网页|文件|内容|信息|文章|栏目).{0,8}(?:不存在|找不到|未找到|已被?删除|走丢)"
    r"|暂无(?:相关)?(?:信息|内容|数据)|开启JavaScript"
)


def why_no_report(
    document: Document,
    anatomy: Anatomy,
    titles: Sequence[Title],
    sections: Sequence[Section],
    figures: Sequence[Figure],
) -> str | None:
    """Return why a document is no report; null if it is one.

    ``titles`` come best first, as evidence of identity has them.
    """
    if not document.blocks and not document.headlines:
        return "a page of scripts without text: a challenge, or what only a browser builds"
    title = titles[0] if titles else None
    kinds = {s.kind for s in sections} - {SectionKind.PREAMBLE, SectionKind.OTHER}
    numbers = any(figure.status is Status.NUMBER for figure in figures)
    body_is_report = len(kinds) >= 4 and (
        numbers or (not figures and len(anatomy.prose) >= 4 * _TEXT)
    )
    if not figures and len(kinds) < 2 and (rows := _listed_reports(document)) >= _LIST_ROWS:
        return f"a list of {rows} reports, not a report"
    if title is not None and (reason := _by_title(title, body_is_report=body_is_report)):
        return reason
    if _is_empty_form(anatomy, titles, figures):
        return "the empty form: it names no issuer and holds no number"
    if title is None or not title.is_report:
        if body_is_report:
            return None
        named = next((r for t in titles if (r := told("instead", fold(t.text)))), None)
        if named is not None:
            return named
        if _NOTHING_THERE.search(anatomy.prose[:_TEXT]) and len(anatomy.prose) < _TEXT:
            return "a page that says that nothing is there"
        return "no headline says that it is an annual report on information disclosure"
    if figures or len(kinds) >= 2:
        return None
    if _NEWS.match(anatomy.prose):
        return "news about reports, not a report"
    if len(anatomy.prose) >= _TEXT:
        return None
    if (title.years or title.issuer is not None) and elsewhere(document, anatomy):
        return None
    return "the headline is a report's, but nothing of one stands under it"


def elsewhere(document: Document, anatomy: Anatomy) -> tuple[str, ...]:
    """Return the addresses of pictures and files that hold the text of a page without its own."""
    if len(anatomy.prose) > _SHORT or len(anatomy.headings) > 1:
        return ()
    pictures = (block.url for block in document.blocks if isinstance(block, Picture))
    return (*(link.url for link in document.attachments), *pictures)


def _by_title(title: Title, *, body_is_report: bool) -> str | None:
    text = fold(title.text)
    if reason := told("always", text, anywhere=True):
        return reason
    if not title.is_report:
        return told("always", text) or (None if body_is_report else told("instead", text))
    # An issuer's own name may hold any of the words: 预算评审中心, 培训中心, 统计局.
    after = _VERSION.sub("", title.after)
    around = after if title.issuer is not None else f"{title.before}|{after}"
    if reason := told("always", around):
        return reason
    return None if body_is_report else told("instead", around) or told("perhaps", around)


def _listed_reports(document: Document) -> int:
    """Count the titles of reports among short lines, cells and links."""
    lines = [block.text for block in document.blocks if isinstance(block, Paragraph)]
    for block in document.blocks:
        if isinstance(block, Table):
            lines += [cell.text for row in block.rows for cell in row]
    lines += [link.text for link in document.attachments]
    return len({fold(line) for line in lines if len(line) < 60 and _row(line)})


def _row(line: str) -> bool:
    title = read_title(line)
    return title.is_report and bool(title.years or title.issuer)


def _is_empty_form(anatomy: Anatomy, titles: Sequence[Title], figures: Sequence[Figure]) -> bool:
    if any(figure.status is not Status.BLANK for figure in figures):
        return False
    if _PLACEHOLDER.search(anatomy.prose):
        return True
    named = anatomy.signature.bodies or any(title.issuer for title in titles)
    return bool(figures) and not named
