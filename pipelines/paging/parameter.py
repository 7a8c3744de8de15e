"""Paging by a parameter of the address, and VSB's egov lists, whose parameters carry a number."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from pipelines.page import NextPage
from pipelines.paging.counted import FULL_PAGE
from pipelines.paging.material import Material, Paging, parameters, with_parameters

# Names that portals were seen to give the number of a list page.
NAMES = (
    "cur_page", "currentPage", "currpage", "curpage", "pageNo", "PAGENUM", "pageNum", "pageIndex",
    "pageNumber", "page", "Paging", "pn", "p",
)  # fmt: skip
_BY_LOWER_CASE = {name.lower() for name in NAMES}
_EGOV = re.compile(r"^ainfolist(\d+)p$")


def next_pages(material: Material) -> Paging | None:
    """Return the page with the parameter's next value.

    The parameter is the one in the page's own address, or in links to the same place. Whether a
    list counts from 0 or 1 shows in those links; where they are silent, page 1 is the first.
    """
    own = parameters(material.url)
    name = next((name for name in own if name.lower() in _BY_LOWER_CASE), None)
    shown = _shown(material, name)
    if name is None and not shown:
        return None
    if name is None:
        name = next(iter(shown))
    here = int(own[name]) if own.get(name, "").isdecimal() else None
    values = sorted(shown.get(name, {}))
    if here is None:
        # The first page's own address has no number: the links show whether it is 0 or 1.
        here = 0 if 0 in values else 1
    further = next((value for value in values if value > here), None)
    total = material.total_pages
    if further is not None:
        # A link to a page that far away still proves that there are further ones.
        template = shown[name][further]
        return _found(template, name, here + 1, total)
    if total is not None and here < total and name in own:
        return _found(material.url, name, here + 1, total)
    if total is None and not values and name in own and material.rows >= FULL_PAGE:
        return _found(material.url, name, here + 1, None)
    return Paging(total=total)


def egov(material: Material) -> Paging | None:
    """Return the next page of a VSB egov list: ``ainfolist1501p`` of ``ainfolist1501t``."""
    for url in (material.url, *(link.url for link in material.links)):
        asked = parameters(url)
        name = next((name for name in asked if _EGOV.match(name)), None)
        if name is None:
            continue
        own = parameters(material.url).get(name, "1")
        total = asked.get(name[:-1] + "t", "")
        here = int(own) if own.isdecimal() else 1
        if not total.isdecimal() or here >= int(total):
            return Paging(total=int(total) if total.isdecimal() else None)
        return _found(url, name, here + 1, int(total), strategy="egov")
    return None


def _shown(material: Material, name: str | None) -> dict[str, dict[int, str]]:
    path = urlsplit(material.url).path
    shown: dict[str, dict[int, str]] = {}
    for link in material.links:
        parts = urlsplit(link.url)
        if not parts.query or parts.path != path:
            continue
        for key, value in parameters(link.url).items():
            wanted = key == name if name else key.lower() in _BY_LOWER_CASE
            if wanted and value.isdecimal():
                shown.setdefault(key, {})[int(value)] = link.url
    return shown


def _found(
    url: str, name: str, number: int, total: int | None, strategy: str = "parameter"
) -> Paging:
    page = NextPage(
        url=with_parameters(url, **{name: str(number)}),
        strategy=strategy,
        number=number,
        exact=total is not None and number <= total,
        reason=f"{name}={number}",
    )
    return Paging(pages=(page,), total=total)
