"""The 索引号 table that portals print above an entry of the disclosure catalogue.

It comes as a table, a <dl>, a list or loose lines; labels and values in cells of their own or in
one with a colon. It is no part of the document.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from pipelines.document import Table
from pipelines.formats.leaf import Kind, Leaf

_LABELS = (
    "索引号", "信息索引号", "索引编号", "信息编号", "发布机构", "发文机关", "发文机构",
    "发文单位", "制发机关", "制作单位", "公开机构", "公开单位", "公开部门", "公开责任部门",
    "责任部门", "信息来源", "发布单位", "发布部门", "发文字号", "成文日期", "成文时间",
    "生成日期", "生成时间", "形成日期", "发文日期", "发文时间", "发布日期", "发布时间",
    "公开日期", "公开时间", "名称", "标题", "信息名称", "文件名称", "内容名称", "文号",
    "文件编号", "统一编号", "统一登记号", "登记号", "主题分类", "组配分类", "体裁分类",
    "服务对象", "服务对象分类", "分类", "信息分类", "类别", "公开类别", "公开方式", "公开时限",
    "公开范围", "公开形式", "公开程序", "时效", "有效性", "时效性", "效力", "效力状态",
    "信息有效性", "是否有效", "主题词", "关键词", "关键字", "内容概述", "信息内容概述", "概述",
    "公开目录", "所属主题", "生效日期", "生效时间", "废止日期", "失效日期", "语种", "载体类型",
    "信息格式", "责任编辑", "组配",
)  # fmt: skip
_LABEL = "|".join(sorted(_LABELS, key=len, reverse=True))
_ONLY_LABEL = re.compile(rf"[\[【]?({_LABEL})[\]】]?[:：]?")
_WITH_VALUE = re.compile(rf"[\[【]?({_LABEL})[\]】]?[:：](.*)", re.S)
_INLINE = re.compile(rf"(?:^|(?<=[\s|｜　]))((?:{_LABEL}))\s*[:：]")
_BLANKS = re.compile(r"\s+")
# A line that counts visits is the date line, whatever its labels.
_COUNTED = re.compile(r"浏览|点击|阅读|访问|字体|字号")
_NUMBER = ("索引号", "信息索引号", "索引编号")
# Without an 索引号 among them, this many different labels make an index; a date line has two.
_ENOUGH = 4
# An index is short; a statutory table never holds an index label with fewer cells than this.
_MAX_SIZE = 1200


def index_of_table(table: Table) -> dict[str, str] | None:
    """Labels and values of an index table; ``None`` for every other table."""
    texts = [cell.text for row in table.rows for cell in row]
    if sum(map(len, texts)) > _MAX_SIZE or not any(_looks(text) for text in texts[:12]):
        return None
    found: dict[str, str] = {}
    label: str | None = None
    for text in texts:
        label = _take(text, label, found)
    return found if _is_index(found) else None


def index_of_lines(leaves: Iterable[Leaf]) -> tuple[dict[str, str], list[Leaf]]:
    """Labels and values printed as lines (dl, ul, div), and the leaves that they stand in.

    ``leaves`` are those in front of the document's text.
    """
    found: dict[str, str] = {}
    used: list[Leaf] = []
    label: str | None = None
    waiting: Leaf | None = None
    for leaf in leaves:
        if leaf.kind is not Kind.PARAGRAPH or leaf.size > 200 or _COUNTED.search(leaf.text):
            label = waiting = None
            continue
        before = len(found)
        following = _take(leaf.text, label, found)
        if len(found) > before:
            if waiting is not None:
                used.append(waiting)
            used.append(leaf)
        elif following is not None:
            used.append(leaf)
        waiting = leaf if following is not None else None
        label = following
    return (found, used) if _is_index(found) else ({}, [])


def _looks(text: str) -> bool:
    line = _BLANKS.sub("", text[:80])
    return _ONLY_LABEL.fullmatch(line) is not None or _WITH_VALUE.match(line) is not None


def _take(text: str, label: str | None, found: dict[str, str]) -> str | None:
    """Add what ``text`` says to ``found``; return the label whose value is still to come."""
    line = _BLANKS.sub("", text)
    match = _ONLY_LABEL.fullmatch(line)
    if match:
        return match[1]
    if label is not None:
        if not found.get(label):
            found[label] = " ".join(text.split())
        return None
    pieces = list(_INLINE.finditer(text))
    if len(pieces) > 1:
        for piece, following in zip(pieces, [*pieces[1:], None], strict=True):
            value = text[piece.end() : following.start() if following else len(text)]
            found.setdefault(piece[1], " ".join(value.split()))
        return None
    match = _WITH_VALUE.match(line)
    if match and not found.get(match[1]):
        # the value with its blanks: a date and a time are two words
        value = re.split(r"[:：]", text, maxsplit=1)[1]
        found[match[1]] = " ".join(value.split())
        return match[1] if not found[match[1]] else None
    return None


def _is_index(found: dict[str, str]) -> bool:
    return any(name in found for name in _NUMBER) or len(found) >= _ENOUGH
