"""When two URLs are one page, and which URLs lead nowhere.

The twins and traps are those that real portals were seen to have: mobile skins, session ids,
index files, copied relative links that grow for ever, template text that was never filled in.
"""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, urlencode, urlsplit

_INDEX = re.compile(r"/(?:index|default)\.(?:s?html?|jhtml|jspx?|aspx?|php)$", re.IGNORECASE)
_SESSION = re.compile(r";jsessionid=[^/?#]*", re.IGNORECASE)
_SKIN = re.compile(r"_(?:wap|ext)(?=\.s?html?$)", re.IGNORECASE)
_KAIPU_ITEM = re.compile(r"/c\d{5,7}\w*/.*?([0-9a-f]{32})\.shtml$")
# Parameters that change nothing about what is shown: cache busters, sessions, skins.
_IDLE_PARAMETERS = frozenset(
    {"_", "ismobile", "jsessionid", "phpsessid", "timestamp", "rand", "random", "wza", "spm"}
)
_DEFAULT_PORTS = {"http": 80, "https": 443}


def host_of(url: str) -> str:
    """Return the host, lower case, without ``www.``, with its port where it is an unusual one."""
    try:
        parts = urlsplit(url)
        host, port = (parts.hostname or "").removeprefix("www."), parts.port
    except ValueError:
        return ""
    return host if port in {None, _DEFAULT_PORTS.get(parts.scheme)} else f"{host}:{port}"


def canonical_url(url: str) -> str:
    """Return a key that is equal for URLs of one page. It is for comparing, not for asking.

    Folded: scheme, ``www.`` and ``m.``, index files, fragments, double slashes, session ids, case,
    mobile skins, cache busters, the order of parameters, the columns in which Kaipu repeats one
    item, and the two addresses that VSB gives each article.
    """
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return url
    host = host_of(url).removeprefix("m.").removeprefix("wap.")
    path = re.sub(r"/{2,}", "/", _SESSION.sub("", parts.path)) or "/"
    path = _SKIN.sub("", path).replace("/mpost_", "/post_").lower()
    pairs = [
        (name, value)
        for name, value in parse_qsl(parts.query, keep_blank_values=True)
        if name.lower() not in _IDLE_PARAMETERS
    ]
    if path.endswith("/content.jsp"):
        ids = dict(pairs)
        if ids.get("wbtreeid") and ids.get("wbnewsid"):
            path, pairs = f"/info/{ids['wbtreeid']}/{ids['wbnewsid']}.htm", []
    item = _KAIPU_ITEM.search(path)
    if item:
        path = f"/{item.group(1)}.shtml"
    if not pairs:
        path = _INDEX.sub("/", path)
    query = f"?{urlencode(sorted(pairs))}" if pairs else ""
    return f"{host}{path}{query}"


def request_key(url: str, method: str = "GET", body: str | None = None) -> str:
    """Return a key that is equal for requests that bring the same thing."""
    key = canonical_url(url)
    return key if method == "GET" else f"{method} {key} {body or ''}"
