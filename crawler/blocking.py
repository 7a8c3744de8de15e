"""A page that is not the page: walls, challenges, soft 404s, pages of somebody else.

Conservative on purpose: an ordinary page is never called blocked. A wall is told by its status
together with its script, or by marks that no page written for people has. Nothing here gets round
a wall; it is reported as one.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import urljoin, urlsplit

from rapidfuzz import fuzz

from pipelines.decoding import decode

Judgement = Literal["normal", "blocked", "soft_404", "parked", "gone", "error"]

# Statuses that portals' walls answer with, and nothing else does: 加速乐 521 and 512, 瑞数 412,
# others 468. 403, 405, 429 and 503 are walls only by what they say.
WALL_STATUSES = frozenset({412, 468, 512, 521})
# A challenge is a script with hardly a word around it.
CHALLENGE_TEXT = 300
# Notices of missing pages are short; a longer page that speaks of one is about something else.
NOTICE_TEXT = 600
# Stubs that static sites serve for pages they no longer have: 300-400 bytes were seen.
STUB_BYTES = 450
STUB_TEXT = 10  # nothing but a number, or an entity or two
# Two answers of one template for different addresses are this much alike, counters and dates apart.
SAME_TEMPLATE = 92
# What a wall or a notice says is in the first part of a page, if it is one.
JUDGED_BYTES = 200_000
# A home page has more words than this; a splash page hasn't, and looks like others of its kind.
FRONT_TEXT = 200
# Longer texts are compared by their beginnings: a template shows there.
COMPARED = 4000

_CHALLENGES: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"__jsl_clearance(?:_s)?\s*=|cookie\s*=\s*\(?['\"]?_+jsl"), "加速乐 challenge"),
    (re.compile(r"\$_ts\s*=|window\[['\"]\$_ts['\"]\]|\$_ts\.\w+"), "瑞数 challenge"),
    (
        re.compile(r"var\s+arg1\s*=\s*['\"][0-9A-F]{20,}['\"]|acw_sc__v\d"),
        "acw_sc__v2 challenge",
    ),
    (
        re.compile(r"请开启JavaScript并刷新该页|WZWS(?:_|-)|wzwschallenge|dynamicurl\s*="),
        "WZWS challenge",
    ),
    (re.compile(r"__tst_status|EO_Bot_Ssid|EO-Bot"), "EdgeOne challenge"),
    (re.compile(r"challenge-platform|cf-chl-|_cf_chl_opt|Checking your browser"), "Cloudflare"),
    (re.compile(r"CT6TS?="), "cookie challenge"),
    # A splash page may set a cookie, but leads to another page.
    (
        re.compile(
            r"document\.cookie\s*=.*?(?:location\.reload\(|location(?:\.href)?\s*=\s*"
            r"(?:window\.|document\.)?location\b)",
            re.DOTALL,
        ),
        "a script that sets a cookie and asks again",
    ),
)
_WALL_WORDS = re.compile(
    r"访问(?:被|受到?)(?:拦截|拒绝|阻断|限制)"
    r"|(?:请求|访问).{0,12}(?:被拦截|被阻断|存在(?:安全)?(?:威胁|风险)|不合法)"
    r"|(?:网站|Web)应用防火墙|云防护|创宇盾|安全狗|安恒|WAF"
    r"|您的(?:IP|访问).{0,20}(?:封禁|黑名单|过于频繁|异常)|(?:访问|操作)过于频繁"
    r"|人机验证|滑动验证|请完成.{0,6}验证|Access ?Denied|Request ?(?:blocked|Rejected)"
    r"|当前(?:地区|区域|IP).{0,10}(?:禁止|限制|无法)访问",
    re.IGNORECASE,
)
_GONE = (
    r"(?:不存在|未找到|找不到|没有找到|已(?:经)?(?:被)?(?:删除|移除|下线|撤销)|无法找到|不见了|走丢了|"
    r"已失效)"
)
# Addressed to the reader, this is a notice wherever it stands; reports say 政府信息不存在 of
# applications, so a bare 信息不存在 counts only where hardly anything else is said.
_MISSING = re.compile(
    r"(?:您|你)(?:要|所|正在|请求|想要?)?(?:访问|查看|浏览|请求|打开|查找)的.{0,8}?"
    rf"(?:页面|网页|信息|内容|文章|栏目|文件|资源|地址).{{0,10}}?{_GONE}"
    rf"|(?:抱歉|对不起|非常抱歉)[，,！!。]?.{{0,12}}(?:页面|网页|文章|内容).{{0,10}}{_GONE}"
    r"|404(?:错误|NotFound|页面)|PageNotFound|Theresource.{0,20}cannotbefound|找不到(?:文件或目录|该页)",
    re.IGNORECASE,
)
_CURT = re.compile(rf"^.{{0,12}}(?:页面|网页|信息|文章|内容|栏目|文件){_GONE}.{{0,20}}$")
_MISSING_TITLE = re.compile(
    r"^\W*(?:404|出错了?|页面不存在|错误页面?|找不到页面|Not\s*Found|访问的页面不存在)", re.I
)
_SSI_ERROR = re.compile(
    r"^\s*\[an error occurred while processing (?:this|the) directive\]\s*$", re.I
)
_PARKED = re.compile(
    r"(?:该|此|本|这个)?域名(?:正在|现已|可)?(?:出售|转让|出租|待售|停放|已过期|已到期)"
    r"|域名(?:交易|抢注|停放)|domain(?:name)?(?:is|maybe)?forsale|buythisdomain|parkingcrew"
    r"|sedoparking|hugedomains|没有找到站点|未绑定(?:域名|站点)|恭喜.{0,6}站点创建成功"
    r"|Welcometonginx!|^It ?works!?$",
    re.IGNORECASE,
)
_TITLE = re.compile(r"<title[^>]*>(.*?)</title[^>]*>", re.IGNORECASE | re.DOTALL)
_LINK = re.compile(r"<a\b[^>]*\bhref\s*=\s*[\"']?(?!javascript|#)[^\s>]{2}", re.IGNORECASE)
_HIDDEN = re.compile(r"<(script|style|noscript)\b.*?</\1\s*>|<!--.*?-->", re.IGNORECASE | re.DOTALL)
_TAG = re.compile(r"<[^<>]*>")
_VARIABLE = re.compile(r"\d+")
# A page with these tags was published; the notices of walls and missing pages are not.
_ARTICLE = re.compile(
    r"<meta\s[^>]*name=[\"']?ArticleTitle[\"']?\s*content=[\"'][^\"']", re.IGNORECASE
)
_PAGE_TYPES = ("text/", "html", "xml", "json", "javascript")


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What an answer really is. ``gone`` is a plain 404 or 410, ``error`` any other failure."""

    kind: Judgement
    reason: str
    is_front: bool = False  # a soft 404 that is the home page: some hosts answer haste with it


HOME_AGAIN = Verdict(kind="soft_404", reason="it is the home page again", is_front=True)
HOME_INSTEAD = Verdict(kind="soft_404", reason="redirected to the home page", is_front=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Probe:
    """How a site answers for a page that it cannot have: learned once, compared with later.

    ``landed`` is where a redirect ended, None where there was none. Texts are without white space
    and with digits folded, so that dates and counters do not tell two answers apart.
    """

    status: int
    title: str
    text: str
    landed: str | None = None

    def is_like(self, title: str, text: str) -> bool:
        """Whether a page is made of the same template with the same words."""
        if self.status != 200 or not (self.text or text):
            return False
        if self.title != title:
            return False
        text = _VARIABLE.sub("0", text)
        longer, shorter = max(len(self.text), len(text)), min(len(self.text), len(text))
        if shorter < longer * SAME_TEMPLATE / 100:
            return False
        return fuzz.ratio(self.text[:COMPARED], text[:COMPARED]) >= SAME_TEMPLATE


def probe_url(home: str) -> str:
    """Return an address that no site has, beside its other pages."""
    return urljoin(home, "/nianbao-jiancha-wu-ci-ye/20080501.html")


def learn(*, status: int, body: bytes, url: str, asked_url: str) -> Probe:
    """Return what a site's answer for ``probe_url`` teaches. A status of 404 teaches honesty."""
    title, text = _words(decode(body)) if status == 200 else ("", "")
    text = _VARIABLE.sub("0", text)
    landed = url if _bare(url) != _bare(asked_url) else None
    return Probe(status=status, title=title, text=text, landed=landed)


def front_of(body: bytes) -> Probe | None:
    """Return the words of a home page, by which to know it when it comes in another's place.

    None where they are too few to be sure.
    """
    title, text = _words(decode(body[:JUDGED_BYTES]))
    text = _VARIABLE.sub("0", text)
    return Probe(status=200, title=title, text=text) if len(text) >= FRONT_TEXT else None


def resembles(front: Probe, body: bytes) -> bool:
    """Whether a page without a report is the home page, which other news may have been put on.

    Not for pages that may be reports: where a menu is nearly all there is, they resemble it too.
    """
    return front.is_like(*_words(decode(body[:JUDGED_BYTES])))


def judge(
    *,
    status: int,
    headers: Mapping[str, str],
    body: bytes,
    url: str,
    asked_url: str | None = None,
    probe: Probe | None = None,
    front: Probe | None = None,
) -> Verdict:
    """Return what an answer really is.

    ``body`` is without content encoding; ``asked_url`` differs from ``url`` after redirects.
    ``front`` is ``front_of`` the host's home page, where another page was asked for.
    """
    if status in {404, 410}:
        return Verdict(kind="gone", reason=f"status {status}")
    if not _is_page(headers, body):
        return _of_file(status)
    html = decode(body[:JUDGED_BYTES])
    answer = _Answer(status=status, html=html, url=url, asked_url=asked_url or url)
    if probe is not None and status == 200 and probe.is_like(answer.title, answer.text):
        return Verdict(
            kind="soft_404", reason="it is what the site shows for pages that it cannot have"
        )
    if front is not None and status == 200 and _VARIABLE.sub("0", answer.text) == front.text:
        return HOME_AGAIN
    if status == 200 and _ARTICLE.search(html):
        return Verdict(kind="normal", reason="an article by its national tags")
    wall = _wall(answer)
    if wall is not None:
        return Verdict(kind="blocked", reason=wall)
    if status >= 400:
        return Verdict(kind="error", reason=f"status {status}")
    if len(answer.text) <= NOTICE_TEXT and _PARKED.search(answer.title + answer.text):
        return Verdict(kind="parked", reason="the page of a domain that is for sale or unused")
    missing = _missing(answer, probe)
    if missing is not None:
        return Verdict(kind="soft_404", reason=missing)
    if _is_home(answer.url) and not _is_home(answer.asked_url):
        return HOME_INSTEAD
    return Verdict(kind="normal", reason="a page")


@dataclass(slots=True)
class _Answer:
    """One page, with its words taken out once."""

    status: int
    html: str
    url: str
    asked_url: str
    title: str = field(init=False)
    text: str = field(init=False)

    def __post_init__(self) -> None:
        self.title, self.text = _words(self.html)

    @property
    def has_links(self) -> bool:
        """Whether an anchor leads anywhere: challenges have none."""
        return bool(_LINK.search(self.html))


def _of_file(status: int) -> Verdict:
    if status in WALL_STATUSES or status == 429:
        return Verdict(kind="blocked", reason=f"status {status}")
    if status >= 400:
        return Verdict(kind="error", reason=f"status {status}")
    return Verdict(kind="normal", reason="a file")


def _wall(answer: _Answer) -> str | None:
    status, length = answer.status, len(answer.text)
    if status in WALL_STATUSES:
        return f"status {status}"
    # Challenges are looked for in short pages without links only: portals behind a wall carry its
    # snippets in ordinary pages.
    if length <= CHALLENGE_TEXT and not answer.has_links:
        for pattern, name in _CHALLENGES:
            if pattern.search(answer.html):
                return name
        if status == 202 and "<script" in answer.html:
            return "status 202 with a script instead of a page"
    refused = status in {401, 403, 405, 406, 429, 503}
    if refused or (status < 300 and length <= NOTICE_TEXT and not answer.has_links):
        words = _WALL_WORDS.search(answer.text + answer.title)
        if words:
            return f"status {status}: {words.group()}"
    # A folder without an index answers 403 on any server; a home page that does is a wall.
    if status == 429 or (status in {401, 403, 405, 406} and _is_home(answer.url)):
        return f"status {status}"
    return None


def _missing(answer: _Answer, probe: Probe | None) -> str | None:
    html, text = answer.html, answer.text
    if _SSI_ERROR.match(html):
        return "an include failed, and there is nothing else"
    if _MISSING_TITLE.search(answer.title) and len(text) <= 4 * NOTICE_TEXT:
        return f"its title is {answer.title}"
    if len(html) <= STUB_BYTES and _is_stub(html, text):
        return "a stub without a word or a link"
    notice = _MISSING.search(text) if len(text) <= NOTICE_TEXT else None
    if notice is None and not answer.has_links:
        notice = _CURT.match(text)
    if notice:
        return f"it says {notice.group()}"
    landed = None if probe is None else probe.landed
    if landed and _bare(landed) == _bare(answer.url) != _bare(answer.asked_url):
        return "redirected to where missing pages are sent"
    return None


def _is_stub(html: str, text: str) -> bool:
    """Whether a whole page says nothing and leads nowhere; fragments and data are not meant."""
    lower = html.lower()
    leads = ("href", "location", "refresh", "<iframe", "<frame", "<script", "<record", "<img")
    return "<html" in lower and len(text) < STUB_TEXT and not any(word in lower for word in leads)


def _words(html: str) -> tuple[str, str]:
    """Return title and visible text, without white space."""
    found = _TITLE.search(html)
    title = "".join(_TAG.sub("", found.group(1)).split()) if found else ""
    body = _HIDDEN.sub("", _TITLE.sub("", html, count=1))
    text = "".join(_TAG.sub("", body).replace("&nbsp;", "").split())
    return title, text


def _is_page(headers: Mapping[str, str], body: bytes) -> bool:
    kind = next((v for k, v in headers.items() if k.lower() == "content-type"), "").lower()
    if body[:1024].lstrip()[:1] in {b"<", b"{", b"["}:
        return True
    return not kind or any(name in kind for name in _PAGE_TYPES)


def _bare(url: str) -> str:
    parts = urlsplit(url)
    host = (parts.hostname or "").removeprefix("www.")
    path = re.sub(r"/(?:index|default)\.\w+$", "/", parts.path or "/", flags=re.IGNORECASE)
    return f"{host}{path.rstrip('/')}?{parts.query}"


def _is_home(url: str) -> bool:
    parts = urlsplit(url)
    return not parts.query and not _bare(url).partition("/")[2].rstrip("?")
