"""What the names of a block (tag, class, id) say about it, over all families of portals.

They are hints: ``body`` overrules a name where the text says otherwise.
"""

from __future__ import annotations

import re
from functools import lru_cache

# Marks of a block, a bit each: plain numbers, because every block of every page is asked.
CONTAINER = 1  # editors' and families' containers of the article's text
FURNITURE = 2  # menus, share bars, footers, toolbars
TITLE = 4
SHARE = 8  # widgets that scripts put even into a container

# The containers that the families' templates use (portals.md 2.6 and the detail parts of 3).
_CONTAINERS = re.compile(
    r"^(?:trs_(?:ueditor|editor\w*|paper\w*|preappend)|ucap-?content|zoom|vsb_content\w*"
    r"|v_news_content|j-fontcontent|article-content|ivs_content|webeditorview|founder-content"
    r"|artile_zw|main-txt|pages_content|xxgk_content)$"
)
_FURNITURE = re.compile(
    r"^(?:.*[-_])?(?:nav|navs|navbar|navbox|navigation|menus?|leftmenu|submenu|topmenu"
    r"|footer\w*|foot|bottom|copyright|header|headtop|topbar|banner|logo"
    r"|crumbs?|crumb\w*nav|breadcrumbs?|breadcrumbnav|position|location|dqwz|weizhi|path|curpos"
    r"|share\w*|social\w*|relat(?:ed|ion)\w*|xgwz|xgxw|xglj|xgjd|xgzc|xgwd|xgyd"
    r"|pagination|pager|pagenav|pageturn|prev|next|prevnext|upnext|sxp|sxy"
    r"|sidebar|side|aside|toolbar|tools?|search\w*|qrcode\w*|ewm|erweima|login|print|dayin\w*"
    r"|hits|counter|visit\w*|friendlinks?|yqlj|hotlist|ranking|paihang\w*|phb|recommend\w*|tuijian"
    r"|comments?|pinglun|feedback|fontsize|zihao|ziti|sitemap|accessib\w*|wza\w*|slh)\d*$"
)
_SHARE = re.compile(r"^(?:bdshare\w*|bdsharebuttonbox|jiathis\w*|share(?:bar|box)?|social-share)$")
_TITLE = re.compile(r"^(?!.*sub)(?:.*(?:title|headline)|(?:.*[-_])?(?:tit|bt|biaoti))\d*$")
_TAGS = {
    "ucapcontent": CONTAINER,
    "founder-content": CONTAINER,
    "ucaptitle": TITLE,
    "h1": TITLE,
    "nav": FURNITURE,
    "footer": FURNITURE,
    "header": FURNITURE,
    "aside": FURNITURE,
}


def mark_of(tag: str, classes: str | None, identifier: str | None) -> int:
    """The marks of an element by its names."""
    if classes is None and identifier is None:
        return _TAGS.get(tag, 0)
    return _of_names(tag, classes or "", identifier or "")


@lru_cache(maxsize=4096)
def _of_names(tag: str, classes: str, identifier: str) -> int:
    mark = _TAGS.get(tag, 0)
    # Names are short; what isn't is no name, and only costs time.
    for name in f"{classes[:200]} {identifier[:60]}".lower().split():
        if _CONTAINERS.match(name):
            mark |= CONTAINER
        elif _TITLE.match(name):
            mark |= TITLE
        elif _FURNITURE.match(name):
            mark |= FURNITURE
        if _SHARE.match(name):
            mark |= SHARE
    return mark & ~FURNITURE if mark & CONTAINER else mark
