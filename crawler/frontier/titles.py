"""Whether the title of a list row could be a disclosure report's.

Titles are ``<unit>? <year>? 政府信息公开(工作)?年度报告`` in any order, and any part may be missing
when the row stands in a column that is called 年报. A doubtful row of such a column is asked for:
the page itself decides. Anywhere else only the whole grammar counts.
"""

from __future__ import annotations

import re
from enum import IntEnum


class RowVerdict(IntEnum):
    """What a row's title says of it."""

    NO = 0
    DOUBTFUL = 1
    REPORT = 2


_CORE = re.compile(r"(?:政府|政务)?信息(?:主动)?公开|政务公开|政府公开")
_REPORT_WORD = re.compile(
    r"年度?(?:工作)?(?:情况)?(?:的)?报告|年报|(?:工作|年度|情况|执行|实施).{0,4}报告|(?:年度|工作).{0,2}总结"
    r"|^(?:的)?报告"
)
_BEFORE = re.compile(r"(?:年报|年度报告)[（(:：—-]{0,2}$")
_YEAR = re.compile(r"(?:19|20)\d\d|二[〇○Oo零0Ｏ][一二三四五六七八九〇○Oo零0Ｏ]{2}|[０-９]{4}")
_UNIT_ENDS = (
    r"(?:局|办|办公室|委|委员会|中心|镇|乡|街道|办事处|政府|管委会|院|大队|支队|队|站|行|所|公司|学校|社|处|厅|"
    r"部|会|园|区|场|县|市|旗|室)"
)
_UNIT = re.compile(rf"^.*{_UNIT_ENDS}")
_LONE_UNIT = re.compile(rf"^[\u4e00-\u9fff（）()、]{{2,24}}{_UNIT_ENDS}$")
_LONE_YEAR = re.compile(rf"^\D{{0,3}}(?:{_YEAR.pattern})\D{{0,8}}$")
# Beside the words of a report, these make a title something else.
_OTHER = re.compile(
    r"报表|指南|制度|要点|图解|图说|一图|图文|解读|问答|条例|办法|规定|法治|依法行政|执法|预算|决算|三公|网站|"
    r"新媒体|年鉴|国民经济|审计|培训|会议|召开|部署|座谈|调研|督查|检查|考核|通报|评估|方案|分解|征求|"
    r"招聘|招标|采购|说明|模板|样表|格式"
)
# Orders to write reports, wherever they stand in the title.
_ORDER = re.compile(
    r"报送|上报|做好|开展|组织|撰写|填报|填写|进一步|推进|关于.{0,6}编制(?!委|办)|编写|要求|规范.{0,20}(?:通知|工作)"
)
# These decide wherever they stand; a unit's name never begins with them or holds them.
_NEVER = re.compile(
    r"^\W?(?:图解|一图|图说|图文|解读|长图|动漫)|依申请公开|法治政府|依法行政|行政执法.{0,6}(?:年度|报告|情况|统计)"
)
_NOTICE = re.compile(r"(?:通知|函|批复)(?:[（(].*[）)])?$")
_HINT = re.compile(r"年报|年度?报告|总结|情况|工作报告|统计表|附表|附件")
_OTHER_REPORTS = re.compile(
    r"政府工作报告|工作要点|述职|可行性|环境影响|调查报告|调研报告|质量报告|统计公报"
)


def judge_title(title: str, *, in_column: bool) -> RowVerdict:
    """Return what a row's squeezed title says; ``in_column`` if its list is called 年报."""
    if _ORDER.search(title) or _NEVER.search(title):
        return RowVerdict.NO
    core = _CORE.search(title)
    if core is not None:
        # 县审计局, 县财政局: what makes another report elsewhere is part of a name here.
        before = _UNIT.sub("", title[: core.start()])
        after = title[core.end() :]
        if _OTHER.search(before) or _OTHER.search(after):
            return RowVerdict.NO
        if _NOTICE.search(title):
            return RowVerdict.DOUBTFUL if in_column else RowVerdict.NO
        if _REPORT_WORD.search(after) or _BEFORE.search(title[: core.start()]):
            return RowVerdict.REPORT
        hinted = _HINT.search(after) or has_year(title)
        return RowVerdict.DOUBTFUL if in_column and hinted else RowVerdict.NO
    if not in_column or _OTHER_REPORTS.search(title) or _NOTICE.search(title):
        return RowVerdict.NO
    if _LONE_YEAR.match(title) or _LONE_UNIT.match(title):
        return RowVerdict.DOUBTFUL
    rest = _UNIT.sub("", title)
    if _OTHER.search(rest):
        return RowVerdict.NO
    # 示例县教育局2023年: a unit and a year, all the rest left out.
    return RowVerdict.DOUBTFUL if _HINT.search(rest) or _LONE_YEAR.match(rest) else RowVerdict.NO


def has_year(title: str) -> bool:
    """Whether a title names a year."""
    return bool(_YEAR.search(title))
