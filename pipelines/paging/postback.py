"""ASP.NET WebForms: the next page is a POST of the form's hidden state to the page itself."""

from __future__ import annotations

import html as markup
import re
from urllib.parse import parse_qsl

from pipelines.page import NextPage
from pipelines.paging.material import Material, Paging, form

_CALL = re.compile(
    r"__doPostBack\(\s*'([^']*(?:pager|page)[^']*)'\s*,\s*'(\w*)'\s*\)", re.IGNORECASE
)
_HIDDEN = re.compile(r"<input\b[^>]*\btype\s*=\s*[\"']?hidden[^>]*>", re.IGNORECASE)
_NAME = re.compile(r"\bname\s*=\s*[\"']([^\"']+)", re.IGNORECASE)
_VALUE = re.compile(r"\bvalue\s*=\s*[\"']([^\"']*)", re.IGNORECASE)


def next_pages(material: Material) -> Paging | None:
    """Return the POST behind the pager's next number, with the state this page carries."""
    if "__doPostBack" not in material.html:
        return None
    source = markup.unescape(material.html) if "&#39;" in material.html else material.html
    calls = _CALL.findall(source)
    if not calls:
        return None
    target = calls[0][0]
    numbers = {int(argument) for name, argument in calls if name == target and argument.isdecimal()}
    asked = dict(parse_qsl(material.request_body or "", keep_blank_values=True))
    argument = asked.get("__EVENTARGUMENT", "")
    here = material.current_page or (int(argument) if argument.isdecimal() else 1)
    total = material.total_pages or max(numbers, default=None)
    if here + 1 not in numbers and (total is None or here >= total):
        return Paging(total=total)
    state = {
        name.group(1): markup.unescape(value.group(1)) if value else ""
        for tag in _HIDDEN.findall(material.html)
        if (name := _NAME.search(tag))
        for value in [_VALUE.search(tag)]
    }
    state |= {"__EVENTTARGET": target, "__EVENTARGUMENT": str(here + 1)}
    page = NextPage(
        url=material.url,
        strategy="postback",
        method="POST",
        body=form(state),
        number=here + 1,
        exact=total is not None and here + 1 <= total,
        reason=f"page {here + 1} by the form's own pager",
    )
    return Paging(pages=(page,), total=total)
