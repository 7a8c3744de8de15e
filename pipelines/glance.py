"""Can this page be a report at all? Told in a fraction of the time that reading it takes.

Whoever goes through somebody else's pages meets a hundred others for each report. What a glance
calls hopeless the reader would call no report: it names no such report anywhere, in text or
attributes, and has not the words of four kinds of sections. The opposite it does not say.
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
_QUOTED = re.compile(r"=\s*(?:\"([^\"]*)\"|'([^']*)')")
_KINDS = 4  # of sections make a body a report whose headline does not say so


def may_be_report(body: bytes, content_type: str | None = None) -> bool:
    """Say whether reading a page could be worth it; ``body`` is as after content decoding."""
    html = decode(body, content_type)
    text = fold(unescape(_TAG.sub("", _HIDDEN.sub("", html))))
    if names_report(text):
        return True
    if sum(1 for pattern, _ in WORDS if pattern.search(text)) >= _KINDS:
        return True
    quoted = "\n".join(first or second for first, second in _QUOTED.findall(html))
    return names_report(fold(unescape(quoted)))
