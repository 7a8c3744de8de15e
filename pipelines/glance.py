"""Can this page be a report at all? Told in a fraction of the time that reading it takes.

Whoever goes through somebody else's pages meets a hundred others for each report. What a glance
calls hopeless the reader would call no report: neither its text nor its tags name such a report,
menus apart, and it has not the words of four kinds of sections. The opposite it does not say.
"""

from __future__ import annotations

import re
from html import unescape

from pipelines.decoding import decode
from pipelines.folding import fold
from pipelines.headings import WORDS
from pipelines.identity.titles import names_report

_HIDDEN = re.compile(r"<(script|style)\b.*?</\1\s*>|<!--.*?-->", re.IGNORECASE | re.DOTALL)
_TAG = re.compile(r"<[^<>]*>")
_ANCHOR = re.compile(r"<a\b[^<>]*>(.*?)</a\s*>", re.IGNORECASE | re.DOTALL)
_META = re.compile(r"<meta\b[^<>]*>", re.IGNORECASE)
# Menus everywhere lead to 政府信息公开年报; a headline that is a link has its year as well.
_YEAR = re.compile(r"[12][09]\d\d|[二2２][〇○零O0０]")
_KINDS = 4  # of sections make a body a report whose headline does not say so


def may_be_report(body: bytes, content_type: str | None = None) -> bool:
    """Say whether reading a page could be worth it; ``body`` is as after content decoding."""
    html = decode(body, content_type)
    shown = _ANCHOR.sub(_without_menus, _HIDDEN.sub("", html))
    text = fold(unescape(_TAG.sub("", shown)))
    return (
        names_report(text)
        or names_report(fold(unescape("\n".join(_META.findall(html)))))
        or sum(1 for pattern, _ in WORDS if pattern.search(text)) >= _KINDS
    )


def _without_menus(anchor: re.Match[str]) -> str:
    text = _TAG.sub("", anchor[1])
    return text if _YEAR.search(text) else ""
