"""What the label of a link promises: the report column, a way to it, or something else.

Labels are compared without white space. The words are those of real menus since 2008.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import IntEnum
from urllib.parse import urlsplit


class Promise(IntEnum):
    """What a link is good for, worst first."""

    NOTHING = 0
    SITE_MAP = 1
    ASIDE = 2  # may lead to the disclosure menu: 专题, 法定主动公开内容, 历史栏目
    DIRECTORY = 3  # 部门信息公开: units with a part of their own
    HUB = 4  # 政务公开, 政府信息公开
    COLUMN = 5  # 年报 without saying of what
    REPORT_COLUMN = 6  # 政府信息公开年报


@dataclass(frozen=True, slots=True)
class Judged:
    """A label's promise, how strong it is (0-100), and the reason in words."""

    promise: Promise
    strength: int
    reason: str


_ANNUAL = r"(?:年度?(?:工作)?(?:情况)?(?:报告|总结)|年报|年度报表?告?|历年报告)"
_REPORT_COLUMN = re.compile(
    rf"公开.{{0,8}}{_ANNUAL}|{_ANNUAL}.{{0,4}}公开|政府信息公开报告|信息公开工作报告"
)
_BARE_COLUMN = re.compile(
    rf"^(?:\W|[\d一二三四五六七八九十]+[、.])?(?:历年|往年|工作|本?单位|部门|各?单位|政府|县级?|区级?|市级?|"
    rf"乡镇|街道|县政府|区政府|市政府|县本级|公开|年度|\d{{4}}年?)*{_ANNUAL}(?:专栏|栏目|汇总|列表|公示|公布)?$"
)
# What is annual and no disclosure report: of these only 信息公开 in the same label saves it.
_OTHER_ANNUAL = re.compile(
    r"报表|网站|预决?算|决算|法治|依法行政|执法|统计|国民经济|财政|政府工作报告|审计|环境|质量|"
    r"企业|公司|权力|信用|绩效|述职|党|履职|人大|政协|安全|普法|双公示|社会责任|年鉴|计划"
)
_NEVER = re.compile(
    r"指南|制度|规定|条例|办法|要点|依申请|申请公开|申请表|受理|信箱|邮箱|投诉|举报|咨询|留言|问卷|调查|征集|"
    r"新闻|要闻|动态|快讯|视频|图片|图解|解读|预算|决算|三公|报表|招聘|采购|招标|法治|执法|天气|"
    r"登录|注册|搜索|检索|无障碍|长者|关怀|繁体|English|微博|微信|客户端|APP|下载|订阅|RSS|打印|"
    r"联系我们|关于我们|版权|免责|收藏|设为首页|找错|问答|访谈|知识库",
    re.IGNORECASE,
)
_PLACE = r"(?:专栏|平台|栏目|网|专区)"
_HUBS: tuple[tuple[re.Pattern[str], int, str], ...] = (
    (
        re.compile(rf"^(?:本?县|区|市|旗|人民)?政府信息(?:主动)?公开(?:工作|{_PLACE})?$"),
        95,
        "政府信息公开",
    ),
    (re.compile(rf"^.{{0,8}}政府信息公开{_PLACE}$"), 90, "政府信息公开专栏"),
    (re.compile(rf"^信息公开{_PLACE}?$"), 90, "信息公开"),
    (re.compile(rf"^.{{0,6}}政务公开{_PLACE}?$"), 80, "政务公开"),
    (re.compile(r"^(?:公开|政务|政府公开|阳光政务|公开平台)$"), 60, "公开"),
    (re.compile(r"^[县区市](?:人民)?政府(?:办|办公室)?(?:信息公开)?$"), 45, "its own part"),
)
# Strong, since it is worth a look after the newer column was found: 旧版信息公开目录.
_OLDER = re.compile(
    r"(?:历史|往年|旧版|老版|原|归档|存档)(?:栏目|网站|数据|信息|版)|旧站|老网站|历史信息"
)
_ASIDES: tuple[tuple[re.Pattern[str], int, str], ...] = (
    (re.compile(r"(?:法定)?主动公开(?:内容|目录|信息)?$"), 50, "法定主动公开内容"),
    (re.compile(r"信息公开(?:目录|管理|保障|机构|查询)$|^公开目录$"), 45, "公开目录"),
    (re.compile(r"(?:公开保障|组织管理|监督保障|公开管理|平台建设|公开工作)$"), 40, "公开保障"),
    (
        re.compile(r"信息公开(?:指南|制度|规定)$|^公开(?:指南|制度)$|^依申请公开$"),
        35,
        "a page with the same menu",
    ),
    (re.compile(r"^(?:重点领域|专题专栏|专题|专栏|公开专栏)$"), 15, "专题"),
)
_DIRECTORY = re.compile(
    r"^(?:各|全)?(?:县|区|市|旗)?(?:级|直|属)?(?:政府)?(?:部门|乡镇|街道|镇街|单位|机关|乡[（(]?镇[)）]?)"
    r"(?:单位)?(?:[、和及与（(]*(?:县直|各)?(?:部门|乡镇|街道|镇街|单位)[)）]?)*"
    r"(?:(?:政府)?(?:信息|政务)公开)(?:目录|平台|专栏|网|栏目)?$"
    r"|^(?:政府)?信息公开(?:部门|单位)(?:列表|导航)$"
)
_GOVERNMENT_OF = re.compile(r"^(?:中国)?([省州市县区旗])(?:人民)?政府(?:门户)?(?:网|网站)?$")
_OF_PLACE = re.compile(r"^(.{1,10}?)(?:人民政府|政府|政务)?(?:信息|政务)?公开")
_OWN_WORDS = frozenset(
    [
        "县",
        "区",
        "旗",
        "本县",
        "本区",
        "我县",
        "我区",
        "县级",
        "区级",
        "政府",
        "政务",
        "信息",
        "主动",
    ]  # before 公开
)
_SITE_MAP = re.compile(r"^(?:网站|站点)(?:地图|导航|索引)$|^sitemap$", re.IGNORECASE)
_SLUG = re.compile(
    r"(?:^|/)[\w-]*?(?:zfxxgknb|xxgknb|gknb|xxgkndbg|gkndbg|xxgkgzndbg|xxgkgznb|zfgknb|xxgkbg|"
    r"gkbg|zwgknb)"
    r"[\w-]*(?:/|\.|$)",
    re.IGNORECASE,
)
_BARE_SLUG = re.compile(
    r"(?:^|/)(?:ndbg|nb|nianbao|ndbgs?|lnnb)(?:_?\w{0,8})?(?:/|\.\w+$|$)", re.IGNORECASE
)
_OWN_MODULE = re.compile(
    r"xxgkAnnualReport|/Xxgknb|/public/column/\d+\?.*\btype=3\b", re.IGNORECASE
)
_HUB_SLUG = re.compile(
    r"/(?:zfxxgk|xxgk|zwgk|govxxgk|openness|public|zfxxgkzl|gkmlpt)(?:_\d+)?/?(?:index\.\w+)?$",
    re.IGNORECASE,
)
_YEAR_LABEL = re.compile(r"^(?:19|20)\d\d年?度?$")
_PAGE_FILE = re.compile(
    r"^(?:index|list|default|moreinfo|secpage|page)?[-_]?\d*\.\w+$|^pc$", re.IGNORECASE
)
_COLUMN_TYPE = re.compile(r"信息公开年报|信息公开.{0,6}年度报告")
# Longer labels are headlines, not menus.
LONGEST_MENU_LABEL = 30


def judge_label(label: str, url: str) -> Judged:
    """Return what a link promises by its label, and by its address where the label is silent."""
    if _SITE_MAP.match(label):
        return Judged(Promise.SITE_MAP, 50, f"site map: {label}")
    path = urlsplit(url).path
    if len(label) <= LONGEST_MENU_LABEL:
        if is_report_column(label):
            return Judged(Promise.REPORT_COLUMN, 100, f"label {label}")
        if _DIRECTORY.match(label):
            return Judged(Promise.DIRECTORY, 60, f"units with a part of their own: {label}")
        if _OLDER.search(label) and not _NEVER.search(label) and not _OTHER_ANNUAL.search(label):
            return Judged(Promise.HUB, 82, f"an older part: {label}")
        for pattern, strength, reason in _ASIDES:
            if pattern.search(label):
                return Judged(Promise.ASIDE, strength, f"{reason}: {label}")
        if _NEVER.search(label):
            return Judged(Promise.NOTHING, 0, f"label {label}")
        if _BARE_COLUMN.match(label) and not _OTHER_ANNUAL.search(label):
            return Judged(Promise.COLUMN, 80, f"label {label}")
    if _OWN_MODULE.search(url):
        return Judged(Promise.REPORT_COLUMN, 85, "the platform's own module for annual reports")
    if len(label) <= LONGEST_MENU_LABEL and not _OTHER_ANNUAL.search(label):
        if _SLUG.search(_own_folder(path)):
            return Judged(Promise.REPORT_COLUMN, 75, f"address {path}")
        for pattern, strength, reason in _HUBS:
            if pattern.search(label):
                return Judged(Promise.HUB, strength, f"{reason}: {label}")
        if _YEAR_LABEL.match(label) and _SLUG.search(path):
            return Judged(Promise.COLUMN, 70, f"a year, address {path}")
        if _BARE_SLUG.search(path) and (not label or "报" in label):
            return Judged(Promise.COLUMN, 60, f"address {path}")
        if _HUB_SLUG.search(path) and not _NEVER.search(label):
            return Judged(Promise.HUB, 40, f"address {path}")
    return Judged(Promise.NOTHING, 0, f"label {label}")


def _own_folder(path: str) -> str:
    """Return what a path names last: the folder, or the file where its name is no mere number.

    What stands above names a column that this is a part of, or a copied link's surroundings.
    """
    parts = [part for part in path.split("/") if part]
    while parts and _PAGE_FILE.match(parts[-1]):
        parts.pop()
    return f"/{parts[-1]}/" if parts else "/"


def names_another_place(label: str, county: str) -> bool:
    """Whether a label on a county's portal speaks of another place: 市政府, 市政府信息公开."""
    government = _GOVERNMENT_OF.match(label)
    if government is not None:
        return not county.endswith(government.group(1))
    found = _OF_PLACE.match(label)
    if found is None or found.group(1) in _OWN_WORDS or _OLDER.search(label):
        return False
    own = re.sub(r"(?:自治)?[县区市旗]$", "", county)
    return own not in label and not (county.endswith("市") and found.group(1) in {"市", "全市"})


def is_report_column(label: str) -> bool:
    """Whether a column of this name holds disclosure reports and nothing else."""
    return bool(_REPORT_COLUMN.search(label)) and not (
        re.search(r"报表|指南|制度|要点|通知|图解|解读|网站|办法|条例|规定", label)
    )


def is_bare_column(label: str) -> bool:
    """Whether a column is called 年报 or the like, without saying of what."""
    return bool(_BARE_COLUMN.match(label)) and not _OTHER_ANNUAL.search(label)


def is_report_column_type(column_type: str) -> bool:
    """Whether the national ``ColumnType`` tag names the report column."""
    return bool(_COLUMN_TYPE.search(column_type))


def has_report_slug(url: str) -> bool:
    """Whether the address has one of the slugs that portals give to the report column."""
    path = urlsplit(url).path
    return bool(_SLUG.search(path) or _OWN_MODULE.search(url))
