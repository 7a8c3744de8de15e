"""Whose figures a report gives, where it says so."""

from __future__ import annotations

import re

from pipelines.folding import fold
from storage.records import IssuerKind, Scope

_AREA = r"(?:全[县区市旗州省]|[县区市旗州省]政府系统|各级行政机关|全[县区市旗州省]各级)"
_PARTS = (
    r"(?:各?(?:乡镇|镇乡|乡|镇|街道|苏木)|各?(?:部门|单位|委办局)|政府(?:工作)?部门|组成部门|直属)"
)
_WHOLE = re.compile(
    rf"(?:数据|统计|报告|汇总)[^。]{{0,40}}(?:包[括含]|涵盖|汇总|综合)[^。]{{0,20}}(?:{_AREA}|{_PARTS})"
    rf"|(?:汇总|综合|根据)[^。]{{0,25}}{_PARTS}[^。]{{0,40}}(?:年度报告|年报|数据|情况)[^。]{{0,12}}(?:编制|汇总|形成|而成|统计)"
    rf"|(?:汇总|综合)[^。]{{0,12}}{_AREA}[^。]{{0,30}}(?:编制|数据|情况)|(?:数据|表中|表格)[^。]{{0,12}}(?:为|系|是){_AREA}[^。]{{0,10}}(?:数据|汇总)"
)
_OWN = re.compile(
    r"(?:数据|统计|报告)[^。]{0,20}(?:仅|只|均为|均系|不含|不包[括含])[^。]{0,20}(?:本(?:机关|单位|局|级|部门|镇|乡|街道|办)|下属|各?(?:乡镇|部门))"
    r"|(?:仅|只)(?:包[括含]|含|反映|统计)[^。]{0,12}本(?:机关|单位|局|级|部门|镇|乡|街道|办)"
)


def read_scope(kind: IssuerKind | None, prose: str) -> Scope:
    """Return the scope that a report's own words give, ``unknown`` where it says nothing."""
    text = fold(prose)
    if _OWN.search(text):
        return Scope.OWN
    if kind in (IssuerKind.GOVERNMENT, IssuerKind.OFFICE) and _WHOLE.search(text):
        return Scope.WHOLE_GOVERNMENT
    return Scope.UNKNOWN
