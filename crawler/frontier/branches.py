"""Whether a link on a report column leads to a part of it: a year, a group of units, a unit."""

from __future__ import annotations

import re
from enum import Enum
from urllib.parse import urlsplit

from crawler.frontier.labels import is_report_column
from pipelines.listing import is_article_url


class Branch(Enum):
    """What part of a column a link leads to."""

    NAMED = "named a report column itself"
    YEAR = "a year of the column"
    GROUP = "a group of units"
    BELOW = "below the column's own address"
    UNIT = "one unit's part"


_YEAR = re.compile(
    r"^[\[(（【]?(?:(?:19|20)\d\d|二[〇○零Oo][一二三四五六七八九〇○零Oo]{2})(?:[-—－至~](?:19|20)?\d\d)?年?度?(?:政府)?(?:信息公开)?(?:工作)?"
    r"(?:年度?(?:工作)?报告|年报|报告)?(?:汇总|专栏)?[\])）】]?$"
    r"|^(?:历年|往年|以往|更早)(?:年报|年度报告|报告)?$"
)
_GROUP = re.compile(
    r"^(?:本级|全|各|本)?(?:县|区|市|旗|州|镇)?(?:级|直|属|本级)?(?:人民)?"
    r"(?:政府|部门|政府部门|工作部门|单位|机关|直部门|直单位|乡镇|镇街|街镇|街道|乡镇[（(、和/及]?街道[)）]?(?:办事处)?|镇[（(]?街道[)）]?|乡[（(]?镇[)）]?|"
    r"镇[（(]街道[）)]|乡[（(]镇[）)]|镇街道|开发区|管委会|园区|公共企事业单位|企事业单位|垂直(?:管理)?部门|事业单位|其他单位|政府办|政府办公室)"
    r"(?:单位)?(?:(?:政府)?(?:信息公开)?(?:年度?报告|年报))?$"
)
_UNIT = re.compile(
    r"^[\u4e00-\u9fff（）()、]{1,20}(?:局|办|办公室|委|委员会|中心|镇|乡|街道|办事处|政府|管委会|院|大队|队|站)"
    r"(?:(?:政府)?(?:信息公开)?(?:年度?报告|年报))?$"
)
_NEVER = re.compile(
    r"指南|制度|依申请|申请公开|首页|网站地图|上一?[页頁]|下一?[页頁]|尾[页頁]|末[页頁]|^\d+$|通知|预算|决算|目录|"
    r"政策|法规|规划|机构|领导|动态|新闻|互动|服务|主动公开"
)


# Footers copied from a template link to these below every directory.
_FURNITURE = re.compile(
    r"网站(?:地图|声明|导航|简介)|联系(?:我们|方式)|关于(?:我们|本站)|版权|隐私|免责|使用帮助|走进|"
    r"魅力|概况|收藏|无障碍|手机版|客户端|微信|微博|长者|繁体|检索|搜索|登录|注册|返回|更多"
)


def branch_of(label: str, url: str, column_url: str) -> Branch | None:
    """Return what part of the column at ``column_url`` a link leads to, None if to none."""
    if not label or is_article_url(url) or _NEVER.search(label):
        return None
    if is_report_column(label):
        return Branch.NAMED
    if _YEAR.match(label):
        return Branch.YEAR
    below = is_below(url, column_url)
    if _GROUP.match(label):
        return Branch.GROUP
    if below and len(label) <= 24 and not _FURNITURE.search(label):
        return Branch.BELOW
    if _UNIT.match(label):
        return Branch.UNIT
    return None


def is_unit(label: str) -> bool:
    """Whether a label is the name of one body: 县教育局, 城关镇."""
    return bool(_UNIT.match(label)) and not (_NEVER.search(label) or _GROUP.match(label))


def is_below(url: str, column_url: str) -> bool:
    """Whether ``url`` is a directory under the column's: /nb/2022n/ under /nb/ or under nb.htm."""
    one, two = urlsplit(url), urlsplit(column_url)
    if one.netloc != two.netloc or one.query or two.query:
        return False
    path = two.path
    name = path.rsplit("/", 1)[-1]
    # nb/index.html and nb/list.shtml stand for their directory, nb.htm for one of its own name.
    if re.match(
        r"^(?:index|list\w*|default|moreinfo|secpage|subpage|1)\.\w+$", name, re.IGNORECASE
    ):
        folder = path[: -len(name)]
    elif "." in name:
        folder = path.rsplit(".", 1)[0] + "/"
    else:
        folder = path.rstrip("/") + "/"
    return (
        len(folder) > 1
        and one.path.startswith(folder)
        and len(one.path) > len(folder)
        and not (re.fullmatch(r"(?:index|list\w*)?_?\d{0,3}\.\w+", one.path[len(folder) :]))
    )
