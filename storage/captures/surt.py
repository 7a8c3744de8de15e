"""The key under which replay tools look a URL up: SURT, as the Internet Archive canonicalizes.

``http://www.example.gov.cn:80/A/?b=2&a=1`` is ``cn,gov,example)/a?a=1&b=2``. Tools compute the key
of what is asked for by the same rules, so these are theirs, quirks included. The library ``surt``
is AGPL; a test compares with it.
"""

from __future__ import annotations

import re
from urllib.parse import quote_from_bytes, unquote_to_bytes

_PARTS = re.compile(
    rb"(?:([a-z][a-z0-9+.-]*):)?(?://([^/?#]*))?([^?#]*)(?:\?([^#]*))?", re.I | re.S
)
_UNESCAPED = "!\"$&'()*+,-./:;<=>?@[\\]^_`{|}~"
_DEFAULT_PORTS = {b"http": b"80", b"https": b"443"}
_WWW = re.compile(rb"www\d*\.")
_SESSION_IN_PATH = (
    re.compile(rb"^(.*/)(?:\((?:[a-z]\([0-9a-z]{24}\))+\)/)([^?]+\.aspx.*)$", re.I),
    re.compile(rb"^(.*/)(?:\([0-9a-z]{24}\)/)([^?]+\.aspx.*)$", re.I),
)
_SESSION_IN_QUERY = tuple(
    re.compile(rb"^(.*)(?:" + pattern + rb")(?:&(.*))?$", re.I)
    for pattern in (
        rb"jsessionid=[0-9a-z]{32}",
        rb"phpsessid=[0-9a-z]{32}",
        rb"sid=[0-9a-z]{32}",
        rb"aspsessionid[a-z]{8}=[a-z]{24}",
        rb"cfid=[^&]+&cftoken=[^&]+",
    )
)


def surt(url: str) -> str:
    """Return the key of a URL; what has no host (``urn:…``) is its own key, in lower case."""
    raw = re.sub(rb"[\r\n\t]", b"", url.strip().encode())
    found = _PARTS.match(raw)
    assert found is not None  # noqa: S101 - every part is optional
    scheme, authority, path, query = found.groups()
    if authority is None:
        return url.strip().lower()
    host, port = _split(authority.rpartition(b"@")[2])
    key = b",".join(reversed(_host(host).split(b".")))
    if port and port != _DEFAULT_PORTS.get((scheme or b"http").lower()):
        key += b":" + port
    key += b")" + _path(path)
    if query:
        query = _query(query)
        key += b"?" + query if query else b""
    return key.decode("ascii")


def _split(authority: bytes) -> tuple[bytes, bytes]:
    host, colon, port = authority.rpartition(b":")
    return (host, port) if colon and (port.isdigit() or not port) else (authority, b"")


def _host(host: bytes) -> bytes:
    host = _unescape(host)
    if not host.isascii():
        try:
            host = host.decode("utf-8", "ignore").encode("idna")
        except UnicodeError:
            host = host.lower()
    host = _escape(host.replace(b"..", b".").strip(b".").lower())
    return _WWW.sub(b"", host, count=1) if _WWW.match(host) else host


def _path(path: bytes) -> bytes:
    kept: list[bytes] = []
    pieces = _unescape(path).split(b"/")[1:]
    for piece in pieces:
        if piece == b".":
            continue
        if piece == b".." and kept:
            kept.pop()
        else:
            kept.append(piece)
    directories = [piece for piece in kept[:-1] if piece]
    normal = _escape(b"/" + b"/".join((*directories, *kept[-1:]))).lower()
    for pattern in _SESSION_IN_PATH:
        normal = pattern.sub(rb"\1\2", normal)
    return normal[:-1] if len(normal) > 1 and normal.endswith(b"/") else normal


def _query(query: bytes) -> bytes:
    query = _escape(_unescape(query))
    for pattern in _SESSION_IN_QUERY:
        query = pattern.sub(lambda found: found[1] + (found[2] or b""), query)
    fields = [tuple(field.split(b"=", 1)) for field in query.lower().split(b"&")]
    return b"&".join(b"=".join(field) for field in sorted(fields))


def _unescape(value: bytes) -> bytes:
    while (once := unquote_to_bytes(value)) != value:
        value = once
    return value


def _escape(value: bytes) -> bytes:
    return quote_from_bytes(value, safe=_UNESCAPED).encode("ascii")
