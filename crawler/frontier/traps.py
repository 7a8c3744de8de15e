"""Addresses that are not asked for, and why: pages without end, and pages that hold no list."""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise
from urllib.parse import urlsplit

_SUFFIX = re.compile(
    r"\.(?:jpe?g|png|gif|bmp|ico|css|js|mp4|mp3|avi|flv|swf|wmv|zip|rar|7z|exe|apk|xml|json|txt|woff2?)$",
    re.IGNORECASE,
)
_DATA = re.compile(r"\.(?:js|xml|json)$", re.IGNORECASE)
_SEARCH = re.compile(
    r"/was[45]0?/|/igs/front|/irs/front|/search5?/|/jsearch|/so/|/(?:site)?search\.|[?&](?:searchword|keywords?|q|wd)=",
    re.IGNORECASE,
)
_LIST_SERVICE = re.compile(
    r"/common/search/[0-9a-f]{16,}|/searchList/|/module/xxgk/search|/site/label/"
)
_CALENDAR = re.compile(
    r"calendar|/rili/|[?&](?:date|day|month|riqi)=\d{4}|[?&]year=\d{4}&month=", re.IGNORECASE
)
_LETTERS = re.compile(
    r"letter|xinxiang|mailbox|/liuyan|/ldxx|/zxts|/wsxf|/jzxx|/xzxx|/guestbook|/comment|/bbs/|/wenjuan|/survey",
    re.IGNORECASE,
)
_FORMS = re.compile(
    r"/login|/register|/logon|ysqgk|/apply|/print|visit\.jsp|dynclicks|/counter|/share|/rss|/subscribe|/vote",
    re.IGNORECASE,
)
_MOBILE = re.compile(r"^(?:m|wap|3g|mobile)\.", re.IGNORECASE)
# Deepest real column seen has nine directories; copied relative links grow beyond any number.
DEEPEST_PATH = 14
# An address this long carries a session, a form or a trap.
LONGEST_URL = 400
# The same directory three times in one path was only ever made by copied relative links.
SAME_DIRECTORY = 3


def refusal(url: str, *, is_list: bool = False) -> str | None:
    """Return why a link is left alone, None if nothing in its address speaks against it.

    ``is_list``: a list's page says that more of it lies here, be it in a file of data.
    """
    parts = urlsplit(url)
    path, query = parts.path, parts.query
    if len(url) > LONGEST_URL and not _LIST_SERVICE.search(url) and "paramJson" not in query:
        return "the address is too long"
    if _SUFFIX.search(path) and not (is_list and _DATA.search(path)):
        return "a file that holds no report"
    if _LIST_SERVICE.search(url):
        return None
    if _SEARCH.search(url):
        return "a search page"
    if _CALENDAR.search(url):
        return "a calendar"
    if _LETTERS.search(path):
        return "letters from citizens"
    if _FORMS.search(path):
        return "a form or a counter"
    if _MOBILE.match(parts.hostname or ""):
        return "a skin for phones"
    return _endless(path)


def _endless(path: str) -> str | None:
    segments = [segment for segment in path.split("/") if segment]
    if len(segments) > DEEPEST_PATH:
        return "the path is too deep"
    # Dates repeat (/art/2023/2/2/), and so do ids; only names grow out of copied links.
    names = [segment for segment in segments if not segment.isdigit()]
    is_file = bool(names) and "." in names[-1]
    directories = names[:-1] if is_file else names
    if not directories:
        return None
    # An article may lie in /jd/jd/202604/; a menu that leads to /jd/jd/ leads on to /jd/jd/jd/.
    twice = any(one == two for one, two in pairwise(directories))
    is_article = is_file and any(character.isdigit() for character in names[-1])
    if (twice and not is_article) or max(Counter(directories).values()) >= SAME_DIRECTORY:
        return "the path repeats itself"
    for start in range(len(directories) - 3):
        if directories[start : start + 2] == directories[start + 2 : start + 4]:
            return "the path repeats itself"
    return None
