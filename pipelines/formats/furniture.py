"""Lines that templates print around an article, told by their words.

The patterns are matched against a whole line without blanks, and only where a template would print
it: before the first or behind the last prose of the document.
"""

from __future__ import annotations

import re

# No line of a template that these words could tell is longer.
MAX_LINE = 160

_HEAD = re.compile(
    r"(?:.{0,12}(?:当前|现在)?的?(?:所在)?位置[:：]?.*[>＞»→/-].*"
    r"|(?:您|你)?(?:当前|现在|目前)?的?(?:所在)?位置[:：]?.*"
    r"|首页(?:[>＞»→/\-|].*)?"
    r"|[\[【(（]?(?:字体|字号|字体大小)[:：]?.*|[\[【(（]?大?中?小?[\]】)）]|[\[【]?[大中小][\]】]?"
    r"|[A-Za-z]{0,2}[+-]?[A-Za-z]?|默认|繁體|繁体|简体|无障碍.*|适老.*|长者.*|关怀版.*"
    r"|.{0,6}语音播[报放].*|朗读.*|收藏.*|订阅.*|我要纠错.*|政策解读|一键.*"
    r"|公开事项名称.*|信息公开[>＞].*)"
)
_TAIL = re.compile(
    r"(?:[\[【(（|]*(?:上|下|前|后)一?[篇条页则][\]】)）]*[:：>＞]?.*|没有了|已是?(?:最后|第一)一?[篇条]"
    r"|返回(?:顶部|首页|列表|上级|上一页|目录|页首)?|TOP|顶部"
    r"|相关(?:链接|文章|新闻|解读|信息|文档|稿件|政策|推荐|阅读|报道|内容|资讯)[:：]?.*"
    r"|(?:热门|热点|最新|推荐|延伸|猜你|点击排行|排行榜|浏览排行|栏目导航|友情链接|网站导航).{0,12}"
    r"|[（(\[【]?(?:责任编辑|责编|编辑|编审|审核|校对|初审|复审|终审|审校|录入|发布人|撰稿|供稿|签发人?)"
    r"(?:人|人员)?[:：].{0,40}"
    r"|[（(\[【]?(?:信息|文章|稿件|新闻|内容|文字|资料)?(?:来源|出处|作者)[:：].{0,40}"
    r"|本文(?:地址|链接|网址).*|.{0,10}(?:已阅读|已读)\d*次?)"
)
_BOTH = re.compile(
    r"(?:[\[【(（]?(?:打印|关闭|收藏|下载|纠错|保存|复制|返回|刷新|评论|点赞|转发|举报)"
    r"(?:本页|此页|本文|页面|文章|窗口|链接|网址|本窗口)?[\]】)）]?"
    r"(?:[|｜\[【(（]*(?:打印|关闭|收藏|下载|纠错|保存|复制|返回|刷新|分享|评论)"
    r"(?:本页|此页|本文|页面|文章|窗口|链接|网址)?[\]】)）|｜]*)*"
    r"|(?:一键)?(?:分享|转发|推荐)(?:到|至|给|本文|本页|此文)?[:：].{0,60}"
    r"|(?:一键)?分享(?:到|至)?.{0,40}|(?:微信|微博|新浪微博|腾讯微博|QQ空间|QQ好友|QQ|空间|人人网|更多|复制链接)+"
    r"|.{0,8}扫一扫.{0,40}|.{0,12}二维码.{0,20}|.{0,10}手机(?:上|端)?(?:打开|查看|浏览|阅读|访问).{0,20}"
    r"|.{0,4}(?:浏览|点击|阅读|访问|查看|访问人)(?:次数|量|数|率|人次)[:：]?\d*次?"
    r"|您是第.{0,12}位.{0,12}|.{0,10}访问总?量.{0,20})"
)
_FOOTER = re.compile(
    r"主办(?:单位|方)?[:：]|承办(?:单位|方)?[:：]|(?:版权|著作权)所有|copyright|©|网站标识码|标识码[:：]"
    r"|[\u4e00-\u9fff]ICP备|公网安备|技术支持[:：]|技术维护|网站地图|网站声明|隐私(?:声明|保护|政策)|关于我们"
    r"|联系我们|建议使用.{0,20}(?:浏览器|分辨率)|分辨率|IPv6|(?:未经|请勿).{0,12}转载|本网站|站点地图|维护单位[:：]",
    re.I,
)
_DATE_LINE = re.compile(
    r"(?:发布|发文|更新|发表|公开|成文|生成|录入|添加|上传)(?:时间|日期)[:：]?|^[\[【(（]?(?:时间|日期)[:：]"
    r"|(?:信息|文章|稿件|新闻|内容)?(?:来源|出处)[:：]|(?:浏览|点击|阅读|访问)(?:次数|量|数|率|人次)?[:：]"
    r"|(?:发布|发文|公开)(?:机构|单位|部门|机关)[:：]|作者[:：]|字体[:：]|字号[:：]"
)
_DATE = re.compile(
    r"[\[【(（]?20\d\d(?:[-/.]\d{1,2}[-/.]\d{1,2}|年\d{1,2}月\d{1,2}日)(?:[T]?\d{1,2}[:：]\d{2}(?:[:：]\d{2})?)?[\]】)）]?"
)


def is_footer(line: str) -> bool:
    """Whether a line (without blanks) belongs to the foot of a portal's pages."""
    return len(line) <= 400 and _FOOTER.search(line) is not None


def is_date_line(line: str) -> bool:
    """Whether a line (without blanks) names source, publication time or visits."""
    if not 4 <= len(line) <= MAX_LINE or "。" in line:
        return False
    match = _DATE_LINE.search(line)
    return match is not None and match.start() <= 24


def is_bare_date(line: str) -> bool:
    """Whether a line (without blanks) is one date in digits, with or without a time."""
    return _DATE.fullmatch(line) is not None


def is_head(line: str) -> bool:
    """Whether a line (without blanks) is of the sort that stands above an article."""
    if len(line) > MAX_LINE:
        return False
    return _HEAD.fullmatch(line) is not None or is_either(line) or is_date_line(line)


def is_tail(line: str) -> bool:
    """Whether a line (without blanks) is of the sort that stands under an article."""
    if len(line) > MAX_LINE:
        return is_footer(line)
    return _TAIL.fullmatch(line) is not None or is_either(line) or is_footer(line)


def is_either(line: str) -> bool:
    """Whether a line (without blanks) is a print, share or counter widget."""
    return len(line) <= MAX_LINE and _BOTH.fullmatch(line) is not None
