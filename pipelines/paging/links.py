"""Paging that the page spells out: 下一页 in any dress, numbered links, a select of addresses."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from pipelines.page import Link, NextPage
from pipelines.paging.material import Material, Paging

_NEXT = re.compile(
    r"^[\[(（【<]?(?:下一页|下页|下一頁|下頁|后一页|后页|往后|nextpage|next)[\])）】]?[>›»→]*$"
    r"|^(?:>|›|＞|&gt;)$",
    re.IGNORECASE,
)
_PAGER_WORDS = re.compile(r"下一?[页頁]|上一?[页頁]|尾[页頁]|末[页頁]|[页頁]次")
_DIGITS = re.compile(r"\d+")
# Fewer numbered links than this may be anything (a floor plan, a calendar's edge).
FEWEST_OPTIONS = 2


def next_pages(material: Material) -> Paging | None:
    """Return the page that a link, a number or a select names as the next one."""
    here = _bare(material.url)
    host = urlsplit(material.url).netloc
    candidates = [link for link in material.links if urlsplit(link.url).netloc == host]
    total = material.total_pages
    for link in candidates:
        if _NEXT.match(link.text) and _bare(link.url) != here and _alike(link.url, material.url):
            return _found(link, total, number=None, reason=f"the link {link.text}")
    numbered = _numbered(candidates, material)
    if numbered is not None:
        return numbered
    chosen = _options(candidates, here, material.url)
    if chosen is not None:
        return chosen
    if total is not None and _counts_up_to(candidates, material, total - 1):
        return Paging(total=total)
    # A pager whose 下一页 is no link says that this is the last page.
    if _PAGER_WORDS.search(material.text) and any(_backward(link) for link in candidates):
        return Paging(total=total)
    return None


def _numbered(links: list[Link], material: Material) -> Paging | None:
    """Follow 2 after 1: the current page is the number that is no link, or links to here."""
    here = _bare(material.url)
    pages = {
        int(link.text): link
        for link in links
        if link.form in {"a", "onclick"}
        and link.text.isdecimal()
        and 1 <= int(link.text) <= 9999
        and _alike(link.url, material.url)
    }
    own = next((number for number, link in pages.items() if _bare(link.url) == here), None)
    current = own or material.current_page or _missing(pages)
    if current is None or current + 1 not in pages:
        return None
    link = pages[current + 1]
    if _bare(link.url) == here:
        return None
    return _found(link, material.total_pages, number=current + 1, reason=f"the link {link.text}")


def _counts_up_to(links: list[Link], material: Material, last: int) -> bool:
    """Whether numbered links go up to ``last`` and no further."""
    numbers = {
        int(link.text)
        for link in links
        if link.text.isdecimal() and len(link.text) <= 4 and _alike(link.url, material.url)
    }
    return last in numbers and last + 1 not in numbers


def _missing(pages: dict[int, Link]) -> int | None:
    """Return the number left out of a run that starts at 1 or 2: the page one is on."""
    if not pages or min(pages) > 2:
        return None
    return next((number for number in range(1, max(pages)) if number not in pages), None)


def _options(links: list[Link], here: str, url: str) -> Paging | None:
    options = [link for link in links if link.form == "option" and _alike(link.url, url)]
    if len(options) < FEWEST_OPTIONS:
        return None
    addresses = [_bare(option.url) for option in options]
    if here not in addresses:
        # Page 1 often has an address of its own that the select writes differently.
        position = 0 if not re.search(r"[-_/=]\d+(?:\.\w+)?$", here) else None
    else:
        position = addresses.index(here)
    if position is None or position + 1 >= len(options):
        return Paging(total=len(options)) if position is not None else None
    return _found(
        options[position + 1],
        len(options),
        number=position + 2,
        reason=f"entry {position + 2} of the pager's select",
    )


def _found(link: Link, total: int | None, *, number: int | None, reason: str) -> Paging:
    page = NextPage(
        url=link.url,
        strategy="links",
        number=number,
        exact=number is not None and total is not None and number <= total,
        reason=reason,
    )
    return Paging(pages=(page,), total=total)


def _alike(url: str, other: str) -> bool:
    """Whether two addresses differ in numbers only, or lie in the same place.

    What 下一页 and page numbers lead to lies where the list lies; a 2 in a calendar or a menu of
    another column does not.
    """
    one, two = urlsplit(url), urlsplit(other)
    if one.path.rsplit("/", 1)[0] == two.path.rsplit("/", 1)[0]:
        return True
    stem = two.path.rsplit(".", 1)[0].rstrip("/")
    if one.path.startswith(stem + "/") or two.path.startswith(one.path.rsplit("/", 1)[0] + "/"):
        return True
    return _DIGITS.sub("0", one.path) == _DIGITS.sub("0", two.path)


def _backward(link: Link) -> bool:
    return bool(re.match(r"^[<‹«]?(?:上一?[页頁]|前一?页|prev\w*)", link.text, re.IGNORECASE))


def _bare(url: str) -> str:
    parts = urlsplit(url)
    path = re.sub(r"/index\.(?:s?html?|jhtml|jsp|aspx|php)$", "/", parts.path, flags=re.IGNORECASE)
    return f"{path}?{parts.query}"
